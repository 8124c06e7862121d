"""How attachment may come about: a learner of how a caregiver answers. A small effect, and said so.

A child bids; the caregiver answers or not, and at times intrudes unasked. From that the child estimates three
things, moving each estimate a little towards what just happened: how often bids are answered, how
unpredictable the answers are, and how often it is intruded upon. Unpredictable answers raise attachment
anxiety; answers that stay away, and intrusion, raise avoidance (Cittern et al. 2018). What is formed explains
little of the adult: early attachment and adult romantic attachment correlate .15 or less (Fraley et al. 2013;
Groh et al. 2014, values of moderate confidence). The rest is drawn anew.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pasdedeux.arguments import as_numbers, names_wrong_arguments, whole
from pasdedeux.errors import InputError
from pasdedeux.loop.parameters import check

FloatArray = NDArray[np.float64]
RATE = 0.02  # share of the way an estimate moves at each bid
CARRIED = 0.15  # correlation of what is formed with the adult's score
TYPICAL = {"answered": (0.68, 0.18), "unpredictable": (0.38, 0.10), "intruded": (0.18, 0.14)}


@names_wrong_arguments
@dataclass(frozen=True, slots=True)
class Caregiving:
    """How one caregiver is to the children of one group.

    Parameters
    ----------
    responsiveness
        Chance that a bid is answered on an ordinary day.
    inconsistency
        Share of days on which the chance is anything between never and always.
    intrusiveness
        Chance of an unasked intrusion per bid.
    """

    responsiveness: float = 0.7
    inconsistency: float = 0.2
    intrusiveness: float = 0.15

    def __post_init__(self) -> None:
        for name in ("responsiveness", "inconsistency", "intrusiveness"):
            check(name, getattr(self, name), 0.0, 1.0)


@names_wrong_arguments
def learned_from(
    care: Caregiving, children: int, *, seed: int = 0, days: int = 400, bids: int = 10
) -> FloatArray:
    """Learn what to expect.

    Parameters
    ----------
    care
        The caregiver.
    children
        How many.
    seed
        Seed.
    days, bids
        Days, and bids a day.

    Returns
    -------
    numpy.ndarray
        Shape (3, children): share of bids answered, mean surprise at an answer, share of intrusions.

    Examples
    --------
    >>> warm = learned_from(Caregiving(0.9, 0.0), children=50)
    >>> warm.shape, bool(warm[0].mean() > 0.8)
    ((3, 50), True)
    """
    whole("children", children, 1, 10_000_000)
    whole("days", days, 1, 36_500)
    whole("bids", bids, 1, 10_000)
    whole("seed", seed, 0)
    rng = np.random.default_rng(seed)
    answered, surprised, intruded = (np.full(children, TYPICAL[name][0]) for name in TYPICAL)
    for _ in range(days):
        odd = rng.random(children) < care.inconsistency
        chance = np.where(odd, rng.random(children), care.responsiveness)
        for _ in range(bids):
            answer = rng.random(children) < chance
            surprised += RATE * (np.abs(answer - answered) - surprised)
            answered += RATE * (answer - answered)
            intruded += RATE * ((rng.random(children) < care.intrusiveness) - intruded)
    return np.stack([answered, surprised, intruded])


@names_wrong_arguments
def adult_attachment(learned: ArrayLike, *, seed: int = 0, carried: float = CARRIED) -> FloatArray:
    """Adult attachment anxiety and avoidance of those who learned this.

    Parameters
    ----------
    learned
        As from `learned_from`, shape (3, n).
    seed
        Of all that came later.
    carried
        Correlation of what was formed with the adult's score; 0 switches formation off.

    Returns
    -------
    numpy.ndarray
        Shape (2, n): anxiety, avoidance, in standard deviations.

    Examples
    --------
    >>> fickle = adult_attachment(learned_from(Caregiving(0.5, 0.9), 4000), seed=1)
    >>> steady = adult_attachment(learned_from(Caregiving(0.9, 0.0), 4000), seed=1)
    >>> bool(fickle[0].mean() > steady[0].mean())
    True
    """
    check("carried", carried, 0.0, 1.0)
    whole("seed", seed, 0)
    scores = as_numbers(learned, "learned")
    if scores.ndim != 2 or len(scores) != len(TYPICAL):
        raise InputError(
            f"learned has the shape {scores.shape}.", where="learned", remedy="Give what learned_from gives."
        )
    middle, spread = np.array(list(TYPICAL.values())).T
    answered, surprised, intruded = np.clip((scores - middle[:, None]) / spread[:, None], -3.0, 3.0)
    formed = np.stack([surprised, 0.7 * (intruded - answered)])
    later = np.random.default_rng(seed).standard_normal(formed.shape)
    return np.asarray(carried * formed + np.sqrt(1.0 - carried**2) * later)
