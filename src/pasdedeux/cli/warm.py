"""`pasdedeux warm`: compile beforehand what the commands would compile when they first need it."""

from __future__ import annotations

from pasdedeux.cli.language import Speaking, speaking
from pasdedeux.cli.terminal import paper, progress

MODULES = (
    "pasdedeux.identify.nonlinear.kernels",
    "pasdedeux.simulate.kernels",
    "pasdedeux.identify.talks.kernels.gibbs",
    "pasdedeux.identify.linear.kernels.likelihood",
    "pasdedeux.identify.linear.kernels.sampler",
    "pasdedeux.change.kernels",
    "pasdedeux.identify.linear.kernels.mode",
    "pasdedeux.identify.episodes.kernels.sampler",
    "pasdedeux.identify.episodes.kernels.tellings",
    "pasdedeux.identify.rounds.kernels.mode",
    "pasdedeux.loop.kernels",
    "pasdedeux.identify.linear.kernels.filtering",
)
"""All that hold kernels; those that take longest come first."""


def warm(language: Speaking = None) -> None:
    """Compile all kernels, on all cores, and forget those of other versions that nobody used for long."""
    from concurrent.futures import ProcessPoolExecutor, as_completed
    from multiprocessing import get_context
    from os import cpu_count

    from pasdedeux.compiled import compile_all, prune

    say = speaking(language)
    prune()
    with (
        progress() as step,
        ProcessPoolExecutor(min(len(MODULES), cpu_count() or 1), get_context("spawn")) as pool,
    ):
        step(say("cli.step.compiling"), 0.0)
        jobs = [pool.submit(compile_all, module) for module in MODULES]
        for done, job in enumerate(as_completed(jobs), 1):
            job.result()
            step(say("cli.step.compiling"), done / len(jobs))
    paper().print(say("cli.warm.ready"))
