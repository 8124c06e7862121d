"""Rounds of pursuit and withdrawal: whether one's reaching and the other's pulling back feed each other.

Importing this package loads nothing heavy; counts need no kernels.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pasdedeux import lazy

if TYPE_CHECKING:
    from pasdedeux.identify.rounds.carry import carry_rounds
    from pasdedeux.identify.rounds.counts import Count, counts_of
    from pasdedeux.identify.rounds.fit import PairRound, RoundsFit, fit_rounds

_HOMES = {
    "Count": "counts",
    "PairRound": "fit",
    "RoundsFit": "fit",
    "carry_rounds": "carry",
    "counts_of": "counts",
    "fit_rounds": "fit",
}

__all__ = ["Count", "PairRound", "RoundsFit", "carry_rounds", "counts_of", "fit_rounds"]

__getattr__ = lazy.names(__name__, _HOMES)
