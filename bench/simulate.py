# ruff: noqa: ANN001, ANN201 - a script
"""Speed of the simulator: one couple, an ensemble on one and two threads, a large run, the first call.

python bench/simulate.py [--large]
"""

import argparse
import resource
import subprocess
import sys
import time

import numpy as np

from pasdedeux.loop import Loop
from pasdedeux.simulate import Population, simulate, simulate_ensemble
from pasdedeux.simulate import kernels as k
from pasdedeux.simulate.run import Grid, fresh, run
from pasdedeux.simulate.schedule import Schedule


def best(function, times=5):
    laps = []
    for _ in range(times):
        start = time.perf_counter()
        function()
        laps.append(time.perf_counter() - start)
    return min(laps), float(np.median(laps))


def one_couple():
    loop = Loop.preset("anxious-avoidant")
    start = loop.calm()
    low, middle = best(lambda: simulate(loop, 730.5, start=start))
    print(
        f"one couple, 24 months at 10 min, all states: {1e3 * low:.1f} ms best, {1e3 * middle:.1f} ms median"
    )


def kernel_rate(scheme):
    loop, n, steps = Loop.preset("anxious-avoidant"), 4096, 2000
    theta = loop.theta()[:, None]
    grid = Grid(steps, 1 / 24, scheme)
    low, middle = best(lambda: run(theta, np.arange(n), fresh(theta), grid, 1, Schedule(), span=720))
    return n * steps / low / 1e6, n * steps / middle / 1e6


def threads_ratio():
    people = Population()
    laps = {}
    for threads in (1, 2, 1, 2, 1, 2):
        start = time.perf_counter()
        simulate_ensemble(people, 120, couples=16_384, step=1 / 24, threads=threads)
        laps.setdefault(threads, []).append(time.perf_counter() - start)
    print(f"two threads against one: {min(laps[1]) / min(laps[2]):.2f} x (best of 3 each)")


def first_call():
    code = (
        "import time; t = time.perf_counter();"
        "from pasdedeux.simulate import simulate; from pasdedeux.loop import Loop;"
        "simulate(Loop.preset('anxious-avoidant'), 30); print(time.perf_counter() - t)"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    print(f"first call in a new process, caches filled: {float(out.stdout):.2f} s")


def large():
    start = time.perf_counter()
    many = simulate_ensemble(Population(), 730, couples=100_000, step=1 / 24, threads=2)
    lap = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    steps = 100_000 * 730 * 24
    print(
        f"100,000 couples, 24 months, Heun at 1 h, monthly means, 2 threads: {lap:.0f} s, "
        f"{steps / lap / 1e6:.1f} M couple-steps/s, peak memory {peak:.0f} MB, "
        f"mean time in the cycle {many.in_cycle.mean():.3f}"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--large", action="store_true")
    asked = parser.parse_args()
    simulate(Loop(), 1)
    one_couple()
    for name, scheme in (("Euler", k.EULER), ("Heun", k.HEUN)):
        rate = kernel_rate(scheme)
        print(f"ensemble, one thread, {name}: {rate[0]:.1f} M couple-steps/s best, {rate[1]:.1f} median")
    threads_ratio()
    first_call()
    if asked.large:
        large()
