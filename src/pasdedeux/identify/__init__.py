"""Identification: from a record to the couple's own loop, with honest uncertainty.

Importing this package loads nothing heavy; the kernels load with the first fit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pasdedeux import lazy

if TYPE_CHECKING:
    from pasdedeux.identify.episodes import EpisodesFit, fit_episodes
    from pasdedeux.identify.linear.fit import fit
    from pasdedeux.identify.linear.recoverability import Carry, carry
    from pasdedeux.identify.linear.result import Fit
    from pasdedeux.identify.nonlinear import NonlinearFit, fit_nonlinear, prefer
    from pasdedeux.identify.rounds import RoundsFit, fit_rounds
    from pasdedeux.identify.saved.load import load
    from pasdedeux.identify.talks.fit import fit_talks
    from pasdedeux.identify.talks.result import TalksFit

_HOMES = {
    "Carry": "linear.recoverability",
    "EpisodesFit": "episodes",
    "Fit": "linear.result",
    "NonlinearFit": "nonlinear",
    "RoundsFit": "rounds",
    "TalksFit": "talks.result",
    "carry": "linear.recoverability",
    "fit": "linear.fit",
    "fit_episodes": "episodes",
    "fit_nonlinear": "nonlinear",
    "fit_rounds": "rounds",
    "fit_talks": "talks.fit",
    "load": "saved.load",
    "prefer": "nonlinear",
}

__all__ = [
    "Carry",
    "EpisodesFit",
    "Fit",
    "NonlinearFit",
    "RoundsFit",
    "TalksFit",
    "carry",
    "fit",
    "fit_episodes",
    "fit_nonlinear",
    "fit_rounds",
    "fit_talks",
    "load",
    "prefer",
]

__getattr__ = lazy.names(__name__, _HOMES)
