"""Who: two partners, each with two attachment dimensions, never a type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import nan

from pasdedeux.arguments import shown
from pasdedeux.errors import InputError


@dataclass(frozen=True, slots=True)
class Partner:
    """One of the two people.

    Parameters
    ----------
    label
        How the record names this partner, e.g. ``"W"``, ``"2"`` or ``"Alma"``.
    traits
        Person-level scores by name. Attachment is told by ``anxiety`` and ``avoidance``; any other
        score (satisfaction before the diary, age) may stand beside them under its own name.

    Examples
    --------
    >>> Partner("Alma", {"anxiety": 3.9, "avoidance": 2.1}).anxiety
    3.9
    """

    label: str
    traits: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not isinstance(self.label, str) or not isinstance(self.traits, Mapping):
            raise InputError(
                f"{shown(self.label)} with the scores {shown(self.traits)} is no partner.",
                where="partner",
                remedy='Write Partner("Alma", {"anxiety": 3.9}).',
            )

    @property
    def anxiety(self) -> float:
        """Attachment anxiety in the units of its questionnaire; NaN where nobody asked."""
        return self.traits.get("anxiety", nan)

    @property
    def avoidance(self) -> float:
        """Attachment avoidance in the units of its questionnaire; NaN where nobody asked."""
        return self.traits.get("avoidance", nan)


@dataclass(frozen=True, slots=True)
class Couple:
    """Two partners under one name, always in the same order.

    Examples
    --------
    >>> Couple("07", (Partner("M"), Partner("W"))).labels
    ('M', 'W')
    """

    id: str
    partners: tuple[Partner, Partner]

    def __post_init__(self) -> None:
        two = isinstance(self.partners, tuple) and len(self.partners) == 2
        if not (two and all(isinstance(one, Partner) for one in self.partners)):
            raise InputError(
                f"{shown(self.partners)} are not two partners.",
                where="partners",
                remedy='Write Couple("07", (Partner("M"), Partner("W"))).',
            )

    @property
    def labels(self) -> tuple[str, str]:
        """The two labels, in the order of every array's partner axis."""
        return self.partners[0].label, self.partners[1].label
