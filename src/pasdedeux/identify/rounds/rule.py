"""From signed roots to an answer: the thresholds stand here, their error rates in docs/rounds.md."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pasdedeux.estimates import Criterion, VerdictName
from pasdedeux.identify.linear.results import LENGTHS, More, Verdict, wait_unit
from pasdedeux.words import Message

BOUND = 1.85
"""Signed root that both links of a pair must reach in the model of four: 1.64, and more for two pairs."""
GUARD = 1.4
"""Signed root that both must also reach in the model of two."""
STUDY_BOUND, STUDY_GUARD = 2.0, 1.64
"""Of a study: standard errors by which the means over couples of both links must exceed 0, and by which both
must exceed the other couplings."""
LEAST = 29
"""Moments below which nothing is tested: four weeks of days."""
YEAR = 365
"""Days beyond which no wait is named."""
HALF_Z = 0.674
"""Half a standard normal distribution lies within so many deviations."""


@dataclass(frozen=True, slots=True)
class Roots:
    """Smaller signed root of the two links of a pair in the model of four, and the smaller one by the guard.

    The guard of one couple is the model of the pair alone. Of a study the first is how far the mean over
    couples stands off 0, and the guard how far both links stand out from the other couplings.
    """

    together: float
    guard: float


ONE_COUPLE, STUDY = Roots(BOUND, GUARD), Roots(STUDY_BOUND, STUDY_GUARD)
"""What is needed."""


def decide(roots: Roots, days: float | None, step: float = 1.0) -> Verdict:
    """Apply the rule: a round where both roots reach their bounds; else "not enough to say".

    A root that could not be worked out (NaN) never reaches a bound. ``days`` is the length of one couple's
    record, None for a study; ``step`` the days from report to report.

    Examples
    --------
    >>> decide(Roots(2.5, 2.0), 120.0).name.value, decide(Roots(1.2, 1.4), 60.0).more
    ('shows a reinforcing loop', More(low=5, high=None, unit='day'))
    """
    bounds, first, guard = (STUDY, "between", "beside") if days is None else (ONE_COUPLE, "together", "alone")
    reasons = (
        Message(f"rounds.reason.{first}", root=roots.together, bound=bounds.together),
        Message(f"rounds.reason.{guard}", root=roots.guard, bound=bounds.guard),
    )
    if roots.together >= bounds.together and roots.guard >= bounds.guard:
        return Verdict(VerdictName.REINFORCING, reasons)
    more = None if days is None else more_days(roots, days, step)
    return Verdict(VerdictName.NOT_ENOUGH, reasons, more=more, failed=Criterion.LINKS)


def more_days(roots: Roots, days: float, step: float = 1.0) -> More | None:
    """Tell how many more days of one couple might do, if the estimates are right.

    Roots grow with the square root of the record. The range goes with half a normal distribution around
    them. None where a root is not positive, or a year would hardly do.
    """
    pairs = ((roots.together, BOUND), (roots.guard, GUARD))
    if not all(root > 0 for root, _ in pairs):
        return None

    def wait(side: float) -> float:
        nearest = min((root + side * HALF_Z) / bound for root, bound in pairs)
        return days * float(max(max(nearest, 1e-3) ** -2.0, 1.0) - 1.0)

    if wait(0.0) > YEAR:
        return None
    low, high = wait(1.0), wait(-1.0)
    unit = wait_unit(step, low)
    most = int(YEAR / LENGTHS[unit])
    longest = min(_rounded(high / LENGTHS[unit]), most) if high <= YEAR else None
    return More(min(_rounded(low / LENGTHS[unit]), most), longest, unit)


def _rounded(length: float) -> int:
    """Round as people do, and up: to a ten, below fifty to a five; at least a few."""
    step = 10 if length >= 50 else 5
    return int(max(step * np.ceil(length / step), step))
