"""Files of GSEQ in its sequential data interchange standard: events, states, timed events, intervals.

Bakeman & Quera (2011), *Sequential analysis and observational methods for the behavioral sciences*, and the
articles that define the standard (Bakeman & Quera 1992, 1995): a first word that names the kind of data,
declarations up to a semicolon, then one unit after the other, each ended by a slash, its sequences by
semicolons. Text between per cent signs is a comment, ``<...>`` names a unit, ``(...)`` gives its design.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pasdedeux.errors import InputError
from pasdedeux.readers.tables.cells import shortened
from pasdedeux.readers.tables.text import decode
from pasdedeux.readers.talks.clock import NeedsRateError, seconds_of
from pasdedeux.readers.talks.coded import Coded, check_rows, frame_of
from pasdedeux.readers.talks.options import TalkOptions
from pasdedeux.records.talks import Form
from pasdedeux.words import Message

KINDS: dict[str, Form] = {
    "event": "turns",
    "multievent": "turns",
    "state": "events",
    "timed": "events",
    "interval": "intervals",
}
MOST_TIMES = 100_000
"""How often one interval may be repeated."""
_OPENING = re.compile(r"\s*(event|multievent|state|timed|interval)s?\b\s*(?:=\s*([\d.]+))?", re.IGNORECASE)
_SET = re.compile(r"\$\s*([\w.-]+)\s*=\s*\(([^()]*)\)|\(([^()]*)\)")
_DESIGN = re.compile(r"\([^()]*\)")
_LABEL = re.compile(r"<([^<>]*)>")
_STATE = re.compile(r"([^\s,=;/&]*)\s*([=,])\s*([\d:.]+)")
_TIMED = re.compile(r"([^\s,;/&]*)\s*,\s*([\d:.]+)\s*(-?)\s*([\d:.]*)")

Row = tuple[str, str, str, str, float, float, int]
"""Couple, talk, stream, code, start, end and line."""


@dataclass(frozen=True)
class _Unit:
    """One sequence: whose, which, and its text."""

    couple: str
    talk: str
    text: str
    line: int


@dataclass(frozen=True)
class _File:
    """What stands above the sequences."""

    source: str
    kind: str
    seconds: float | None
    rate: float | None
    sets: dict[str, str] = field(default_factory=dict)

    def at(self, line: int) -> Message:
        """Name the place of a line."""
        return Message("readers.talks.at.line", source=self.source, line=line)

    def time(self, text: str, line: int) -> float:
        """Read one time."""
        try:
            value = seconds_of(text.rstrip("."), self.rate)
        except NeedsRateError:
            raise InputError("readers.talks.frames", where=self.at(line), value=shortened(text)) from None
        if value != value:  # noqa: PLR0124 - NaN is not itself
            raise InputError("readers.talks.no-time", where=self.at(line), value=shortened(text))
        return value


def read_sds(raw: bytes, source: str, digest: str, options: TalkOptions) -> Coded:
    """Read sequences; who did it comes from two declared sets, two streams, or the marks of the codes.

    Raises
    ------
    InputError
        If it does not begin as such a file does, or a line cannot be read; file and line are named.
    """
    text, notes = decode(raw, source, options.encoding)
    text = re.sub(r"%[^%]*%", lambda found: "\n" * found[0].count("\n"), text)
    opening = _OPENING.match(text)
    end = text.find(";")
    if not opening or end < 0:
        raise InputError("readers.talks.no-sds", where=source)
    seconds = float(opening[2]) if opening[2] and opening[2].count(".") < 2 else options.interval
    head = _File(source, opening[1].casefold(), seconds, options.rate, _sets(text[opening.end() : end]))
    read = {"state": _states, "timed": _timed, "interval": _intervals}.get(head.kind, _events)
    rows: list[Row] = []
    for unit in _units(text, end + 1):
        for stream, part in _streams(unit, head):
            rows += read(unit, stream, part, head)
            check_rows(len(rows) or 1, source)
    check_rows(len(rows), source)
    return _coded(rows, head, digest, notes)


def _coded(rows: Sequence[Row], head: _File, digest: str, notes: tuple[Message, ...]) -> Coded:
    couple, talk, stream, code, start, end, line = zip(*rows, strict=True)
    who = [head.sets.get(one, "") or other for one, other in zip(code, stream, strict=True)]
    form = KINDS[head.kind]
    several = len(set(head.sets.values())) == 2
    frame = frame_of(
        couple=couple,
        talk=talk,
        who=who if several or any(stream) else "",
        code=code,
        start=start,
        end=end,
        row=line,
    )
    clock = form == "events"
    return Coded(
        frame,
        head.source,
        Message("readers.talks.kind.sds", kind=head.kind),
        form,
        clock=clock,
        width=head.seconds,
        sha256=digest,
        named=not any(stream),
        columns={"code": head.kind},
        read=len(frame),
        notes=notes,
    )


def _sets(text: str) -> dict[str, str]:
    """Whose each code is, where just two sets of codes are declared."""
    found = [(match[1] or "", (match[2] if match[1] else match[3]).split()) for match in _SET.finditer(text)]
    if len(found) != 2 or "*" in text:
        return {}
    names = [name or str(n) for n, (name, _) in enumerate(found, start=1)]
    return {code: name for name, (_, codes) in zip(names, found, strict=True) for code in codes}


def _units(text: str, begin: int) -> Iterator[_Unit]:
    """Cut the text into units by slashes, and these into sequences by semicolons."""
    line = text.count("\n", 0, begin) + 1
    for number, unit in enumerate(text[begin:].split("/"), start=1):
        label = _LABEL.search(unit)
        couple = label[1].strip() if label else str(number)
        parts = unit.split(";")
        filled = [part for part in parts if _DESIGN.sub("", _LABEL.sub("", part)).strip()]
        several, seen = len(filled) > 1, 0
        for part in parts:
            body = _DESIGN.sub(" ", _LABEL.sub(" ", part))
            if body.strip():
                seen += 1
                lead = part[: len(part) - len(part.lstrip())].count("\n")
                yield _Unit(couple, str(seen) if several else "", body.strip("\n"), line + lead)
            line += part.count("\n")


def _streams(unit: _Unit, head: _File) -> Iterator[tuple[str, str]]:
    """Cut a sequence into streams that run beside each other."""
    parts = unit.text.split("&")
    if len(parts) > 2:
        raise InputError("readers.talks.streams", where=head.at(unit.line))
    for number, part in enumerate(parts, start=1):
        yield (str(number) if len(parts) == 2 else ""), part


def _events(unit: _Unit, stream: str, text: str, head: _File) -> list[Row]:
    """Codes one after the other; those of one bout (up to a point) in the order in which they stand."""
    words = text.replace(".", " ").split() if head.kind == "multievent" else text.split()
    nan = float("nan")
    return [(unit.couple, unit.talk, stream, word, float(n), nan, unit.line) for n, word in enumerate(words)]


def _states(unit: _Unit, stream: str, text: str, head: _File) -> list[Row]:
    """Codes with how long they last (``code=12``) or when they begin (``code,12``, ``,20`` at the end)."""
    _only(_STATE, text, unit, head)
    rows: list[Row] = []
    now = 0.0
    for code, sign, digits in (match.groups() for match in _STATE.finditer(text)):
        time = head.time(digits, unit.line)
        if sign == ",":
            if rows and rows[-1][5] != rows[-1][5]:
                rows[-1] = (*rows[-1][:5], time, unit.line)
            now = time
        if code:
            until = now + time if sign == "=" else float("nan")
            rows.append((unit.couple, unit.talk, stream, code, now, until, unit.line))
            now = until if sign == "=" else now
    return rows


def _timed(unit: _Unit, stream: str, text: str, head: _File) -> list[Row]:
    """Codes with onset and offset (``code,2-5``), or of a moment (``code,4``); a bare time closes."""
    _only(_TIMED, text, unit, head)
    rows: list[Row] = []
    open_: dict[str, int] = {}
    last = 0.0
    for code, begin, dash, finish in (match.groups() for match in _TIMED.finditer(text)):
        start = head.time(begin, unit.line)
        last = max(last, start)
        whose = head.sets.get(code, stream)
        closes = not code or code in head.sets or bool(stream) or (dash and not finish)
        if closes and whose in open_:
            at = open_.pop(whose)
            rows[at] = (*rows[at][:5], start, unit.line)
        if not code:
            continue
        end = head.time(finish, unit.line) if finish else float("nan")
        if dash and not finish:
            open_[whose] = len(rows)
        rows.append((unit.couple, unit.talk, stream, code, start, end, unit.line))
    for at in open_.values():
        rows[at] = (*rows[at][:5], last, unit.line)
    return sorted(rows, key=lambda row: row[4])


def _intervals(unit: _Unit, stream: str, text: str, head: _File) -> list[Row]:
    """Codes of one interval up to a comma; ``*3`` repeats it."""
    rows: list[Row] = []
    now = 0
    for part in text.removesuffix(",").split(","):
        body, star, number = part.partition("*")
        times = int(number) if number.strip().isdecimal() and len(number.strip()) < 7 else (0 if star else 1)
        if not 1 <= times <= MOST_TIMES:
            raise InputError(
                "readers.talks.no-sequence", where=head.at(unit.line), value=shortened(part.strip())
            )
        for step in range(now, now + times):
            rows += [
                (unit.couple, unit.talk, stream, code, float(step), float("nan"), unit.line)
                for code in body.split()
            ]
        check_rows(len(rows) or 1, head.source)
        now += times
    return rows


def _only(pattern: re.Pattern[str], text: str, unit: _Unit, head: _File) -> None:
    """Refuse a sequence that holds anything else than its pattern."""
    rest = pattern.sub(" ", text).replace(",", " ").split()
    if rest:
        raise InputError("readers.talks.no-sequence", where=head.at(unit.line), value=shortened(rest[0]))
