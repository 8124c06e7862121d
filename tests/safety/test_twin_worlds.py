"""Twin worlds: whatever one person answers, the other's phone is the same in every byte, for ever.

A small model of two phones, built on the safety logic alone. One history of acts is lived twice; in the
second world A's answers, door, choices, spikes and notes are others. B's transcript must not differ. Faults
are put in on purpose, as a server could have them, to show that the comparison sees them.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np
import pytest

from pasdedeux.safety import (
    Aim,
    Assent,
    SafetyEvent,
    SafetyStanding,
    SafetyState,
    day_of,
    is_spike,
    offered,
    opening,
    shows,
)

BEGIN = datetime.fromisoformat("2026-03-02T12:00")
DAYS = 120
PRIVATE = (*SafetyEvent, "note", "spike", *[SafetyEvent.THROUGH_NONE] * 40)
"""Mostly nothing is reported."""
FAULTS = (
    "swallowed while mine",
    "choice counts only in both",
    "ends at once after a report",
    "badge for answering",
)


@dataclass
class Phone:
    """What one person did, and where they stand."""

    standing: SafetyStanding
    pressed: list = field(default_factory=list)
    chosen: datetime | None = None
    confirmed: datetime | None = None
    goes_on: datetime | None = None
    answered: datetime | None = None

    @property
    def choice(self):
        return None if self.chosen is None else Assent(self.chosen, self.confirmed)


class World:
    """Two phones; `page` is all that one of them shows."""

    def __init__(self, fault=""):
        self.fault = fault
        self.phones = [Phone(SafetyStanding(SafetyState.NEW, BEGIN.date())) for _ in range(2)]
        self.opened = None

    def private(self, who, what, now):
        phone = self.phones[who]
        if what == "spike":
            assert is_spike([9])
        elif what != "note":
            phone.standing = phone.standing.happened(what, day_of(now))
            phone.answered = now

    def state(self, who, now):
        return self.phones[who].standing.at(day_of(now)).state

    def act(self, who, what, now):
        phone = self.phones[who]
        if self.fault == "swallowed while mine" and self.state(who, now) == "mine":
            return
        if what in {"press", "pause"}:
            phone.pressed.append(now)
        elif what == "choose":
            phone.chosen, phone.confirmed = now, None
        elif what == "confirm" and phone.chosen and day_of(now) > day_of(phone.chosen):
            phone.confirmed = now
        elif what == "take back":
            phone.chosen = phone.confirmed = None
        elif what == "go on":
            phone.goes_on = now

    def tick(self, now):
        one, two = self.phones
        if self.opened and now >= self.opened.until:
            goes_on = self.opened.goes_on(one.goes_on, two.goes_on)
            self.opened = opening("dance", one.choice, two.choice) if goes_on else None
            one.chosen = two.chosen = one.confirmed = two.confirmed = None
        if self.opened is None:
            self.opened = opening("dance", one.choice, two.choice)
        states = {self.state(who, now) for who in (0, 1)}
        if self.fault == "choice counts only in both" and states != {SafetyState.BOTH}:
            self.opened = None
        if self.fault == "ends at once after a report" and SafetyState.MINE in states:
            self.opened = None

    def page(self, who, now):
        """All bytes of one phone at a moment."""
        mine, other = self.phones[who], self.phones[1 - who]
        lines = [
            f"suggestions: {[str(aim) for aim in Aim if offered(self.state(who, now), aim)]}",
            f"from the other: {shows(other.pressed, now)}",
            f"for two: {bool(self.opened and self.opened.at <= now)} {self.opened and self.opened.until}",
            f"mine: {len(mine.pressed)} {mine.choice} {mine.goes_on}",
        ]
        if self.fault == "badge for answering":
            lines.append(f"answered: {other.answered == now}")
        return "\n".join(lines).encode()


def history(rng):
    """What both do and what each does in private, in order: hour, who, what, whether it is private."""
    story = []
    for hour in rng.integers(0, 24 * DAYS, 120):
        private = rng.random() < 0.4
        kinds = PRIVATE if private else ("press", "pause", "go on", "take back")
        odds = None if private else (0.4, 0.4, 0.15, 0.05)
        story.append((int(hour), int(rng.integers(2)), str(rng.choice(kinds, p=odds)), private))
    for evening in range(0, DAYS, 8):  # now and then both open something together
        for who in (0, 1):
            hour = 24 * evening + 8 + int(rng.integers(12))
            story += [(hour, who, "choose", False), (hour + 20, who, "confirm", False)]
    return sorted(story)


def twin(story, rng):
    """The same acts; what A did in private is something else."""
    return [
        (hour, who, PRIVATE[rng.integers(len(PRIVATE))] if private and who == 0 else what, private)
        for hour, who, what, private in story
    ]


def transcript(story, fault=""):
    """Every page of B: after each happening, and twice a day."""
    world, seen, at = World(fault), [], 0
    for hour in range(24 * DAYS):
        now = BEGIN + timedelta(hours=hour)
        happened = False
        while at < len(story) and story[at][0] == hour:
            _, who, what, private = story[at]
            (world.private if private else world.act)(who, what, now)
            at, happened = at + 1, True
        if happened or hour % 12 == 0:
            world.tick(now)
            seen.append(world.page(1, now))
    return seen


@pytest.mark.parametrize("seed", range(40))
def test_the_others_phone_is_the_same_whatever_was_answered(seed):
    rng = np.random.default_rng(seed)
    story = history(rng)
    assert transcript(story) == transcript(twin(story, rng))


def share_that_differs(fault, histories=60):
    rng = np.random.default_rng(7)
    stories = [history(rng) for _ in range(histories)]
    return np.mean([transcript(story, fault) != transcript(twin(story, rng), fault) for story in stories])


@pytest.mark.parametrize("fault", FAULTS)
def test_faults_put_in_on_purpose_are_seen(fault):
    assert share_that_differs(fault) > 0.3


def test_something_opens_and_ends_in_these_histories():
    pages = [page for seed in range(20) for page in transcript(history(np.random.default_rng(seed)))]
    opened = [b"for two: True" in page for page in pages]
    assert 0.01 < np.mean(opened) < 0.9
    assert any(b"from the other: True" in page for page in pages)
