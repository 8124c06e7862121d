"""`fit_nonlinear`: from one couple's record to its nonlinear loop, with what the record cannot tell."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pasdedeux.arguments import as_names, whole
from pasdedeux.errors import InputError
from pasdedeux.estimates import QUANTILES, Interval
from pasdedeux.identify.nonlinear.filtering import filtered
from pasdedeux.identify.nonlinear.observation import diary_of, readable
from pasdedeux.identify.nonlinear.parameters import Space, score_priors, space_of
from pasdedeux.identify.nonlinear.posterior import Draws, draw
from pasdedeux.loop import Loop
from pasdedeux.loop import rows as r
from pasdedeux.progress import Progress
from pasdedeux.records import Records, as_records

FloatArray = NDArray[np.float64]

DRAWS = 200
FOLLOWED = 60
"""Loops whose resting states and resilience are worked out."""
LITTLE = 0.8
"""A number whose doubt is still this share of what it was beforehand counts as hardly told by the record."""
CYCLE = 0.16  # opposite moves whose product exceeds this, as in the simulator


@dataclass(frozen=True, slots=True)
class Edge:
    """Gain and resilience of a fitted loop, told together.

    Gain says how a round comes back from calm; resilience how bad a day tips the couple out of it. A small
    gain is no promise: both states can be stable, and then the size of the bad day decides.

    Parameters
    ----------
    loop_gain
        Gain of one round around calm, over the draws that have a calm state; None where hardly any has.
    bad_days
        Smallest day that tips the couple, in bad days (the worst of ten); 0 where calm is lost, infinite
        where nothing tips it.
    p_trap
        Probability that there is a polarised state to be tipped into, or that calm is lost.
    p_calm_lost
        Probability that there is no calm state.
    """

    loop_gain: Interval | None
    bad_days: Interval
    p_trap: float
    p_calm_lost: float

    def __str__(self) -> str:
        gain = self.loop_gain
        first = (
            "There is hardly a calm state whose gain could be told."
            if gain is None
            else f"Loop gain at calm {gain.estimate:.2f} (90 %: {gain.low:.2f} to {gain.high:.2f})."
        )
        days = self.bad_days
        return (
            f"{first} A day {_times(days.estimate)} tips the couple into the cycle "
            f"(90 %: {_times(days.low)} to {_times(days.high)}); "
            f"with probability {self.p_trap:.2f} there is a cycle to be tipped into at all, "
            f"and with {self.p_calm_lost:.2f} calm is lost already."
        )


def _times(days: float) -> str:
    return "however bad never" if np.isinf(days) else f"{days:.1f} times as bad as the worst in ten"


@dataclass(frozen=True, eq=False)
class NonlinearFit:
    """One couple's nonlinear loop, identified from its record.

    Made by `fit_nonlinear`. Estimates end in ``_`` and are `Interval` (median, 50 % and 90 %).

    Parameters
    ----------
    records
        The record that was fitted.
    roles
        What was read of it.
    estimates_
        Every free number by name: attachment scores and own parts, the couple's numbers, answer scales.
    doubt_left_
        By name: posterior over prior standard deviation; near 1 the record has told nothing.
    edge_
        Gain and resilience, told together.
    in_cycle_
        Share of reports at which one reached while the other was away, as the filter sees it.
    scores_
        Names of the attachment scores that a questionnaire told beforehand.
    converged_, warnings_
        Whether the calculation settled, and what else should be known.
    seed
        Seed of all random numbers.

    Examples
    --------
    >>> from pasdedeux.simulate.diary import simulate_diary
    >>> records = simulate_diary(Loop.preset("anxious-avoidant"), np.arange(25.0), seed=1)
    >>> found = fit_nonlinear(records, draws=40)
    >>> len(found.loops(10)), found.edge_.bad_days.low <= found.edge_.bad_days.high
    (10, True)
    """

    records: Records
    roles: tuple[str, ...]
    estimates_: Mapping[str, Interval]
    doubt_left_: Mapping[str, float]
    edge_: Edge
    in_cycle_: float
    scores_: tuple[str, ...]
    converged_: bool
    warnings_: tuple[str, ...]
    seed: int
    _space: Space = field(repr=False)
    _draws: Draws = field(repr=False)

    @property
    def loop_gain_(self) -> Interval | None:
        """Gain of one round around calm; tell `edge_`, which holds the resilience as well."""
        return self.edge_.loop_gain

    @property
    def information_(self) -> FloatArray:
        """Eigenvalues of what the record alone says, largest first, shape (k,).

        In prior standard deviations: along a direction of value v, doubt shrinks to 1 / sqrt(1 + v) of what
        it was.
        """
        told = self._draws.peak.information / self._draws.trust.surplus
        return np.linalg.eigvalsh(told)[::-1].clip(0.0)

    def loops(self, draws: int = 100) -> tuple[Loop, ...]:
        """Loops drawn from the posterior, as `change` takes them.

        Parameters
        ----------
        draws
            How many; as many as there are where more are asked for.

        Raises
        ------
        InputError
            If ``draws`` is below 1.
        """
        if draws < 1:
            raise InputError(f"{draws} loops.", where="draws", remedy="Ask for at least 1.")
        z = self._draws.z
        return self._space.loops(z[np.linspace(0, len(z) - 1, min(draws, len(z))).astype(np.int64)])

    def summary(self) -> str:
        """Tell the result in a few plain lines."""
        numbers = self._space.names[: self._space.structural]
        told = ", ".join(name for name in numbers if self.doubt_left_[name] < LITTLE)
        who = f"Nonlinear loop of couple {self.records[0].couple.id}, from {', '.join(self.roles)}"
        rest = "of the others it says little more than was likely beforehand."
        lines = [
            f"{who} ({self.records.paired} paired reports).",
            str(self.edge_),
            f"The record narrows: {told or 'none of the numbers of the loop'}; {rest}",
        ]
        if not self.converged_:
            lines.append("The calculation did not settle: do not rely on these numbers.")
        return "\n".join([*lines, *self.warnings_])

    def to_dict(self) -> dict[str, Any]:
        """All results as JSON-ready values; None stands for infinity."""
        return {
            "couple": self.records[0].couple.id,
            "roles": list(self.roles),
            "loop_gain": None if self.loop_gain_ is None else _plain(self.loop_gain_),
            "bad_days": _plain(self.edge_.bad_days),
            "p_trap": self.edge_.p_trap,
            "p_calm_lost": self.edge_.p_calm_lost,
            "in_cycle": self.in_cycle_,
            "estimates": {name: _plain(value) for name, value in self.estimates_.items()},
            "doubt_left": dict(self.doubt_left_),
            "scores": list(self.scores_),
            "converged": self.converged_,
            "warnings": list(self.warnings_),
            "seed": self.seed,
        }


def _plain(value: Interval) -> dict[str, float | None]:
    told = {"estimate": value.estimate, "low": value.low, "high": value.high}
    return {name: number if np.isfinite(number) else None for name, number in told.items()}


def fit_nonlinear(
    records: Records,
    *,
    roles: Sequence[str] | str | None = None,
    questionnaire: str | None = "ecr",
    seed: int = 0,
    draws: int = DRAWS,
    progress: Progress | None = None,
) -> NonlinearFit:
    """Identify one couple's nonlinear loop.

    Parameters
    ----------
    records
        Of one couple; of several, fit each by ``records.choose([id])``.
    roles
        What to read; unless given, all that the loop has a state for.
    questionnaire
        Which form the partners' scores (traits ``anxiety``, ``avoidance``, means of items) come from; they
        then say beforehand what is likely. None leaves scores out.
    seed
        Seed; the same seed gives the same result.
    draws
        How many draws of the posterior.
    progress
        Called with the name of the stage and the share done.

    Returns
    -------
    NonlinearFit
        Never NaN; says itself whether it settled.

    Raises
    ------
    InputError
        If there is more than one couple, nothing the loop can read, or hardly any answer.

    Examples
    --------
    >>> from pasdedeux.simulate import example_records
    >>> found = fit_nonlinear(example_records(couples=1, days=30), draws=20)
    >>> found.roles, 0.0 <= found.in_cycle_ <= 1.0
    (('arousal',), True)
    """
    tell = progress or (lambda _stage, _share: None)
    space, known = prepare(records, roles, questionnaire, draws)
    tell("the nonlinear loop", 0.0)
    found = draw(space, stream(records, seed, "whole"), draws)
    tell("the nonlinear loop", 0.7)
    told = space.told(found.z)
    return NonlinearFit(
        records,
        tuple(dict.fromkeys(space.diary.roles)),
        {name: _interval(told[:, n]) for n, name in enumerate(space.names)},
        {name: float(found.z[:, n].std(ddof=1)) for n, name in enumerate(space.names)},
        edge_of(space.loops(found.z[:: max(len(found.z) // FOLLOWED, 1)])),
        _in_cycle(space, found),
        tuple(known),
        found.converged,
        _warnings(space, found),
        seed,
        space,
        found,
    )


def prepare(
    records: Records, roles: Sequence[str] | str | None, questionnaire: str | None, draws: int
) -> tuple[Space, tuple[str, ...]]:
    """Lay out the record and choose what is free; also which scores were told beforehand."""
    as_records(records)
    whole("draws", draws, 20)
    chosen = as_names(roles, "roles") or readable(records)
    if not chosen:
        raise InputError(
            f"the loop has no state for {', '.join(records.roles)}.",
            where=records.provenance.source,
            remedy="It reads pursuit, withdrawal, arousal, closeness and security.",
        )
    diary = diary_of(records, chosen)
    known = score_priors(records[0].couple, questionnaire) if questionnaire else {}
    return space_of(diary, known), tuple(known)


def stream(records: Records, seed: int, purpose: str) -> np.random.Generator:
    """Draw a couple's own stream of random numbers, whatever other couples there are."""
    whole("seed", seed, 0)
    digest = hashlib.sha256(f"{records[0].couple.id} {purpose}".encode()).digest()
    key = int.from_bytes(digest[:8], "big")
    return np.random.Generator(np.random.Philox(np.random.SeedSequence([seed, key])))


