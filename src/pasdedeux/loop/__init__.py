"""The loop between two partners and everything that follows from its parameters."""

from pasdedeux.loop.linear import LinearLoop, half_life, loop_gain, transition
from pasdedeux.loop.model import PRESETS, Loop, shown_arousal
from pasdedeux.loop.parameters import INPUTS, PARAMETERS, Between, Inputs, Parameter, Side
from pasdedeux.loop.rows import NAMES, STATES

__all__ = [
    "INPUTS",
    "NAMES",
    "PARAMETERS",
    "PRESETS",
    "STATES",
    "Between",
    "Inputs",
    "LinearLoop",
    "Loop",
    "Parameter",
    "Side",
    "half_life",
    "loop_gain",
    "shown_arousal",
    "transition",
]
