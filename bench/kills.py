"""Kill the server at random moments, again and again: is anything lost that was acknowledged, or left half?

    python bench/kills.py 1000              # SQLite in a temporary folder
    python bench/kills.py 1000 postgresql   # PostgreSQL on a server of its own
    python bench/kills.py 300 sqlite 2      # go on at other moments: the last number is the seed

Each round serves the app in a process of its own. Two phones tell over HTTP as fast as they can and note
every telling that was answered, until the server is killed with SIGKILL up to a quarter of a second after
the first of them; then everything that is kept is read.
"""

import os
import random
import runpy
import signal
import socket
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import httpx
import uvicorn

from pasdedeux.app import create_app
from pasdedeux.store import sessions, tellings
from pasdedeux.store.database import Store, at_address, in_folder
from pasdedeux.store.keys import Keyring

TESTS = Path(__file__).parents[1] / "tests"
sys.path.insert(0, str(TESTS))
TELLING = {"day": "2026-11-03", "words": "x" * 2000}
FROM_HERE = {"sec-fetch-site": "same-origin"}


def now() -> datetime:
    return datetime.now(UTC)


def opened(where: str) -> Store:
    return in_folder(Path(where)) if where.startswith("/") else at_address(where)


def serve(store: Store, listening: socket.socket) -> None:
    """In the child: serve until it is killed, over connections of its own."""
    store.engine.dispose(close=False)
    config = uvicorn.Config(create_app(store), log_level="critical", access_log=False)
    uvicorn.Server(config).run([listening])


def tell(address: str, secret: str, said: list[str]) -> None:
    """Tell as fast as one phone can, until nobody answers."""
    with httpx.Client(base_url=address, headers=FROM_HERE, cookies={"n": secret}, timeout=5) as phone:
        while True:
            try:
                answer = phone.post("/api/moments", json=TELLING)
            except httpx.HTTPError:
                return
            if answer.status_code == 200:
                said.append(answer.json()["id"])


def acknowledged(store: Store, secret: str, after: float) -> set[str]:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(64)
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        child = os.fork()
        if child == 0:
            serve(store, listening)
            os._exit(1)
    httpx.get(address, timeout=30)
    said: list[str] = []
    phones = [Thread(target=tell, args=(address, secret, said)) for _ in range(2)]
    for phone in phones:
        phone.start()
    while not said and any(phone.is_alive() for phone in phones):
        time.sleep(0.001)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    for phone in phones:
        phone.join()
    return set(said)


def judged(store: Store, alma: Keyring, said: set[str]) -> tuple[int, int]:
    """Count what is lost and what is half; then take it all away."""
    with store.reading() as session:
        kept = tellings.own(session, alma)
        half = sum(len(tellings.read(session, alma, one).words) != 2000 for one in kept)
    with store.writing(now()) as session:
        for one in kept:
            tellings.delete(session, alma, one)
    return len(said - set(kept)), half


def main(rounds: int, kind: str, seed: int) -> None:
    people = runpy.run_path(str(TESTS / "two_people.py"))
    rng, lost, half, total = random.Random(seed), 0, 0, 0  # noqa: S311 - moments, no keys
    with ExitStack() as stack:
        if kind == "postgresql":
            cluster = stack.enter_context(runpy.run_path(str(TESTS / "clusters.py"))["Cluster"]())
            where = cluster.fresh()
        else:
            where = stack.enter_context(tempfile.TemporaryDirectory())
        store = opened(where)
        alma = people["begin"](store, "alma", now())
        with store.writing(now()) as session:
            secret = sessions.begin(session, alma, "a phone", now())
        for done in range(1, rounds + 1):
            said = acknowledged(store, secret, rng.uniform(0, 0.25))
            missing, broken = judged(store, alma, said)
            lost, half, total = lost + missing, half + broken, total + len(said)
            if done % 100 == 0 or done == rounds:
                print(f"{kind}: {done} kills, {total} acknowledged, {lost} lost, {half} half", flush=True)
        store.close()


if __name__ == "__main__":
    how, *more = sys.argv[2:] or ["sqlite"]
    main(int(sys.argv[1]), how, int(more[0]) if more else 1)
