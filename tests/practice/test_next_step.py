"""The choice of the next step, enumerated: one, open, tiny, and never towards or away in fear."""

from itertools import product

import pytest

from pasdedeux.change import Choice
from pasdedeux.change.plan import Held
from pasdedeux.errors import InputError
from pasdedeux.estimates import Interval, VerdictName
from pasdedeux.identify.linear.results import Link
from pasdedeux.practice import (
    LEVERS,
    Action,
    Situation,
    next_step,
    own_lever,
    own_link,
    practices,
    rules,
)
from pasdedeux.practice.steps import LINKS, REVIEW_DAYS, Helped, Now
from pasdedeux.safety import Aim, SafetyState, offered
from pasdedeux.words import LANGUAGES, words

CLOSED = [state for state in SafetyState if state != SafetyState.BOTH]
EVERYTHING = frozenset(practices())
BASICS = frozenset({"body-signs", "settle-90"})
# One value for each class that a rule can tell apart.
AXES = {
    "alarm": (None, 3, 4, 6, 7, 10),
    "full": (False, True),
    "now": tuple(Now),
    "together": (False, True),
    "wonders": (False, True),
    "current": (None, "settle-90", "soft-start", "check-in"),
    "days": (0, REVIEW_DAYS),
    "helped": (Helped.UNKNOWN, Helped.HARDER),
    "known": (frozenset(), frozenset({"body-signs"}), BASICS, EVERYTHING),
    "link": (None, *LINKS),
    "sureness": (0.5, 0.9),
}


def situations():
    """Every combination of the classes, without those in which a link is sure but none is named."""
    for values in product(*AXES.values()):
        given = dict(zip(AXES, values, strict=True))
        if given["link"] is not None or given["sureness"] == 0.5:
            yield given
    for alarm, together, known, lever, sureness in product(
        AXES["alarm"], (False, True), AXES["known"], LEVERS, AXES["sureness"]
    ):
        given = {"alarm": alarm, "together": together, "known": known, "current": None}
        yield given | {"lever": lever, "lever_sureness": sureness}


@pytest.fixture(scope="module")
def chosen():
    """What is chosen in every situation, with suggestions of all kinds and with those for oneself alone."""
    table = []
    for given in situations():
        both = next_step(Situation(safety=SafetyState.BOTH, **given))
        mine = next_step(Situation(safety=SafetyState.MINE, **given))
        table.append((given, both, mine))
    return table


def test_the_enumeration_is_whole(chosen):
    assert len(chosen) == 6 * 2 * 3 * 2 * 2 * 4 * 2 * 2 * 4 * 9 + 6 * 2 * 4 * 11 * 2


def test_there_is_always_exactly_one_step(chosen):
    for _, *steps in chosen:
        for step in steps:
            assert (step.practice is None) == (step.action == Action.REST)


def test_someone_who_reported_fear_is_never_told_to_move_towards_or_away(chosen):
    aims = {step.practice.aim for _, _, step in chosen if step.practice}
    assert aims == {Aim.SELF}


def test_every_step_is_open_in_its_state(chosen):
    for given, both, mine in chosen:
        for state, step in ((SafetyState.BOTH, both), (SafetyState.MINE, mine)):
            if step.practice:
                assert offered(state, step.practice.aim)
                assert step.practice.people == 1 or given["together"]


def test_every_step_is_tiny(chosen):
    practices = {step.practice for _, *found in chosen for step in found if step.practice}
    assert all(practice.minutes <= 20 for practice in practices)


def test_high_alarm_gets_nothing_but_settling_or_a_pause(chosen):
    for given, both, mine in chosen:
        if (given["alarm"] or 0) >= 7:
            assert both.rule in {"now-pause", "now-settle"}
            assert mine.rule == "now-settle"
            assert both.practice.alarm
            assert mine.practice.alarm


def test_one_at_a_time(chosen):
    for given, both, _ in chosen:
        calm = (given["alarm"] or 0) < 4
        current = given["current"]
        if calm and current and (practices()[current].people == 1 or given["together"]):
            assert both.practice.id == current
            assert both.action in {Action.KEEP, Action.REVIEW, Action.STOP}


def test_every_rule_is_used(chosen):
    assert {step.rule for _, *found in chosen for step in found} == {rule.id for rule in rules()}


