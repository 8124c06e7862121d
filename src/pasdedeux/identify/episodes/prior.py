r"""What is expected of any couple before it has told anything.

Each person answers each class of turn with one of four, END as the reference: 2 x 3 rows of three logits,

.. math::
    \theta_{ick} = \log \frac{p_{ick}}{p_{ic,\mathrm{END}}} \sim N(\mu_{ck}, K), \qquad
    K = K_0 + s_h^2 h h' + s_r^2 r r' + s_m^2 m m'.

:math:`K_0` is partial pooling in four parts: what all rows of a couple share, what the two share by class of
turn, what one person's rows share, and a row's own. Three directions are free beside it: heat (both press and
go away more, or less, whatever came), role (one presses, the other goes away) and manner (both press, or both
go away). Without them a soft couple, or a polarised one, lies so far out that five episodes cannot fetch it.
No person is favoured: exchanging the two leaves mean and covariance as they are.

Mean and spreads are judgement, not estimates of a study; a study of many couples may replace them.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

USUAL = ((0.30, 0.35, 0.20, 0.15), (0.45, 0.15, 0.22, 0.18), (0.12, 0.13, 0.45, 0.30))
"""Usual answers (press, away, soft, end) to a turn that presses, goes away, is soft."""
ALL, CLASS, PERSON, ROW = 0.4, 0.5, 0.6, 0.4
HEAT, ROLE, MANNER = 1.0, 1.0, 0.5

_HOTTER = np.array(((1.0, 1.0, 0.0),) * 3)
_PRESSES_MORE = np.array(((1.0, -1.0, 0.0), (1.0, -1.0, 0.0), (0.5, -0.5, 0.0)))
_DIRECTIONS = (
    (HEAT, _HOTTER, _HOTTER),
    (ROLE, _PRESSES_MORE, -_PRESSES_MORE),
    (MANNER, _PRESSES_MORE, _PRESSES_MORE),
)

USUAL_OPENING = (0.6, 0.25, 0.15)
OPENING_WEIGHT = 3.0  # for each person, in episodes
TOLD_AS = (
    ((0.78, 0.04, 0.18), (0.03, 0.90, 0.07), (0.03, 0.05, 0.92)),
    ((0.92, 0.05, 0.03), (0.06, 0.90, 0.04), (0.04, 0.12, 0.84)),
)
"""How own turns, and the other's, of each class are told (press, away, soft): mean."""
TOLD_AS_WEIGHT = 12.0  # in turns
LEFT_OUT = (2.4, 0.6)
"""Beta weights of a turn being told, being left out: wide, as nobody is known to leave out .15."""
SMALL_TOLD = (1.0, 0.5)
"""Beta weights of a small occasion being put down, not being put down, beside a long one."""


@cache
def prior() -> tuple[FloatArray, FloatArray]:
    """Mean, shape (18,), and covariance, shape (18, 18), of the logits by person, class of turn and answer.

    Examples
    --------
    >>> mean, covariance = prior()
    >>> mean.shape, covariance.shape
    ((18,), (18, 18))
    """
    usual = np.array(USUAL)
    mean = np.tile(np.log(usual[:, :3] / usual[:, 3:]).ravel(), 2)
    person, turn, answer = (axis.ravel() for axis in np.indices((2, 3, 3)))
    same_person, same_turn, same_answer = (axis[:, None] == axis for axis in (person, turn, answer))
    pooled = ALL**2 + CLASS**2 * same_turn + PERSON**2 * same_person + ROW**2 * (same_person & same_turn)
    covariance = same_answer * pooled
    for size, first, second in _DIRECTIONS:
        direction = np.concatenate([first.ravel(), second.ravel()])
        covariance = covariance + size**2 * np.outer(direction, direction)
    for array in (mean, covariance):
        array.setflags(write=False)
    return mean, covariance


def answers_of(logits: FloatArray) -> FloatArray:
    """Give probabilities, shape (..., 2, 3, 4), from logits, shape (..., 18).

    Examples
    --------
    >>> answers_of(prior()[0])[0, 0].round(2).tolist()
    [0.3, 0.35, 0.2, 0.15]
    """
    rows = logits.reshape(*logits.shape[:-1], 2, 3, 3)
    full = np.concatenate([rows, np.zeros((*rows.shape[:-1], 1))], axis=-1)
    weights = np.exp(full - full.max(axis=-1, keepdims=True))
    return np.asarray(weights / weights.sum(axis=-1, keepdims=True), dtype=np.float64)


def draw_answers(number: int, rng: np.random.Generator) -> FloatArray:
    """Draw so many couples from the prior: answers, shape (number, 2, 3, 4).

    Examples
    --------
    >>> draw_answers(5, np.random.default_rng(1)).shape
    (5, 2, 3, 4)
    """
    mean, covariance = prior()
    noise = rng.standard_normal((number, len(mean)))
    return answers_of(mean + noise @ np.linalg.cholesky(covariance).T)
