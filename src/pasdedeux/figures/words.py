"""Every sentence a person reads, by name, from one catalogue per language."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from pasdedeux.errors import InputError
from pasdedeux.identify.results import Interval

HOMES = ("pasdedeux.figures",)
_HYPHEN = re.compile(r"(?<![\w.-])-(?=\.?\d)")
UNITS = (("minute", 1440.0, 90.0), ("hour", 24.0, 36.0), ("day", 1.0, 21.0), ("week", 1 / 7, 1e9))
"""Unit, how many of it make a day, and up to how many of it one counts in it."""


class Words:
    """A catalogue: dotted names give sentences, braces in them are filled in.

    Parameters
    ----------
    sentences
        Sentence by dotted name.

    Examples
    --------
    >>> words = Words({"days.one": "{n} day", "days.other": "{n} days", "hello": "Good evening, {name}."})
    >>> words("hello", name="Alma"), words.count("days", 3)
    ('Good evening, Alma.', '3 days')
    """

    def __init__(self, sentences: Mapping[str, str]) -> None:
        self.sentences = dict(sentences)

    def __call__(self, name: str, /, **values: object) -> str:
        """Take a sentence and fill it in."""
        return self.sentences[name].format(**values)

    def __contains__(self, name: str) -> bool:
        return name in self.sentences

    def count(self, name: str, n: int, /, **values: object) -> str:
        """Take the sentence for one or for many, with ``{n}`` filled in."""
        return self(f"{name}.{'one' if n == 1 else 'other'}", n=self.figure(n), **values)

    @staticmethod
    def figure(n: int) -> str:
        """Write a count with thin spaces between thousands."""
        return f"{n:,}".replace(",", "\u202f")

    def gap(self, days: float) -> str:
        """Say a length of time as people do: minutes, hours, days, weeks."""
        if days > 365:
            return self("time.year")
        unit, length = next((u, n) for u, n, most in UNITS if days * n < most)
        return self.count(f"time.{unit}", max(1, round(days * length)))

    def gap_range(self, gap: Interval) -> str:
        """Say a length of time with its range, in the unit of its middle."""
        if gap.estimate > 365:
            return self("time.year")
        unit, length = next((u, n) for u, n, most in UNITS if gap.estimate * n < most)
        low, middle, high = (max(1, round(min(v, 3650) * length)) for v in (gap.low, gap.estimate, gap.high))
        told = self.count(f"time.{unit}", middle)
        if gap.high > 365:
            return self("time.open-range", gap=told, low=low)
        return told if low == high else self("time.range", gap=told, low=low, high=high)

    def sureness(self, p: float) -> str:
        """Say a probability as a count."""
        if p > 0.99:
            return self("sure.most")
        if p < 0.01:
            return self("sure.least")
        if p >= 0.95 or p < 0.05:
            return self("sure.hundred", n=int(p * 100))
        return self("sure.ten", n=max(1, int(p * 10 + 1e-9)))

    def noun(self, role: str) -> str:
        """Name a role's quantity in a sentence; a role the catalogue does not know keeps its own name."""
        return self(f"noun.{role}") if f"noun.{role}" in self else self("noun.other", role=role)

    def station(self, role: str) -> str:
        """Say what a partner does or feels more than usual when this role is up."""
        return self(f"station.{role}") if f"station.{role}" in self else self("station.other", role=role)

    def parts(self, gain: Interval) -> str:
        """Say out of ten how much comes back, with its range."""
        low, middle, high = (ten(value) for value in (gain.low, gain.estimate, gain.high))
        if low == high:
            return self("parts.one", n=signed(middle))
        return self("parts.range", n=signed(middle), low=signed(low), high=signed(high))


def ten(share: float) -> int:
    """Round a share to parts of ten."""
    return round(10 * share)


def signed(value: int) -> str:
    """Write a whole number with a true minus sign."""
    return minus(str(value))


def upper(sentence: str) -> str:
    """Begin a sentence with a capital letter.

    Examples
    --------
    >>> upper("partner one alone")
    'Partner one alone'
    """
    return sentence[:1].upper() + sentence[1:]


def minus(words: str) -> str:
    r"""Turn the hyphen before a number into a true minus sign, wherever it stands in a sentence.

    Examples
    --------
    >>> minus("a one-way link, between -0.3 and 0.2") == "a one-way link, between \u22120.3 and 0.2"
    True
    """
    return _HYPHEN.sub("\u2212", words)


def _flat(tree: Mapping[str, Any], before: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in tree.items():
        if isinstance(value, Mapping):
            found |= _flat(value, f"{before}{key}.")
        else:
            found[f"{before}{key}"] = str(value)
    return found


@cache
def catalogue(language: str = "en", homes: tuple[str, ...] = HOMES) -> Words:
    """Load the catalogue of a language, each home's sentences over those before.

    Parameters
    ----------
    language
        Two letters; a file of this name stands in each home's ``catalogue`` folder.
    homes
        Packages to look in.

    Examples
    --------
    >>> catalogue("en").noun("arousal")
    'alarm'
    """
    sentences: dict[str, str] = {}
    for home in homes:
        file = files(home).joinpath("catalogue", f"{language}.toml")
        if not file.is_file():
            raise InputError(
                f"there are no words in the language '{language}' yet.", where="language", remedy="Use 'en'."
            )
        sentences |= _flat(tomllib.loads(file.read_text("utf-8")))
    return Words(sentences)
