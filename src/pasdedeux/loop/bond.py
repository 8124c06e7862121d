"""Satisfaction, and whether one leaves: two different things with their own drivers.

Satisfaction is what one has: closeness and felt security, less the strain of one's own arousal and of moving
away oneself. It is what is felt, so one's own part weighs more than the other's. Leaving depends on how that
compares with what one expects, on how much one depends on the other, and on the years already shared. A
couple can therefore be dissatisfied and stable, as Kirkpatrick & Davis (1994) found for anxious women with
avoidant men. These are read off the states and act on nothing.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pasdedeux.loop import rows as r

FloatArray = NDArray[np.float64]
YEAR = 365.25


def _own(theta: FloatArray, row: int) -> FloatArray:
    return theta[row - r.THETA : row - r.THETA + 2]


def satisfaction(states: Any, theta: FloatArray) -> FloatArray:
    """Satisfaction of both partners.

    Parameters
    ----------
    states
        Shape (11, ...), or the means of states over a while: linear but for who moves away.
    theta
        Shape (P, ...).

    Returns
    -------
    numpy.ndarray
        Shape (2, ...), without unit; about .5 in a calm couple.
    """
    x = np.asarray(states)
    arousal, move, security = (
        np.stack([x[row], x[r.N_OWN + row]]) for row in (r.AROUSAL, r.MOVE, r.SECURITY)
    )
    return np.asarray(
        x[r.CLOSENESS]
        + theta[r.TRUST - r.THETA] * (security - 0.5)
        - theta[r.STRAIN - r.THETA] * arousal
        - theta[r.ESTRANGEMENT - r.THETA] * np.maximum(-move, 0.0)
    )


def exit_rate(states: Any, theta: FloatArray, day: float) -> FloatArray:
    """Rate at which each partner leaves.

    Parameters
    ----------
    states, theta
        As for `satisfaction`.
    day
        Days together.

    Returns
    -------
    numpy.ndarray
        Shape (2, ...), per year.
    """
    lack = _own(theta, r.COMPARISON) - satisfaction(states, theta)
    held = _own(theta, r.DEPENDENCE) + theta[r.INVESTMENT - r.THETA] * np.log1p(day / YEAR)
    slope, ordinary = theta[r.EXIT_SLOPE - r.THETA], theta[r.EXIT_RATE - r.THETA]
    return np.asarray(ordinary * np.exp(np.clip(slope * lack - held, -30.0, 30.0)))
