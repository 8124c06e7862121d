"""Two people, any order of events, any passing of days: what may never happen does not happen."""

from datetime import date, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from pasdedeux.safety import (
    Feature,
    SafetyEvent,
    SafetyStanding,
    SafetyState,
    gate,
    joint_open,
    joint_reply,
    neutral_exit,
)
from pasdedeux.safety.machine import REASK_DAYS, WAIT_DAYS, WHEN_QUIET

HARM = {SafetyEvent.ANSWERED_SOME, SafetyEvent.SAID_UNSAFE, SafetyEvent.SAID_CRISIS}
TIME = {SafetyEvent.NIGHT, SafetyEvent.INTERVAL_OVER, SafetyEvent.WAIT_OVER}
WHO = st.sampled_from((0, 1))


class Person:
    """What is true about a person, kept apart from the machine that is tested."""

    def __init__(self, today):
        self.standing = SafetyStanding(SafetyState.UNASKED, today)
        self.harmed = None
        self.asked_again = None
        self.noes = []


class TwoPeople(RuleBasedStateMachine):
    @initialize()
    def begin(self):
        self.today = date(2026, 1, 1)
        self.people = [Person(self.today), Person(self.today)]
        self.agree = True

    @rule(who=WHO, event=st.sampled_from(sorted(set(SafetyEvent) - TIME)))
    def something_happens(self, who, event):
        person = self.people[who]
        before = person.standing
        person.standing = before.happened(event, self.today)
        if event in HARM:
            person.harmed, person.asked_again, person.noes = self.today, None, []
        elif event == SafetyEvent.ASKED_AGAIN and person.harmed and person.asked_again is None:
            person.asked_again = self.today
        elif event == SafetyEvent.ANSWERED_NONE:
            person.noes.append(self.today)
        if event.startswith("partner_"):
            assert person.standing == before

    @rule(who=WHO)
    def asks_and_says_no_to_everything(self, who):
        self.something_happens(who, SafetyEvent.ASKED_AGAIN)
        self.something_happens(who, SafetyEvent.ANSWERED_NONE)

    @rule(days=st.sampled_from((1, 2, 14, 28, 29, 56, 400)), lot=st.booleans())
    def days_pass(self, days, lot):
        self.today += timedelta(days=days)
        for person in self.people:
            person.standing = person.standing.passed(self.today, lot=lot)

    @rule(agree=st.booleans())
    def consent(self, agree):
        self.agree = agree

    @invariant()
    def what_is_open_was_earned_by_own_recent_answers(self):
        for person in self.people:
            if not any(gate(person.standing.state, feature) for feature in WHEN_QUIET):
                continue
            assert person.noes
            assert person.noes[-1] < self.today, "never on the day of answering"
            assert self.today - person.noes[-1] <= timedelta(days=1 + REASK_DAYS[1])
            if person.harmed:
                assert person.asked_again
                assert person.noes[-1] - person.asked_again >= timedelta(days=2 * WAIT_DAYS)
                assert len([day for day in person.noes if day >= person.asked_again]) >= 2

    @invariant()
    def joint_pages_follow_both_and_the_exit_is_one(self):
        first, second = (person.standing.state for person in self.people)
        both = all(gate(person.standing.state, Feature.JOINT) for person in self.people)
        assert joint_open(first, second, "joint", both_agree=self.agree) == (both and self.agree)
        reply = joint_reply(first, second, "joint", both_agree=self.agree, language="en")
        assert reply is (None if both and self.agree else neutral_exit("en"))


TwoPeople.TestCase.settings = settings(max_examples=200, stateful_step_count=40, deadline=None)
test_two_people = TwoPeople.TestCase
