"""Everything two people can do, in any order, against a plain model that knows no database and no key.

The model is written anew from what is promised: who reads which part, what shows, what rings, what is kept.
"""

import shutil
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy.exc import NoResultFound

from couples_model import DAYS, HOURS, Half, evening, local
from pasdedeux.errors import PasDeDeuxError
from pasdedeux.safety import SafetyEvent
from pasdedeux.store import access, consents, database, events, leaving, moments, persons, standings, tellings
from pasdedeux.store.access import ACCESS, Thing, Verb, Visibility, opened, shown
from pasdedeux.store.consents import Purpose
from pasdedeux.store.couples import bond
from pasdedeux.store.database import FILE, in_folder
from pasdedeux.store.moments import Deed
from pasdedeux.store.parts import PartName
from pasdedeux.store.sealing import StoreError
from two_people import CHEAP, begin, pair, told

BEGIN = datetime(2026, 3, 2, 20, 0, tzinfo=UTC)
WHO = st.sampled_from([0, 1])
PARTS = st.sets(st.sampled_from(PartName))
PICK = st.integers(0, 5)


@dataclass
class Phone:
    """One person, as the model knows them."""

    told: dict = field(default_factory=dict)  # id -> telling
    shows: dict = field(default_factory=dict)  # id -> parts
    sealed: dict = field(default_factory=dict)  # day -> half
    acts: dict = field(default_factory=dict)  # kind, evening -> time
    bells: list = field(default_factory=list)
    agrees: bool = True
    member: bool = True
    here: bool = True


class Model:
    """Two phones."""

    def __init__(self):
        self.phones = (Phone(), Phone())

    def together(self):
        return all(phone.member and phone.agrees for phone in self.phones)

    def period(self, day):
        halves = [phone.sealed.get(day) for phone in self.phones]
        if not self.together() or any(half is None or half.confirmed is None for half in halves):
            return None
        one, two = halves
        if abs(local(one.chosen) - local(two.chosen)) > 3 * DAYS:
            return None
        ready = local(max(one.confirmed, two.confirmed)) + 6 * HOURS
        hours = [datetime.combine(ready.date() + at * DAYS, time(hour)) for at in (0, 1) for hour in (7, 18)]
        opens = next(hour for hour in hours if hour >= ready)
        until = opens + 28 * DAYS
        while all(any(until - 7 * DAYS <= local(said) < until for said in half.goes_on) for half in halves):
            until += 28 * DAYS
        return opens, until

    def stands(self, who, day, now):
        half = self.phones[who].sealed.get(day)
        found = self.period(day)
        return half is not None and (now - half.chosen <= 3 * DAYS or (found and local(now) < found[1]))

    def visit(self, who, now):
        for day, half in self.phones[who].sealed.items():
            found = self.period(day)
            half.released = bool(found and local(now) < found[1])

    def open_days(self, now):
        return [
            day
            for day in self.phones[0].sealed
            if (found := self.period(day))
            and found[0] <= local(now) < found[1]
            and all(phone.sealed[day].released for phone in self.phones)
        ]

    def take_back(self, who, telling):
        phone = self.phones[who]
        phone.shows[telling] = set()
        phone.sealed = {day: half for day, half in phone.sealed.items() if half.telling != telling}

    def shown(self, who, now):
        """What of the other's shows on this phone."""
        if not self.together():
            return []
        other = self.phones[1 - who].acts
        tonight = [(at, kind) for (kind, day), at in other.items() if day == evening(now)]
        return [str(kind) for at, kind in sorted(tonight) if now - at < 2 * HOURS]


