"""The practices: what each is made of, and the words for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from types import MappingProxyType
from typing import Any

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.errors import InputError
from pasdedeux.practice.data import load
from pasdedeux.safety import Aim
from pasdedeux.words import Language, words

GRADES = ("strong", "moderate", "weak", "untested")
MOMENTS = ("alarm", "talk", "after", "calm", "planned")


@dataclass(frozen=True, slots=True)
class Source:
    """Where something comes from, what it found, and how it was checked."""

    id: str
    cite: str
    says: str
    checked: str

    def text(self, language: Language) -> str:
        """Name the work; where there is none, say what takes its place.

        Examples
        --------
        >>> sources()["own"].text("en")
        'Our own rule.'
        """
        say, name = words(language), f"practice.source.{self.id}"
        return say(name) if name in say else self.cite


@dataclass(frozen=True, slots=True)
class Ritual:
    """How often a practice repeats, how many times before a look back, and when to remind."""

    every: str
    times: int
    remind: int


@names_wrong_arguments
@dataclass(frozen=True, slots=True)
class Practice:
    """One small practice without its words.

    Parameters
    ----------
    id
        Name in the structure file and in every catalogue.
    lever
        Family of levers of `change` that it stands for; ``"none"`` where it changes no loop.
    aim
        What it asks of a person; by it the safety logic decides whether one's own phone suggests it.
    people
        1 where one person can do it alone, 2 where both take part.
    moment
        When it is read, one of `MOMENTS`.
    seconds
        Length of each step.
    grade, sources
        How good the evidence is, and what it is.
    not_when, record, anchor
        Keys of the words: when not to, what to write down afterwards, which cue it hangs on.
    timer
        Shown as one screen with a clock.
    alarm
        Read in alarm: every step has at most 12 words.
    ritual
        Set where it repeats on a calendar.

    Examples
    --------
    >>> practice("settle-90").total_seconds
    90
    >>> practice("settle-90").steps("en")[0]
    'Put both feet on the floor.'
    """

    id: str
    lever: str
    aim: Aim
    people: int
    moment: str
    seconds: tuple[int, ...]
    grade: str
    sources: tuple[str, ...]
    not_when: tuple[str, ...]
    record: tuple[str, ...]
    anchor: str
    timer: bool = False
    alarm: bool = False
    ritual: Ritual | None = None

    @property
    def total_seconds(self) -> int:
        """Length of all steps together."""
        return sum(self.seconds)

    @property
    def minutes(self) -> int:
        """Length in whole minutes, rounded up."""
        return -(-self.total_seconds // 60)

    def word(self, part: str, language: Language) -> str:
        """One of the practice's words: ``"title"``, ``"for"``, ``"when"`` or ``"why"``."""
        return words(language)(f"practice.{self.id}.{part}")

    def steps(self, language: Language) -> tuple[str, ...]:
        """Words of the steps, in order; placeholders such as ``{time}`` are left for the page to fill."""
        return words(language).lines(f"practice.{self.id}.steps")


def _practice(row: dict[str, Any]) -> Practice:
    for name in ("seconds", "sources", "not_when", "record"):
        row[name] = tuple(row[name])
    row["aim"] = Aim(row["aim"])
    row["ritual"] = Ritual(**row["ritual"]) if "ritual" in row else None
    return Practice(**row)


LEVERS: tuple[str, ...] = tuple(dict.fromkeys(row["lever"] for row in load("practices.toml")["practice"]))
"""Families of levers of `change` that practices stand for; ``"none"`` for a practice that changes no loop."""


@cache
def practices() -> Mapping[str, Practice]:
    """All practices by id, in reading order.

    Examples
    --------
    >>> "check-in" in practices()
    True
    """
    return MappingProxyType({row["id"]: _practice(row) for row in load("practices.toml")["practice"]})


@names_wrong_arguments
def practice(id_: str) -> Practice:
    """One practice by its id.

    Examples
    --------
    >>> practice("weekly-date").minutes
    20
    """
    if id_ not in practices():
        raise _unknown(id_)
    return practices()[id_]


def _unknown(id_: str) -> InputError:
    """Name practices that are called alike; all of them where none is."""
    wanted = id_.strip().lower().replace("_", "-").replace(" ", "-")
    parts = [known for known in practices() if wanted and wanted in known]
    near = dict.fromkeys((*parts, *get_close_matches(wanted, practices(), n=3, cutoff=0.5)))
    if near:
        return InputError("practice.no-practice-but", where="practice", practice=id_, near=list(near))
    return InputError(
        "practice.no-practice", where="practice", practice=id_, practices=", ".join(practices())
    )


@cache
def sources() -> Mapping[str, Source]:
    """Every source by id.

    Examples
    --------
    >>> sources()["overall2013"].checked
    'paper'
    """
    return MappingProxyType({id_: Source(id=id_, **row) for id_, row in load("sources.toml").items()})
