"""Whatever people do over HTTP, in any order: nobody receives a text of another that was not opened to them.

Every text is a string that stands nowhere else, and every answer, page, JSON or pushed line, is looked
through for all of them. Beside the app a model says what may be read, what is kept and what is answered.
"""

import re
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from couples_model import DAYS, HOURS, Act, Device, Half, Model, Text, evening
from pasdedeux.safety import QUESTIONS, Answer
from pasdedeux.store import access, database, openings, persons, sessions, tellings
from pasdedeux.store.access import ACCESS, Thing, Verb, shown
from pasdedeux.store.database import FILE, Store, in_folder
from pasdedeux.store.moments import Deed
from pasdedeux.store.openings import OpenPeriod
from pasdedeux.store.parts import PartName
from pasdedeux.store.schema import Base, new_id
from phones import Clock
from quick_app import QuickApp
from route_table import addresses, pages, routes
from two_people import CHEAP

BEGIN = datetime(2026, 3, 2, 20, 0, tzinfo=UTC)
NAMES = ("alma", "ben", "eve", "thea")
"""A couple, somebody who may have been or become a partner, and a therapist whom some let see."""
MARK = re.compile(r"zq\d{6}qz")
WHO, PICK = st.integers(0, 3), st.integers(0, 7)
ONE_OF_TWO = st.integers(0, 1)
PARTS = st.sets(st.sampled_from(PartName), min_size=1)
OK, SEEN, REFUSED = {200}, {303}, {400, 404, 409}


def passphrase(who):
    return f"passphrase zq00000{who}qz"


