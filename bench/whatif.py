# ruff: noqa: ANN001, ANN201 - a script
"""Speed of a what-if: the whole answer, the first paint of a slider, which lever first, the first call.

python bench/whatif.py
"""

import subprocess
import sys
import time

import numpy as np

from pasdedeux.change import Futures, Plan, what_if, which_first
from pasdedeux.loop import Loop

PAIR = Loop.preset("anxious-avoidant")
PLAN = Plan.of("therapy_gain", "softening:1")


def laps(function, times=9):
    found = []
    for _ in range(times):
        start = time.perf_counter()
        function()
        found.append(1e3 * (time.perf_counter() - start))
    return f"{min(found):.0f} ms best, {np.median(found):.0f} ms median of {times}"


def first_call():
    code = (
        "import time; t = time.perf_counter();"
        "from pasdedeux import Plan, what_if; from pasdedeux.loop import Loop;"
        "what_if(Loop.preset('anxious-avoidant'), Plan.of('softening')); print(time.perf_counter() - t)"
    )
    found = [
        float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)  # noqa: S603
        for _ in range(3)
    ]
    return f"{min(found):.2f} s best, {np.median(found):.2f} s median of 3"


if __name__ == "__main__":
    what_if(PAIR, PLAN)
    for threads in (1, 2):
        lap = laps(lambda n=threads: what_if(PAIR, PLAN, threads=n))
        print(f"200 draws, two arms, 6 months, {threads} thread(s): {lap}")
    for threads in (1, 2):
        lap = laps(lambda n=threads: what_if(PAIR, PLAN, draws=24, threads=n))
        print(f"first paint, 24 draws, two arms, 6 months, {threads} thread(s): {lap}")
    ready = Futures.of(PAIR, draws=24)
    now = ready.under(Plan())[0]
    lap = laps(lambda: ready.compare(PLAN, now=now))
    print(f"first paint of one more slider position, as now kept: {lap}")
    print(f"which lever first, 24 plans, 100 draws: {laps(lambda: which_first(PAIR), 3)}")
    print(f"first call in a new process, caches filled: {first_call()}")
