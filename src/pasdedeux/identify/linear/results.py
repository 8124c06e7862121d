"""What a fit hands on: plain, immutable values, every estimate with its interval."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pasdedeux.estimates import Criterion, Interval, MonteCarlo, VerdictName
from pasdedeux.words import Message
from pasdedeux.words.catalogue import UNITS

FloatArray = NDArray[np.float64]

SPREAD = "spread."
"""Starts the name of a parameter's standard deviation between couples."""
SHIFT = "by-"
"""Starts the name of what a trait does to the couplings."""
WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
"""Days as the names of parameters have them."""
TAIL_ERROR = 2.11
"""Standard error of a normal's 5 or 95 % point from n draws: so many deviations over the root of n."""


@dataclass(frozen=True, slots=True)
class Link:
    """One arrow between the partners: what a held unit of the sender's role sets off in the receiver's.

    Parameters
    ----------
    sender, receiver
        0 or 1, the position on the partner axis.
    sender_role, receiver_role
        Which role acts, and which answers.
    response
        Steady-state response in the receiver, in the same units as the sender's deviation; the
        responses around a round multiply to the loop gain.
    p_sign
        Posterior probability that the link has the sign of its estimate.
    sure
        True where ``p_sign`` is above .95, by three of its standard errors, and at least 100 paired reports
        stand behind it.
    p_sign_error
        Monte-Carlo standard error of ``p_sign``.
    """

    sender: int
    receiver: int
    sender_role: str
    receiver_role: str
    response: Interval
    p_sign: float
    sure: bool
    p_sign_error: float = 0.0

    @property
    def sign(self) -> MonteCarlo:
        """Probability of its sign, with the error of the draws."""
        return MonteCarlo(self.p_sign, self.p_sign_error)


@dataclass(frozen=True, slots=True)
class More:
    """About how much longer might settle an answer; ``high`` is None where it may be very long.

    Parameters
    ----------
    low, high
        Counted in ``unit``.
    unit
        ``"day"``, or what a record counts in whose reports come much faster or slower: see `wait_unit`.
    """

    low: int
    high: int | None = None
    unit: str = "day"

    @property
    def days(self) -> tuple[float, float | None]:
        """The same in days."""
        one = LENGTHS[self.unit]
        return self.low * one, None if self.high is None else self.high * one

    @property
    def message(self) -> Message:
        """The range in words."""
        unit = f"common.time.{self.unit}"
        if self.high is None:
            return Message("identify.more.open", low=Message(unit, n=self.low))
        if self.high == self.low:
            return Message(unit, n=self.low)
        return Message("identify.more.range", low=self.low, high=Message(unit, n=self.high))


LENGTHS = {unit: 1.0 / per_day for unit, per_day, _ in UNITS}
"""Days that a unit is long."""


def wait_unit(step: float, days: float) -> str:
    """Choose what a wait is counted in: what the reports come in, or longer units up to a day.

    Parameters
    ----------
    step
        Days from report to report.
    days
        Length of the wait.

    Examples
    --------
    >>> wait_unit(1.0, 300.0), wait_unit(7.0, 300.0), wait_unit(1 / 86400, 0.01)
    ('day', 'week', 'minute')
    """
    if step >= DAILY:
        return "week" if step >= WEEKLY else "day"
    fine = ((unit, per_day, most) for unit, per_day, most in UNITS[:3] if step * per_day < 59.0)
    return next((unit for unit, per_day, most in fine if days * per_day < most), "day")


DAILY, WEEKLY = 0.75, 6.5
"""Days from report to report from which a wait is counted in days, and in weeks."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer, with the rule that gave it.

    Parameters
    ----------
    name
        One of four answers.
    reasons
        What the rule looked at, each with its numbers.
    more
        For "not enough to say" about one couple: how many more days might do; None where no number of them
        would, as the record stands.
    failed
        For "not enough to say": the first criterion on the way to a loop that was not met, or
        `Criterion.DRAWS` where the answer lay within the Monte-Carlo error of the draws.
    """

    name: VerdictName
    reasons: tuple[Message, ...] = ()
    more: More | None = None
    failed: Criterion | None = None

    @property
    def too_weak(self) -> float | None:
        """Probability of a loop too weak to matter, where the rule looked at it."""
        weak = (one.values["p"] for one in self.reasons if one.name == "identify.reason.weak")
        return next(weak, None)

    @property
    def sentence(self) -> Message:
        """Plain words for the people whose record it is."""
        return Message(f"identify.verdict.{self.name.code}")


@dataclass(frozen=True, slots=True)
class CoupleResult:
    """One couple within a study: its shrunken loop gain, what its own days alone would say, its verdict."""

    id: str
    paired: int
    days: float
    loop_gain: Interval
    own_gain: float
    p_reinforcing: float
    links: tuple[Link, ...]
    half_life: Interval
    converged: bool
    verdict: VerdictName


