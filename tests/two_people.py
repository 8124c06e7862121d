"""Two people, what they tell, and cheap passphrases, for all tests of the store."""

from datetime import UTC, date, datetime, timedelta

from pasdedeux.records import Move, Telling
from pasdedeux.store import consents, couples, persons
from pasdedeux.store.consents import Purpose
from pasdedeux.store.keys import Cost

CHEAP = Cost(1, 8, 1)
NOW = datetime(2026, 11, 3, 21, 0, tzinfo=UTC)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def told(person="me", day=date(2026, 11, 3), **more):
    moves = (
        Move("asks-again", mine=True, words="three times, like a parrot"),
        Move("goes-quiet", mine=False, words="a wall of snow"),
    )
    more = {"peak": 7.0, "words": "the kettle again", "helped": ("says-sorry",), **more}
    return Telling(person, day, moves, **more)


def begin(store, name, now=NOW):
    with store.writing(now) as session:
        return persons.begin(session, name, f"passphrase of {name}", now, CHEAP)[0]


def pair(store, one, two, now=NOW):
    with store.writing(now) as session:
        code = couples.invite(session, one, "Europe/Berlin", now)
        couple = couples.join(session, two, code, now)
        for who in (one, two):
            consents.decide(session, who, Purpose.TOGETHER, "1", now, given=True)
        return couple
