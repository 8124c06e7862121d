"""What the command line, the app and a notebook all ask for: no printing, no HTML.

Importing this package loads nothing heavy; each name loads what it needs when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pasdedeux import lazy

if TYPE_CHECKING:
    from pasdedeux.services.example import example_episodes, example_table
    from pasdedeux.services.experiment import (
        FilledExperiment,
        experiment_rows,
        read_experiment,
        weeks_to_see,
    )
    from pasdedeux.services.exporting import export_for
    from pasdedeux.services.loop import find_loop
    from pasdedeux.services.nonlinear import NonlinearAnswer, find_nonlinear
    from pasdedeux.services.overview import Look, look
    from pasdedeux.services.rounds import find_rounds
    from pasdedeux.services.saved import saved_fit
    from pasdedeux.services.scoring import score
    from pasdedeux.services.simulate import run_scenario
    from pasdedeux.services.subjects import kind_of
    from pasdedeux.services.talks import (
        TalksLook,
        example_talks_table,
        find_talks,
        look_at_talks,
        the_response,
    )
    from pasdedeux.services.template import diary_file, empty_diary
    from pasdedeux.services.whatif import try_change

_HOMES = {
    "FilledExperiment": "experiment",
    "Look": "overview",
    "NonlinearAnswer": "nonlinear",
    "TalksLook": "talks",
    "diary_file": "template",
    "empty_diary": "template",
    "example_episodes": "example",
    "example_table": "example",
    "example_talks_table": "talks",
    "experiment_rows": "experiment",
    "export_for": "exporting",
    "find_loop": "loop",
    "find_nonlinear": "nonlinear",
    "find_rounds": "rounds",
    "find_talks": "talks",
    "kind_of": "subjects",
    "look": "overview",
    "look_at_talks": "talks",
    "read_experiment": "experiment",
    "run_scenario": "simulate",
    "saved_fit": "saved",
    "score": "scoring",
    "the_response": "talks",
    "try_change": "whatif",
    "weeks_to_see": "experiment",
}

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
    "export_for",
    "find_loop",
    "find_nonlinear",
    "find_rounds",
    "find_talks",
    "kind_of",
    "look",
    "look_at_talks",
    "read_experiment",
    "run_scenario",
    "saved_fit",
    "score",
    "the_response",
    "try_change",
    "weeks_to_see",
]

__getattr__ = lazy.names(__name__, _HOMES)
