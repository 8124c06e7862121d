"""Kill a writer at random moments, again and again: is anything lost that was acknowledged, or left half?

    python bench/kills.py 200              # SQLite in a temporary folder
    python bench/kills.py 200 postgresql   # PostgreSQL on a server of its own

Each round a process tells as fast as it can and says the id of each telling that was acknowledged, until it
is killed with SIGKILL after up to a quarter of a second; then everything that is kept is read.
"""

import random
import runpy
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

from pasdedeux.store import persons, tellings
from pasdedeux.store.database import at_address, in_folder

TESTS = Path(__file__).parents[1] / "tests"
sys.path.insert(0, str(TESTS))
WRITER = """
import sys
from datetime import date, datetime
from pathlib import Path
from pasdedeux.records import Telling
from pasdedeux.store import persons, tellings
from pasdedeux.store.database import at_address, in_folder
where, now = sys.argv[1], datetime.fromisoformat(sys.argv[2])
store = in_folder(Path(where)) if where.startswith("/") else at_address(where)
with store.reading() as session:
    me = persons.sign_in(session, "alma", "passphrase of alma")
while True:
    with store.writing(now) as session:
        made = tellings.tell(session, me, Telling("me", date(2026, 11, 3), words="x" * 2000), now)
    print(made, flush=True)
"""


def acknowledged(where: str, now: datetime, after: float) -> set[str]:
    arguments = [sys.executable, "-c", WRITER, where, now.isoformat()]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as writer:  # noqa: S603 - this program
        lines = [writer.stdout.readline()]
        time.sleep(after)
        writer.send_signal(signal.SIGKILL)
        lines += writer.stdout.readlines()
    return {line.strip() for line in lines if line.endswith("\n")}


def main(rounds: int, kind: str) -> None:
    people = runpy.run_path(str(TESTS / "two_people.py"))
    rng, now, lost, half, total = random.Random(1), people["NOW"], 0, 0, 0  # noqa: S311 - moments, no keys
    with ExitStack() as stack:
        if kind == "postgresql":
            cluster = stack.enter_context(runpy.run_path(str(TESTS / "clusters.py"))["Cluster"]())
            where = cluster.fresh()
            store = at_address(where)
        else:
            where = stack.enter_context(tempfile.TemporaryDirectory())
            store = in_folder(Path(where))
        alma = people["begin"](store, "alma")
        for _ in range(rounds):
            said = acknowledged(where, now, rng.uniform(0, 0.25))
            with store.reading() as session:
                kept = tellings.own(session, alma)
                lost += len(said - set(kept))
                half += sum(len(tellings.read(session, alma, one).words) != 2000 for one in kept)
            with store.writing(now) as session:
                for one in kept:
                    tellings.delete(session, alma, one)
                persons.visit(session, alma, now)
            total += len(said)
        store.close()
    print(f"{kind}: {rounds} kills, {total} acknowledged, {lost} lost, {half} half")


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "sqlite")
