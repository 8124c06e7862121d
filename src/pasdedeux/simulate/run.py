"""Between people's arguments and the kernel's plain arrays: checks, layout, nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor

import numpy as np
from numpy.typing import NDArray

from pasdedeux.arguments import shown, whole, within
from pasdedeux.errors import InputError
from pasdedeux.loop import NAMES, STATES
from pasdedeux.simulate.schedule import Timetable

FloatArray = NDArray[np.float64]
SCHEMES = {"euler": 0, "heun": 1}
LONGEST = 50 * 365.25  # days
BOUNDS_LOW = np.array([0, -1, 0, 0, 0, 0, -1, 0, 0, 0, -1], dtype=np.float64)
BOUNDS_HIGH = np.array([np.inf, 1, 1, 2, 2, np.inf, 1, 1, 2, 2, 1])
PACES = tuple(
    k
    for k, name in enumerate(NAMES)
    if name.startswith(("onset", "recovery", "tempo")) or name.endswith("_pace")
)


@dataclass(frozen=True, slots=True)
class Grid:
    """Steps in time.

    Parameters
    ----------
    steps
        How many.
    step
        Days.
    scheme
        0 Euler, 1 Heun.
    """

    steps: int
    step: float
    scheme: int

    @classmethod
    def of(cls, days: float, step: float, scheme: str, theta: FloatArray) -> Grid:
        """Check the horizon, the step against the quickest pace, and the scheme."""
        within("days", days, 1e-6, LONGEST, "days")
        within("step", step, 1e-5, 1.0, "days")
        if scheme not in SCHEMES:
            raise InputError("simulate.no-scheme", where="scheme", scheme=shown(scheme), known=tuple(SCHEMES))
        quickest = float(theta[list(PACES)].min())
        if step > quickest:
            raise InputError("simulate.step-too-long", where="step", step=float(step), quickest=quickest)
        steps = floor(days / step + 1e-6)
        if steps < 1:
            raise InputError("simulate.no-step", where="days", days=float(days), step=float(step))
        return cls(steps, step, SCHEMES[scheme])


@dataclass(frozen=True, slots=True)
class Output:
    """What the kernel wrote: ``end`` (14, n), ``means`` (spans, 12, n), ``entered`` (n,), ``trace``."""

    end: FloatArray
    means: FloatArray
    entered: FloatArray
    trace: FloatArray


def fresh(theta: FloatArray) -> FloatArray:
    """States of couples who have just met: nobody moves, security at the set-point; shape (11, n)."""
    start = np.zeros((len(STATES), theta.shape[1]))
    start[[0, 5]], start[[4, 9]], start[10] = 0.1, 0.07, 0.5
    start[2], start[7] = theta[NAMES.index("set_point_1")], theta[NAMES.index("set_point_2")]
    return start


def checked_states(states: FloatArray) -> FloatArray:
    """Refuse states that are not eleven, not finite or out of bounds; shape (11,) or (11, n)."""
    if states.shape[0] != len(STATES):
        raise InputError("simulate.no-start", where="start", n=int(states.shape[0]), of=len(STATES))
    for name, low, high, values in zip(STATES, BOUNDS_LOW, BOUNDS_HIGH, states, strict=True):
        for value in np.ravel(values)[~((np.ravel(values) >= low) & (np.ravel(values) <= high))][:1]:
            within(name, float(value), float(low), float(min(high, 1e6)))
    return states


def run(
    theta: FloatArray,
    couples: NDArray[np.integer],
    states: FloatArray,
    grid: Grid,
    seed: int,
    schedule: Timetable,
    *,
    span: int,
    trace: int = 0,
) -> Output:
    """Run these couples; ``theta`` (P, n) or (P, 1), ``states`` (11, n) or (11, 1).

    ``span`` is the number of steps a mean is taken over, ``trace`` keeps every so many steps (0: none).
    """
    from pasdedeux.simulate import kernels  # noqa: PLC0415 - loads Numba

    whole("seed", seed, 0, 2**64 - 1)
    n = len(couples)
    changes, values = schedule.changes_of(theta, grid.step)
    out = Output(
        np.empty((14, n)),
        np.empty((grid.steps // span, len(STATES) + 1, n)),
        np.empty(n),
        np.empty((grid.steps // trace + 1 if trace else 0, 14, n)),
    )
    kernel = kernels.run_one if n == 1 else kernels.run_tiles
    kernel(
        np.ascontiguousarray(couples, dtype=np.uint64),
        np.array(np.broadcast_to(states, (len(STATES), n)), order="C"),
        np.array(np.broadcast_to(theta, (len(NAMES), n)), order="C"),
        changes,
        np.array(np.broadcast_to(values, (len(changes), n)), order="C"),
        schedule.event_table(),
        np.uint64(seed),
        grid.step,
        grid.steps,
        span,
        max(trace, 1),
        grid.scheme,
        out.end,
        out.means,
        out.entered,
        out.trace,
    )
    out.entered[out.entered > 1e200] = np.inf
    return out
