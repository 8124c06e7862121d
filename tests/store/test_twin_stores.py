"""Twin worlds over the store: one history of acts is lived twice, and what one person answers is other.

In the second world Alma's answers, door and choices are others: then every row of the whole database has the
same size. Or she does other things alone as well: then all that Ben can reach is the same, byte by byte.
"""

import random
from contextlib import suppress
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from pasdedeux.errors import PasDeDeuxError
from pasdedeux.safety import ForTwo, SafetyEvent, SafetyState
from pasdedeux.store import (
    consents,
    database,
    events,
    leaving,
    moments,
    openings,
    standings,
    tellings,
)
from pasdedeux.store.consents import Purpose
from pasdedeux.store.couples import bond
from pasdedeux.store.events import Bell
from pasdedeux.store.moments import Deed
from pasdedeux.store.parts import JOINS_FIRST
from pasdedeux.store.schema import Base
from two_people import NOW, begin, pair, told

HOUR = timedelta(hours=1)
ANSWERS = [f"answer {event}" for event in SafetyEvent]
ALONE = [*ANSWERS, "tell", "tell at length", "research", "therapist", "no research", "visit", "nothing"]
TOGETHER = [(1, "seal"), (2, "dance"), (15, "confirm"), (16, "look in"), (17, "dance confirmed")]
DEEDS = [str(deed) for deed in Deed]
ACTS = [
    "button",
    "pause",
    "word",
    "seal",
    "seal",
    "confirm",
    "confirm",
    "dance",
    "dance confirmed",
    "take back",
]


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    """Nothing is killed here, so nothing waits for the disk."""
    monkeypatch.setattr(database, "SETTINGS", (*database.SETTINGS, "synchronous = OFF"))


class World:
    """Two phones on one store; a fault is what a careless server could do."""

    def __init__(self, folder, fault=""):
        self.store = database.in_folder(folder)
        self.keys = [begin(self.store, name) for name in ("alma", "ben")]
        pair(self.store, *self.keys)
        self.fault = fault
        self.halves = []
        with self.store.writing(NOW) as session:
            for who in self.keys:
                made = [
                    tellings.tell(session, who, told(who.person, date(2026, 11, day)), NOW)
                    for day in (1, 2, 3)
                ]
                self.halves.append(made)

    def does(self, who, what, now):
        me = self.keys[who]
        with suppress(PasDeDeuxError), self.store.writing(now) as session:  # refused, as a page would say
            if what in ALONE:
                self.alone(session, me, what, now)
            elif what in DEEDS:
                self.moment(session, me, what, now)
            elif what.startswith("dance"):
                step = openings.choose if what == "dance" else openings.confirm
                step(session, bond(session, me), ForTwo.DANCE, "", now)
            else:
                self.half(session, who, what, now)

    def alone(self, session, me, what, now):
        if what.startswith("answer "):
            standings.happened(session, me, SafetyEvent(what.removeprefix("answer ")), now.date())
            if self.fault == "badge for answering":
                events.ring(session, bond(session, me).other, Bell.WORD_ANSWER, "", now)
            if self.fault == "closes after a report" and self.reported(session, me):
                leaving.stop(session, me)
        elif what.startswith("tell"):
            words = "x" * 3000 if what == "tell at length" else ""
            tellings.tell(session, me, told(me.person, date(2026, 10, 9), words=words), now)
        elif what == "visit":
            standings.reseal(session, me)
        elif what != "nothing":
            purpose = Purpose.THERAPIST if what == "therapist" else Purpose.RESEARCH
            consents.decide(session, me, purpose, "1", now, given=what != "no research")

    def moment(self, session, me, what, now):
        if not (self.fault == "swallowed while mine" and self.reported(session, me)):
            moments.press(session, bond(session, me), Deed(what), now, now + HOUR)

    def half(self, session, who, what, now):
        me, made = self.keys[who], self.halves[who][now.day % 3]
        if what == "seal":
            tellings.seal_parts(session, me, made, JOINS_FIRST, now)
        elif what == "take back":
            tellings.take_back(session, me, made)
        elif what == "look in":
            tellings.release(session, me, now)
        else:
            for one in self.halves[who]:
                with suppress(PasDeDeuxError):
                    tellings.confirm(session, me, one, now)

    def reported(self, session, me):
        return standings.read(session, me).state is SafetyState.MINE

    def page(self, now):
        """All that Ben can reach now."""
        with self.store.reading() as session:
            ben = self.keys[1]
            ours = bond(session, ben)
            alone = openings.period(session, ours, ForTwo.DANCE, "")
            seen = [
                [
                    (half.day, half.theirs.moves, half.theirs.helped, half.shown)
                    for half in tellings.joined(session, ben, now)
                ],
                [(act.kind, act.at, act.promised, act.home) for act in moments.shown(session, ours, now)],
                [(one.number, one.kind, one.at) for one in events.after(session, ben, 0)],
                alone,
                ours.together,
                [one["kind"] for one in leaving.export(session, ben)["acts"]],
                sizes(session, "events WHERE person_id = :who", ben.person),
                sizes(session, "tellings WHERE person_id = :who", ben.person),
                sizes(session, "assents WHERE person_id = :who", ben.person),
            ]
        return repr(seen).encode()

    def whole(self):
        """Counts of rows and sizes of every column in the whole database."""
        with self.store.reading() as session:
            return {name: sizes(session, name) for name in Base.metadata.tables}


