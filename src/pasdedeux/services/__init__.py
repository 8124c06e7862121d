"""What the command line, the app and a notebook all ask for: no printing, no HTML."""

from pasdedeux.services.example import example_episodes, example_table
from pasdedeux.services.experiment import (
    FilledExperiment,
    experiment_rows,
    read_experiment,
    weeks_to_see,
)
from pasdedeux.services.look import Look, look
from pasdedeux.services.loop import find_loop
from pasdedeux.services.nonlinear import NonlinearAnswer, find_nonlinear
from pasdedeux.services.rounds import find_rounds
from pasdedeux.services.saved import saved_fit
from pasdedeux.services.score import score
from pasdedeux.services.simulate import run_scenario
from pasdedeux.services.talks import TalksLook, example_talks_table, find_talks, look_at_talks, the_response
from pasdedeux.services.template import diary_file, empty_diary
from pasdedeux.services.whatif import one_couple, try_change

__all__ = [
    "FilledExperiment",
    "Look",
    "NonlinearAnswer",
    "TalksLook",
    "diary_file",
    "empty_diary",
    "example_episodes",
    "example_table",
    "example_talks_table",
    "experiment_rows",
    "find_loop",
    "find_nonlinear",
    "find_rounds",
    "find_talks",
    "look",
    "look_at_talks",
    "one_couple",
    "read_experiment",
    "run_scenario",
    "saved_fit",
    "score",
    "the_response",
    "try_change",
    "weeks_to_see",
]
