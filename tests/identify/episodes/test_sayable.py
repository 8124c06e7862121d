"""What may be said hangs on how much was told, and nothing is taken back by more of the same."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pasdedeux.identify.episodes.sayable import TABLE, Claim, Told, sayable
from pasdedeux.people import Couple, Person
from pasdedeux.records import Episode, Episodes, Kind, Lasting, Move, Telling

COUNTS = st.builds(Told, *[st.integers(0, 60)] * 5)
COUPLE = Couple("ours", (Person("a"), Person("b")))


def some(number, **more):
    moves = (Move("asks-again", mine=True),)
    return Episodes(
        COUPLE,
        tuple(
            Episode(str(n), (Telling("a", date(2026, 1, 1) + timedelta(days=n), moves, **more),))
            for n in range(number)
        ),
    )


@given(COUNTS, COUNTS, st.booleans())
def test_more_never_unsays(told, more, named):
    sum_ = Told(*(getattr(told, name) + getattr(more, name) for name in Told.__slots__))
    assert sayable(told, named=named) <= sayable(sum_, named=named)
    assert sayable(told) <= sayable(told, named=True)


@given(st.integers(0, 50), st.integers(0, 20))
def test_more_episodes_of_the_same_never_unsay(number, more):
    since = date(2026, 1, 10)
    few, many = (
        Told.of(some(n, at_ease=Lasting.HOUR, raised_by_me=True), since) for n in (number, number + more)
    )
    assert sayable(few) <= sayable(many)


def test_what_is_said_when():
    assert sayable(Told()) == set()
    assert sayable(Told(episodes=1), named=True) == {Claim.SEQUENCE}
    assert Claim.COUNTS in sayable(Told(episodes=3))
    assert Claim.LINKS_IN_HAZE in sayable(Told(episodes=5))
    assert sayable(Told(episodes=8), named=True) - sayable(Told(episodes=7), named=True) == {
        Claim.RETURN,
        Claim.SHAPE,
    }
    assert Claim.SHAPE not in sayable(Told(episodes=60))
    assert Claim.OPENER not in sayable(Told(episodes=14))
    assert {Claim.LINKS, Claim.OPENER} <= sayable(Told(episodes=15))
    assert Claim.CHANGE not in sayable(Told(episodes=30))
    assert Claim.CHANGE in sayable(Told(episodes=25, period=8))


def test_every_claim_has_a_row_and_every_estimate_an_error():
    assert set(TABLE) == set(Claim)
    said_again = {Claim.SEQUENCE, Claim.COUNTS, Claim.LINKS_IN_HAZE}
    assert {claim for claim, need in TABLE.items() if need.error is None} == said_again
    assert all(need.error is None or need.error <= 0.15 for need in TABLE.values())


def test_good_turns_and_silent_tellings_are_not_counted():
    assert Told.of(some(4, kind=Kind.GOOD_TURN)) == Told()
    silent = some(4)
    emptied = tuple(replace(one, tellings=(replace(one.tellings[0], moves=()),)) for one in silent)
    assert Told.of(replace(silent, episodes=emptied)) == Told()


def test_two_periods_count_by_the_smaller():
    assert Told.of(some(30), date(2026, 1, 11)).period == 10
    assert Told.of(some(30)).period == 0
