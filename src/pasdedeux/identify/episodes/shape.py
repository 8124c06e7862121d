"""The shape of a couple's episodes, named only where it is sure."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from pasdedeux.estimates import MonteCarlo
from pasdedeux.identify.episodes.turns import Response

FloatArray = NDArray[np.float64]
SURE = 0.85
"""A shape is named where its probability exceeds this: set by how often ordinary couples are named."""
RATIO = 1.15
"""In reach and away, the one goes away at pressing so many times as often as the other."""
BATCHES = 25
PRESS, AWAY, SOFT = Response.PRESS, Response.AWAY, Response.SOFT


class Shape(StrEnum):
    """What the two mostly do with each other's hot turns."""

    REACH_AND_AWAY = "reach-and-away"
    BOTH_PRESS = "both-press"
    BOTH_AWAY = "both-away"
    SOFT = "soft"


CANDIDATES = (
    (Shape.REACH_AND_AWAY, 0),
    (Shape.REACH_AND_AWAY, 1),
    (Shape.BOTH_PRESS, None),
    (Shape.BOTH_AWAY, None),
    (Shape.SOFT, None),
)
"""Shapes that exclude each other, with the person who reaches."""


def shapes_of(answers: FloatArray) -> NDArray[np.bool_]:
    """Say which of the `CANDIDATES` each table of answers has; at most one.

    Reach and away: to pressing, the one's commonest answer is going away; to going away, the other's is
    pressing; and the one goes away at pressing `RATIO` times as often as the other. Both press, and soft: it
    is the commonest answer of both to pressing. Both away: it is the commonest answer of both to pressing and
    to going away. "Nothing more" is no answer here.

    Parameters
    ----------
    answers
        Shape (..., 2, 3, 4).

    Returns
    -------
    numpy.ndarray
        Shape (..., 5).

    Examples
    --------
    >>> press = [[0.6, 0.1, 0.1, 0.2]] * 3
    >>> away = [[0.1, 0.6, 0.1, 0.2], [0.3, 0.2, 0.2, 0.3], [0.2, 0.2, 0.4, 0.2]]
    >>> shapes_of(np.array([press, away])).tolist()
    [True, False, False, False, False]
    """
    most = answers[..., :2, :3].argmax(axis=-1)  # (..., person, press or away)
    away = answers[..., PRESS, AWAY]
    reach = [
        (most[..., 1 - who, PRESS] == AWAY)
        & (most[..., who, AWAY] == PRESS)
        & (away[..., 1 - who] > RATIO * away[..., who])
        for who in range(2)
    ]
    to_press = [(most[..., PRESS] == response).all(axis=-1) for response in (PRESS, AWAY, SOFT)]
    both_away = to_press[AWAY] & (most[..., AWAY] == AWAY).all(axis=-1)
    return np.stack([*reach, to_press[PRESS], both_away, to_press[SOFT]], axis=-1)


def name_shape(draws: FloatArray, sweeps: int) -> tuple[int, MonteCarlo]:
    """Give the likeliest of the `CANDIDATES`, and its probability.

    Parameters
    ----------
    draws
        Shape (D, 2, 3, 4).
    sweeps
        Of how many sweeps; the error comes from the means of batches of them.

    Examples
    --------
    >>> press = np.array([[[0.6, 0.1, 0.1, 0.2]] * 3] * 2)
    >>> best, probability = name_shape(np.tile(press, (100, 1, 1, 1)), 100)
    >>> CANDIDATES[best][0], probability.value
    (<Shape.BOTH_PRESS: 'both-press'>, 1.0)
    """
    has = shapes_of(draws)
    share = has.mean(axis=0)
    best = int(share.argmax())
    batches = min(BATCHES, sweeps)
    size = len(draws) // batches
    means = has[: batches * size, best].reshape(batches, size).mean(axis=1)
    at_least = (share[best] * len(draws) + 1.0) / (len(draws) + 2.0)  # draws all alike are no certainty
    error = max(means.std(ddof=1) / np.sqrt(batches), np.sqrt(at_least * (1.0 - at_least) / len(draws)))
    return best, MonteCarlo(float(share[best]), float(error))
