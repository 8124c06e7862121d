"""Whether partners depend on each other, by a rule; its error rates stand in docs/talks-fit.md."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from pasdedeux.estimates import Interval, MonteCarlo
from pasdedeux.identify.linear.diagnostics import probability
from pasdedeux.identify.talks.results import Dependence, DependenceVerdict, SwappedPartners
from pasdedeux.words import Message

FloatArray = NDArray[np.float64]

SURE = 0.99
"""Probability that the sign of an effect needs; two partners and two signs make four chances to err."""
OUTSIDE = 2.0
"""Standard deviations of the swapped partners that an effect must lie off their mean."""
SMALL = 0.36
"""Effect too small to matter: a fifth of a standard deviation (Chinn 2000, Stat. Med. 19:3127)."""
SURE_OF_NONE = 0.9
"""Probability that "no dependence" needs of each partner."""


def decide(
    effects: Sequence[FloatArray],
    swapped: Sequence[SwappedPartners] | None,
    labels: Sequence[str],
    *,
    settled: bool,
) -> DependenceVerdict:
    """Apply the rule; where an answer hangs on the draws, the weaker one is given.

    Parameters
    ----------
    effects
        Draws of the partner's effect on each, shape (chains, S); one where both are alike.
    swapped
        The same with partners swapped; None where that was not checked, and then nothing is claimed.
    labels
        Who answers.
    settled
        False always gives "not enough to say".
    """
    signs = [_sign(draws) for draws in effects]
    small = [probability(np.abs(draws) < SMALL, draws) for draws in effects]
    outside = [_outside(draws, one) for draws, one in zip(effects, swapped, strict=True)] if swapped else []
    reasons = tuple(_reasons(effects, signs, small, swapped, labels))
    shown = tuple(i for i, far in enumerate(outside) if settled and far and signs[i].above(SURE))
    if shown:
        both = len(shown) == len(effects)
        return DependenceVerdict(
            Dependence.BIDIRECTIONAL if both else Dependence.UNIDIRECTIONAL, shown, reasons
        )
    none = settled and all(one.above(SURE_OF_NONE) for one in small)
    return DependenceVerdict(Dependence.NONE if none else Dependence.NOT_ENOUGH, (), reasons)


def _sign(draws: FloatArray) -> MonteCarlo:
    """Probability of the likelier sign."""
    return probability(draws > 0 if np.median(draws) > 0 else draws < 0, draws)


def _outside(draws: FloatArray, swapped: SwappedPartners) -> bool:
    return abs(swapped.distance(float(np.median(draws)))) > OUTSIDE


def _reasons(
    effects: Sequence[FloatArray],
    signs: Sequence[MonteCarlo],
    small: Sequence[MonteCarlo],
    swapped: Sequence[SwappedPartners] | None,
    labels: Sequence[str],
) -> Iterator[Message]:
    for i, draws in enumerate(effects):
        found = Interval.of(draws)
        yield Message(
            "identify.talks.reason.effect", who=labels[i], effect=found.estimate, low=found.low,
            high=found.high, p=signs[i].value, sure=SURE, small=SMALL, none=small[i].value,
        )  # fmt: skip
        if swapped:
            yield Message(
                "identify.talks.reason.swapped", n=len(swapped[i].effects), mean=swapped[i].mean,
                sd=swapped[i].sd, distance=swapped[i].distance(found.estimate), outside=OUTSIDE,
            )  # fmt: skip
    if not swapped:
        yield Message("identify.talks.reason.unchecked")
