"""From a posterior to one of four answers, each with the rule that gave it.

The rules and their error rates stand in docs/verdicts.md; the thresholds stand here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pasdedeux.estimates import CLEAR, Criterion, MonteCarlo, VerdictName
from pasdedeux.identify.linear.diagnostics import normal_points, probability
from pasdedeux.identify.linear.results import LENGTHS, Link, More, Surrogates, Verdict, wait_unit
from pasdedeux.words import Message

FloatArray = NDArray[np.float64]

SURE = 0.95
"""Posterior probability that a statement needs."""
SMALL_GAIN = 0.05
"""A loop must be larger than this to be called one."""
MATERIAL_GAIN = 0.25
"""A loop smaller than this, either way, is too weak to matter: one round leaves less than a quarter."""
SURE_OF_NONE = 0.85
"""Probability that "too weak to matter" needs, by the records alone; how it was set: docs/calibration.md."""
LEAST_INFORMATION = 0.05
"""Least information of records about a link, in parts of that of its prior."""
ENOUGH_PAIRS = 100
"""Paired reports of people whose answers change, below which no direction is reported."""
FARTHEST = 8.0
"""Times the record beyond which no number of further days is given."""
YEAR = 365.0
"""Days beyond which no wait is named."""
LONG = 2.0
"""Times the record beyond which a range of further days is left open upwards."""
LEAST_RARER = 0.4
"""Share of the rarer of two answers below which no loop is told; docs/calibration.md."""
OWN_SURE = 3.0
"""Standard errors above 0 at which the mean of the couples' own gains must lie, where partners are alike."""
SURE_Z, SURE_OF_NONE_Z, HALF_Z = 1.645, 1.036, 0.674
"""Standard normal quantiles of `SURE` and `SURE_OF_NONE`, and of half the distribution around the middle."""


