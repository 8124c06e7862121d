"""From signed roots to an answer: the thresholds stand here, their error rates in docs/rounds.md."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pasdedeux.estimates import Criterion, VerdictName
from pasdedeux.identify.linear.results import More, Verdict
from pasdedeux.words import Message

BOUND = 1.9
"""Signed root that both links of a pair must reach in the model of four: 1.64, and more for two pairs."""
GUARD = 1.4
"""Signed root that both must also reach in the model of two."""
STUDY_BOUND = 2.2
"""Signed root that both must reach over the couples of a study."""
LEAST = 29
"""Moments below which nothing is tested: four weeks of days."""
YEAR = 365
"""Days beyond which no wait is named."""
HALF_Z = 0.674
"""Half a standard normal distribution lies within so many deviations."""


@dataclass(frozen=True, slots=True)
class Roots:
    """Smaller signed root of the two links of a pair, by each model; ``alone`` is None for a study."""

    together: float
    alone: float | None


ONE_COUPLE, STUDY = Roots(BOUND, GUARD), Roots(STUDY_BOUND, None)
"""What is needed."""


def decide(roots: Roots, days: float) -> Verdict:
    """Apply the rule: a round where both roots reach their bounds; else "not enough to say".

    A root that could not be worked out (NaN) never reaches a bound.

    Examples
    --------
    >>> decide(Roots(2.5, 2.0), 120.0).name.value, decide(Roots(1.2, 1.4), 60.0).more
    ('shows a reinforcing loop', More(low=10, high=None))
    """
    bounds = STUDY if roots.alone is None else ONE_COUPLE
    reasons = [Message("rounds.reason.together", root=roots.together, bound=bounds.together)]
    if roots.alone is not None:
        reasons.append(Message("rounds.reason.alone", root=roots.alone, bound=bounds.alone))
    if all(root >= bound for root, bound in _beside(roots, bounds)):
        return Verdict(VerdictName.REINFORCING, tuple(reasons))
    more = None if roots.alone is None else more_days(roots, days)
    return Verdict(VerdictName.NOT_ENOUGH, tuple(reasons), more=more, failed=Criterion.LINKS)


def more_days(roots: Roots, days: float) -> More | None:
    """Tell how many more days of one couple might do, if the estimates are right.

    Roots grow with the square root of the record. The range goes with half a normal distribution around
    them. None where a root is not positive, or a year would hardly do.
    """
    pairs = _beside(roots, ONE_COUPLE)
    if not all(root > 0 for root, _ in pairs):
        return None

    def wait(side: float) -> float:
        nearest: float = min((root + side * HALF_Z) / bound for root, bound in pairs)
        return days * (max(max(nearest, 1e-3) ** -2.0, 1.0) - 1.0)

    if wait(0.0) > YEAR:
        return None
    high = wait(-1.0)
    return More(_rounded(wait(1.0)), _rounded(high) if high <= YEAR else None)


def _beside(roots: Roots, bounds: Roots) -> list[tuple[float, float]]:
    """Each root with its bound."""
    found = [(roots.together, bounds.together)]
    if roots.alone is not None and bounds.alone is not None:
        found.append((roots.alone, bounds.alone))
    return found


def _rounded(days: float) -> int:
    """Round as people do, and up: to a ten, below fifty to a five; at least a few days."""
    step = 10 if days >= 50 else 5
    return int(max(step * np.ceil(days / step), step))
