"""Who: two persons, each with two attachment dimensions, never a type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import nan

from pasdedeux.arguments import shown
from pasdedeux.errors import InputError
from pasdedeux.words import Message


@dataclass(frozen=True, slots=True)
class Person:
    """One of the two people.

    Parameters
    ----------
    label
        What is shown for this person, e.g. ``"W"``, ``"2"`` or ``"Alma"``. Nothing is computed from it.
    traits
        Person-level scores by name: ``anxiety`` and ``avoidance`` for attachment; any other score
        (satisfaction before the diary, age) may stand beside them under its own name.
    id
        Stays with the person when the label changes, and differs within a couple. A table of reports
        gives only labels; then the label is the id.

    Examples
    --------
    >>> Person("Alma", {"anxiety": 3.9, "avoidance": 2.1}).anxiety
    3.9
    >>> Person("Alma").id, Person("Alma", id="p-07").id
    ('Alma', 'p-07')
    """

    label: str
    traits: Mapping[str, float] = field(default_factory=dict)
    id: str = ""

    def __post_init__(self) -> None:
        texts = isinstance(self.label, str) and isinstance(self.id, str)
        if not texts or not isinstance(self.traits, Mapping):
            raise InputError(
                "people.no-person", where="person", label=shown(self.label), traits=shown(self.traits)
            )
        if not self.id:
            object.__setattr__(self, "id", self.label)

    @property
    def anxiety(self) -> float:
        """Attachment anxiety in the units of its questionnaire; NaN where it was not measured."""
        return self.traits.get("anxiety", nan)

    @property
    def avoidance(self) -> float:
        """Attachment avoidance in the units of its questionnaire; NaN where it was not measured."""
        return self.traits.get("avoidance", nan)


@dataclass(frozen=True, slots=True)
class Couple:
    """Two persons under one id, always in the same order.

    Parameters
    ----------
    id
        Names the couple in its file or store.
    partners
        The two persons, in the order of every array's partner axis.

    Examples
    --------
    >>> Couple("07", (Person("M"), Person("W"))).labels
    ('M', 'W')
    """

    id: str
    partners: tuple[Person, Person]

    def __post_init__(self) -> None:
        two = isinstance(self.partners, tuple) and len(self.partners) == 2
        if not (two and all(isinstance(one, Person) for one in self.partners)):
            raise InputError("people.not-two", where="partners", value=shown(self.partners))
        if self.partners[0].id == self.partners[1].id:
            raise InputError(
                "people.same-id", where=Message("people.at", couple=self.id), person=self.partners[0].id
            )

    @property
    def labels(self) -> tuple[str, str]:
        """The two labels, in the order of every array's partner axis."""
        return self.partners[0].label, self.partners[1].label
