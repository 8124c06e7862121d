"""Language rules as a check over any catalogue: plain, blame-free, without labels, promises or points."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

WORD_RULES = ("diagnosis", "blame", "type", "promise", "score")
_SENTENCE_END = re.compile(r"[.!?:;…]+(?:\s|$)")
_WORD = re.compile(r"[\w'{}-]+")
_POSSESSIVE = re.compile(r"\}'?s\b|(?<!')\{[^{}]*\}'(?!\w)")
_CURLY = "\N{RIGHT SINGLE QUOTATION MARK}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence that breaks one rule."""

    key: str
    rule: str
    what: str

    def __str__(self) -> str:
        return f"{self.key}: {self.rule}: {self.what}"


@cache
def _rules() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("language_rules.toml").read_text("utf-8"))


@cache
def _pattern(language: str, rule: str) -> re.Pattern[str]:
    words = (re.escape(word.casefold()).replace(r"\*", r"\w*") for word in _rules()[language][rule])
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)")


def lint(messages: Mapping[str, str], language: str, *, alarm: Collection[str] = ()) -> tuple[Finding, ...]:
    """Check every message of a catalogue against the language rules.

    Rules: ``diagnosis``, ``blame``, ``type`` (a label as identity), ``promise``, ``score`` (forbidden words
    by language), ``sentence`` (too long), ``alarm`` (a message read in alarm, more than 12 words), ``word``
    (too long for a hurry), ``shout`` (exclamation mark, capitals), ``possessive`` (a name bent by code).

    Parameters
    ----------
    messages
        Text by key, e.g. from `flatten`.
    language
        Language of the texts.
    alarm
        Keys that are read in alarm.

    Returns
    -------
    tuple of Finding
        Empty where all is well.

    Examples
    --------
    >>> for finding in lint({"a": "You are so needy!", "b": "I reach, you go quiet."}, "en"):
    ...     print(finding)
    a: blame: needy
    a: shout: !
    """
    return tuple(
        Finding(key, rule, what)
        for key, text in messages.items()
        for rule, what in _broken(text.replace(_CURLY, "'"), language, in_alarm=key in alarm)
    )


def _broken(text: str, language: str, *, in_alarm: bool) -> Iterator[tuple[str, str]]:
    yield from _forbidden(text, language)
    limits = _rules()[language]
    for sentence in _SENTENCE_END.split(text):
        if len(_WORD.findall(sentence)) > limits["sentence_words"]:
            yield "sentence", sentence
    if in_alarm and len(_WORD.findall(text)) > limits["alarm_words"]:
        yield "alarm", text
    yield from (("word", word) for word in _WORD.findall(text) if len(word) > limits["letters"])
    yield from (("shout", word) for word in _WORD.findall(text) if len(word) >= 4 and word.isupper())
    yield from (("shout", mark) for mark in text if mark == "!")
    yield from (("possessive", text) for _ in _POSSESSIVE.findall(text))


def _forbidden(text: str, language: str) -> Iterator[tuple[str, str]]:
    folded = text.casefold()
    for phrase in _rules()[language]["allowed"]:
        folded = folded.replace(phrase, "")
    for rule in WORD_RULES:
        yield from ((rule, found) for found in _pattern(language, rule).findall(folded))