@dataclass(frozen=True, slots=True)
class OutOfSample:
    """One-step forecasts on the last 30 % of each couple's rows, parameters from the first 70 % only.

    All mappings are keyed by role. Errors are root mean squares in the item's own units, over adjacent
    reports (gap at most 1.5 typical gaps).

    Parameters
    ----------
    forecasts
        Number of forecasts per role.
    rmse, coverage95
        Error of the coupled model and share of outcomes inside its 95 % intervals.
    baselines
        Error per baseline and role: ``person-mean``, ``auto`` (AR(1) with weekdays), ``cross`` (VAR(1)),
        ``uncoupled`` (the same model without coupling).
    baselines95
        Share of outcomes inside the baselines' 95 % intervals, in the same way.
    coupling_gain
        Per role, the drop in mean squared error that coupling buys over ``uncoupled``, as a share;
        with a 90 % interval from resampling couples (or blocks of days).
    """

    forecasts: Mapping[str, int]
    rmse: Mapping[str, float]
    coverage95: Mapping[str, float]
    baselines: Mapping[str, Mapping[str, float]]
    baselines95: Mapping[str, Mapping[str, float]]
    coupling_gain: Mapping[str, Interval]

    def to_dict(self) -> dict[str, Any]:
        """Numbers as JSON-ready values."""
        return {
            "model": "coupled filter",
            "rmse": dict(self.rmse),
            "coverage95": dict(self.coverage95),
            "forecasts": dict(self.forecasts),
            "baselines": {name: dict(values) for name, values in self.baselines.items()},
            "baselines_coverage95": {name: dict(values) for name, values in self.baselines95.items()},
            "coupling_gain": {role: value.to_dict() for role, value in self.coupling_gain.items()},
        }


@dataclass(frozen=True, slots=True)
class Surrogates:
    """What loop gain comes out where there can be none: partners swapped between couples, or shifted in time.

    Parameters
    ----------
    kind
        ``"swapped"`` or ``"shifted"``.
    gains
        Quickly estimated loop gain of each surrogate.
    own
        The same quick estimate on the record as it is; NaN where it was not taken.
    made
        How many were made; ``gains`` holds those that settled.
    """

    kind: str
    gains: FloatArray
    own: float = float("nan")
    made: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Numbers as JSON-ready values."""
        return {
            "kind": str(self.message),
            "number": len(self.gains),
            "own_quick_gain": self.own,
            "median": self.median,
            "low": self.low,
            "high": self.high,
        }

    @property
    def message(self) -> Message:
        """What was done, in words."""
        return Message(f"identify.surrogates.{self.kind}")

    @property
    def usable(self) -> bool:
        """Whether the record's own quick estimate settled, so that it can stand beside them."""
        return bool(np.isfinite(self.own))

    @property
    def error(self) -> float:
        """Standard error of `low` and `high`; none where all shifts were made."""
        if self.kind == "shifted":
            return 0.0
        return float(TAIL_ERROR * self.gains.std(ddof=1) / np.sqrt(len(self.gains)))

    @property
    def above(self) -> bool | None:
        """Whether the record stands above nearly all of them; None where more of them might change that."""
        return MonteCarlo(self.own - self.high, self.error).above(0.0)

    @property
    def below(self) -> bool | None:
        """Whether the record stands below nearly all of them; None where more of them might change that."""
        return MonteCarlo(self.low - self.own, self.error).above(0.0)

    @property
    def median(self) -> float:
        """Middle surrogate gain."""
        return float(np.median(self.gains))

    @property
    def low(self) -> float:
        """The surrogate gain that 95 % of surrogates stay above."""
        return float(np.quantile(self.gains, 0.05))

    @property
    def high(self) -> float:
        """The surrogate gain that 95 % of surrogates stay below."""
        return float(np.quantile(self.gains, 0.95))


@dataclass(frozen=True, slots=True)
class Forecast:
    """Where both partners are likely to be after the last report.

    Parameters
    ----------
    couple
        The couple's id.
    time
        Shape (H,), days on the record's clock.
    quantiles
        Shape (H, 2, R, 5), item units, at `QUANTILES`; of the next *report*, error included.
    """

    couple: str
    time: FloatArray
    quantiles: FloatArray


@dataclass(frozen=True, slots=True)
class Course:
    """What one unit of the sender now leaves in the receiver after each gap.

    Parameters
    ----------
    link
        The link that is followed.
    gap
        Shape (G,), days.
    quantiles
        Shape (G, 5), at `QUANTILES`; a link can change sign with the gap.
    peak
        Days after which a curve is farthest from 0, over all curves that the records allow.
    """

    link: Link
    gap: FloatArray
    quantiles: FloatArray
    peak: Interval


@dataclass(frozen=True, slots=True)
class Residuals:
    """Checks on the standardised one-step errors, per partner and role.

    Parameters
    ----------
    autocorrelation
        Shape (2, R): lag-1 correlation of successive errors; near 0 where the model holds.
    cross
        Shape (2, R): correlation of each error with the other partner's previous error on the same role.
    kurtosis
        Shape (2, R): excess kurtosis; large where single days fall far out.
    flags
        Whatever is out of line.
    """

    autocorrelation: FloatArray
    cross: FloatArray
    kurtosis: FloatArray
    flags: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Recoverability:
    """How often a loop of a given strength would be shown, by length (or size) of the record.

    Parameters
    ----------
    days
        Shape (D,): days of one couple, or couples of a study.
    strengths
        Loop gains.
    found, low, high
        Shape (strengths, D): share of simulated records in which the loop was shown, with its 90 % range.
    here
        Where this record stands on the axis.
    unit
        ``"days"`` or ``"couples"``.
    """

    days: FloatArray
    strengths: tuple[float, ...]
    found: FloatArray
    low: FloatArray
    high: FloatArray
    here: float
    unit: str