def test_a_link_that_is_not_sure_is_not_listened_to(chosen):
    for given, both, _ in chosen:
        if both.rule == "new-link":
            assert given["sureness"] >= 0.8
            assert both.practice.id in LINKS[given["link"]]


@pytest.mark.parametrize("state", [*CLOSED, None, "no such state"])
def test_all_closed_states_get_the_same_step(state):
    for alarm, now, current, wonders, known in product(
        (None, 3, 5, 8), Now, AXES["current"], (False, True), AXES["known"]
    ):
        given = {"alarm": alarm, "now": now, "current": current, "wonders": wonders, "known": known}
        one, mine = (next_step(Situation(safety=safety, **given)) for safety in (state, SafetyState.MINE))
        assert one == mine
        assert one.words("en") == mine.words("en")


@pytest.mark.parametrize(
    ("given", "rule", "practice"),
    [
        ({"alarm": 8, "now": "talk"}, "now-settle", "settle-90"),
        ({"alarm": 8, "now": "talk", "together": True}, "now-pause", "pause-return"),
        ({"alarm": 8, "now": "sending"}, "now-settle", "settle-90"),
        ({"alarm": 8, "aside": frozenset({"settle-90"})}, "now-settle", "settle-5-ground"),
        ({"alarm": 5, "now": "sending"}, "now-write", "write-first"),
        ({"alarm": 5, "now": "talk", "full": True}, "now-stay", "full-not-gone"),
        ({"alarm": 5}, "now-longer", "settle-5-breath"),
        ({"current": "soft-start", "days": 3}, "plan-keep", "soft-start"),
        ({"current": "soft-start", "days": 7}, "plan-review", "soft-start"),
        ({"current": "soft-start", "helped": "harder"}, "plan-stop", "soft-start"),
        ({"wonders": True}, "new-notes", "stay-or-go"),
        ({}, "new-signs", "body-signs"),
        ({"known": frozenset({"body-signs"})}, "new-settle", "settle-90"),
        ({"known": BASICS, "link": "reach.landing", "sureness": 0.9}, "new-link", "soft-start"),
        ({"known": BASICS, "link": "quiet.urge", "sureness": 0.9}, "new-link", "full-not-gone"),
        ({"known": BASICS, "together": True}, "new-together", "check-in"),
        ({"known": BASICS}, "new-own", "soft-start"),
        ({"known": EVERYTHING}, "rest", None),
        ({"known": EVERYTHING - {"go-alone"}}, "new-alone", "go-alone"),
    ],
)
def test_rules_by_example(given, rule, practice):
    step = next_step(Situation(safety=SafetyState.BOTH, **given))
    assert step.rule == rule
    assert (step.practice.id if step.practice else None) == practice


def test_a_plan_that_has_been_closed_is_silently_left():
    step = next_step(Situation(safety=SafetyState.MINE, current="soft-start", days=3))
    assert (step.rule, step.practice.id) == ("new-signs", "body-signs")


def test_every_rule_has_an_id_a_sentence_a_grade_and_a_source():
    assert len({rule.id for rule in rules()}) == len(rules())
    for rule in rules():
        assert rule.sources
        assert rule.grade in {"moderate", "weak", "untested"}
        assert all(words(language)(f"practice.rule.{rule.id}") for language in LANGUAGES)


def test_words_say_why_what_and_when():
    words = next_step(Situation(safety=SafetyState.BOTH, alarm=8)).words("de")
    assert words[2:] == ("90 Sekunden ankommen", "Sobald du das erste Zeichen im Körper merkst.")
    assert len(next_step(Situation(safety=SafetyState.BOTH, known=EVERYTHING)).words("en")) == 2


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"alarm": 11}, "alarm 11 is outside 0 to 10"),
        ({"alarm": float("nan")}, "outside 0 to 10"),
        ({"sureness": 1.5}, "outside 0 to 1"),
        ({"now": "asleep"}, "'asleep' is not known"),
        ({"helped": "very"}, "'very' is not known"),
        ({"link": "mars"}, "'mars' is not known"),
        ({"current": "yoga"}, "no practice 'yoga'"),
        ({"known": frozenset({"yoga"})}, "no practice 'yoga'"),
        ({"days": -1}, "below 0"),
    ],
)
def test_wrong_input_is_said_plainly(given, message):
    with pytest.raises(InputError, match=message):
        Situation(safety=SafetyState.BOTH, **given)


