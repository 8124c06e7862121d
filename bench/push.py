"""How long until the second phone hears of an act: median and 95th percentile over HTTP.

    python bench/push.py 200                # SQLite in a temporary folder, written to the disk
    python bench/push.py 200 postgresql     # PostgreSQL on a server of its own

The app is served on 127.0.0.1 by a process of its own. One phone keeps a line open; the other presses the
button and takes it back, again and again. The time runs from just before the request is sent until the line
has the event. The clock of the server stands still, so that an act can be taken back as often as one likes.
"""

import os
import runpy
import signal
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path

import httpx
import uvicorn

from pasdedeux.app import create_app
from pasdedeux.store import sessions
from pasdedeux.store.database import Store, at_address, in_folder

TESTS = Path(__file__).parents[1] / "tests"
sys.path.insert(0, str(TESTS))
FROM_HERE = {"sec-fetch-site": "same-origin"}


@contextmanager
def served(store: Store, now: datetime) -> Iterator[str]:
    """Serve in a process of its own, at a time that stands still; give the address."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(64)
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        child = os.fork()
        if child == 0:
            store.engine.dispose(close=False)
            config = uvicorn.Config(create_app(store, clock=lambda: now), log_level="critical")
            uvicorn.Server(config).run([listening])
            os._exit(0)
    try:
        httpx.get(address, timeout=60)
        yield address
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def phones(store: Store, now: datetime) -> list[str]:
    """Make a couple; give the secrets of their phones."""
    people = runpy.run_path(str(TESTS / "two_people.py"))
    both = [people["begin"](store, name, now) for name in ("alma", "ben")]
    people["pair"](store, *both, now)
    with store.writing(now) as session:
        return [sessions.begin(session, me, "a phone", now) for me in both]


def pushed(store: Store, acts: int) -> list[float]:
    """Give the seconds that each act took to the second phone."""
    now = runpy.run_path(str(TESTS / "two_people.py"))["NOW"]
    secrets, took = phones(store, now), []
    with ExitStack() as stack:
        address = stack.enter_context(served(store, now))
        one, two = (
            stack.enter_context(
                httpx.Client(base_url=address, headers=FROM_HERE, cookies={"n": secret}, timeout=30)
            )
            for secret in secrets
        )
        lines = stack.enter_context(two.stream("GET", "/a/live")).iter_lines()
        next(line for line in lines if line.startswith("retry"))
        for number in range(acts):
            began = time.perf_counter()
            if number % 2 == 0:
                answer = one.post("/api/acts", json={"deed": "button"})
                pressed = answer.json()["id"]
            else:
                answer = one.post(f"/a/undo/{pressed}", data={"once": f"k{number}"})
            assert answer.status_code in {200, 303}, answer.text  # noqa: S101 - else nothing was measured
            wanted = f"id: {number + 1}"
            next(line for line in lines if line == wanted)
            took.append(time.perf_counter() - began)
    return took


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def main(acts: int, kind: str) -> None:
    with ExitStack() as stack:
        if kind == "postgresql":
            cluster = stack.enter_context(runpy.run_path(str(TESTS / "clusters.py"))["Cluster"]())
            store = at_address(cluster.fresh())
        else:
            store = in_folder(Path(stack.enter_context(tempfile.TemporaryDirectory())))
        took = [1000 * one for one in pushed(store, acts)]
        store.close()
    middle, late = statistics.median(took), percentile(took, 0.95)
    found = f"median {middle:.0f} ms, p95 {late:.0f} ms, longest {max(took):.0f} ms"
    print(f"{kind}: {acts} acts, {found}, load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "sqlite")
