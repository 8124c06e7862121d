"""Small practices, rituals and the choice of the next step, as data and rules."""

from __future__ import annotations

from pasdedeux.practice.from_fit import own_lever, own_link
from pasdedeux.practice.library import GRADES, LEVERS, Practice, Source, practice, practices, sources
from pasdedeux.practice.pause import Pause, PausePhase
from pasdedeux.practice.rituals import ritual_calendar
from pasdedeux.practice.steps import Action, NextStep, Situation, StepRule, next_step, rules
from pasdedeux.practice.timer import Cue, screen, timer_script

__all__ = [
    "GRADES",
    "LEVERS",
    "Action",
    "Cue",
    "NextStep",
    "Pause",
    "PausePhase",
    "Practice",
    "Situation",
    "Source",
    "StepRule",
    "next_step",
    "own_lever",
    "own_link",
    "practice",
    "practices",
    "ritual_calendar",
    "rules",
    "screen",
    "sources",
    "timer_script",
]
