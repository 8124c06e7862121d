"""What the command line, the app and a notebook all ask for: no printing, no HTML."""

from pasdedeux.services.example import example_table
from pasdedeux.services.look import Look, look
from pasdedeux.services.loop import find_loop
from pasdedeux.services.saved import saved_fit
from pasdedeux.services.score import score
from pasdedeux.services.simulate import run_scenario
from pasdedeux.services.whatif import one_couple, try_change

__all__ = [
    "Look",
    "example_table",
    "find_loop",
    "look",
    "one_couple",
    "run_scenario",
    "saved_fit",
    "score",
    "try_change",
]