class People(RuleBasedStateMachine):
    """The app beside the model."""

    quick = None
    template = None

    # How things are asked

    @initialize()
    def meet(self):
        self.folder = TemporaryDirectory()
        self.path, self.clock, self.number = Path(self.folder.name), Clock(BEGIN), 10
        self.model, self.deleted, self.looked_at = Model(NAMES), [], set()
        People.quick = People.quick or QuickApp()
        if People.template is not None:
            (self.path / FILE).write_bytes(People.template[0])
        self.open()
        for who in range(4):
            self.model.texts[f"zq00000{who}qz"] = Text(None)
        if People.template is None:
            found = [self.begin(who) for who in range(4)]
            self.store.close()
            People.template = (self.path / FILE).read_bytes(), found
            self.open()
        for person, (secret, id_) in zip(self.model.people, People.template[1], strict=True):
            person.devices = [Device(secret, id_, BEGIN, BEGIN + 30 * DAYS)]
        self.pair(0, 1)
        for who in (0, 1):
            self.decide(who, "together", given=True)

    def begin(self, who):
        secret = self.send(
            None, "POST", "/api/new", json={"name": NAMES[who], "passphrase": passphrase(who)}
        ).cookies["n"]
        looks = {"language": "en", "theme": "system", "zone": "Europe/Berlin", "lock": "720"}
        self.send(secret, "POST", "/a/who/looks", data=looks)
        return secret, self.send(secret, "GET", "/api/devices").json()[0]["id"]

    def open(self):
        self.store = in_folder(self.path)
        self.quick.serve(self.store, self.clock)

    def teardown(self):
        if hasattr(self, "store"):
            self.store.close()
            self.folder.cleanup()

    @property
    def now(self):
        return self.clock.now

    def send(self, secret, method, path, who=None, **more):
        """Send a request, and look for every text in all that comes back."""
        answer = self.quick.ask(secret, method, path, **more)
        assert answer.status_code < 500, (method, path, answer.status_code)
        self.look_through(who, f"{answer.text} {dict(answer.headers)}", path)
        return answer

    def look_through(self, who, received, path):
        for mark in set(MARK.findall(received)):
            text = self.model.texts[mark]
            assert self.model.may_read(who, text, self.now), (who, path, mark, text)

    def secret(self, who):
        """Give the cookie of a device that is awake; where the last one is locked, sign in anew."""
        person = self.model.people[who]
        device = person.devices[-1] if person.devices else None
        if device is None or not device.awake(self.now):
            if device is not None:
                assert self.send(device.secret, "GET", "/api/me").status_code == 401
            return self.sign_in(who)
        if self.now - device.last >= timedelta(minutes=15):
            self.model.visit(who, self.now)
        device.last = self.now
        return device.secret

    def sign_in(self, who):
        sent = {"name": NAMES[who], "passphrase": passphrase(who)}
        secret = self.send(None, "POST", "/api/in", json=sent).cookies["n"]
        self.model.visit(who, self.now)
        for one in self.model.people:
            one.devices = [device for device in one.devices if self.now < device.until]
        (id_,) = (one["id"] for one in self.send(secret, "GET", "/api/devices", who).json() if one["this"])
        self.model.people[who].devices.append(Device(secret, id_, self.now, self.now + 30 * DAYS))
        return secret

    def ask(self, who, method, path, expected, **more):
        """Ask as somebody, who gets one of the answers that were expected."""
        self.looked_at |= {who, *(self.model.people[who].couple or ())}
        answer = self.send(self.secret(who), method, path, who, **more)
        assert answer.status_code in expected, (who, method, path, answer.status_code, expected, answer.text)
        return answer

    def act(self, who, path, sent, *, allowed=True):
        """Do something by JSON, or be refused; give the id of what came of it."""
        answer = self.ask(who, "POST", f"/api{path}", OK if allowed else REFUSED, json=sent)
        return answer.json().get("id", "")

    def form(self, who, path, *, allowed=True, **fields):
        """Send a form, or be refused."""
        self.number += 1
        more = {"data": {**fields, "once": f"k{self.number}"}}
        return self.ask(who, "POST", path, SEEN if allowed else REFUSED, **more)

    def mark(self):
        self.number += 1
        return f"zq{self.number:06d}qz"

    def picked(self, who, pick):
        ids = list(self.model.people[who].told)
        return ids[pick % len(ids)] if ids else None

    def here(self, who):
        return self.model.people[who].here

    def rows_of(self, column, ids):
        """Give every box in the database that hangs on one of these ids."""
        with self.store.engine.connect() as connection:
            return [
                value
                for table in Base.metadata.sorted_tables
                if column in table.c
                for row in connection.execute(table.select().where(table.c[column].in_(ids)))
                for value in row
                if isinstance(value, bytes) and len(value) >= 32
            ]

    def is_gone(self):
        found = b"".join(one.read_bytes() for one in self.path.iterdir() if not one.name.endswith("-shm"))
        assert not [box for box in self.deleted if box in found]

    # What people do

    @rule(hours=st.integers(1, 40))
    def time_passes(self, hours):
        self.clock.now += hours * HOURS

    @rule(days=st.integers(20, 30))
    def weeks_pass(self, days):
        self.clock.now += days * DAYS

    @rule(one=WHO, two=WHO)
    def pair(self, one, two):
        if one == two or not (self.here(one) and self.here(two)):
            return
        free = [self.model.other(who) is None for who in (one, two)]
        answer = self.ask(one, "POST", "/api/code", OK if free[0] else REFUSED)
        if free[0]:
            self.act(two, "/join", {"code": answer.json()["code"]}, allowed=free[1])
            if free[1]:
                self.model.pair(one, two)

    @rule(who=WHO, purpose=st.sampled_from(["together", "therapist"]), given=st.booleans())
    def decide(self, who, purpose, given):
        if self.here(who):
            self.act(who, "/consents", {"purpose": purpose, "version": "1", "given": given})
            self.model.people[who].consents.append((purpose, given))

    @rule(who=WHO, day=st.integers(1, 2))
    def tell(self, who, day):
        if not self.here(who):
            return
        words, said = self.mark(), self.mark()
        moves = [{"act": "asks-again", "mine": True, "words": said}]
        sent = {"day": f"2026-03-0{day}", "moves": moves, "words": words, "peak": 7}
        made = self.act(who, "/moments", sent)
        person = self.model.people[who]
        person.told[made], person.shows[made] = sent, set()
        for one in (words, said):
            self.model.texts[one] = Text(who, made, PartName.WORDS)

    @rule(who=WHO, pick=PICK, parts=PARTS)
    def seal(self, who, pick, parts):
        made, person = self.picked(who, pick), self.model.people[who]
        if made is None:
            return
        day = person.told[made]["day"]
        in_two = person.couple is not None
        stands = in_two and self.secret(who) and self.model.stands(who, day, self.now)
        allowed = in_two and not (stands and person.sealed[day].telling != made)
        self.act(who, f"/moments/{made}/seal", {"joins": sorted(parts)}, allowed=allowed)
        if allowed:
            person.shows[made] = set(parts)
            if not stands:
                person.sealed[day] = Half(made, self.now)
            self.model.visit(who, self.now)

    @rule(who=WHO, pick=PICK)
    def confirm(self, who, pick):
        made, person = self.picked(who, pick), self.model.people[who]
        if made is None:
            return
        day = person.told[made]["day"]
        half = person.sealed.get(day) if person.couple is not None else None
        stands = half is not None and self.model.stands(who, day, self.now)
        allowed = stands and (half.confirmed is not None or evening(self.now) > evening(half.chosen))
        self.act(who, f"/moments/{made}/confirm", None, allowed=allowed)
        if allowed:
            half.confirmed = half.confirmed or self.now
            self.model.visit(who, self.now)

    @rule(who=ONE_OF_TWO, parts=PARTS)
    def both_seal_and_confirm(self, who, parts):
        """Without this, two halves seldom meet by chance."""
        for one in (who, 1 - who):
            self.tell(one, 1)
            self.seal(one, len(self.model.people[one].told) - 1, parts)
        self.clock.now += 20 * HOURS
        for one in (who, 1 - who):
            self.confirm(one, len(self.model.people[one].told) - 1)
        self.all_is_as_the_model_says()  # both acts are done, and it is not the hour yet
        self.clock.now += 11 * HOURS
        self.looked_at = {0, 1}

    @rule(who=WHO, pick=PICK)
    def go_on(self, who, pick):
        made, person = self.picked(who, pick), self.model.people[who]
        if made is not None and person.couple and person.told[made]["day"] in person.sealed:
            self.act(who, f"/moments/{made}/go-on", None)
            person.sealed[person.told[made]["day"]].goes_on.append(self.now)

    @rule(who=WHO, pick=PICK, part=st.sampled_from(PartName))
    def keep_a_part(self, who, pick, part):
        made = self.picked(who, pick)
        if made is not None:
            self.act(who, f"/moments/{made}/keep", {"part": part})
            self.model.people[who].shows[made].discard(part)
            self.model.visit(who, self.now)

    @rule(who=WHO, pick=PICK)
    def take_back(self, who, pick):
        made = self.picked(who, pick)
        if made is not None:
            self.act(who, f"/moments/{made}/take-back", None)
            self.model.take_back(who, made)

    @rule(who=WHO, pick=PICK)
    def ask_something_small(self, who, pick):
        made, person, mark = self.picked(who, pick), self.model.people[who], self.mark()
        if made is None:
            return
        self.secret(who)
        day = person.told[made]["day"]
        allowed = day in self.model.open_days(who, self.now) and person.sealed[day].telling == made
        self.model.texts[mark] = Text(
            who, made, PartName.ASK
        )  # refused, it is shown again to whoever typed it
        self.form(who, f"/a/side/{made}/ask", words=mark, allowed=allowed)
        for name, text in self.model.texts.items():
            if text.part is PartName.ASK and text.thing == made:
                text.gone = text.gone or (name != mark) == allowed
        if allowed and person.shows[made]:
            person.shows[made].add(PartName.ASK)

    @rule(who=WHO, pick=PICK)
    def delete_a_telling(self, who, pick):
        made = self.picked(who, pick)
        if made is not None:
            self.deleted += self.rows_of("telling_id", [made]) + self.rows_of("id", [made])
            self.act(who, f"/moments/{made}/delete", None)
            self.model.take_back(who, made)
            self.model.forget(made)
            person = self.model.people[who]
            del person.told[made], person.shows[made]

    @rule(who=WHO)
    def write_it_first(self, who):
        if self.here(who):
            mark = self.mark()
            self.model.texts[mark] = text = Text(who)
            text.thing = self.form(who, "/a/write", words=mark).headers["location"].rpartition("/")[2]
            self.model.people[who].notes.append(text.thing)

    @rule(who=WHO)
    def throw_it_away(self, who):
        notes = self.model.people[who].notes
        if notes:
            self.act(who, f"/notes/{notes[0]}/delete", None)
            self.model.forget(notes.pop(0))

    @rule(who=WHO, deed=st.sampled_from([Deed.BUTTON, Deed.WORD, Deed.HERE]))
    def press(self, who, deed):
        person, key = self.model.people[who], (deed, evening(self.now))
        if not self.here(who):
            return
        made = self.act(who, "/acts", {"deed": deed}, allowed=person.couple is not None)
        if person.couple is not None:
            act = person.acts.get(key)
            if act is None or act.undone:
                person.acts[key] = act = act or Act(made, self.now)
                act.undone = False
                self.model.rings(who, str(deed), act)

    @rule(who=WHO)
    def take_the_button_back(self, who):
        person = self.model.people[who]
        act = person.acts.get((Deed.BUTTON, evening(self.now)))
        if act is not None:
            allowed = self.now == act.at
            self.form(who, f"/a/undo/{act.id}", allowed=allowed)
            if allowed and not act.undone:
                act.undone = True
                self.model.rings(who, "undone", act)

    @rule(who=WHO)
    def pause(self, who):
        if not self.here(who):
            return
        mark, person = self.mark(), self.model.people[who]
        begins = self.model.together(who) and not self.model.pauses(who, self.now)
        self.model.texts[mark] = Text(who, gone=not begins)
        self.form(who, "/a/pause", back="20", words=mark)
        if begins:
            found = self.ask(who, "GET", "/api/acts", OK).json()["mine"]
            made = [one["id"] for one in found if one["deed"] == "pause"][-1]
            act = person.acts[Deed.PAUSE, evening(self.now)] = Act(made, self.now, self.now + HOURS / 3)
            self.model.texts[mark].thing = made
            self.model.rings(who, "pause", act)

    @rule(who=WHO)
    def come_home(self, who):
        for (deed, _), act in self.model.people[who].acts.items():
            if deed is Deed.PAUSE and act.home is None:
                self.act(who, f"/acts/{act.id}/home", None)
                act.home = self.now
                self.model.rings(who, "pause.home", act)

    @rule(who=WHO)
    def answer_the_word(self, who):
        other = self.model.other(who)
        for (deed, _), act in self.model.people[other].acts.items() if other is not None else ():
            if deed is Deed.WORD:
                allowed = act in self.model.shown(who, self.now)
                self.act(who, f"/acts/{act.id}/reply", {"answer": "later"}, allowed=allowed)
                if allowed and not act.answered:
                    act.answered = True
                    self.model.rings(who, "word.answer", act)

    @rule(who=WHO, answer=st.sampled_from(Answer))
    def answer_alone(self, who, answer):
        if self.here(who):
            self.act(who, "/questions", {"answers": dict.fromkeys(QUESTIONS, answer)})

    @rule(who=WHO)
    def another_device(self, who):
        if self.here(who):
            self.sign_in(who)

    @rule(who=WHO)
    def sign_the_first_device_out(self, who):
        person = self.model.people[who]
        if len(person.devices) > 1:
            self.secret(who)  # may tidy up those that are over
            first = person.devices.pop(0)
            if not person.devices:
                person.devices.append(first)
                return
            self.act(who, f"/devices/{first.id}/end", None)
            assert self.send(first.secret, "GET", "/api/moments").status_code == 401

    @rule(who=WHO)
    def stop_quietly(self, who):
        if self.here(who) and self.number % 3 == 0:
            self.act(who, "/stop", None)
            self.model.stop(who)

    @rule(who=WHO)
    def leave(self, who):
        if self.here(who) and self.number % 4 == 0:
            self.act(who, "/leave", None)
            self.model.leave(who)

    @rule(who=WHO)
    def delete_oneself(self, who):
        person = self.model.people[who]
        if not self.here(who) or self.number < 25:
            return
        assert self.act(who, "/delete", {"passphrase": "another one"}, allowed=False) == ""
        secret = self.secret(who)
        with self.store.reading() as session:
            me = sessions.opened(session, secret, self.now)[0].person
        self.deleted += self.rows_of("telling_id", list(person.told)) + self.rows_of("person_id", [me])
        self.deleted += self.rows_of("id", [me, *person.told])
        self.looked_at |= set(person.couple or ())
        self.act(who, "/delete", {"passphrase": passphrase(who)})
        self.model.delete(who)
        self.is_gone()
        assert self.send(secret, "GET", "/api/me").status_code == 401
        sent = {"name": NAMES[who], "passphrase": passphrase(who)}
        assert self.send(None, "POST", "/api/in", json=sent).status_code == 409

    @rule(who=WHO, pick=st.integers(0, 10_000))
    def look_around(self, who, pick):
        """Open pages of one's own and of others, by every id that there is; and as nobody."""
        if self.here(who):
            ids = self.ids(pick)
            found = pages(self.quick.app, ids)
            for path in [found[(pick + step * 7) % len(found)] for step in range(4)]:
                self.ask(who, "GET", path, {200, 303, 400, 404, 405, 422})
                assert self.send(None, "GET", path).status_code in {200, 303, 401, 404, 422}

    @rule(who=WHO, pick=st.integers(0, 10_000))
    def reach_for_what_is_anothers(self, who, pick):
        """Do something to what is another's, by its id: nothing comes of it."""
        if not self.here(who):
            return
        own = {"act", "telling", "note", "device", "draft"}
        found = [
            path
            for method, path, _ in routes(self.quick.app)
            if method == "POST" and {name for name, _ in re.findall(r"\{(\w+)(:\w+)?\}", path)} & own
        ]
        path = found[pick % len(found)]
        for address in list(addresses(path, self.ids(pick, but=who)))[:3]:
            known = {"deed": "button", "joins": ["words"], "part": "words", "answer": "yes"}
            sent = {"json": {}} if path.startswith("/api") else {"data": known}
            self.ask(who, "POST", address, {200, 303, *REFUSED, 405, 422}, **sent)
        self.looked_at = set(range(4))

    def ids(self, pick, but=None):
        found = [
            one
            for who, person in enumerate(self.model.people)
            if who != but
            for one in (*person.told, *person.notes, *(device.id for device in person.devices))
        ] + ["0" * 32]
        return [found[pick % len(found)], found[(pick // 7) % len(found)]]

    @rule(who=WHO)
    def listen(self, who):
        """Hear all that was ever pushed, and nothing else."""
        if self.here(who):
            bells = self.model.people[who].bells
            heard = self.quick.listen(self.secret(who), f"id: {len(bells)}\n" if bells else "retry: ")
            self.look_through(who, heard, "/a/live")
            assert re.findall(r"data: (\S+)", heard) == [bell for bell, _ in bells]

    @rule()
    def everything_is_opened_anew(self):
        self.store.close()
        self.is_gone()
        shutil.copy(self.path / FILE, self.path / "copy")
        shutil.move(self.path / "copy", self.path / FILE)
        self.open()
        for person in self.model.people:
            person.devices = []  # the app knows no more when they were used: sign in anew
        self.sign_all_out()

    def sign_all_out(self):
        for who in range(4):
            if self.here(who):
                secret = self.sign_in(who)
                self.send(secret, "POST", "/a/who/devices", who, data={})

    # What holds

    @invariant()
    def all_is_as_the_model_says(self):
        if not hasattr(self, "model"):
            return
        for who in sorted(self.looked_at):
            if self.here(who):
                self.keeps_all_of_ones_own(who)
                self.reads_what_was_opened(who)
        self.looked_at = set()
        for one in self.path.iterdir():
            assert not MARK.search(one.read_bytes().decode("latin-1"))  # whoever has the disk reads nothing

    def keeps_all_of_ones_own(self, who):
        person = self.model.people[who]
        told = self.ask(who, "GET", "/api/moments", OK).json()
        kept = {one["id"]: (one["telling"]["words"], one["telling"]["moves"][0]["words"]) for one in told}
        assert kept == {id_: (one["words"], one["moves"][0]["words"]) for id_, one in person.told.items()}
        kept = [one["id"] for one in self.ask(who, "GET", "/api/notes", OK).json()]
        assert set(kept) >= set(person.notes)
        said = self.ask(who, "GET", "/api/consents", OK).json()
        assert [(one["purpose"], one["given"]) for one in said] == person.consents
        rung = self.ask(who, "GET", "/api/events", OK).json()
        assert [(one["number"], one["kind"], one["ref"]) for one in rung] == [
            (number, *bell) for number, bell in enumerate(person.bells, start=1)
        ]
        devices = {one["id"] for one in self.ask(who, "GET", "/api/devices", OK).json()}
        assert devices == {one.id for one in person.devices}

    def reads_what_was_opened(self, who):
        side = {one["day"]: one for one in self.ask(who, "GET", "/api/side", OK).json()}
        opened = self.model.open_days(who, self.now)
        assert side.keys() == opened.keys()
        for day, half in opened.items():
            other = self.model.people[self.model.other(who)]
            shown, theirs = other.shows[half.telling], side[day]["theirs"]
            assert set(side[day]["shown"]) == shown
            assert theirs["words"] == (other.told[half.telling]["words"] if PartName.WORDS in shown else "")
            assert bool(theirs["moves"]) == (PartName.MOVES in shown)
            assert (theirs["peak"] is not None) == (PartName.TOP in shown)
            page = self.ask(who, "GET", f"/a/side/{side[day]['id']}", OK)
            assert theirs["words"] in page.text
        shown = {one["id"] for one in self.ask(who, "GET", "/api/acts", OK).json()["theirs"]}
        assert shown == {act.id for act in self.model.shown(who, self.now)}
        self.ask(who, "GET", "/a", OK)


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    """Nothing is killed here, so nothing waits for the disk; and no passphrase takes long."""
    monkeypatch.setattr(database, "SETTINGS", (*database.SETTINGS, "synchronous = OFF"))
    monkeypatch.setattr(persons, "Cost", lambda: CHEAP)


@pytest.fixture(autouse=True, scope="module")
def _ended():
    yield
    if People.quick is not None:
        People.quick.close()


QUICK = settings(
    max_examples=6, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)


@pytest.mark.slow
def test_whatever_people_do_nobody_receives_what_was_not_opened_to_them():
    run_state_machine_as_test(People, settings=QUICK)


def lets_see(monkeypatch):
    """Whoever asks may read a part."""
    monkeypatch.setattr(access, "ACCESS", {**ACCESS, (Thing.PART, Verb.READ): lambda *_: True})


def asks_no_consent(monkeypatch):
    """An act shows whether or not both consent."""

    def policy(actor, facts, now):
        return shown(actor, replace(facts, together=True), now)

    monkeypatch.setattr(access, "ACCESS", {**ACCESS, (Thing.ACT, Verb.READ): policy})


def opens_early(monkeypatch):
    """What both sealed and confirmed opens at once, not at the hour."""
    period = openings.period

    def early(*given):
        found = period(*given)
        return found and OpenPeriod(found.opens - DAYS, found.until)

    monkeypatch.setattr(openings, "period", early)


def shows_all(monkeypatch):
    """Who shares one part shares all."""
    lay_out = tellings._lay_out
    monkeypatch.setattr(
        tellings, "_lay_out", lambda session, me, row, joins: lay_out(session, me, row, joins and PartName)
    )


def mixes_up_devices(monkeypatch):
    """Whoever asks at the same time is taken for the same person."""
    opened, known = sessions.opened, {}

    def remembered(session, secret, now):
        mine = opened(session, secret, now)
        return known.setdefault(now, mine)

    monkeypatch.setattr(sessions, "opened", remembered)


def loses_a_telling(monkeypatch):
    """A second account of a day is acknowledged and not kept."""
    tell, told = tellings.tell, set()

    def forgetful(session, me, telling, now):
        if (me.person, telling.day) in told:
            return new_id()
        told.add((me.person, telling.day))
        return tell(session, me, telling, now)

    monkeypatch.setattr(tellings, "tell", forgetful)


def leaves_what_was_deleted(monkeypatch):
    """Who deletes oneself stays in the log of changes."""
    monkeypatch.setattr(Store, "scrub", lambda _: None)


def many_tell(people):
    for _ in range(8):
        people.tell(0, 1)


def all_look(people):
    people.looked_at = set(range(4))
    people.all_is_as_the_model_says()


def both_open_one_part(people):
    people.both_seal_and_confirm(0, {PartName.MOVES})


def consent_is_taken_back(people):
    people.decide(1, "together", given=False)
    people.press(0, Deed.BUTTON)


def one_deletes_oneself(people):
    many_tell(people)
    people.delete_oneself(0)


FAULTS = {
    lets_see: both_open_one_part,
    opens_early: both_open_one_part,
    shows_all: both_open_one_part,
    asks_no_consent: consent_is_taken_back,
    mixes_up_devices: many_tell,
    loses_a_telling: many_tell,
    leaves_what_was_deleted: one_deletes_oneself,
}
"""What is done wrong, and a history of the machine that shows it: its rules, and what holds after each."""


def lived(history):
    people = People()
    try:
        people.meet()
        history(people)
        all_look(people)
    finally:
        people.teardown()


@pytest.mark.parametrize("fault", FAULTS)
def test_faults_put_in_on_purpose_are_found(fault, monkeypatch):
    lived(FAULTS[fault])
    fault(monkeypatch)
    with pytest.raises(AssertionError):
        lived(FAULTS[fault])