# From a fit to the step


def link(sender, sent, got, size=0.7, p=0.97):
    return Link(
        sender, 1 - sender, sent, got, Interval(size, size - 0.2, size + 0.2, size, size), p, sure=True
    )


PURSUES = link(0, "pursuit", "withdrawal", p=0.99)
RETREATS = link(1, "withdrawal", "pursuit", p=0.96)
SILENCE = [link(who, "withdrawal", "withdrawal", 0.9) for who in (0, 1)]


@pytest.mark.parametrize(
    ("links", "person", "expected"),
    [
        ([PURSUES, RETREATS], 0, ("reach.landing", 0.96)),
        ([PURSUES, RETREATS], 1, ("quiet.urge", 0.96)),
        ([PURSUES], 0, (None, 0.0)),
        ([PURSUES, link(1, "withdrawal", "pursuit", size=-0.5)], 0, (None, 0.0)),
        ([link(0, "arousal", "arousal"), link(1, "arousal", "arousal")], 0, (None, 0.0)),
        ([PURSUES, RETREATS, *SILENCE], 0, ("quiet.urge", 0.97)),  # the stronger round counts
    ],
)
def test_the_link_of_a_fit_is_the_persons_own(links, person, expected):
    assert own_link(links, person, VerdictName.REINFORCING) == expected
    for other in set(VerdictName) - {VerdictName.REINFORCING}:
        assert own_link(links, person, other) == (None, 0.0)


def test_a_link_of_a_fit_leads_to_a_step_unless_something_was_reported():
    name, sureness = own_link([PURSUES, RETREATS], 0, VerdictName.REINFORCING)
    given = {"link": name, "sureness": sureness, "known": BASICS}
    assert next_step(Situation(safety=SafetyState.BOTH, **given)).practice.id == "soft-start"
    assert next_step(Situation(safety=SafetyState.MINE, **given)).rule == "new-alone"


def test_only_two_partners_have_links_and_levers():
    with pytest.raises(InputError, match="no partner 2"):
        own_link([PURSUES], 2, VerdictName.REINFORCING)
    with pytest.raises(InputError, match="no partner 2"):
        own_lever([], 2)


def choice(lever, partner, first):
    flat = Interval(0.0, 0.0, 0.0, 0.0, 0.0)
    return Choice(Held.of(f"{lever}:{partner}"), 1.0, flat, flat, flat, flat, first)


CHOICES = [
    choice("softening", "1", 0.3),
    choice("presence", "2", 0.25),
    choice("therapy_gain", "both", 0.2),
    choice("therapy_recovery", "both", 0.15),
    choice("naming", "both", 0.1),
]


@pytest.mark.parametrize(("person", "expected"), [(0, ("therapy", 0.35)), (1, ("therapy", 0.35))])
def test_kinds_of_one_lever_count_together(person, expected):
    name, sureness = own_lever(CHOICES, person)
    assert (name, sureness) == (expected[0], pytest.approx(expected[1]))


def test_the_lever_is_one_that_the_person_has_a_hand_in():
    alone = [one for one in CHOICES if one.held.partner != "both"]
    assert own_lever(alone, 0) == ("softening", 0.3)
    assert own_lever(alone, 1) == ("presence", 0.25)
    assert own_lever(alone[:1], 1) == (None, 0.0)


@pytest.mark.parametrize("lever", [name for name in LEVERS if name != "none"])
def test_a_sure_lever_leads_to_a_practice_of_its_own(lever):
    given = {"known": BASICS, "together": True, "lever": lever, "lever_sureness": 0.8}
    step = next_step(Situation(safety=SafetyState.BOTH, **given))
    assert (step.rule, step.practice.lever) == ("new-lever", lever)
    unsure = next_step(Situation(safety=SafetyState.BOTH, **given | {"lever_sureness": 0.79}))
    assert unsure.rule == "new-together"
    mine = next_step(Situation(safety=SafetyState.MINE, **given))
    assert mine.practice is None or mine.practice.aim is Aim.SELF
