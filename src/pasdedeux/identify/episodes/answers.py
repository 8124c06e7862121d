"""What is answered with what, and what follows from it: how often a hot turn comes back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from pasdedeux.identify.episodes.prior import draw_answers

FloatArray = NDArray[np.float64]
HOT = 2
"""Press and away, the first two responses, keep an episode going."""


def return_of(answers: FloatArray) -> FloatArray:
    r"""Give the return: how often a hot turn comes back hot after one full turn, one, the other, one.

    .. math:: g = \rho(H_0 H_1), \qquad H_i = (P(\text{i answers c with k}))_{c, k \in \{press, away\}}

    the spectral radius of a product of two 2 x 2 tables, in closed form. In a long exchange, this share of
    hot turns is followed by another hot turn of the same person.

    Parameters
    ----------
    answers
        Shape (..., 2, 3, 4), as in `TurnAnswers.draws`.

    Returns
    -------
    numpy.ndarray
        Shape (...,), at least 0 and below 1 where no row is certain to stay hot.

    Examples
    --------
    >>> float(return_of(np.full((2, 3, 4), 0.25)))
    0.25
    """
    both = answers[..., 0, :HOT, :HOT] @ answers[..., 1, :HOT, :HOT]
    half = (both[..., 0, 0] + both[..., 1, 1]) / 2.0
    determinant = both[..., 0, 0] * both[..., 1, 1] - both[..., 0, 1] * both[..., 1, 0]
    return np.asarray(half + np.sqrt(np.maximum(half**2 - determinant, 0.0)))


def further_turns_of(answers: FloatArray) -> FloatArray:
    r"""Give the number of further hot turns that one hot turn sets off.

    .. math:: N = \tfrac14\, \mathbf 1' (I - H)^{-1} \mathbf 1 - 1

    with H the 4 x 4 table from hot turns to the hot turns that answer them, the fundamental matrix of an
    absorbing chain (Kemeny & Snell 1960, ch. 3), averaged over the four kinds of hot turn.

    Parameters
    ----------
    answers
        Shape (..., 2, 3, 4).

    Returns
    -------
    numpy.ndarray
        Shape (...,), at least 0.

    Examples
    --------
    >>> round(float(further_turns_of(np.full((2, 3, 4), 0.25))), 9)
    1.0
    """
    H = np.zeros((*answers.shape[:-3], 4, 4))
    H[..., :2, 2:] = answers[..., 1, :HOT, :HOT]
    H[..., 2:, :2] = answers[..., 0, :HOT, :HOT]
    turns = np.linalg.solve(np.eye(4) - H, np.ones((*H.shape[:-1], 1)))
    return np.asarray(turns[..., 0].mean(axis=-1) - 1.0)


@dataclass(frozen=True, eq=False)
class TurnAnswers:
    """Posterior of what is answered with what.

    Parameters
    ----------
    draws
        Shape (D, 2, 3, 4): probability that person i answers a turn of the other (press, away, soft) with
        press, away, soft, or nothing more; `Response` gives the order.
    counts
        Shape (2, 3, 4): how often it was so among what was told, expected over the true turns.
    small_told
        Shape (S,): draws of the share of small occasions that is put down, beside longer ones.
    sweeps
        S: so many draws follow each other by turns; draws of one sweep share the true turns.
    """

    draws: FloatArray
    counts: FloatArray
    small_told: FloatArray

    @property
    def sweeps(self) -> int:
        """Number of draws of the true turns."""
        return len(self.small_told)

    @property
    def return_draws(self) -> FloatArray:
        """Return of each draw, shape (D,)."""
        return return_of(self.draws)

    @property
    def further_draws(self) -> FloatArray:
        """Further hot turns of each draw, shape (D,)."""
        return further_turns_of(self.draws)

    @property
    def prior_weight(self) -> float:
        """How much of what is said of the return is what is usual for couples, from 1 (all) towards 0.

        Posterior over prior variance of the return's log odds: the weight of a normal prior's precision.
        """
        odds = log_odds(self.return_draws)
        return float(min(1.0, odds.var() / _spread_of_prior()))


def log_odds(share: FloatArray) -> FloatArray:
    """Log odds of shares within 0 and 1.

    Examples
    --------
    >>> float(log_odds(np.array(0.5)))
    0.0
    """
    return np.asarray(np.log(share) - np.log1p(-share))


@cache
def _spread_of_prior() -> float:
    return float(log_odds(return_of(draw_answers(4000, np.random.default_rng(0)))).var())
