"""Which lever first: what each would change by itself, for its effort, and how sure the order is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pasdedeux.arguments import as_names, names_wrong_arguments
from pasdedeux.change.library import levers
from pasdedeux.change.plan import Held, Plan
from pasdedeux.change.posterior import PERSONAL_SPREAD, Source
from pasdedeux.change.whatif import Arm, Futures
from pasdedeux.errors import InputError
from pasdedeux.estimates import Interval
from pasdedeux.simulate.schedule import PARTNERS

FloatArray = NDArray[np.float64]
BY = ("in_cycle", "loop_gain", "resilience")
MONTH = 30.0


@dataclass(frozen=True, slots=True)
class Choice:
    """One lever, held by one partner or by both, from today on.

    Parameters
    ----------
    held
        The lever and who holds it.
    hours
        Effort a week, of all who hold it together.
    in_cycle
        Days a month in the cycle that it takes away.
    loop_gain, resilience
        How much the loop gain falls, and how many bad days the couple can take more, on the last day.
    per_hour
        What was asked for, for each hour of effort a week: its mean over the futures, 50 % and 90 % of them.
    first
        Share of futures in which it gives most for its effort. Alike choices take shares from each other.
    """

    held: Held
    hours: float
    in_cycle: Interval
    loop_gain: Interval
    resilience: Interval
    per_hour: Interval
    first: float

    def to_dict(self) -> dict[str, object]:
        """All numbers as JSON-ready values."""
        return {
            "lever": self.held.lever,
            "partner": self.held.partner,
            "hours_a_week": self.hours,
            **{name: getattr(self, name).to_dict() for name in (*BY, "per_hour")},
            "first": self.first,
        }


@names_wrong_arguments
def which_first(
    source: Source,
    *,
    by: str = "in_cycle",
    partners: Sequence[str] | str = tuple(PARTNERS),
    among: Sequence[str] | str | None = None,
    days: float = 182.0,
    draws: int = 100,
    seed: int = 0,
    spread: float = PERSONAL_SPREAD,
    threads: int | None = None,
) -> tuple[Choice, ...]:
    """Compare levers, each held by itself from today on at an ordinary dose.

    Parameters
    ----------
    source, days, draws, seed, spread, threads
        As for `what_if`.
    by
        What counts: ``"in_cycle"``, ``"loop_gain"`` or ``"resilience"``.
    partners
        Who would hold it: any of ``"1"``, ``"2"`` and ``"both"``. Levers that take both need ``"both"``.
    among
        Names of levers, or one; all unless given.

    Returns
    -------
    tuple of Choice
        What gives most for its effort, on average over the futures, comes first. Where `Choice.first` is
        small, the order is not sure.

    Notes
    -----
    The mean ranks, not the median: deep in a trap a step does nothing in half of the futures and frees the
    couple in some. Nor does `Choice.first`: the same lever held by one and by both is counted twice over, so
    that one more choice on the list could turn the order of the others round.

    Examples
    --------
    >>> from pasdedeux.loop import Loop
    >>> ranked = which_first(
    ...     Loop.preset("anxious-avoidant"), among=("softening", "naming"), partners=("1", "both"), draws=20
    ... )
    >>> len(ranked)
    3
    """
    if by not in BY:
        raise InputError("change.not-measured", where="by", by=by, known=BY)
    choices = _choices(as_names(partners, "partners") or (), as_names(among, "among") or tuple(levers()))
    futures = Futures.of(source, days=days, draws=draws, seed=seed, spread=spread, threads=threads)
    now, *arms = futures.under(Plan(), *(Plan((one,)) for one in choices))
    gains = [_gains(now, arm) for arm in arms]
    hours = np.array([Plan((one,)).hours(days) for one in choices])
    per_hour = np.array([one[by] for one in gains]) / hours[:, None]
    best = per_hour.argmax(axis=0)
    made = [
        Choice(
            held,
            float(hours[k]),
            Interval.of(gains[k]["in_cycle"]),
            Interval.of(gains[k]["loop_gain"]),
            Interval.of(gains[k]["resilience"]),
            replace(Interval.of(per_hour[k]), estimate=float(per_hour[k].mean())),
            float((best == k).mean()),
        )
        for k, held in enumerate(choices)
    ]
    return tuple(sorted(made, key=lambda one: -one.per_hour.estimate))


def _choices(partners: Sequence[str], among: Sequence[str]) -> list[Held]:
    unknown = [one for one in partners if one not in PARTNERS]
    if unknown:
        raise InputError("change.no-partner", where="partners", partner=unknown[0])
    made = [Held.of(f"{name}:{one}") for name in among for one in partners if one in _held_by(name)]
    if not made:
        raise InputError("change.none-alone", where="partners")
    return made


def _held_by(name: str) -> tuple[str, ...]:
    return Held.of(name).about.partners


def _gains(now: Arm, arm: Arm) -> dict[str, FloatArray]:
    """Say what gets better, future by future."""
    return {
        "in_cycle": MONTH * (now.in_cycle - arm.in_cycle),
        "loop_gain": now.standing.loop_gain - arm.standing.loop_gain,
        "resilience": arm.standing.resilience - now.standing.resilience,
    }
