"""From a posterior to one of four answers, each with the rule that gave it.

The rules and their error rates stand in docs/verdicts.md; the thresholds stand here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil

import numpy as np
from numpy.typing import NDArray

from pasdedeux.estimates import Rule, VerdictName
from pasdedeux.identify.linear.results import Link, Null, Verdict

FloatArray = NDArray[np.float64]

SURE = 0.95
"""Posterior probability that a statement needs."""
SMALL_GAIN = 0.05
"""A loop must be larger than this to be called one."""
MATERIAL_GAIN = 0.25
"""A loop smaller than this, either way, is too weak to matter: one round leaves less than a quarter."""
SURE_OF_NONE = 0.85
"""Probability that "too weak to matter" needs, by the records alone; how it was set: docs/calibration.md."""
LEAST_TOLD = 0.05
"""Least that records are taken to tell of a link, in parts of what its prior tells."""
ENOUGH_PAIRS = 100
"""Paired reports that tell something, below which no direction is told."""

SENTENCES = {
    VerdictName.REINFORCING: (
        "What one of the two feels comes back to them through the other, a little each round."
    ),
    VerdictName.BALANCING: "The two answer each other in opposite ways, so each round calms down.",
    VerdictName.NO_CYCLE: "Any round between the two is too weak to matter on the days of this record.",
    VerdictName.NOT_ENOUGH: "This record cannot say yet whether there is a cycle.",
}


def without_prior(
    draws: FloatArray, mean: FloatArray, covariance: FloatArray, count: int = 4000
) -> FloatArray:
    r"""Take the prior off: what the records alone say of some normal-prior numbers.

    A prior drawn to 0 speaks for "no loop" by itself. With posterior precision :math:`P` and prior precision
    :math:`P_0`, both of normal distributions, the records' own share is :math:`P - P_0`.

    Parameters
    ----------
    draws
        Posterior draws, shape (S, n).
    mean, covariance
        The prior, shapes (n,) and (n, n).
    count
        Number of draws asked for.

    Returns
    -------
    numpy.ndarray
        Draws, shape (count, n); very wide where the records tell nothing.

    Examples
    --------
    >>> z = np.random.default_rng(0).standard_normal((5000, 1))
    >>> alone = without_prior(z / 2**0.5 + 0.5, np.zeros(1), np.eye(1))
    >>> float(alone.mean().round(1)), float(alone.std().round(1))
    (1.0, 1.0)
    """
    root = np.linalg.cholesky(covariance)
    white = np.linalg.solve(root, (draws - mean).T)
    precision, turn = np.linalg.eigh(np.linalg.inv(np.atleast_2d(np.cov(white))))
    told = np.maximum(precision - 1.0, LEAST_TOLD)
    centre = precision / told * (turn.T @ white.mean(axis=1))
    spread = np.random.default_rng(0).standard_normal((count, len(told))) / np.sqrt(told)
    return np.asarray(mean + (centre + spread) @ turn.T @ root.T)


def decide(
    gains: FloatArray,
    links: Sequence[Link],
    paired: int,
    *,
    converged: bool,
    alone: Callable[[], FloatArray],
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
        Times at which both reported, of people who do not give one answer only.
    converged
        False always gives "not enough to say".
    alone
        Gives draws of the loop gain with the priors of the links taken off (`without_prior`).
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
    sure_links = _both_ways_sure(links)
    enough = converged and paired >= ENOUGH_PAIRS
    own = alone() if enough else gains
    p_none = float((np.abs(own) < MATERIAL_GAIN).mean())
    checked = null is not None and np.isfinite(null.own)
    above = null is None or not checked or null.own > null.high
    below = null is None or not checked or null.own < null.low
    reasons = [
        f"{paired} paired reports of people whose answers change; a direction needs {ENOUGH_PAIRS}.",
        f"P(gain > {SMALL_GAIN}) = {p_loop:.2f}, P(gain < -{SMALL_GAIN}) = {p_calm:.2f}; asked for: {SURE}.",
        "Both directions are sure of their sign."
        if sure_links
        else "Not every direction is sure of its sign.",
    ]
    if enough:
        reasons.append(
            f"Equivalence to no loop, bound {MATERIAL_GAIN} either way: with the priors of the links taken "
            f"off, P(|gain| < {MATERIAL_GAIN}) = {p_none:.2f}; asked for: {SURE_OF_NONE}."
        )
    if null is not None and checked:
        reasons.append(
            f"The quick estimate is {null.own:.2f}; among {len(null.gains)} surrogates ({null.kind}) "
            f"nine in ten lie between {null.low:.2f} and {null.high:.2f}."
        )
    else:
        reasons.append("Could not be checked, or was not checked, against surrogates.")
    if not converged:
        reasons.append("The calculation did not settle, so nothing is concluded.")
    if enough and sure_links and p_loop > SURE and above:
        name = VerdictName.REINFORCING
    elif enough and sure_links and p_calm > SURE and below:
        name = VerdictName.BALANCING
    elif enough and p_none > SURE_OF_NONE:
        name = VerdictName.NO_CYCLE
    else:
        kept = {
            Rule.SETTLED: converged,
            Rule.PAIRS: paired >= ENOUGH_PAIRS,
            Rule.SIZE: max(p_loop, p_calm) > SURE,
            Rule.LINKS: sure_links,
            Rule.SURROGATES: False,
        }
        failed = next(rule for rule, holds in kept.items() if not holds)
        more = _more(gains, links, own, paired, amount) if converged else None
        sentence = SENTENCES[VerdictName.NOT_ENOUGH]
        return Verdict(VerdictName.NOT_ENOUGH, sentence, tuple(reasons), more, unit, failed)
    return Verdict(name, SENTENCES[name], tuple(reasons), None, unit)


def _both_ways_sure(links: Sequence[Link]) -> bool:
    """Whether at least one link in each direction is sure of its sign (intersection-union)."""
    crossing = [link for link in links if link.sender != link.receiver]
    return all(any(link.p_sign > SURE for link in crossing if link.sender == side) for side in (0, 1))


def _more(
    gains: FloatArray, links: Sequence[Link], own: FloatArray, paired: int, amount: float
) -> int | None:
    """About how much longer (or larger) the record would have to be, if its estimate is right.

    The posterior's width shrinks with the square root of the record; the answer is the smaller of what would
    make a loop of the estimated size and both its links sure, and what would make it sure that it is too weak
    to matter. None beyond eight times the record.
    """
    estimate, width = float(np.median(gains)), float(np.std(gains))
    factors = []
    if abs(estimate) > SMALL_GAIN:
        size = 1.645 * width / (abs(estimate) - SMALL_GAIN)
        factors.append(max(size, *(_short_of_sure(links, side) for side in (0, 1))) ** 2)
    low, middle, high = (float(q) for q in np.quantile(own, (0.05, 0.5, 0.95)))
    if abs(middle) < MATERIAL_GAIN:
        factors.append((0.5 * (high - low) / (MATERIAL_GAIN - abs(middle))) ** 2)
    factor = max(min(factors, default=np.inf), ENOUGH_PAIRS / max(paired, 1), 1.1)
    return None if factor > 8 else max(1, ceil((factor - 1.0) * amount))


def _short_of_sure(links: Sequence[Link], sender: int) -> float:
    """Half the 90 % range of the surest link from this sender, as a multiple of its size."""
    spans = (
        0.5 * (link.response.high - link.response.low) / max(abs(link.response.estimate), 1e-9)
        for link in links
        if link.sender == sender != link.receiver
    )
    return min(spans, default=np.inf)
