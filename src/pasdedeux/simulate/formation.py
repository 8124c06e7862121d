"""How attachment may come about: a learner of how a caregiver answers. A small effect, and said so.

A child bids; the caregiver answers or not, and at times intrudes unasked. From that the child estimates three
things, moving each estimate a little towards what just happened: how often bids are answered, how
unpredictable the answers are, and how often it is intruded upon. Unpredictable answers raise attachment
anxiety; answers that stay away, and intrusion, raise avoidance (Cittern et al. 2018). What is formed explains
little of the adult: early attachment and adult romantic attachment correlate .15 or less (Fraley et al. 2013;
Groh et al. 2014, values of moderate confidence). The rest is drawn anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pasdedeux.arguments import as_numbers, names_wrong_arguments, whole, within
from pasdedeux.errors import InputError

FloatArray = NDArray[np.float64]
RATE = 0.02  # share of the way an estimate moves at each bid
CHILDREN = 400  # whose mean stands for a way of raising children
CARRIED = 0.15  # correlation of what is formed with the adult's score
NUMBERS = ("responsiveness", "inconsistency", "intrusiveness")
CARE: Mapping[str, Mapping[str, float]] = MappingProxyType(
    {
        "warm": {"responsiveness": 0.9},
        "distant": {"responsiveness": 0.3},
        "steady": {"inconsistency": 0.0},
        "fickle": {"inconsistency": 0.9},
        "intrusive": {"intrusiveness": 0.6},
        "unintrusive": {"intrusiveness": 0.0},
    }
)
"""What a word says of a caregiver."""
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
        for name in NUMBERS:
            within(name, getattr(self, name), 0.0, 1.0)

    @classmethod
    def of(cls, words: str) -> Caregiving:
        """Read a few words, each of which sets one number, or three numbers.

        Parameters
        ----------
        words
            Of `CARE`, with commas between them; what they leave open stays ordinary. Or ``"0.5, 0.8, 0.1"``.

        Examples
        --------
        >>> Caregiving.of("warm, fickle")
        Caregiving(responsiveness=0.9, inconsistency=0.9, intrusiveness=0.15)
        """
        parts = [part.strip() for part in words.split(",")]
        with suppress(ValueError):
            return cls(**dict(zip(NUMBERS, map(float, parts), strict=True)))
        given: dict[str, float] = {}
        for part in parts:
            if part not in CARE:
                raise InputError("simulate.no-care", where="raised", word=part, known=tuple(CARE))
            given |= CARE[part]
        return cls(**given)


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
    within("carried", carried, 0.0, 1.0)
    whole("seed", seed, 0)
    scores = as_numbers(learned, "learned")
    if scores.ndim != 2 or len(scores) != len(TYPICAL):
        raise InputError("simulate.not-learned", where="learned", shape=str(scores.shape))
    formed = _formed(scores)
    later = np.random.default_rng(seed).standard_normal(formed.shape)
    return np.asarray(carried * formed + np.sqrt(1.0 - carried**2) * later)


@names_wrong_arguments
def formed_by(care: Caregiving) -> tuple[float, float]:
    """How far such care moves adult attachment on average, from the mean of all people.

    A small effect: `CARRIED` times what was formed. All that came later is left as it is.

    Parameters
    ----------
    care
        The caregiver.

    Returns
    -------
    tuple of float
        Anxiety, avoidance, in standard deviations.

    Examples
    --------
    >>> anxiety, avoidance = formed_by(Caregiving.of("warm, fickle"))
    >>> 0.05 < anxiety < 0.4, avoidance < 0.1
    (True, True)
    """
    anxiety, avoidance = CARRIED * _mean_formed(care)
    return float(anxiety), float(avoidance)


@cache
def _mean_formed(care: Caregiving) -> FloatArray:
    return np.asarray(_formed(learned_from(care, CHILDREN)).mean(axis=1))


def _formed(learned: FloatArray) -> FloatArray:
    """Turn expectations, shape (3, n), into anxiety and avoidance, shape (2, n), in standard deviations."""
    middle, spread = np.array(list(TYPICAL.values())).T
    answered, surprised, intruded = np.clip((learned - middle[:, None]) / spread[:, None], -3.0, 3.0)
    return np.stack([surprised, 0.7 * (intruded - answered)])
