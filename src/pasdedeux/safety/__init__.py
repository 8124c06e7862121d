"""Safety: questions asked alone, what one's own phone suggests, what opens between two, when to stop."""

from __future__ import annotations

from pasdedeux.safety.between import Assent, ForTwo, Leave, agreed_here, opening, shows
from pasdedeux.safety.helplines import Helpline, countries, dated, help_words, helplines, outdated
from pasdedeux.safety.screen import QUESTIONS, Answer, after_questions, is_spike, outcome
from pasdedeux.safety.standing import (
    Aim,
    SafetyEvent,
    SafetyStanding,
    SafetyState,
    asked_on,
    day_of,
    offered,
)
from pasdedeux.safety.stopping import must_stop, stop_words

__all__ = [
    "QUESTIONS",
    "Aim",
    "Answer",
    "Assent",
    "ForTwo",
    "Helpline",
    "Leave",
    "SafetyEvent",
    "SafetyStanding",
    "SafetyState",
    "after_questions",
    "agreed_here",
    "asked_on",
    "countries",
    "dated",
    "day_of",
    "help_words",
    "helplines",
    "is_spike",
    "must_stop",
    "offered",
    "opening",
    "outcome",
    "outdated",
    "shows",
    "stop_words",
]
