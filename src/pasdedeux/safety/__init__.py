"""Safety logic: questions asked alone, what they open and close, neutral exits, stop rules, helplines."""

from __future__ import annotations

from pasdedeux.safety.clearance import Clearance, clearance, clearance_today
from pasdedeux.safety.exits import (
    NeutralExit,
    after_questions,
    hold_for,
    joint_open,
    joint_reply,
    neutral_exit,
    seen_by_other,
)
from pasdedeux.safety.helplines import Helpline, countries, dated, help_words, helplines, outdated
from pasdedeux.safety.machine import (
    Feature,
    SafetyEvent,
    SafetyStanding,
    SafetyState,
    after,
    closed_by_lot,
    gate,
    interval_days,
    is_spike,
)
from pasdedeux.safety.screen import QUESTIONS, Answer, outcome
from pasdedeux.safety.stopping import must_stop, stop_words

__all__ = [
    "QUESTIONS",
    "Answer",
    "Clearance",
    "Feature",
    "Helpline",
    "NeutralExit",
    "SafetyEvent",
    "SafetyStanding",
    "SafetyState",
    "after",
    "after_questions",
    "clearance",
    "clearance_today",
    "closed_by_lot",
    "countries",
    "dated",
    "gate",
    "help_words",
    "helplines",
    "hold_for",
    "interval_days",
    "is_spike",
    "joint_open",
    "joint_reply",
    "must_stop",
    "neutral_exit",
    "outcome",
    "outdated",
    "seen_by_other",
    "stop_words",
]