class TwoPhones(RuleBasedStateMachine):
    """The store beside the model."""

    template = None

    @initialize()
    def meet(self):
        self.folder = TemporaryDirectory()
        path = Path(self.folder.name)
        if TwoPhones.template is not None:
            (path / FILE).write_bytes(TwoPhones.template)
        self.store = in_folder(path)
        if TwoPhones.template is None:
            for name in ("alma", "ben"):
                begin(self.store, name, BEGIN)
            pair(self.store, *self.signed_in(), BEGIN)
            self.store.close()
            TwoPhones.template = (path / FILE).read_bytes()
            self.store = in_folder(path)
        self.keys = self.signed_in()
        self.now = BEGIN
        self.steps = 0
        self.model = Model()

    def signed_in(self):
        with self.store.reading() as session:
            return [persons.sign_in(session, name, f"passphrase of {name}") for name in ("alma", "ben")]

    def teardown(self):
        if hasattr(self, "store"):
            self.store.close()
            self.folder.cleanup()

    def write(self, act):
        self.steps += 1
        with self.store.writing(self.now) as session:
            return act(session)

    def refused(self, act):
        with pytest.raises(PasDeDeuxError):
            self.write(act)

    def picked(self, who, pick):
        phone = self.model.phones[who]
        ids = list(phone.told) if phone.here else []
        return (ids[pick % len(ids)], phone) if ids else (None, phone)

    @rule(hours=st.integers(1, 40))
    def time_passes(self, hours):
        self.now += hours * HOURS

    @rule(days=st.integers(20, 30))
    def weeks_pass(self, days):
        self.now += days * DAYS

    @rule(who=WHO, day=st.integers(1, 2))
    def tell(self, who, day):
        phone = self.model.phones[who]
        if phone.here:
            telling = told(self.keys[who].person, date(2026, 3, day), words=f"words {self.steps}")
            made = self.write(lambda session: tellings.tell(session, self.keys[who], telling, self.now))
            phone.told[made], phone.shows[made] = telling, set()

    @rule(who=WHO, pick=PICK, parts=PARTS)
    def seal(self, who, pick, parts):
        made, phone = self.picked(who, pick)
        if made is None:
            return

        def act(session):
            tellings.seal_parts(session, self.keys[who], made, parts, self.now)

        day = phone.told[made].day
        stands = phone.member and self.model.stands(who, day, self.now)
        if not phone.member or (stands and phone.sealed[day].telling != made):
            self.refused(act)
            return
        self.write(act)
        phone.shows[made] = set(parts)
        if not stands:
            phone.sealed[day] = Half(made, self.now)
        self.model.visit(who, self.now)

    @rule(who=WHO, pick=PICK)
    def confirm(self, who, pick):
        made, phone = self.picked(who, pick)
        if made is None:
            return
        day = phone.told[made].day
        half = phone.sealed.get(day)

        def act(session):
            tellings.confirm(session, self.keys[who], made, self.now)

        stands = phone.member and half is not None and self.model.stands(who, day, self.now)
        if not stands or (half.confirmed is None and evening(self.now) <= evening(half.chosen)):
            self.refused(act)
            return
        self.write(act)
        half.confirmed = half.confirmed or self.now
        self.model.visit(who, self.now)

    @rule(who=WHO, pick=PICK)
    def both_seal_and_confirm(self, who, pick):
        """Without this, two halves seldom meet by chance."""
        for one in (who, 1 - who):
            self.tell(one, 1)
            self.seal(one, pick, {PartName.MOVES, PartName.WORDS})
        self.now += 20 * HOURS
        for one in (who, 1 - who, who):
            self.confirm(one, pick)
            self.visit(one)
        self.now += 20 * HOURS

    @rule(who=WHO, pick=PICK)
    def go_on(self, who, pick):
        made, phone = self.picked(who, pick)
        if made is not None and phone.member and phone.told[made].day in phone.sealed:
            self.write(lambda session: tellings.go_on(session, self.keys[who], made, self.now))
            phone.sealed[phone.told[made].day].goes_on.append(self.now)

    @rule(who=WHO, pick=PICK, part=st.sampled_from(PartName))
    def keep_a_part(self, who, pick, part):
        made, phone = self.picked(who, pick)
        if made is not None:
            self.write(lambda session: tellings.keep(session, self.keys[who], made, part, self.now))
            phone.shows[made].discard(part)
            self.model.visit(who, self.now)

    @rule(who=WHO, pick=PICK)
    def take_back(self, who, pick):
        made, _ = self.picked(who, pick)
        if made is not None:
            self.write(lambda session: tellings.take_back(session, self.keys[who], made))
            self.model.take_back(who, made)

    @rule(who=WHO, pick=PICK)
    def delete_a_telling(self, who, pick):
        made, phone = self.picked(who, pick)
        if made is not None:
            self.write(lambda session: tellings.delete(session, self.keys[who], made))
            self.model.take_back(who, made)
            del phone.told[made], phone.shows[made]

    @rule(who=WHO)
    def visit(self, who):
        if self.model.phones[who].here:
            self.write(lambda session: persons.visit(session, self.keys[who], self.now))
            self.model.visit(who, self.now)

    @rule(who=WHO, deed=st.sampled_from([Deed.BUTTON, Deed.WORD]))
    def press(self, who, deed):
        phone = self.model.phones[who]
        if not phone.member:
            return
        made = self.write(
            lambda session: moments.press(session, bond(session, self.keys[who]), deed, self.now)
        )
        if (deed, evening(self.now)) not in phone.acts:
            phone.acts[deed, evening(self.now)] = self.now
            if self.model.together():
                self.model.phones[1 - who].bells.append((str(deed), made))

    @rule(who=WHO, given=st.booleans())
    def decide(self, who, given):
        phone = self.model.phones[who]
        if phone.here:
            self.write(
                lambda session: consents.decide(
                    session, self.keys[who], Purpose.TOGETHER, "1", self.now, given=given
                )
            )
            phone.agrees = given

    @rule(who=WHO, event=st.sampled_from(SafetyEvent))
    def answer(self, who, event):
        if self.model.phones[who].here:
            today = local(self.now).date()
            self.write(lambda session: standings.happened(session, self.keys[who], event, today))

    @rule(who=WHO)
    def stop_quietly(self, who):
        phone = self.model.phones[who]
        if phone.here and self.steps % 3 == 0:
            self.write(lambda session: leaving.stop(session, self.keys[who]))
            for half in list(phone.sealed.values()):
                self.model.take_back(who, half.telling)

    @precondition(lambda self: self.steps > 15)
    @rule(who=WHO, deletes=st.booleans())
    def leave(self, who, deletes):
        phone = self.model.phones[who]
        if not phone.here:
            return
        act = leaving.delete_person if deletes else leaving.leave
        self.write(lambda session: act(session, self.keys[who]))
        for half in list(phone.sealed.values()):
            self.model.take_back(who, half.telling)
        phone.member = False
        phone.here = not deletes

    @rule()
    def clock_goes_back(self):
        before = self.now
        self.write(lambda session: session)
        self.now = before - 2 * HOURS
        self.refused(lambda session: session)
        self.now = before

    @rule()
    def everything_is_opened_anew(self):
        """A second device, a restart, and a copy of the file brought back are all the same to the store."""
        self.store.close()
        path = Path(self.folder.name) / FILE
        shutil.copy(path, path.with_suffix(".copy"))
        shutil.move(path.with_suffix(".copy"), path)
        self.store = in_folder(path.parent)

    @invariant()
    def each_reads_what_was_promised_and_nothing_else(self):
        if not hasattr(self, "model"):
            return
        days = self.model.open_days(self.now)
        with self.store.reading() as session:
            for who, phone in enumerate(self.model.phones):
                if not phone.here:
                    continue
                found = {half.day: half for half in tellings.joined(session, self.keys[who], self.now)}
                other = self.model.phones[1 - who]
                assert set(found) == set(days)
                for day, half in found.items():
                    theirs = other.told[other.sealed[day].telling]
                    assert half.shown == other.shows[other.sealed[day].telling]
                    words = theirs.words if PartName.WORDS in half.shown else ""
                    assert half.theirs.words == words
                    moves = theirs.moves if PartName.MOVES in half.shown else ()
                    if PartName.WORDS not in half.shown:
                        moves = tuple(replace(move, words="") for move in moves)
                    assert half.theirs.moves == moves

    @invariant()
    def each_keeps_all_of_ones_own(self):
        if not hasattr(self, "model"):
            return
        with self.store.reading() as session:
            for who, phone in enumerate(self.model.phones):
                if not phone.here:
                    with pytest.raises(StoreError):
                        persons.sign_in(
                            session, ("alma", "ben")[who], f"passphrase of {('alma', 'ben')[who]}"
                        )
                    continue
                me = self.keys[who]
                own = tellings.own(session, me)
                assert set(own) == set(phone.told)
                assert all(tellings.read(session, me, one) == phone.told[one] for one in own[-2:])
                assert {one["episode"] for one in leaving.export(session, me)["telling"]} == set(own)
                for one in self.model.phones[1 - who].told:
                    with pytest.raises(StoreError):
                        tellings.read(session, me, one)

    @invariant()
    def each_sees_and_hears_what_was_done_for_the_other_phone(self):
        if not hasattr(self, "model"):
            return
        with self.store.reading() as session:
            for who, phone in enumerate(self.model.phones):
                if phone.here:
                    heard = events.after(session, self.keys[who], 0)
                    assert [(one.kind, one.ref) for one in heard] == phone.bells
                    assert [one.number for one in heard] == list(range(1, len(heard) + 1))
                if phone.member:
                    ours = bond(session, self.keys[who])
                    acts = [act.kind for act in moments.shown(session, ours, self.now)]
                    assert acts == self.model.shown(who, self.now)


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    """Nothing is killed here, so nothing waits for the disk; and a decoy is as cheap as the rest."""
    quick = tuple(one for one in database.SETTINGS if not one.startswith("synchronous"))
    monkeypatch.setattr(database, "SETTINGS", (*quick, "synchronous = OFF"))
    monkeypatch.setattr(persons, "Cost", lambda: CHEAP)