def sizes(session, where, who=""):
    rows = session.execute(text(f"SELECT * FROM {where}"), {"who": who} if ":who" in where else {})  # noqa: S608
    return sorted(
        tuple(len(value if isinstance(value, bytes) else str(value)) for value in row) for row in rows
    )


def history(seed, alone):
    """What both do and what each does alone, in order: hour, who, what, whether Alma does it alone."""
    rng = random.Random(seed)  # noqa: S311 - a story, no key
    story = []
    for _ in range(20):
        hour = rng.randrange(24 * 14)
        if rng.random() < 0.4:
            story.append((hour, 0, rng.choice(alone), True))
        else:
            story.append((hour, rng.randrange(2), rng.choice(ACTS), False))
    for day in (0, 5):  # now and then both open something together
        for who in (0, 1):
            story += [(24 * day + at, who, what, False) for at, what in TOGETHER]
    story.append((30, 0, rng.choice(alone), True))
    return sorted(story)


def twin(story, seed, alone):
    rng = random.Random(seed + 1000)  # noqa: S311 - same
    return [
        (hour, who, rng.choice(alone) if is_alone else what, is_alone) for hour, who, what, is_alone in story
    ]


def lived(story, folder, fault=""):
    """Ben's pages after everything that happens and at both opening hours, and the database at the end."""
    world, pages = World(folder, fault), []
    for hour, who, what, _ in story:
        now = NOW + hour * HOUR
        world.does(who, what, now)
        pages.append(world.page(now))
        if hour % 3 == 0:
            pages.append(world.page(NOW + (hour // 24 + 1) * 24 * HOUR - 4 * HOUR))
    whole = world.whole()
    world.store.close()
    return pages, whole


@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_answered_every_row_has_the_same_size(seed, tmp_path):
    story = history(seed, ANSWERS)
    one, other = lived(story, tmp_path / "one"), lived(twin(story, seed, ANSWERS), tmp_path / "other")
    assert one == other


@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_done_alone_the_others_phone_is_the_same(seed, tmp_path):
    story = history(seed, ALONE)
    pages, _ = lived(story, tmp_path / "one")
    assert pages == lived(twin(story, seed, ALONE), tmp_path / "other")[0]


@pytest.mark.parametrize("fault", ["badge for answering", "closes after a report", "swallowed while mine"])
def test_faults_put_in_on_purpose_are_seen(fault, tmp_path):
    for seed in range(10):
        story = history(seed, ALONE)
        one, _ = lived(story, tmp_path / f"one {seed}", fault)
        if one != lived(twin(story, seed, ALONE), tmp_path / f"other {seed}", fault)[0]:
            return
    pytest.fail("the comparison sees nothing")


def test_something_opens_shows_and_rings_in_these_histories(tmp_path):
    pages = [page for seed in range(2) for page in lived(history(seed, ALONE), tmp_path / str(seed))[0]]
    assert any(b"asks-again" in page for page in pages)
    assert any(b"('button'" in page for page in pages)
    assert any(b"Period" in page for page in pages)
    assert any(b"Period" not in page for page in pages)
