"""The command that compiles everything beforehand."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from pasdedeux.cli.terminal import paper, progress

if TYPE_CHECKING:
    from collections.abc import Callable

KERNELS = (
    ("pasdedeux.identify.linear.kernels.filtering", "pasdedeux.identify.linear.kernels.sampler"),
    ("pasdedeux.change.kernels", "pasdedeux.identify.nonlinear.kernels"),
)
"""What compiles as it loads, in two heaps that have no compiled code in common."""


def _load(modules: tuple[str, ...]) -> None:
    for module in modules:
        import_module(module)


def _use(step: Callable[[str, float], None]) -> None:
    """Run everything once; what compiles only in use compiles here."""
    from pasdedeux.change import Plan, what_if
    from pasdedeux.identify import fit
    from pasdedeux.loop import Loop
    from pasdedeux.simulate import example_records
    from pasdedeux.simulate import simulate as run

    couple = Loop.preset("anxious-avoidant")
    step("Making ready: simulation", 0.0)
    run(couple, 1.0)
    couple.resilience()
    step("Making ready: what-if", 0.0)
    what_if(couple, Plan.of("softening"), draws=20)
    for couples, level in ((6, "population"), (6, "pooled"), (1, "couple")):
        step(f"Making ready: {level}", 0.0)
        fit(example_records(couples=couples, days=40), level=level)


def warm() -> None:
    """Compile once, so that later runs start fast.

    Takes two to four minutes; the result is kept beside the program.
    """
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    with progress() as step:
        step("Making ready: the equations", 0.0)
        with ProcessPoolExecutor(len(KERNELS), get_context("spawn")) as pool:
            list(pool.map(_load, KERNELS))
        _use(step)
    paper().print("Ready.")
