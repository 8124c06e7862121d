"""What several people may see of each other, anew from what is promised: no database, key or page."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from pasdedeux.store.moments import Deed
from pasdedeux.store.parts import PartName

BERLIN = ZoneInfo("Europe/Berlin")
HOURS, DAYS = timedelta(hours=1), timedelta(days=1)
LOCK = 12 * HOURS


def local(moment):
    return moment.astimezone(BERLIN).replace(tzinfo=None)


def evening(moment):
    return (local(moment) - 4 * HOURS).date()


@dataclass
class Text:
    """A string that stands nowhere else: who wrote it, where, and whether it was deleted."""

    owner: int | None
    thing: str = ""
    part: PartName | None = None
    gone: bool = False


@dataclass
class Half:
    """One half on its way."""

    telling: str
    chosen: datetime
    confirmed: datetime | None = None
    goes_on: list = field(default_factory=list)
    released: bool = False


@dataclass
class Act:
    """An act of the moment."""

    id: str
    at: datetime
    promised: datetime | None = None
    home: datetime | None = None
    undone: bool = False
    answered: bool = False

    def shows(self, now):
        if self.undone:
            return False
        if self.promised and not self.home:
            return self.at <= now < self.promised + 2 * HOURS
        at = self.home or self.at
        return evening(at) == evening(now) and now - at < 2 * HOURS


@dataclass
class Device:
    """A device that is signed in."""

    secret: str
    id: str
    last: datetime
    until: datetime

    def awake(self, now):
        return now - self.last <= LOCK and now < self.until


@dataclass
class Person:
    """One person, as the model knows them."""

    name: str
    told: dict = field(default_factory=dict)  # id -> what was sent
    shows: dict = field(default_factory=dict)  # id -> parts
    sealed: dict = field(default_factory=dict)  # day -> half
    notes: list = field(default_factory=list)
    acts: dict = field(default_factory=dict)  # deed, evening -> act
    bells: list = field(default_factory=list)
    consents: list = field(default_factory=list)
    devices: list = field(default_factory=list)
    couple: list | None = None  # whoever is in it still
    here: bool = True

    def agrees(self):
        said = [given for purpose, given in self.consents if purpose == "together"]
        return bool(said and said[-1])


class Model:
    """Everybody, and all texts that were written."""

    def __init__(self, names):
        self.people = [Person(name) for name in names]
        self.texts = {}

    def other(self, who):
        return next((one for one in self.people[who].couple or () if one != who), None)

    def together(self, who):
        other = self.other(who)
        return other is not None and self.people[who].agrees() and self.people[other].agrees()

    def period(self, who, day):
        if not self.together(who):
            return None
        halves = [self.people[one].sealed.get(day) for one in (who, self.other(who))]
        if any(half is None or half.confirmed is None for half in halves):
            return None
        if abs(local(halves[0].chosen) - local(halves[1].chosen)) > 3 * DAYS:
            return None
        ready = local(max(half.confirmed for half in halves)) + 6 * HOURS
        hours = [datetime.combine(ready.date() + at * DAYS, time(hour)) for at in (0, 1) for hour in (7, 18)]
        opens = next(hour for hour in hours if hour >= ready)
        until = opens + 28 * DAYS
        while all(any(until - 7 * DAYS <= local(said) < until for said in half.goes_on) for half in halves):
            until += 28 * DAYS
        return opens, until

    def stands(self, who, day, now):
        half, found = self.people[who].sealed.get(day), self.period(who, day)
        return half is not None and (now - half.chosen <= 3 * DAYS or bool(found and local(now) < found[1]))

    def visit(self, who, now):
        for day, half in self.people[who].sealed.items():
            found = self.period(who, day)
            half.released = bool(found and local(now) < found[1])

    def open_days(self, who, now):
        return {
            day: self.people[self.other(who)].sealed[day]
            for day, half in self.people[who].sealed.items()
            if (found := self.period(who, day))
            and found[0] <= local(now) < found[1]
            and half.released
            and self.people[self.other(who)].sealed[day].released
        }

    def shown(self, who, now):
        """What of the other's acts shows to this person."""
        if not self.together(who):
            return []
        return [act for act in self.people[self.other(who)].acts.values() if act.shows(now)]

    def may_read(self, who, text, now):
        """Whether somebody, or nobody, may receive a text now."""
        if who is None or text.owner is None or text.gone:
            return False
        if text.owner == who:
            return True
        if text.part is None:
            return any(act.id == text.thing for act in self.shown(who, now))
        return any(
            half.telling == text.thing and text.part in self.people[text.owner].shows[text.thing]
            for half in self.open_days(who, now).values()
            if text.owner == self.other(who)
        )

    def rings(self, who, bell, act):
        if self.together(who):
            self.people[self.other(who)].bells.append((bell, act.id))

    def take_back(self, who, telling):
        person = self.people[who]
        person.shows[telling] = set()
        person.sealed = {day: half for day, half in person.sealed.items() if half.telling != telling}

    def stop(self, who):
        for half in list(self.people[who].sealed.values()):
            self.take_back(who, half.telling)

    def forget(self, thing):
        for text in self.texts.values():
            text.gone = text.gone or text.thing == thing

    def end_acts(self, who):
        for act in self.people[who].acts.values():
            self.forget(act.id)
        self.people[who].acts.clear()

    def leave(self, who):
        self.stop(who)
        person = self.people[who]
        if person.couple is not None:
            self.end_acts(who)
            person.couple.remove(who)
            person.couple = None

    def pair(self, one, two):
        couple = [one, two]
        for who in couple:
            if self.people[who].couple is not None:  # the other has gone before
                self.end_acts(who)
                self.people[who].sealed.clear()
            self.people[who].couple = couple

    def delete(self, who):
        self.leave(who)
        for text in self.texts.values():
            text.gone = text.gone or text.owner == who
        self.people[who] = Person(self.people[who].name, here=False)

    def pauses(self, who, now):
        return (Deed.PAUSE, evening(now)) in self.people[who].acts
