"""Traits of both partners that may explain how couples differ."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pasdedeux.errors import InputError
from pasdedeux.people import Couple
from pasdedeux.words import Message

FloatArray = NDArray[np.float64]


def moderator_scores(couples: Sequence[Couple], names: tuple[str, ...]) -> FloatArray:
    """Give standardised traits, shape (N, 2, names); people without one stand at its mean.

    Raises
    ------
    InputError
        If nobody has one of them.
    """
    scores = np.array([[[p.traits.get(name, np.nan) for name in names] for p in c.partners] for c in couples])
    for m, name in enumerate(names):
        known = np.isfinite(scores[..., m])
        if not known.any():
            have = sorted({trait for couple in couples for one in couple.partners for trait in one.traits})
            there = Message("identify.scores", names=have) if have else Message("identify.no-scores")
            raise InputError("identify.no-score", where="moderators", score=name, there=there)
        spread = float(scores[..., m][known].std()) or 1.0
        scores[..., m] = np.where(known, (scores[..., m] - scores[..., m][known].mean()) / spread, 0.0)
    return np.asarray(scores)


def unscored(couples: Sequence[Couple], names: tuple[str, ...]) -> list[Message]:
    """Say how many people lack each trait."""
    people = [partner for couple in couples for partner in couple.partners]
    lacking = {name: sum(name not in one.traits for one in people) for name in names}
    return [
        Message("identify.warning.unscored", n=count, of=len(people), score=name)
        for name, count in lacking.items()
        if count
    ]
