"""Keys: how the answers to one questionnaire become scores. Numbers only, never the words of an item.

Each key is one table in ``tables/``; item numbers are those of the published order. Every figure
carries where it comes from and how sure that is:

``[V]`` checked against the paper, the author's page or a scoring sheet; ``[M]`` recalled, sure;
``[m]`` recalled, less sure, check before use; ``[D]`` derived here, or assumed in our own design.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import floor, nan
from typing import Any, Literal

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.errors import InputError
from pasdedeux.words import Message


@dataclass(frozen=True, slots=True)
class Subscale:
    """One scale of a questionnaire.

    Parameters
    ----------
    name
        What it measures, e.g. ``"avoidance"``.
    items
        Places of its items in the published order, counted from 1.
    reversed
        Those of them that are turned round before they count.
    """

    name: str
    items: tuple[int, ...]
    reversed: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Norm:
    """What a published sample showed: any of mean, standard deviation and alpha; NaN where not given.

    ``mean`` and ``sd`` are in the units of the score. ``tag`` says how sure the figure is.
    """

    subscale: str
    sample: str
    source: str
    tag: str
    mean: float = nan
    sd: float = nan
    alpha: float = nan
    n: int = 0


@dataclass(frozen=True, slots=True)
class Cutoff:
    """A published line on a scale; a score beyond it means what ``name`` says, in that sample's words."""

    subscale: str
    name: str
    source: str
    tag: str
    below: float = nan
    at_most: float = nan


@dataclass(frozen=True, slots=True)
class Derived:
    """A score that is a weighted sum of subscales."""

    name: str
    weights: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class FullForm:
    """The longer form that this one was taken from, and where its items stand there."""

    instrument: str
    items: tuple[int, ...]


@names_wrong_arguments
@dataclass(frozen=True, slots=True)
class Key:
    """All that is needed to score one questionnaire.

    Parameters
    ----------
    id
        Short name, e.g. ``"ecr"``.
    labels
        The items as the published form names them, in its order: ``("1", ..., "36")`` or ``("A1", ...)``.
    low, high
        Smallest and largest answer of each item.
    statistic
        ``"mean"`` or ``"sum"`` of the items.
    missing
        Largest share of a scale's items that may be missing; the rest stands in for them.
    numbered
        False where forms print the items in different order, so that a number says nothing.
    coherent
        False where the items of a scale are not meant to go together (the key cannot be checked by data).
    notes
        What to know before using it.

    Examples
    --------
    >>> ecr = key("ecr")
    >>> ecr.title, len(ecr.labels), ecr.subscale("anxiety").reversed
    ('Experiences in Close Relationships', 36, (22,))
    >>> ecr.may_miss(ecr.subscale("anxiety"))
    3
    """

    id: str
    title: str
    citation: str
    licence: str
    confidence: str
    tag: str
    source: str
    names: tuple[str, ...]
    labels: tuple[str, ...]
    low: tuple[int, ...]
    high: tuple[int, ...]
    statistic: Literal["mean", "sum"]
    missing: float
    subscales: tuple[Subscale, ...]
    derived: tuple[Derived, ...] = ()
    norms: tuple[Norm, ...] = ()
    cutoffs: tuple[Cutoff, ...] = ()
    notes: tuple[Message, ...] = ()
    numbered: bool = True
    coherent: bool = True
    full_form: FullForm | None = None

    def subscale(self, name: str) -> Subscale:
        """Look up one scale by its name."""
        for scale in self.subscales:
            if scale.name == name:
                return scale
        known = ", ".join(scale.name for scale in self.subscales)
        raise InputError(
            "instruments.scoring.no-scale", where=self.id, scale=name, title=self.title, known=known
        )

    def may_miss(self, scale: Subscale) -> int:
        """How many items of a scale may be missing before it is not scored."""
        return floor(self.missing * len(scale.items) + 1e-9)

    def published(self, name: str, figure: Literal["mean", "sd", "alpha"]) -> float:
        """First published figure for a scale; NaN where the table holds none."""
        figures = (getattr(norm, figure) for norm in self.norms if norm.subscale == name)
        return next((value for value in figures if value == value), nan)  # noqa: PLR0124 (NaN is not itself)

    @property
    def uniform(self) -> bool:
        """True where all items share one range of answers."""
        return len(set(self.low)) == len(set(self.high)) == 1


def instruments() -> tuple[str, ...]:
    """Short names of all questionnaires that can be scored.

    Examples
    --------
    >>> instruments()[:3]
    ('check', 'cpq-35', 'cpq-sf')
    """
    tables = files("pasdedeux.instruments").joinpath("tables").iterdir()
    return tuple(sorted(path.name.removesuffix(".toml") for path in tables if path.name.endswith(".toml")))


@names_wrong_arguments
@cache
def key(instrument: str) -> Key:
    """Read the key of a questionnaire.

    Parameters
    ----------
    instrument
        Short name; `instruments` lists them. Case, spaces and hyphens do not matter.

    Raises
    ------
    InputError
        If there is no such questionnaire.

    Examples
    --------
    >>> key("CSI 4").cutoffs[0].below
    13.5
    """
    wanted = _plain(instrument)
    for name in instruments():
        if wanted == _plain(name):
            table = files("pasdedeux.instruments").joinpath("tables", f"{name}.toml")
            return _read(name, tomllib.loads(table.read_text("utf-8")))
    every = ", ".join(instruments())
    raise InputError("instruments.scoring.no-key", where="instrument", instrument=instrument, known=every)


def _plain(name: str) -> str:
    """Keep letters and digits only, in lower case: ``"ECR-R "`` becomes ``"ecrr"``."""
    return "".join(letter for letter in name.lower() if letter.isalnum())


def _read(name: str, table: dict[str, Any]) -> Key:
    items = table.pop("items")
    labels = tuple(items) if isinstance(items, list) else tuple(str(i + 1) for i in range(items))
    place = {label: i for i, label in enumerate(labels, 1)}
    low, high = ([end] * len(labels) for end in table.pop("range"))
    for label, ends in table.pop("ranges", {}).items():
        low[place[label] - 1], high[place[label] - 1] = ends
    full_form = table.pop("full_form", None)

    def places(wanted: list[int | str]) -> tuple[int, ...]:
        return tuple(place[str(item)] for item in wanted)

    return Key(
        id=name,
        labels=labels,
        low=tuple(low),
        high=tuple(high),
        names=tuple(table.pop("names")),
        notes=tuple(Message(f"instruments.key.{note}") for note in table.pop("notes", ())),
        subscales=tuple(
            Subscale(scale["name"], places(scale["items"]), places(scale.get("reversed", [])))
            for scale in table.pop("subscales")
        ),
        derived=tuple(Derived(**derived) for derived in table.pop("derived", ())),
        norms=tuple(Norm(**norm) for norm in table.pop("norms", ())),
        cutoffs=tuple(Cutoff(**cutoff) for cutoff in table.pop("cutoffs", ())),
        full_form=full_form and FullForm(full_form["instrument"], tuple(full_form["items"])),
        **table,
    )
