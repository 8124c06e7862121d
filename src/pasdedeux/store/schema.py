"""Tables of the store: what stands in clear, and what is ciphertext.

In clear stands what the server needs to decide who may read what, and when something opens. Whatever a
person wrote or answered is ciphertext (`sealing`), padded so that its size tells little.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar
from uuid import uuid4

from sqlalchemy import (
    JSON,
    DateTime,
    Dialect,
    ForeignKey,
    LargeBinary,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
"""Every constraint has a name, so that a migration can change it in any database."""
ID = String(32)
NAME = String(80)


class UtcTime(TypeDecorator[datetime]):
    """A point in time with its zone; kept as UTC, which every database orders alike."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's own
        """Turn into UTC without a zone."""
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - same
        """Give the zone back."""
        return None if value is None else value.replace(tzinfo=UTC)


def new_id() -> str:
    """Make an id that tells nothing: no number that counts, no time.

    Examples
    --------
    >>> len(new_id())
    32
    """
    return uuid4().hex


class Base(DeclarativeBase):
    """What all tables share."""

    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: ID,
        datetime: UtcTime,
        bytes: LargeBinary,
        list[str]: JSON,
    }


def _person(**more: Any) -> Mapped[str]:
    return mapped_column(ForeignKey("persons.id", ondelete="CASCADE"), **more)


def _couple() -> Mapped[str]:
    return mapped_column(ForeignKey("couples.id", ondelete="CASCADE"))


class ClockRow(Base):
    """The latest time that was seen. Whoever writes holds this row, so writers come one after the other."""

    __tablename__ = "clock"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    latest: Mapped[datetime]


class PersonRow(Base):
    """One person and the keys of that person, each wrapped."""

    __tablename__ = "persons"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(NAME, unique=True)
    began: Mapped[datetime]
    cost: Mapped[str] = mapped_column(NAME)
    salt: Mapped[bytes]
    by_passphrase: Mapped[bytes]
    by_recovery: Mapped[bytes]
    public: Mapped[bytes]
    private: Mapped[bytes]
    standing: Mapped[bytes]
    preferences: Mapped[bytes]


class SessionRow(Base):
    """A device that is signed in: the person's keys, wrapped by a secret that the device alone has."""

    __tablename__ = "sessions"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[str] = _person(index=True)
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    keys: Mapped[bytes]
    device: Mapped[bytes]
    made: Mapped[datetime]
    until: Mapped[datetime]


class NoteRow(Base):
    """Something kept for its owner alone; of which kind it is, and when it is due, stands inside."""

    __tablename__ = "notes"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[str] = _person(index=True)
    text: Mapped[bytes]


class InvitationRow(Base):
    """A code by which the other joins; only its hash is kept."""

    __tablename__ = "invitations"

    person_id: Mapped[str] = _person(primary_key=True)
    code_hash: Mapped[bytes] = mapped_column(unique=True)
    zone: Mapped[str] = mapped_column(NAME)
    until: Mapped[datetime]


class CoupleRow(Base):
    """Two people, and the zone whose clock opens things for both."""

    __tablename__ = "couples"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    zone: Mapped[str] = mapped_column(NAME)
    since: Mapped[datetime]


class MemberRow(Base):
    """One of the two, with the couple's key sealed to that person; a person who left keeps no row."""

    __tablename__ = "members"

    person_id: Mapped[str] = _person(primary_key=True)
    couple_id: Mapped[str] = _couple()
    key: Mapped[bytes]


class TellingRow(Base):
    """One account, with a key of its own that is wrapped to its owner alone."""

    __tablename__ = "tellings"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[str] = _person(index=True)
    made: Mapped[datetime]
    key: Mapped[bytes]


class PartRow(Base):
    """One part of a telling, and who may see it."""

    __tablename__ = "parts"

    telling_id: Mapped[str] = mapped_column(ForeignKey("tellings.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    visibility: Mapped[str]
    text: Mapped[bytes]


class AssentRow(Base):
    """What one person did towards opening something for two. Taken back means that the row is gone."""

    __tablename__ = "assents"
    __table_args__ = (UniqueConstraint("person_id", "what", "subject"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[str] = _person()
    couple_id: Mapped[str] = _couple()
    what: Mapped[str]
    subject: Mapped[str] = mapped_column(NAME)
    chosen: Mapped[datetime]
    confirmed: Mapped[datetime | None]
    goes_on: Mapped[list[str]] = mapped_column(default=list)
    telling_id: Mapped[str | None] = mapped_column(ForeignKey("tellings.id", ondelete="CASCADE"))


class ReleaseRow(Base):
    """The key of a telling, wrapped to the couple's key; its owner made the row on a visit."""

    __tablename__ = "releases"

    telling_id: Mapped[str] = mapped_column(ForeignKey("tellings.id", ondelete="CASCADE"), primary_key=True)
    couple_id: Mapped[str] = _couple()
    key: Mapped[bytes]


class LogRow(Base):
    """One line of a person's own log of what was let go of; what it says is sealed."""

    __tablename__ = "log"

    person_id: Mapped[str] = _person(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[bytes]


class ActRow(Base):
    """An act of the moment: one of a kind an evening."""

    __tablename__ = "acts"
    __table_args__ = (UniqueConstraint("person_id", "kind", "evening"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[str] = _person()
    couple_id: Mapped[str] = _couple()
    kind: Mapped[str]
    evening: Mapped[str]
    at: Mapped[datetime]
    promised: Mapped[datetime | None]
    moved: Mapped[bool] = mapped_column(default=False)
    home: Mapped[datetime | None]
    answer: Mapped[str | None]
    undone: Mapped[bool] = mapped_column(default=False)
    words: Mapped[bytes]


class ConsentRow(Base):
    """One decision about one purpose. Nothing is ever changed here, only put behind."""

    __tablename__ = "consents"

    person_id: Mapped[str] = _person(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    purpose: Mapped[str]
    version: Mapped[str]
    given: Mapped[bool]
    at: Mapped[datetime]


class EventRow(Base):
    """A doorbell for one person: ids and a kind, no text and no number of anything."""

    __tablename__ = "events"

    person_id: Mapped[str] = _person(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str]
    ref: Mapped[str]
    at: Mapped[datetime]


class SubmissionRow(Base):
    """What came of a form that was sent, so that sending it twice does it once."""

    __tablename__ = "submissions"

    person_id: Mapped[str] = _person(primary_key=True)
    key: Mapped[str] = mapped_column(NAME, primary_key=True)
    result: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