def _interval(draws: ArrayLike) -> Interval:
    """Tell draws by quantiles that stand for what a further draw would do, however few there are."""
    # Hyndman & Fan 1996, definition 6: 40 draws give 90 %, not 86 % as by the usual one
    low, low50, middle, high50, high = (
        float(q) for q in np.quantile(np.asarray(draws), QUANTILES, method="weibull")
    )
    return Interval(middle, low, high, low50, high50)


def edge_of(loops: Sequence[Loop]) -> Edge:
    """Gain and resilience over loops drawn from a posterior."""
    tipping = np.array([loop.resilience().bad_days for loop in loops])
    gains = [loop.loop_gain() for loop, days in zip(loops, tipping, strict=True) if days > 0.0]
    low, low50, middle, high50, high = (
        float(q) for q in np.quantile(tipping, QUANTILES, method="inverted_cdf")
    )
    return Edge(
        _interval(gains) if len(gains) >= max(0.05 * len(loops), 2.0) else None,
        Interval(middle, low, high, low50, high50),
        float(np.isfinite(tipping).mean()),
        float((tipping == 0.0).mean()),
    )


def _in_cycle(space: Space, found: Draws) -> float:
    states = filtered(space.diary, space.point(found.peak.z[None])).states[0]
    return float((-states[:, r.MOVE] * states[:, r.N_OWN + r.MOVE] > CYCLE).mean())


def _warnings(space: Space, found: Draws) -> tuple[str, ...]:
    notes = []
    if not found.bridged:
        notes.append("The draws did not reach the posterior.")
    elif not found.converged:
        notes.append(f"The draws have not mixed (correlation {found.left:.2f} after the last moves).")
    if not space.diary.known.any():
        notes.append("Stress was not reported, so what struck from outside had to be guessed.")
    return tuple(notes)