def without_prior(
    draws: FloatArray, mean: FloatArray, covariance: FloatArray, count: int = 4096
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
        Number of points asked for.

    Returns
    -------
    numpy.ndarray
        Points spread like draws, shape (count, n); very wide where the records say nothing. They are the same
        each time, so that only ``draws`` bring chance.

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
    left = np.maximum(precision - 1.0, LEAST_INFORMATION)
    centre = turn @ (precision / left * (turn.T @ white.mean(axis=1)))
    # the symmetric root does not jump where two directions change places
    spread = normal_points(count, len(left)) @ (turn / np.sqrt(left)) @ turn.T
    return np.asarray(mean + (centre + spread) @ root.T)


@dataclass(frozen=True, slots=True)
class Alike:
    """What the couples' own gains say where partners are alike: their mean, and its standard error.

    Each couple's own gain is the product of its two links, in whatever order its partners stand. NaN where
    no couple stands for itself.
    """

    mean: float = float("nan")
    error: float = float("nan")

    @classmethod
    def of(cls, own: Sequence[float]) -> Alike:
        """Take the mean over couples."""
        return cls(float(np.mean(own)), float(np.std(own, ddof=1) / len(own) ** 0.5))

    @property
    def sure(self) -> bool:
        """Whether they speak for a loop."""
        return self.mean >= OWN_SURE * self.error

    @property
    def reason(self) -> Message:
        """In a sentence."""
        if np.isnan(self.mean):
            return Message("identify.reason.alike")
        return Message("identify.reason.alike-own", mean=self.mean, error=self.error, needed=OWN_SURE)


def decide(
    gains: FloatArray,
    links: Sequence[Link],
    paired: int,
    *,
    converged: bool,
    too_weak: Callable[[], MonteCarlo],
    surrogates: Surrogates | None = None,
    alike: Alike | None = None,
) -> Verdict:
    """Apply the rules; where an answer hangs on the draws, the weaker one is given.

    Parameters
    ----------
    gains
        Posterior draws of the loop gain, shape (chains, draws).
    links
        The links between the partners.
    paired
        Times at which both reported, of people who do not give one answer only.
    converged
        False always gives "not enough to say".
    too_weak
        Gives the probability that the loop is too weak to matter, with the priors of the links taken off.
    surrogates
        Where they were made; a loop must stand out from them.
    alike
        Of couples whose partners share one set of numbers: a link one way only then looks like one of half
        the size both ways, and one up with one down like none. So the couples' own gains must speak for a
        loop as well, and neither a round that calms nor "no cycle" is ever told.

    Returns
    -------
    Verdict
        Answer, and what the rules looked at. What ``failed`` is `Criterion.DRAWS` where more draws might give
        another answer.
    """
    p_loop = probability(gains > SMALL_GAIN, gains)
    p_calm = probability(gains < -SMALL_GAIN, gains)
    both = _both_ways_sure(links)
    pairs = paired >= ENOUGH_PAIRS
    enough = converged and pairs
    beside = surrogates if surrogates is not None and surrogates.usable else None
    above, below = (True, True) if beside is None else (beside.above, beside.below)
    size = _any(p_loop.above(SURE), p_calm.above(SURE))
    own = alike is None or alike.sure
    loop = _all(enough, both, own, p_loop.above(SURE), above)
    calm = _all(enough, both, alike is None, p_calm.above(SURE), below)
    weak = too_weak() if enough and alike is None else None
    none = _all(enough, alike is None, weak is not None and weak.above(SURE_OF_NONE))
    reasons = tuple(_reasons(p_loop, p_calm, paired, weak, beside, both=both, converged=converged))
    if alike is not None:
        reasons = (*reasons, alike.reason)
    for name, holds in (
        (VerdictName.REINFORCING, loop),
        (VerdictName.BALANCING, calm),
        (VerdictName.NO_CYCLE, none),
    ):
        if holds:
            return Verdict(name, reasons)
        if holds is None:
            doubt = Message("identify.reason.draws", n=int(CLEAR))
            return Verdict(VerdictName.NOT_ENOUGH, (*reasons, doubt), failed=Criterion.DRAWS)
    met = {Criterion.SETTLED: converged, Criterion.PAIRS: pairs, Criterion.SIZE: size, Criterion.LINKS: both,
           Criterion.ALIKE: own}  # fmt: skip
    failed = next((criterion for criterion, holds in met.items() if holds is False), Criterion.SURROGATES)
    return Verdict(VerdictName.NOT_ENOUGH, reasons, failed=failed)


def of_two_answers(verdict: Verdict, rarer: float) -> Verdict:
    """Weaken an answer that rests on codes read as numbers, and say which way it errs.

    Codes draw links to 0, so that a real loop may look too weak to matter: "no cycle" is never told of them.
    Where one of the two is rare, shocks that both share look like a link back as well, and no loop is told.

    Parameters
    ----------
    verdict
        The answer as it would be of any numbers.
    rarer
        Share of the answer that is given less often.
    """
    even = rarer >= LEAST_RARER
    name = "identify.reason.two-answers" if even else "identify.reason.two-answers-rare"
    reasons = (*verdict.reasons, Message(name, share=100.0 * rarer))
    if verdict.name is VerdictName.NO_CYCLE or not even:
        failed = verdict.failed or Criterion.LINKS
        return replace(verdict, name=VerdictName.NOT_ENOUGH, reasons=reasons, failed=failed)
    return replace(verdict, reasons=reasons)


def _reasons(
    p_loop: MonteCarlo,
    p_calm: MonteCarlo,
    paired: int,
    weak: MonteCarlo | None,
    surrogates: Surrogates | None,
    *,
    both: bool | None,
    converged: bool,
) -> Iterable[Message]:
    """Say what the rules looked at."""
    yield Message("identify.reason.pairs", n=paired, needed=ENOUGH_PAIRS)
    yield Message(
        "identify.reason.size", bound=SMALL_GAIN, loop=p_loop.value, calm=p_calm.value, sure=SURE,
        error=max(p_loop.error, p_calm.error),
    )  # fmt: skip
    yield Message("identify.reason.links-sure" if both else "identify.reason.links-unsure")
    if weak is not None:
        yield Message(
            "identify.reason.weak", bound=MATERIAL_GAIN, p=weak.value, error=weak.error, sure=SURE_OF_NONE
        )
    if surrogates is not None:
        yield Message(
            "identify.reason.surrogates", own=surrogates.own, n=len(surrogates.gains),
            kind=surrogates.message, low=surrogates.low, high=surrogates.high,
        )  # fmt: skip
    else:
        yield Message("identify.reason.unchecked")
    if not converged:
        yield Message("identify.reason.unsettled")


def _all(*conditions: bool | None) -> bool | None:
    """Whether all hold: no where one does not, None where that is open."""
    if any(condition is False for condition in conditions):
        return False
    return None if any(condition is None for condition in conditions) else True


def _any(*conditions: bool | None) -> bool | None:
    """Whether one holds: yes where one does, None where that is open."""
    if any(conditions):
        return True
    return None if any(condition is None for condition in conditions) else False


def _both_ways_sure(links: Sequence[Link]) -> bool | None:
    """Whether at least one link in each direction is sure of its sign (intersection-union)."""
    return _all(*(_any(*(link.sign.above(SURE) for link in links if link.sender == side)) for side in (0, 1)))


def with_more_days(
    verdict: Verdict,
    gains: FloatArray,
    links: Sequence[Link],
    own: FloatArray,
    paired: int,
    days: float,
    step: float = 1.0,
) -> Verdict:
    """Add how many more days might settle what is "not enough to say", if the estimate is right.

    How far a statement stands from its bound, in standard deviations (z), grows with the square root of the
    record. The nearer of two statements counts: a loop of the estimated size, both its links included, or
    one too weak to matter. The range goes with half a normal distribution around z.

    Parameters
    ----------
    verdict
        The answer.
    gains, links, own
        Loop gain, links, and loop gain with the priors of the links taken off, all by the normal
        approximation at the posterior's mode, which is free of chance.
    paired, days, step
        Size of the record, and days from report to report.
    """
    if verdict.name is not VerdictName.NOT_ENOUGH:
        return verdict
    middle, spread = float(np.median(gains)), float(np.std(gains))
    loop = (
        min((abs(middle) - SMALL_GAIN) / max(spread, 1e-9), *(_surest(links, side) for side in (0, 1)))
        / SURE_Z
    )
    width = float(np.subtract(*np.quantile(own, (0.84, 0.16)))) / 2.0
    none = (MATERIAL_GAIN - abs(float(np.median(own)))) / max(width, 1e-9) / SURE_OF_NONE_Z
    needed = SURE_Z if loop >= none else SURE_OF_NONE_Z
    z = max(loop, none) * needed

    def factor(z: float) -> float:
        return float(max((needed / z) ** 2 if z > 0 else np.inf, ENOUGH_PAIRS / max(paired, 1), 1.1))

    if factor(z) > FARTHEST or (factor(z) - 1.0) * days > YEAR:
        return verdict
    low, high = ((factor(z + side * HALF_Z) - 1.0) * days for side in (1, -1))
    unit = wait_unit(step, low)
    longest = None if high > min(LONG * days, YEAR) else _rounded(high / LENGTHS[unit])
    return replace(verdict, more=More(_rounded(low / LENGTHS[unit]), longest, unit))


def _rounded(days: float) -> int:
    """Round a length of time as people do: to a ten, below fifty to a five, below ten to one."""
    step = 10 if days >= 50 else 5 if days >= 10 else 1
    return max(step * round(days / step), 1)


def _surest(links: Sequence[Link], sender: int) -> float:
    """How many standard deviations the surest link from this sender stands off 0."""
    return max(
        abs(link.response.estimate) / max((link.response.high - link.response.low) / 2 / SURE_Z, 1e-9)
        for link in links
        if link.sender == sender
    )
