"""Files of ELAN: XML with a line of time and annotations in tiers, read without a single entity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.parsers import expat

import pandas as pd

from pasdedeux.errors import InputError
from pasdedeux.readers.talks.coded import MOST_ROWS, Coded, check_rows, frame_of
from pasdedeux.readers.talks.layouts import MOST_LEVELS
from pasdedeux.readers.talks.options import TalkOptions
from pasdedeux.readers.talks.series import mark_pair
from pasdedeux.words import Message

DEEPEST = 40
LONGEST = 1000
"""Letters of an annotation beyond which the rest is left out: a code is short."""


@dataclass
class _Reading:
    """What was seen so far."""

    source: str
    depth: int = 0
    tier: str = ""
    person: str = ""
    slots: dict[str, float] = field(default_factory=dict)
    spans: dict[str, tuple[str, str]] = field(default_factory=dict)
    rows: list[tuple[str, str, str, str]] = field(default_factory=list)
    annotation: str = ""
    value: list[str] | None = None

    def refuse(self, *_anything: object) -> int:
        """Refuse what a file of ELAN never has: a document type, and so any entity."""
        raise InputError("readers.talks.hostile", where=self.source)

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """Take in the beginning of an element."""
        self.depth += 1
        if self.depth > DEEPEST:
            self.refuse()
        if name == "TIME_SLOT" and "TIME_VALUE" in attributes:
            self.slots[attributes.get("TIME_SLOT_ID", "")] = _milliseconds(
                attributes["TIME_VALUE"], self.source
            )
        elif name == "TIER":
            self.tier, self.person = attributes.get("TIER_ID", ""), attributes.get("PARTICIPANT", "").strip()
        elif name == "ALIGNABLE_ANNOTATION":
            self.annotation = attributes.get("ANNOTATION_ID", "")
            slots = attributes.get("TIME_SLOT_REF1", ""), attributes.get("TIME_SLOT_REF2", "")
            self.spans[self.annotation] = slots
        elif name == "REF_ANNOTATION":
            self.annotation = attributes.get("ANNOTATION_ID", "")
            parent = attributes.get("ANNOTATION_REF", "")
            self.spans[self.annotation] = self.spans.get(parent, ("", ""))
        elif name == "ANNOTATION_VALUE":
            self.value = []
        if len(self.spans) > MOST_ROWS or len(self.slots) > 3 * MOST_ROWS:
            check_rows(MOST_ROWS + 1, self.source)

    def text(self, piece: str) -> None:
        """Take in a piece of text."""
        if self.value is not None and sum(map(len, self.value)) < LONGEST:
            self.value.append(piece)

    def closed(self, name: str) -> None:
        """Take in the end of an element."""
        self.depth -= 1
        if name == "ANNOTATION_VALUE" and self.value is not None:
            self.rows.append((self.tier, self.person, "".join(self.value)[:LONGEST], self.annotation))
            self.value = None


def _milliseconds(text: str, source: str) -> float:
    if text.isdecimal() and len(text) < 15:
        return int(text) / 1000.0
    raise InputError("readers.talks.no-time", where=source, value=text[:40])


def read_eaf(raw: bytes, source: str, digest: str, options: TalkOptions) -> Coded:
    """Read the tiers of the two partners: by PARTICIPANT, by marks in the names, or the only two.

    Elements as in the EAF schema: TIME_SLOT, TIER, ALIGNABLE_ANNOTATION, REF_ANNOTATION, ANNOTATION_VALUE.

    Raises
    ------
    InputError
        If it is not XML, declares a document type, or the tiers of the partners cannot be found.
    """
    seen = _parsed(raw, source)
    rows = pd.DataFrame(seen.rows, columns=["tier", "person", "code", "id"])
    check_rows(len(rows), source)
    spans = [seen.spans.get(one, ("", "")) for one in rows["id"]]
    rows["start"] = [seen.slots.get(first, float("nan")) for first, _ in spans]
    rows["end"] = [seen.slots.get(last, float("nan")) for _, last in spans]
    tiers = _chosen(rows, source, options)
    rows = rows[rows["tier"].isin(tiers)].reset_index(drop=True)
    who, order, named = _people(rows, tiers)
    frame = frame_of(
        who=who, code=rows["code"], start=rows["start"], end=rows["end"], row=range(1, len(rows) + 1)
    )
    coded = Coded(
        frame,
        source,
        Message("readers.talks.kind.software", maker="ELAN"),
        "events",
        clock=True,
        sha256=digest,
        order=order,
        named=named,
        columns={"who": ", ".join(tiers), "code": "ANNOTATION_VALUE", "time": "TIME_SLOT"},
        read=len(rows),
    )
    return coded.without(frame["start"].isna(), Message("readers.talks.untimed"))


def _parsed(raw: bytes, source: str) -> _Reading:
    seen, parser = _Reading(source), expat.ParserCreate()
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.StartDoctypeDeclHandler = seen.refuse
    parser.EntityDeclHandler = seen.refuse
    parser.ExternalEntityRefHandler = seen.refuse
    parser.StartElementHandler, parser.EndElementHandler = seen.opened, seen.closed
    parser.CharacterDataHandler = seen.text
    try:
        parser.Parse(raw, True)  # noqa: FBT003 - expat names no arguments
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise InputError("readers.talks.no-xml", where=source) from error
    return seen


def _chosen(rows: pd.DataFrame, source: str, options: TalkOptions) -> list[str]:
    """Tiers that hold the codes."""
    found = [str(tier) for tier in rows["tier"].unique()]
    if wanted := options.pair("code"):
        if not set(wanted) <= set(found):
            raise InputError(
                "readers.no-column",
                where=source,
                column=next(one for one in wanted if one not in found),
                role="code",
                columns=", ".join(found[:40]),
            )
        return list(wanted)
    coded = [tier for tier in found if _holds_codes(rows.loc[rows["tier"] == tier, "code"])]
    if len(coded) <= 2:
        return coded or found
    people = rows[rows["tier"].isin(coded)].groupby("tier", sort=False)["person"].first()
    if people.nunique() == len(coded) == 2:
        return coded
    pairs = [(a, b) for n, a in enumerate(coded) for b in coded[n + 1 :] if mark_pair(a, b)]
    if len(pairs) == 1:
        return list(pairs[0])
    shown = [f"{one}+{two}" for one, two in pairs] or [f"{coded[0]}+{coded[1]}"]
    raise InputError("readers.talks.which-columns", where=source, pairs=", ".join(coded[:12]), first=shown[0])


def _holds_codes(cells: pd.Series) -> bool:
    known = cells[cells.str.strip() != ""]
    return 1 <= known.nunique() <= MOST_LEVELS and int(known.str.len().max()) <= 60


def _people(rows: pd.DataFrame, tiers: Sequence[str]) -> tuple[pd.Series, tuple[str, ...], bool]:
    """Who each annotation is of, in which order, and whether names say who they are."""
    if (rows["person"] != "").all() and rows["person"].nunique() == 2:
        return rows["person"], (), True
    if len(tiers) != 2:
        return pd.Series("", index=rows.index), (), True
    marks = mark_pair(tiers[0], tiers[1])
    labels = (marks[0], marks[1]) if marks else (tiers[0], tiers[1])
    who = rows["tier"].map(dict(zip(tiers, labels, strict=True)))
    return who, () if marks else labels, True
