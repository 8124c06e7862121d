"""Every number the loop runs on: its unit, its range, what it means and what it rests on.

The two dataclasses are the data table. Validation, the model card and the kernels' row numbers are all read
off their fields, so a parameter is described in exactly one place.

Sources are graded: **A** replicated or pooled, **B** one strong study or a converging pair, **C** reasoned
from an established account without a direct test, **D** set here so that the loop as a whole behaves; the
value itself then carries no evidence. No value was estimated from couples.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

from pasdedeux.arguments import names_wrong_arguments, within


@dataclass(frozen=True, slots=True)
class Parameter:
    """One row of the table.

    Parameters
    ----------
    name
        As it is called everywhere.
    of
        ``"partner"`` or ``"couple"``.
    default, low, high
        Ordinary value and allowed range, both ends included.
    unit
        ``"1"`` where there is none.
    meaning, source
        What it does, and what that rests on with its grade.
    """

    name: str
    of: str
    default: float
    low: float
    high: float
    unit: str
    meaning: str
    source: str

    def check(self, value: float) -> float:
        """Take a value for it, or refuse one out of its range."""
        unit = "" if self.unit == "1" else self.unit.replace(" ", "-")
        return within(self.name, value, self.low, self.high, unit)


def _row(default: float, low: float, high: float, unit: str, meaning: str, source: str) -> Any:
    return field(
        default=default,
        metadata={"low": low, "high": high, "unit": unit, "meaning": meaning, "source": source},
    )


class _Checked:
    """Checks every field against its own row of the table."""

    __slots__ = ()

    def __post_init__(self) -> None:
        for row in fields(self):  # type: ignore[arg-type]
            Parameter(row.name, "", 0.0, **row.metadata).check(getattr(self, row.name))


@names_wrong_arguments
@dataclass(frozen=True, slots=True)
class Side(_Checked):
    """One partner's side of the loop. Both partners have these and the same equations.

    See `PARAMETERS` for the meaning, unit, range and source of each.

    Examples
    --------
    >>> Side(reach=1.2).reach
    1.2
    """

    reach: float = _row(
        0.95,
        0,
        4,
        "1",
        "reactivity to felt distance: hyperactivation",
        "Mikulincer & Shaver 2003, third module (C); rises with anxiety",
    )
    guard: float = _row(
        0.97,
        0,
        4,
        "1",
        "reactivity to felt pressure: deactivation",
        "Mikulincer & Shaver 2003, third module (C); rises with avoidance (Overall et al. 2013, B)",
    )
    need: float = _row(0.13, -1, 1, "1", "closeness wanted", "set-goal of proximity, Bowlby 1969 (C)")
    room: float = _row(
        0.59,
        -1,
        2,
        "1",
        "closeness beyond which closeness itself presses",
        "surfeit, Bischof 1975 (C); smaller with avoidance",
    )
    softness: float = _row(
        0.30,
        0,
        1,
        "1",
        "share of own reaching that does not arrive as pressure",
        "softening, Overall, Simpson & Struthers 2013, 180 couples (B)",
    )
    suppression: float = _row(
        0.36,
        0,
        1,
        "1",
        "share of felt arousal not shown",
        "felt and shown differ, Diamond et al. 2006, N = 148 (B); load breaks it, Mikulincer et al. 2004 (C)",
    )
    yearning: float = _row(
        0.30,
        0,
        2,
        "1",
        "how much longing adds to the urge to move towards",
        "intermittent reward; robust in animals, in couples only from abusive ties (C)",
    )
    set_point: float = _row(
        0.60,
        0,
        1,
        "1",
        "own felt security with nobody's doing: the prototype",
        "Fraley et al. 2011, 203 x 30 days and 388 x 1 year (B)",
    )
    lived: float = _row(
        0.35,
        0,
        1,
        "1",
        "weight of lived responsiveness against the set-point",
        "prototype with a transient part, Fraley et al. 2011 (B); the weight itself (D)",
    )
    insecurity: float = _row(
        1.00,
        0,
        1,
        "1",
        "how much falling below one's set-point of security raises reach",
        "Mikulincer & Shaver 2003, second module (C)",
    )
    urgency: float = _row(
        1.15,
        0,
        4,
        "1",
        "how much arousal sharpens the move",
        "excitatory loop of hyperactivation, Mikulincer & Shaver 2003 (C)",
    )
    despair: float = _row(
        0.0,
        0,
        5,
        "1",
        "how much weariness takes from the urge to reach",
        "protest gives way to despair, Bowlby 1969 (C); off unless set, cycles need it",
    )
    ownership: float = _row(
        0.6,
        0,
        2,
        "1",
        "push of an issue of one's own",
        "who wants change demands: Holley et al. 2010, 63 couples; Papp et al. 2009, 116 (B)",
    )
    obligation: float = _row(
        0.26,
        0,
        2,
        "1",
        "pressure felt from being helped a little",
        "Girme et al. 2015, 298 couples (B); damped; rises with avoidance",
    )
    relief: float = _row(
        0.55,
        0,
        2,
        "1",
        "pressure taken away by plentiful support",
        "Girme et al. 2015, 298 couples (B); damped",
    )
    dependence: float = _row(
        0.6,
        0,
        6,
        "1",
        "what holds one in the relationship whatever it is like; read-out only",
        "dissatisfied yet stable, Kirkpatrick & Davis 1994, 354 couples (B); size (D)",
    )
    comparison: float = _row(
        0.5,
        -3,
        3,
        "1",
        "satisfaction one expects of a relationship; read-out only",
        "dissatisfied yet stable, Kirkpatrick & Davis 1994, 354 couples (B); size (D)",
    )
    onset: float = _row(0.125, 0.05, 2, "days", "time in which arousal rises", "hours (D)")
    recovery: float = _row(
        0.35,
        0.05,
        10,
        "days",
        "time in which arousal falls",
        "rise and duration move apart under therapy: Baucom et al. 2015, 104 couples (B); size (D)",
    )
    tempo: float = _row(0.25, 0.05, 5, "days", "time in which the move follows the urge", "hours (D)")


@names_wrong_arguments
@dataclass(frozen=True, slots=True)
class Between(_Checked):
    """What the two have in common: their closeness, its pace, and the weather they live in.

    Examples
    --------
    >>> Between().closeness_pace
    5.0
    """

    warmth: float = _row(0.88, -2, 3, "1", "what draws the two together with nobody moving", "(D)")
    bids: float = _row(
        0.87, 0, 3, "1", "how much closeness grows by moving towards, and shrinks by moving away", "(D)"
    )
    wear: float = _row(
        0.55,
        0,
        3,
        "1",
        "how much the arousal of both wears closeness down",
        "conflict lowers same-day closeness, Campbell et al. 2005 (B); size (D)",
    )
    crowding: float = _row(0.40, 0, 3, "1", "weight of closeness beyond one's room in pressure", "(D)")
    comfort: float = _row(
        0.5, 0, 2, "1", "distance taken away by support", "ASEM, Arriaga et al. 2018 (C); size (D)"
    )
    absence: float = _row(
        0.5,
        0,
        2,
        "1",
        "distance felt from being apart as such",
        "separation stirs people up, Diamond et al. 2008, 42 couples (B); size (D)",
    )
    closeness_pace: float = _row(5.0, 0.5, 60, "days", "time constant of closeness", "days (D)")
    security_pace: float = _row(
        10.0,
        2,
        720,
        "days",
        "time constant of the transient part of security",
        "a month of days shows the return, Fraley et al. 2011 (B); size (D)",
    )
    longing_pace: float = _row(5.0, 0.5, 120, "days", "time constant of longing", "(D)")
    weariness_pace: float = _row(10.0, 0.5, 120, "days", "time constant of weariness", "(D)")
    strain: float = _row(
        0.3, 0, 3, "1", "how much one's own arousal takes from satisfaction; read-out only", "(D)"
    )
    estrangement: float = _row(
        1.0,
        0,
        3,
        "1",
        "how much one's own moving away takes from satisfaction; read-out only",
        "own withdrawal carries the actor effect of avoidance: Bretana et al. 2022, 175 couples (B)",
    )
    trust: float = _row(
        1.0,
        0,
        3,
        "1",
        "how much felt security adds to satisfaction; read-out only",
        "satisfaction and security move together: Benson et al. 2013, 134 couples (B); size (D)",
    )
    exit_rate: float = _row(
        0.10, 0, 10, "per year", "rate at which one leaves who gets just what was expected", "(D)"
    )
    exit_slope: float = _row(
        1.0, 0, 10, "1", "how much satisfaction below expectation hastens leaving", "(D)"
    )
    investment: float = _row(
        0.5,
        0,
        5,
        "1",
        "how much the years together slow leaving",
        "commitment weighs most in break-ups, Le et al. 2010, 37,761 persons (A, sign); size (D)",
    )
    own_mood: float = _row(0.20, 0, 2, "1", "spread of each partner's own mood", "(D)")
    shared_mood: float = _row(
        0.15,
        0,
        2,
        "1",
        "spread of a mood both share, which is no coupling",
        "same-day partner correlation of affect .2-.4 (prior, low confidence) (D)",
    )
    mood_pace: float = _row(0.5, 0.05, 30, "days", "time constant of moods", "(D)")
    stress_rate: float = _row(0.25, 0, 10, "per day", "stress events per partner", "(D)")
    stress_size: float = _row(0.6, 0, 10, "1", "mean size of a stress event (exponential)", "(D)")
    stress_memory: float = _row(0.5, 0.05, 30, "days", "time in which a stress event fades", "(D)")


def _table(of: str, kind: type) -> tuple[Parameter, ...]:
    return tuple(Parameter(row.name, of, float(str(row.default)), **row.metadata) for row in fields(kind))


PARAMETERS = (*_table("partner", Side), *_table("couple", Between))
INPUTS = (
    Parameter("stress", "partner", 0.0, 0, 10, "1", "standing stress, beside single events", "input"),
    Parameter("issue", "partner", 0.0, 0, 1, "1", "1 while the issue is this partner's", "input"),
    Parameter("support", "partner", 0.0, 0, 2, "1", "support received from the other", "input"),
    Parameter("apart", "couple", 0.0, 0, 1, "1", "1 while the two are apart", "input"),
)


@names_wrong_arguments
@dataclass(frozen=True, slots=True)
class Inputs:
    """What reaches the two from outside while it is held; pairs are partner one, partner two.

    Parameters
    ----------
    stress
        Standing stress, beside single events.
    issue
        1 for the partner whose issue it is.
    support
        Support each receives from the other.
    apart
        1 while the two are apart.

    Examples
    --------
    >>> Inputs(issue=(1.0, 0.0)).issue
    (1.0, 0.0)
    """

    stress: tuple[float, float] = (0.0, 0.0)
    issue: tuple[float, float] = (0.0, 0.0)
    support: tuple[float, float] = (0.0, 0.0)
    apart: float = 0.0

    def __post_init__(self) -> None:
        for row in INPUTS:
            value = getattr(self, row.name)
            for one in value if isinstance(value, tuple) else (value,):
                row.check(float(one))
