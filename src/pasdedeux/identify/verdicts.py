"""From a posterior to one of four answers, each with the rule that gave it.

The rules and their error rates stand in docs/verdicts.md; the thresholds stand here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

import numpy as np
from numpy.typing import NDArray

from pasdedeux.identify.results import Link, Null, Verdict, VerdictName

FloatArray = NDArray[np.float64]

SURE = 0.95
"""Posterior probability that a statement needs."""
SMALL_GAIN = 0.05
"""A loop must be larger than this to be called one."""
MATERIAL_GAIN = 0.25
"""A loop surely smaller than this, either way, is called none: one round leaves less than a quarter."""
SURE_OF_NONE = 0.9
ENOUGH_PAIRS = 100
"""Paired reports below which no direction is told (docs/science, 5.4)."""

SENTENCES = {
    VerdictName.REINFORCING: (
        "What one of the two feels comes back to them through the other, a little each round."
    ),
    VerdictName.BALANCING: "The two answer each other in opposite ways, so each round calms down.",
    VerdictName.NO_CYCLE: "No cycle shows on the days of this record.",
    VerdictName.NOT_ENOUGH: "This record cannot say yet whether there is a cycle.",
}


def decide(
    gains: FloatArray,
    links: Sequence[Link],
    paired: int,
    *,
    converged: bool,
    null: Null | None = None,
    amount: float,
    unit: str,
) -> Verdict:
    """Apply the rules.

    Parameters
    ----------
    gains
        Posterior draws of the loop gain.
    links
        The links between the partners.
    paired
        Times at which both reported.
    converged
        False always gives "not enough to say".
    null
        Surrogates, where they were made; a loop must stand out from them.
    amount, unit
        Days of the couple's record, or couples of the study.

    Returns
    -------
    Verdict
        Answer, sentence, and what the rules looked at.
    """
    p_loop, p_calm = float((gains > SMALL_GAIN).mean()), float((gains < -SMALL_GAIN).mean())
    p_none = float((np.abs(gains) < MATERIAL_GAIN).mean())
    sure_links = _both_ways_sure(links)
    above = null is None or not np.isfinite(null.own) or null.own > null.high
    below = null is None or not np.isfinite(null.own) or null.own < float(np.quantile(null.gains, 0.05))
    reasons = [
        f"{paired} paired reports; a direction needs {ENOUGH_PAIRS}.",
        (
            f"P(gain > {SMALL_GAIN}) {_told(p_loop)}, P(gain < -{SMALL_GAIN}) {_told(p_calm)}, "
            f"P(|gain| < {MATERIAL_GAIN}) {_told(p_none)}."
        ),
        "Both directions are sure of their sign."
        if sure_links
        else "Not every direction is sure of its sign.",
    ]
    if null is not None and np.isfinite(null.own):
        reasons.append(
            f"The quick estimate is {null.own:.2f}; among {len(null.gains)} surrogates ({null.kind}) "
            f"nine in ten lie between {np.quantile(null.gains, 0.05):.2f} and {null.high:.2f}."
        )
    if not converged:
        reasons.append("The calculation did not settle, so nothing is concluded.")
    enough = converged and paired >= ENOUGH_PAIRS
    if enough and sure_links and p_loop > SURE and above:
        name = VerdictName.REINFORCING
    elif enough and sure_links and p_calm > SURE and below:
        name = VerdictName.BALANCING
    elif enough and p_none > SURE_OF_NONE:
        name = VerdictName.NO_CYCLE
    else:
        more = _more(gains, paired, amount) if converged else None
        return Verdict(VerdictName.NOT_ENOUGH, SENTENCES[VerdictName.NOT_ENOUGH], tuple(reasons), more, unit)
    return Verdict(name, SENTENCES[name], tuple(reasons), None, unit)


def _told(p: float) -> str:
    """Write a probability that draws have told: never as certain.

    Examples
    --------
    >>> _told(0.973), _told(1.0), _told(0.0)
    ('= 0.97', '> 0.99', '< 0.01')
    """
    return "> 0.99" if p > 0.99 else "< 0.01" if p < 0.01 else f"= {p:.2f}"


def _both_ways_sure(links: Sequence[Link]) -> bool:
    """Whether at least one link in each direction is sure of its sign (intersection-union)."""
    crossing = [link for link in links if link.sender != link.receiver]
    return all(any(link.p_sign > SURE for link in crossing if link.sender == side) for side in (0, 1))


def _more(gains: FloatArray, paired: int, amount: float) -> int | None:
    """About how much longer (or larger) the record would have to be, if its estimate is right.

    The posterior's width shrinks with the square root of the record; the answer is the smaller of what would
    make a loop of the estimated size sure, and what would make its absence sure. None beyond eight times the
    record.
    """
    estimate, width = float(np.median(gains)), float(np.std(gains))
    factors = []
    if abs(estimate) > SMALL_GAIN:
        factors.append((1.645 * width / (abs(estimate) - SMALL_GAIN)) ** 2)
    if abs(estimate) < MATERIAL_GAIN:
        factors.append((1.645 * width / (MATERIAL_GAIN - abs(estimate))) ** 2)
    factor = max(min(factors), ENOUGH_PAIRS / max(paired, 1), 1.1)
    return None if factor > 8 else max(1, ceil((factor - 1.0) * amount))
