"""Small practices, rituals, the choice of the next step, and the safety logic, as data and pure logic."""

from __future__ import annotations

from pasdedeux.practice.from_fit import own_lever, own_link
from pasdedeux.practice.library import GRADES, LEVERS, Practice, Source, practice, practices, sources
from pasdedeux.practice.pause import Pause, Phase
from pasdedeux.practice.rituals import ritual_calendar
from pasdedeux.practice.steps import Action, NextStep, Rule, Situation, next_step, rules
from pasdedeux.practice.timer import Cue, screen, timer_script
from pasdedeux.safety import Event, Feature, NeutralExit, State, gate, joint_open, neutral_exit

__all__ = [
    "GRADES",
    "LEVERS",
    "Action",
    "Cue",
    "Event",
    "Feature",
    "NeutralExit",
    "NextStep",
    "Pause",
    "Phase",
    "Practice",
    "Rule",
    "Situation",
    "Source",
    "State",
    "gate",
    "joint_open",
    "neutral_exit",
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
