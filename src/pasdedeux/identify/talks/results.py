"""What a fit of coded talks hands on: plain values, every estimate with its interval or error."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from pasdedeux.estimates import Interval, MonteCarlo
from pasdedeux.words import Message

FloatArray = NDArray[np.float64]


class Dependence(StrEnum):
    """Whether what one does depends on what the other did last (Bakeman & Gottman 1997)."""

    BIDIRECTIONAL = "bidirectional dependence"
    UNIDIRECTIONAL = "unidirectional dependence"
    NONE = "no dependence"
    NOT_ENOUGH = "not enough to say"


@dataclass(frozen=True, slots=True)
class DependenceVerdict:
    """The answer, with the rule that gave it.

    Parameters
    ----------
    name
        One of four answers.
    answering
        Of which partners it is shown that they answer what the other did; (0,) where both are alike.
    reasons
        What the rule looked at, each with its numbers.
    """

    name: Dependence
    answering: tuple[int, ...]
    reasons: tuple[Message, ...]

    @property
    def code(self) -> str:
        """Short name of the answer, as catalogues have it."""
        return self.name.name.lower().replace("_", "-")

    @property
    def sentence(self) -> Message:
        """The answer in words."""
        return Message(f"identify.talks.verdict.{self.code}")


@dataclass(frozen=True, slots=True, eq=False)
class SwappedPartners:
    """How large the partner's effect comes out with partners swapped between couples, where it can be none.

    Parameters
    ----------
    effects
        Shape (swaps,), logits.
    """

    effects: FloatArray

    @property
    def mean(self) -> float:
        """Mean of the swaps."""
        return float(self.effects.mean())

    @property
    def sd(self) -> float:
        """Standard deviation of the swaps."""
        return float(self.effects.std(ddof=1))

    def distance(self, effect: float) -> float:
        """Give how many standard deviations an effect lies off the swaps' mean."""
        return (effect - self.mean) / self.sd


@dataclass(frozen=True, slots=True)
class HeldOut:
    """How well responses are foretold that were not seen: log probability of each, on average.

    Parameters
    ----------
    responses
        How many were foretold.
    coupled, alone
        Mean log score with the partner's last and without.
    gain
        What the partner's last adds to it, with its standard error over couples.
    """

    responses: int
    coupled: float
    alone: float
    gain: MonteCarlo

    @classmethod
    def of(cls, coupled: Sequence[FloatArray], alone: Sequence[FloatArray]) -> HeldOut:
        """Compare log scores of each couple."""
        number = np.array([len(scores) for scores in coupled])
        with_partner, without = (np.array([one.sum() for one in kind]) for kind in (coupled, alone))
        total = max(int(number.sum()), 1)
        gain = float((with_partner - without).sum() / total)
        off = with_partner - without - gain * number
        error = float(np.sqrt(np.square(off).sum()) / total)
        return cls(
            total,
            float(with_partner.sum() / total),
            float(without.sum() / total),
            MonteCarlo(gain, error),
        )


@dataclass(frozen=True, slots=True)
class CoupleDependence:
    """One couple within a study, drawn towards the others as far as its talks are short.

    Parameters
    ----------
    id
        The couple.
    responses
        Of either partner, so many stood behind it.
    effects
        Of either partner, by name: level, own, partner; logits.
    p_positive
        Of either partner, the probability that the other's last makes the response likelier.
    """

    id: str
    responses: tuple[int, int]
    effects: tuple[Mapping[str, Interval], Mapping[str, Interval]]
    p_positive: tuple[float, float]
