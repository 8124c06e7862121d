"""Couples whose pursuit and withdrawal follow each other by known links, with what misleads.

Series stand in the order: the first one's pursuit and withdrawal, the second one's pursuit and withdrawal.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pasdedeux.arguments import names_wrong_arguments, whole, within
from pasdedeux.people import Couple, Person
from pasdedeux.records import Provenance, Record, Records, Scale

FloatArray = NDArray[np.float64]
BEFORE = 60
"""Days that run before the diary begins."""
TOP = 10.0
LEVEL, SPREAD = 4.0, 1.6
"""Middle of the answers, and answers to a deviation."""
RARE_LEVELS, RARE_SPREAD = (3.0, -1.0, 3.0, -1.0), 2.0
"""As above, where withdrawal is 0 on most days."""
NUDGE = 1e-6
"""Added before a root is taken: a transition may be singular."""
SLOW, LAGGED = 0.9, 0.7
"""What a mood and a hidden cause keep from day to day."""


@names_wrong_arguments
@dataclass(frozen=True)
class RoundsWorld:
    """What is true of a couple, in deviations of a series and days.

    Parameters
    ----------
    links
        First one's pursuit to second one's withdrawal, back, second one's pursuit to first one's withdrawal,
        back: what a deviation of one adds to the other the next day.
    kept
        What a series keeps until the next day: one number, or four.
    reliability
        Share of an item's variance that is no error: one number, or four.
    shared
        Correlation of all shocks.
    mirror
        Correlation of the shocks of a person's own pursuit and withdrawal; ``shared`` then ties the two
        persons' moods. None: as all others.
    weekend, trend
        What Saturday and Sunday add, and what the record adds from its first to its last day.
    mood
        Weight of a slow mood that all four series share.
    lagged
        Weight of a hidden cause that shows in the first one's pursuit, and a day later in the second one's
        withdrawal.
    shared_error
        Correlation of the errors of one person's two answers.
    tails
        Degrees of freedom of the shocks; 0 for normal ones.
    rare
        Whether withdrawal is 0 on most days.
    missing
        Share of days without any answer; a third as many again are without one partner's.
    """

    links: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    kept: ArrayLike = 0.35
    reliability: ArrayLike = 0.8
    shared: float = 0.3
    mirror: float | None = None
    weekend: float = 0.0
    trend: float = 0.0
    mood: float = 0.0
    lagged: float = 0.0
    shared_error: float = 0.0
    tails: float = 0.0
    rare: bool = False
    missing: float = 0.0

    @property
    def transition(self) -> FloatArray:
        """Shape (4, 4): what each series takes from each over a day."""
        A = np.diag(np.broadcast_to(np.asarray(self.kept, dtype=np.float64), 4))
        A[3, 0], A[0, 3], A[1, 2], A[2, 1] = self.links
        return A

    @property
    def shocks(self) -> FloatArray:
        """Shape (4, 4): correlations of what a day adds."""
        S = np.full((4, 4), self.shared)
        if self.mirror is not None:
            S = np.kron([[0.0, 1.0], [1.0, 0.0]], [[-self.shared, self.shared], [self.shared, -self.shared]])
            S[0, 1] = S[1, 0] = S[2, 3] = S[3, 2] = self.mirror
        np.fill_diagonal(S, 1.0)
        return S


@names_wrong_arguments
def simulate_rounds(
    world: RoundsWorld, days: int, *, seed: int, couples: int = 1, a_day: int = 1, items: int = 1
) -> Records:
    """Draw diaries of couples that all live in one world: whole answers from 0 to 10.

    Parameters
    ----------
    world
        What is true.
    days
        Days of each diary.
    seed
        Seed.
    couples
        How many.
    a_day
        Reports a day, of the same days seen more often: from one to the next the states move by a root of
        the day's transition.
    items
        Questions for each role; the further ones are roles ``pursuit_2`` and so on.

    Returns
    -------
    Records
        Marked as simulated.

    Examples
    --------
    >>> diary = simulate_rounds(RoundsWorld(links=(0.35, 0.35, 0, 0)), 30, seed=1)
    >>> diary.roles, diary.paired
    (('pursuit', 'withdrawal'), 30)
    """
    whole("days", days, 1)
    whole("couples", couples, 1)
    within("missing", world.missing, 0.0, 1.0)
    roles = tuple(
        role if item == 1 else f"{role}_{item}"
        for item in range(1, items + 1)
        for role in ("pursuit", "withdrawal")
    )
    records = tuple(
        _record(world, days, np.random.default_rng([seed, c]), str(c + 1), roles, a_day)
        for c in range(couples)
    )
    origin = Provenance(
        source="simulated rounds", layout="simulated", rows=2 * days * couples, simulated=True
    )
    return Records(records, {role: Scale(0.0, TOP, 1.0) for role in roles}, origin)


def _record(
    world: RoundsWorld, days: int, rng: np.random.Generator, couple: str, roles: tuple[str, ...], a_day: int
) -> Record:
    states = _states(world, days * a_day, a_day, rng)
    steps, items = len(states), len(roles) // 2
    day = np.arange(steps) // a_day
    off = world.weekend * (day % 7 >= 5) + world.trend * (np.arange(steps) / steps - 0.5)
    level = np.asarray(RARE_LEVELS if world.rare else LEVEL)
    values = np.empty((steps, 2, 2 * items))
    for item in range(items):
        answers = states + _errors(world, steps, rng) + off[:, None]
        answers = np.clip(np.round(level + (RARE_SPREAD if world.rare else SPREAD) * answers), 0.0, TOP)
        values[:, :, 2 * item : 2 * item + 2] = answers.reshape(steps, 2, 2)
    values[rng.random(steps) < world.missing] = np.nan
    values[rng.random((steps, 2)) < world.missing / 3.0] = np.nan
    time = np.arange(steps) / a_day
    return Record(
        Couple(couple, (Person("A"), Person("B"))), time, roles, values, weekday=(day % 7).astype(np.int8)
    )


def _states(world: RoundsWorld, steps: int, a_day: int, rng: np.random.Generator) -> FloatArray:
    """Shape (steps, 4): what the answers report, each series with deviation 1."""
    A, Q = world.transition, world.shocks
    if a_day == 2:
        from scipy.linalg import solve_discrete_lyapunov, sqrtm  # noqa: PLC0415 - loads only where it is used

        P = solve_discrete_lyapunov(A, Q)
        A = np.real(sqrtm(A + NUDGE * np.eye(4)))
        Q = P - A @ P @ A.T
    sizes, turn = np.linalg.eigh(Q)
    root = turn * np.sqrt(np.maximum(sizes, 0.0))
    before = BEFORE * a_day
    shocks = rng.standard_normal((steps + before, 4))
    if world.tails:
        shocks = rng.standard_t(world.tails, shocks.shape) * np.sqrt((world.tails - 2.0) / world.tails)
    states = np.zeros_like(shocks)
    for t in range(1, len(states)):
        states[t] = A @ states[t - 1] + root @ shocks[t]
    mood = _kept(SLOW ** (1 / a_day), len(states), rng)
    cause = _kept(LAGGED ** (1 / a_day), len(states), rng)
    spread = states.std(axis=0)
    states += world.mood * mood[:, None] * spread
    states[:, 0] += world.lagged * cause * spread[0]
    states[a_day:, 3] += world.lagged * cause[:-a_day] * spread[3]
    states = states[before:]
    return np.asarray((states - states.mean(axis=0)) / states.std(axis=0))


def _kept(share: float, steps: int, rng: np.random.Generator) -> FloatArray:
    """Shape (steps,): deviation 1, of which each step keeps a share."""
    shocks, out = rng.standard_normal(steps) * np.sqrt(1.0 - share**2), np.zeros(steps)
    for t in range(1, steps):
        out[t] = share * out[t - 1] + shocks[t]
    return out


def _errors(world: RoundsWorld, steps: int, rng: np.random.Generator) -> FloatArray:
    """Shape (steps, 4)."""
    errors, tied = rng.standard_normal((steps, 4)), world.shared_error
    errors[:, 1::2] = tied * errors[:, ::2] + np.sqrt(1.0 - tied**2) * errors[:, 1::2]
    reliability = np.asarray(world.reliability, dtype=np.float64)
    return np.asarray(errors * np.sqrt((1.0 - reliability) / reliability))
