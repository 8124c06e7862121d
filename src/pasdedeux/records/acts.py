"""What a person can do in a hard moment: the vocabulary of told episodes, in four classes.

Ids are stable and stand in files and stores; wordings stand in the catalogue (``acts.room.<id>``,
``acts.phone.<id>``), and a person may put words of their own in place of any. Nothing here is violence,
threat or insult: that is not a move of the cycle.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class ActClass(StrEnum):
    """Pressing, countering, going away, or softening. A class is never shown to a couple as a name."""

    PRESS = "press"
    COUNTER = "counter"
    AWAY = "away"
    SOFT = "soft"


HOT = (ActClass.PRESS, ActClass.COUNTER, ActClass.AWAY)
"""Classes that keep an episode going."""


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that a person can do.

    Parameters
    ----------
    id
        Stable name, e.g. ``"goes-quiet"``.
    act_class
        What it is counted as. Demand is blame and pressure, withdrawal is withdrawing and avoiding
        (Heavey, Layne & Christensen 1993, CIRS); defending oneself is neither (Futris et al. 2010).

    Examples
    --------
    >>> ACTS["goes-quiet"].act_class
    <ActClass.AWAY: 'away'>
    """

    id: str
    act_class: ActClass


_IDS = {
    ActClass.PRESS: (
        "asks-again",
        "wants-answer-now",
        "finds-fault",
        "gets-loud",
        "writes-several-times",
        "follows",
    ),
    ActClass.COUNTER: ("explains", "pays-back", "turns-round"),
    ActClass.AWAY: (
        "answers-short",
        "goes-quiet",
        "looks-elsewhere",
        "says-nothing-wrong",
        "leaves",
        "does-not-answer",
    ),
    ActClass.SOFT: (
        "asks-softly",
        "opens-up",
        "listens",
        "comes-near",
        "says-sorry",
        "joke-lands",
        "names-cycle",
        "pauses",
        "comes-back",
        "lets-rest",
    ),
}
ACTS: Mapping[str, Act] = MappingProxyType(
    {name: Act(name, act_class) for act_class, names in _IDS.items() for name in names}
)
"""Every act of vocabulary 1 by id."""
