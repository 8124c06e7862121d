"""What would loosen the loop: levers, what-if, which lever first, experiments of one's own."""

from pasdedeux.change.experiment import Experiment, Finding, Power, analyse, power
from pasdedeux.change.first import Choice, which_first
from pasdedeux.change.library import Lever, lever, levers
from pasdedeux.change.plan import Held, Plan
from pasdedeux.change.whatif import Futures, Measure, WhatIf, what_if

__all__ = [
    "Choice",
    "Experiment",
    "Finding",
    "Futures",
    "Held",
    "Lever",
    "Measure",
    "Plan",
    "Power",
    "WhatIf",
    "analyse",
    "lever",
    "levers",
    "power",
    "what_if",
    "which_first",
]
