"""What is known of a number: its interval, and the answers that a record can give."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

INTERVAL = 0.9
"""Share of the posterior between ``low`` and ``high`` of every interval."""
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Every band and interval is given at these: the middle, half of the posterior, nine tenths of it."""

CLEAR = 3.0
"""Standard errors by which an estimate must stand off a threshold to count as above or below it."""


class VerdictName(StrEnum):
    """The four answers; the rule behind each stands in docs/verdicts.md."""

    REINFORCING = "shows a reinforcing loop"
    BALANCING = "shows a balancing loop"
    NO_CYCLE = "no cycle shown"
    NOT_ENOUGH = "not enough to say"

    @property
    def code(self) -> str:
        """Short name, as the catalogue has it."""
        return self.name.lower().replace("_", "-")


class Criterion(StrEnum):
    """What a record must meet to show a loop, in this order; last, whether the draws are enough to decide."""

    SETTLED = "settled"
    PAIRS = "pairs"
    SIZE = "size"
    LINKS = "links"
    ALIKE = "alike"
    SURROGATES = "surrogates"
    DRAWS = "draws"


@dataclass(frozen=True, slots=True)
class Interval:
    """A posterior quantity: median, 90 % interval (low, high) and 50 % interval (low50, high50)."""

    estimate: float
    low: float
    high: float
    low50: float
    high50: float

    @classmethod
    def of(cls, draws: ArrayLike) -> Interval:
        """Summarise draws by their quantiles (5, 25, 50, 75, 95 %).

        Examples
        --------
        >>> Interval.of(np.arange(101.0)).low
        5.0
        >>> Interval.of([1.0, np.inf, np.inf]).high
        inf
        """
        values = np.asarray(draws)
        # between two infinite draws there is nothing to interpolate
        method: Literal["linear", "higher"] = "linear" if np.isfinite(values).all() else "higher"
        low, low50, middle, high50, high = (float(q) for q in np.quantile(values, QUANTILES, method=method))
        return cls(middle, low, high, low50, high50)

    def to_dict(self) -> dict[str, float | None]:
        """Estimate and 90 % interval as JSON-ready values; None stands for infinity.

        Examples
        --------
        >>> Interval(0.5, 0.1, np.inf, 0.4, 0.6).to_dict()
        {'estimate': 0.5, 'low': 0.1, 'high': None}
        """
        values = {"estimate": self.estimate, "low": self.low, "high": self.high}
        return {name: value if np.isfinite(value) else None for name, value in values.items()}


@dataclass(frozen=True, slots=True)
class MonteCarlo:
    """A number estimated from draws, with its Monte-Carlo standard error."""

    value: float
    error: float

    def above(self, threshold: float) -> bool | None:
        """Whether it lies above a threshold; None where that hangs on the draws.

        Examples
        --------
        >>> MonteCarlo(0.97, 0.004).above(0.95), MonteCarlo(0.97, 0.01).above(0.95)
        (True, None)
        """
        if abs(self.value - threshold) < CLEAR * self.error:
            return None
        return self.value > threshold
