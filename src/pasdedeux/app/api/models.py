"""What goes in and out as JSON, with its bounds: names of answers as in files, times with their zone."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from fastapi import Path
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, PlainSerializer

from pasdedeux.errors import InputError
from pasdedeux.records import ACTS, ActClass, Move, Telling
from pasdedeux.records.episodes import Beneath, Ending, Kind, Lasting, OnTop, Story, Trigger
from pasdedeux.safety import QUESTIONS, Answer
from pasdedeux.store.consents import Purpose
from pasdedeux.store.keys import SHORTEST
from pasdedeux.store.moments import Deed, Reply
from pasdedeux.store.notes import NoteKind
from pasdedeux.store.parts import PartName
from pasdedeux.store.preferences import LOCKS, THEMES
from pasdedeux.words import Language

VISIBLE = r"^[^\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]*$"
"""Text without signs that steer a screen instead of showing."""
NAME = r"^[^\x00-\x20\x7f-\xa0\u2028\u2029\u202a-\u202e\u2066-\u2069]+$"
Words = Annotated[str, Field(max_length=5000, pattern=VISIBLE)]
Short = Annotated[str, Field(max_length=200, pattern=VISIBLE)]
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 12, 31)
SignInName = Annotated[str, Field(min_length=1, max_length=80, pattern=NAME)]
Id = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
Moment = Annotated[AwareDatetime, Field(description="with its zone")]
Act = Annotated[str, Field(pattern=f"^({'|'.join(ACTS)})$")]
SOFT = [name for name, one in ACTS.items() if one.act_class is ActClass.SOFT]
SoftAct = Annotated[str, Field(pattern=f"^({'|'.join(SOFT)})$")]
Question = Literal[QUESTIONS]  # type: ignore[valid-type]
Theme = Literal[THEMES]  # type: ignore[valid-type]
Lock = Literal[LOCKS]  # type: ignore[valid-type]


class Incoming(BaseModel):
    """What comes in; a key that is not known is refused."""

    model_config = ConfigDict(extra="forbid", strict=False)


class Problem(BaseModel):
    """Why something was not done."""

    error: str
    detail: str


class Done(BaseModel):
    """That something was done, and to what."""

    id: str = ""


class SignInSent(Incoming):
    """Name and passphrase."""

    name: SignInName
    passphrase: Annotated[str, Field(max_length=1000)]


class BeginSent(SignInSent):
    """A new person."""

    passphrase: Annotated[str, Field(min_length=SHORTEST, max_length=1000, pattern=VISIBLE)]
    language: Language = "en"


class Begun(BaseModel):
    """The recovery code, which is given out once."""

    recovery_code: str


class Me(BaseModel):
    """Who is signed in, and how that person likes the pages."""

    name: str
    other_name: str | None
    together: bool
    today: date
    language: Language
    zone: str
    theme: str
    lock: int
    country: str


class LikesSent(Incoming):
    """What is to change."""

    language: Language | None = None
    theme: Theme | None = None
    lock: Lock | None = None


class MoveJson(Incoming):
    """One act of one of the two."""

    act: Act
    mine: bool
    by_phone: bool = False
    words: Short = ""


class TellingJson(Incoming):
    """One account; only the day is needed."""

    day: date
    kind: Kind = Kind.EPISODE
    moves: Annotated[list[MoveJson], Field(max_length=60)] = []
    trigger: Trigger | None = None
    raised_by_me: bool | None = None
    apart: bool = False
    on_top: OnTop | None = None
    beneath: Beneath | None = None
    story: Story | None = None
    peak: Annotated[float | None, Field(ge=0, le=10)] = None
    ending: Ending | None = None
    lasted: Lasting | None = None
    at_ease: Lasting | None = None
    helped: Annotated[list[SoftAct], Field(max_length=10)] = []
    return_kept: bool | None = None
    words: Words = ""

    def telling(self, person: str) -> Telling:
        """Make the account of a person; refused where the day is none that people tell of."""
        if not FIRST_DAY <= self.day <= LAST_DAY:
            raise InputError("api.no-day", where="day")
        told = self.model_dump(exclude={"moves", "helped"})
        moves = tuple(Move(**one.model_dump()) for one in self.moves)
        return Telling(person, moves=moves, helped=tuple(self.helped), **told)

    @classmethod
    def of(cls, told: Telling) -> TellingJson:
        """Lay an account out."""
        moves = [
            MoveJson(act=one.act, mine=one.mine, by_phone=one.by_phone, words=one.words) for one in told.moves
        ]
        plain = {name: getattr(told, name) for name in cls.model_fields if name not in {"moves", "helped"}}
        return cls(moves=moves, helped=list(told.helped), **plain)


class OwnTelling(BaseModel):
    """One's own account."""

    id: str
    telling: TellingJson


class PartsSent(Incoming):
    """Parts that join."""

    joins: Annotated[list[PartName], Field(max_length=len(PartName))]


class PartSent(Incoming):
    """One part."""

    part: PartName


class SideBySide(BaseModel):
    """Two accounts of one day, each with what is shown of it, until when."""

    id: str
    day: date
    until: datetime
    mine: TellingJson
    theirs: TellingJson
    shows: list[PartName]
    shown: list[PartName]


class ActJson(BaseModel):
    """An act of the moment."""

    id: str
    deed: Deed
    at: datetime
    promised: datetime | None
    home: datetime | None
    answer: Reply | None


class Acts(BaseModel):
    """One's own acts that show on the other phone, and the other's that show here."""

    mine: list[ActJson]
    theirs: list[ActJson]


class ActSent(Incoming):
    """An act; a pause promises its return."""

    deed: Deed
    promised: Moment | None = None


class PromiseSent(Incoming):
    """Another time."""

    promised: Moment


class ReplySent(Incoming):
    """An answer to the code word."""

    answer: Reply


class ConsentJson(BaseModel):
    """One decision."""

    purpose: Purpose
    version: str
    given: bool
    at: datetime


class ConsentSent(Incoming):
    """A decision, and the version of the words that were read."""

    purpose: Purpose
    version: Annotated[str, Field(min_length=1, max_length=20, pattern=r"^[0-9a-z.-]+$")]
    given: bool


class DeviceJson(BaseModel):
    """A device that is signed in."""

    id: str
    name: str
    made: datetime
    until: datetime
    this: bool


class EventJson(BaseModel):
    """A doorbell."""

    number: int
    kind: str
    ref: str
    at: datetime


class NoteJson(BaseModel):
    """A note of one's own."""

    id: str
    kind: NoteKind
    made: datetime
    holds: Annotated[dict[str, Any], PlainSerializer(dict)]


class DanceJson(BaseModel):
    """From when until when the dance of both is open; null where it is not."""

    opens: datetime | None
    until: datetime | None


class DanceSent(Incoming):
    """One's own part in opening it."""

    step: Literal["choose", "confirm", "go-on", "take-back"]


class AnswersSent(Incoming):
    """Answers to the questions alone; none of them is kept."""

    answers: dict[Question, Answer]


class CodeJson(BaseModel):
    """The code for the other, good for 48 hours."""

    code: str


class CodeSent(Incoming):
    """The code that the other gave."""

    code: Annotated[str, Field(min_length=1, max_length=40, pattern=VISIBLE)]


class PassphraseSent(Incoming):
    """One's own passphrase once more: whoever only holds a device that is open gets nothing."""

    passphrase: Annotated[str, Field(max_length=1000)]
