"""Identification: from a record to the couple's own loop, with honest uncertainty.

Importing this package loads nothing heavy; the kernels load with the first fit.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

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
    "Carry": "pasdedeux.identify.linear.recoverability",
    "EpisodesFit": "pasdedeux.identify.episodes",
    "Fit": "pasdedeux.identify.linear.result",
    "NonlinearFit": "pasdedeux.identify.nonlinear",
    "RoundsFit": "pasdedeux.identify.rounds",
    "TalksFit": "pasdedeux.identify.talks.result",
    "carry": "pasdedeux.identify.linear.recoverability",
    "fit": "pasdedeux.identify.linear.fit",
    "fit_episodes": "pasdedeux.identify.episodes",
    "fit_nonlinear": "pasdedeux.identify.nonlinear",
    "fit_rounds": "pasdedeux.identify.rounds",
    "fit_talks": "pasdedeux.identify.talks.fit",
    "load": "pasdedeux.identify.saved.load",
    "prefer": "pasdedeux.identify.nonlinear",
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


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'pasdedeux.identify' has no attribute '{name}'")
    return getattr(importlib.import_module(_HOMES[name]), name)
