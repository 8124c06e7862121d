"""Many couples run forward, summarised by their means, as a study of them would see."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pasdedeux.arguments import as_numbers, names_wrong_arguments, shown, whole, within
from pasdedeux.errors import InputError
from pasdedeux.loop import STATES, Loop
from pasdedeux.progress import Progress
from pasdedeux.simulate.population import Population, Same, couple_numbers, source_of
from pasdedeux.simulate.run import Grid, Output, checked_states, fresh, run
from pasdedeux.simulate.schedule import Schedule
from pasdedeux.words import Message

FloatArray = NDArray[np.float64]
MOST_COUPLES = 10_000_000
PER_CHUNK = 8_000_000  # couple-steps: about half a second, so that Ctrl-C is heard
RUNNING = Message("simulate.running")
SUMMARY = (*STATES, "in_cycle")


@names_wrong_arguments
@dataclass(frozen=True, eq=False, slots=True)
class Ensemble:
    """Many couples over time.

    Parameters
    ----------
    couples
        Shape (n,): their numbers.
    days
        Shape (S,): the end of each span a mean is taken over.
    means
        Shape (S, 12, n), float32: the mean of every state over each span, then the share of time in the cycle
        (one pursues while the other withdraws, the product of the moves beyond .16).
    end
        Shape (11, n): states at the end.
    entered
        Shape (n,), days: when the couple first entered the cycle; infinite where it never did.
    """

    couples: NDArray[np.int64]
    days: FloatArray
    means: NDArray[np.float32]
    end: FloatArray
    entered: FloatArray

    def mean(self, name: str) -> FloatArray:
        """Mean of one state, or of ``"in_cycle"``, over each span; shape (S, n)."""
        if name not in SUMMARY:
            raise InputError("simulate.not-kept", where="mean", name=shown(name), kept=SUMMARY)
        return self.means[:, SUMMARY.index(name)].astype(np.float64)

    @property
    def in_cycle(self) -> FloatArray:
        """Share of the whole time each couple spent in the cycle, shape (n,)."""
        return np.asarray(self.mean("in_cycle").mean(axis=0))


@names_wrong_arguments
def simulate_ensemble(
    loops: Loop | Sequence[Loop] | Population,
    days: float,
    *,
    couples: int | ArrayLike | None = None,
    seed: int = 0,
    step: float = 1 / 24,
    scheme: str = "heun",
    every: float = 30.0,
    schedule: Schedule | None = None,
    start: ArrayLike | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Ensemble:
    """Run many couples forward and keep what a study would see.

    Parameters
    ----------
    loops
        One loop for all, one per couple, or a `Population`.
    days
        How long.
    couples
        How many, or their numbers; as many as there are loops unless given.
    seed
        Of what happens to them. Two runs with one seed share their noise couple by couple, whatever else
        differs: that is what makes a comparison of two arms sharp.
    step
        Days; an hour unless given.
    scheme
        ``"heun"`` or ``"euler"``.
    every
        Days a mean is taken over.
    schedule
        Events, changes and inputs, the same for all.
    start
        Shape (11,) or (11, n); couples who have just met unless given.
    threads
        All cores unless given; inside `joblib.parallel_config`, how many at once there. The result does not
        depend on it.
    progress
        Called now and then with what is being done and the share of it that is done.

    Returns
    -------
    Ensemble
        Ctrl-C leaves nothing behind but the interrupt.

    Examples
    --------
    >>> loop = Loop.preset("anxious-avoidant")
    >>> many = simulate_ensemble(loop, days=30, couples=200, seed=1, threads=1)
    >>> many.means.shape
    (1, 12, 200)
    """
    job = Job.of(loops, days, couples, seed, step, scheme, every, schedule, start)
    n, spans = len(job.numbers), job.grid.steps // job.span
    means = np.empty((spans, len(SUMMARY), n), dtype=np.float32)
    end, entered = np.empty((len(STATES), n)), np.empty(n)
    done = 0
    for piece, out in run_pieces(job, job.pieces(), threads):
        means[:, :, piece], end[:, piece], entered[piece] = out.means, out.end[: len(STATES)], out.entered
        done += piece.stop - piece.start
        if progress:
            progress(RUNNING, done / n)
    ends = np.asarray(np.arange(1, spans + 1) * job.span * job.grid.step, dtype=np.float64)
    return Ensemble(job.numbers.astype(np.int64), ends, means, end, entered)


@dataclass(frozen=True, eq=False, slots=True)
class Job:
    """A run that has been checked and can be cut into pieces."""

    source: Population | Same
    numbers: NDArray[np.uint64]
    grid: Grid
    span: int
    seed: int
    schedule: Schedule
    start: FloatArray | None

    @classmethod
    def of(
        cls,
        loops: Loop | Sequence[Loop] | Population,
        days: float,
        couples: int | ArrayLike | None,
        seed: int,
        step: float,
        scheme: str,
        every: float,
        schedule: Schedule | None,
        start: ArrayLike | None,
    ) -> Job:
        """Check everything before anything runs."""
        source = source_of(loops)
        many = len(source.loops) if isinstance(source, Same) else 0
        numbers = _numbers(many if couples is None else couples, many if many > 1 else MOST_COUPLES)
        grid = Grid.of(days, step, scheme, source.theta(numbers[:1]))
        within("every", every, step, grid.steps * step + 1e-9, "days")
        first = None if start is None else checked_states(as_numbers(start, "start"))
        if first is not None and first.ndim == 2 and first.shape[1] != len(numbers):
            raise InputError(
                "simulate.starts-do-not-fit", where="start", starts=first.shape[1], couples=len(numbers)
            )
        return cls(source, numbers, grid, max(1, round(every / step)), seed, schedule or Schedule(), first)

    def pieces(self, couples: int | None = None) -> list[slice]:
        """Cut the couples into pieces of whole tiles, about half a second each unless given."""
        size = couples or max(64, PER_CHUNK // self.grid.steps // 64 * 64)
        return [slice(a, min(a + size, len(self.numbers))) for a in range(0, len(self.numbers), size)]

    def part(self, piece: slice) -> Job:
        """Cut out one piece."""
        own = self.start is not None and self.start.ndim == 2
        start = self.start[:, piece] if self.start is not None and own else self.start
        return replace(self, numbers=self.numbers[piece], start=start)

    def run(self) -> Output:
        """Run all of it."""
        theta = self.source.theta(self.numbers)
        start = fresh(theta) if self.start is None else self.start.reshape(len(STATES), -1)
        return run(theta, self.numbers, start, self.grid, self.seed, self.schedule, span=self.span)


def run_pieces(job: Job, pieces: Sequence[slice], threads: int | None) -> Iterator[tuple[slice, Output]]:
    """Run pieces side by side and give each back when it is done.

    Joblib runs them on threads of this machine, or wherever `joblib.parallel_config` says, e.g. on Dask.
    """
    from joblib import Parallel, delayed  # noqa: PLC0415 - loads only where it is used

    workers = (os.cpu_count() or 1) if threads is None else threads
    within("threads", workers, 1, 1024)
    side_by_side = Parallel(
        workers, prefer="threads", return_as="generator_unordered", pre_dispatch=workers + 1
    )
    yield from side_by_side(delayed(_done)(piece, job.part(piece)) for piece in pieces)


def _done(piece: slice, part: Job) -> tuple[slice, Output]:
    return piece, part.run()


def _numbers(couples: Any, most: int) -> NDArray[np.uint64]:
    """Couples' numbers from a count or a list of them."""
    if isinstance(couples, (int, np.integer)):
        return np.arange(whole("couples", couples, 1, most), dtype=np.uint64)
    numbers = couple_numbers(couples)
    if len(np.unique(numbers)) != len(numbers) or int(numbers.max()) >= most:
        raise InputError("simulate.couples-twice", where="couples", most=most)
    return numbers
