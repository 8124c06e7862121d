"""One couple run forward, every state kept."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pasdedeux.arguments import as_numbers, names_wrong_arguments, whole
from pasdedeux.errors import InputError
from pasdedeux.loop import STATES, Loop, shown_arousal
from pasdedeux.loop.equations import IN_CYCLE
from pasdedeux.simulate.population import checked_loop
from pasdedeux.simulate.run import Grid, checked_states, fresh, run
from pasdedeux.simulate.schedule import Schedule

FloatArray = NDArray[np.float64]
MOST_KEPT = 5_000_000


@names_wrong_arguments
@dataclass(frozen=True, eq=False, slots=True)
class Trajectory:
    """One couple over time.

    Parameters
    ----------
    loop
        The couple.
    time
        Shape (T,), days.
    states
        Shape (T, 11), columns as in `pasdedeux.loop.STATES`.
    moods
        Shape (T, 3): own mood of one, of two, shared.
    """

    loop: Loop
    time: FloatArray
    states: FloatArray
    moods: FloatArray

    def state(self, name: str) -> FloatArray:
        """One state by name, shape (T,)."""
        if name not in STATES:
            raise InputError("loop.no-state", where="state", name=name, known=STATES)
        return np.asarray(self.states[:, STATES.index(name)])

    def _pair(self, stem: str) -> FloatArray:
        return np.column_stack([self.state(f"{stem}_1"), self.state(f"{stem}_2")])

    @property
    def arousal(self) -> FloatArray:
        """Felt arousal of both, shape (T, 2)."""
        return self._pair("arousal")

    @property
    def shown(self) -> FloatArray:
        """Arousal the other can see, shape (T, 2)."""
        return shown_arousal(self.states.T, self.loop).T

    @property
    def move(self) -> FloatArray:
        """Moves of both, towards + and away -, shape (T, 2)."""
        return self._pair("move")

    @property
    def pursuit(self) -> FloatArray:
        """Moves towards, shape (T, 2), 0 to 1."""
        return np.maximum(self.move, 0.0)

    @property
    def withdrawal(self) -> FloatArray:
        """Moves away, shape (T, 2), 0 to 1."""
        return np.maximum(-self.move, 0.0)

    @property
    def closeness(self) -> FloatArray:
        """Closeness, shape (T,)."""
        return self.state("closeness")

    @property
    def in_cycle(self) -> NDArray[np.bool_]:
        """Whether one pursues while the other withdraws, each by about .4 or more; shape (T,)."""
        return np.asarray(-self.move.prod(axis=1) > IN_CYCLE)


@names_wrong_arguments
def simulate(
    loop: Loop,
    days: float,
    *,
    seed: int = 0,
    couple: int = 0,
    step: float = 1 / 144,
    scheme: str = "euler",
    schedule: Schedule | None = None,
    start: ArrayLike | None = None,
) -> Trajectory:
    """Run one couple forward and keep every state.

    Parameters
    ----------
    loop
        The couple.
    days
        How long.
    seed, couple
        Which random numbers: couple 17 of an ensemble runs again here as ``couple=17`` with the same seed,
        step, scheme and start, bit for bit.
    step
        Days; ten minutes unless given.
    scheme
        ``"euler"`` (weak order 1) or ``"heun"`` (2).
    schedule
        Events, changes and inputs.
    start
        Shape (11,); unless given, where calm rests, or a couple who have just met where calm is lost.

    Returns
    -------
    Trajectory
        At every step, both ends included.

    Examples
    --------
    >>> run = simulate(Loop.preset("secure-secure"), days=7, seed=1)
    >>> run.states.shape, bool(run.in_cycle.any())
    ((1009, 11), False)
    """
    theta = checked_loop(loop).theta()[:, None]
    whole("couple", couple, 0, 2**63 - 1)
    grid = Grid.of(days, step, scheme, theta)
    if grid.steps > MOST_KEPT:
        raise InputError("simulate.too-many-steps", where="days", steps=grid.steps, most=MOST_KEPT)
    first = loop.calm() if start is None else as_numbers(start, "start")
    states = fresh(theta) if first is None else checked_states(first)[:, None]
    out = run(theta, np.array([couple]), states, grid, seed, schedule or Schedule(), span=grid.steps, trace=1)
    trace = out.trace[:, :, 0]
    return Trajectory(
        loop,
        np.asarray(np.arange(grid.steps + 1) * grid.step, dtype=np.float64),
        trace[:, : len(STATES)],
        trace[:, len(STATES) :],
    )
