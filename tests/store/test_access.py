"""The table of access, row by row, for every actor and in every combination of facts."""

import inspect
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from pasdedeux.store import access
from pasdedeux.store.access import ACCESS, NOTHING, Actor, Facts, Thing, Verb, Visibility, allowed

NOW = datetime(2026, 11, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)
OWN = {"owner"}
ROWS = {
    ("keys", "read"): OWN,
    ("keys", "write"): OWN,
    ("keys", "delete"): OWN,
    ("standing", "read"): OWN,
    ("standing", "write"): OWN,
    ("consent", "read"): OWN,
    ("consent", "write"): OWN,
    ("telling", "read"): OWN,
    ("telling", "write"): OWN,
    ("telling", "delete"): OWN,
    ("part", "read"): OWN | {"partner", "therapist"},
    ("part", "write"): OWN,
    ("assent", "read"): OWN,
    ("assent", "write"): OWN,
    ("assent", "delete"): OWN,
    ("act", "read"): OWN | {"partner"},
    ("act", "write"): OWN,
    ("act", "answer"): {"partner"},
    ("note", "read"): OWN,
    ("note", "write"): OWN,
    ("note", "delete"): OWN,
    ("device", "read"): OWN,
    ("device", "delete"): OWN,
    ("likes", "read"): OWN,
    ("likes", "write"): OWN,
    ("couple", "read"): OWN,
    ("couple", "write"): OWN,
    ("couple", "delete"): OWN,
    ("log", "read"): OWN,
    ("event", "read"): OWN,
    ("export", "read"): OWN,
    ("backup", "write"): {"host"},
}
"""Who may at all, in whatever case; written down here once more, by hand."""
WINDOWS = [(None, None), (NOW - HOUR, NOW + HOUR), (NOW + HOUR, NOW + 2 * HOUR), (NOW - 2 * HOUR, NOW)]
CASES = [
    Facts(visibility, together, opens, until, released, shows, granted)
    for visibility, (opens, until), together, released, shows, granted in product(
        Visibility, WINDOWS, *[(False, True)] * 4
    )
]


@pytest.mark.parametrize(("thing", "verb"), [*product(Thing, Verb)], ids=str)
def test_every_row_lets_exactly_those_it_names(thing, verb):
    let = {str(actor) for actor, facts in product(Actor, CASES) if allowed(thing, verb, actor, NOW, facts)}
    assert let == ROWS.get((thing, verb), set())


def test_what_the_table_does_not_name_is_for_nobody():
    assert set(ACCESS) == set(ROWS)
    for thing, verb, actor in [
        ("thoughts", "read", "owner"),
        ("part", "sell", "owner"),
        ("part", "read", "cat"),
    ]:
        assert not any(allowed(thing, verb, actor, NOW, facts) for facts in CASES)


@pytest.mark.parametrize("facts", CASES, ids=str)
def test_the_other_reads_a_part_only_where_everything_holds(facts):
    holds = (
        facts.visibility == "joins"
        and facts.together
        and facts.released
        and (facts.opens, facts.until) == WINDOWS[1]
    )
    assert allowed("part", "read", "partner", NOW, facts) == holds
    by_grant = facts.visibility == "therapist" and facts.together and facts.granted
    assert allowed("part", "read", "therapist", NOW, facts) == by_grant
    assert allowed("act", "read", "partner", NOW, facts) == (facts.together and facts.shows)


@pytest.mark.parametrize("actor", ["ex-partner", "host", "researcher", "nobody"])
def test_these_read_nothing_of_anybody(actor):
    assert not [
        (thing, facts) for thing, facts in product(Thing, CASES) if allowed(thing, "read", actor, NOW, facts)
    ]


def test_no_fact_is_a_standing_or_an_answer():
    assert set(Facts.__slots__) == {
        "visibility", "together", "opens", "until", "released", "shows", "granted",
    }  # fmt: skip
    source = inspect.getsource(access)
    assert "SafetyStanding" not in source
    assert "import pasdedeux" not in source
    assert "from pasdedeux" not in source


@pytest.mark.parametrize(("thing", "verb"), list(ACCESS), ids=str)
def test_policies_are_total_and_give_the_same_again(thing, verb):
    for actor, facts in product([*Actor, "cat", ""], [NOTHING, *CASES[::7]]):
        first = allowed(thing, verb, actor, NOW, facts)
        assert isinstance(first, bool)
        assert allowed(thing, verb, actor, NOW, facts) is first