QUICK = settings(
    max_examples=15, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)


@pytest.mark.slow
def test_whatever_two_people_do_the_store_does_what_the_model_says():
    run_state_machine_as_test(TwoPhones, settings=QUICK)


def forgets_the_end(actor, facts, now):
    return opened(actor, replace(facts, until=now + DAYS) if facts.until else facts, now)


def shows_what_is_mine(actor, facts, now):
    return opened(actor, replace(facts, visibility=Visibility.JOINS), now)


def asks_no_consent(actor, facts, now):
    return shown(actor, replace(facts, together=True), now)


def both_open_and_it_ends(two):
    two.both_seal_and_confirm(0, 0)
    yield
    two.weeks_pass(30)  # nobody visits, so no key is taken back
    yield


def both_open(two):
    two.both_seal_and_confirm(0, 0)
    yield


def one_presses_after_the_other_took_consent_back(two):
    two.decide(1, given=False)
    two.press(0, Deed.BUTTON)
    yield


FAULTS = {
    "forgets the end": (Thing.PART, forgets_the_end, both_open_and_it_ends),
    "shows what is mine": (Thing.PART, shows_what_is_mine, both_open),
    "asks no consent": (Thing.ACT, asks_no_consent, one_presses_after_the_other_took_consent_back),
}
"""What is done wrong, and a history that shows it."""


def lived(history):
    two = TwoPhones()
    two.meet()
    try:
        for _ in history(two):
            two.each_reads_what_was_promised_and_nothing_else()
            two.each_sees_and_hears_what_was_done_for_the_other_phone()
    finally:
        two.teardown()


@pytest.mark.parametrize("fault", FAULTS)
def test_faults_put_in_on_purpose_are_seen(fault, monkeypatch):
    thing, policy, history = FAULTS[fault]
    lived(history)
    monkeypatch.setattr(access, "ACCESS", {**ACCESS, (thing, Verb.READ): policy})
    with pytest.raises((AssertionError, StoreError, NoResultFound)):
        lived(history)
