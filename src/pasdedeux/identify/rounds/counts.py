"""What followed the days on which one did more than usual, counted: the first thing a short record shows.

Counts describe. They never turn into a verdict: few are sure in the first weeks, and after four of them slow
moods alone make more and more of them look like links.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import gammaln

from pasdedeux.identify.rounds.series import ROLES, items
from pasdedeux.records import Record

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

FIRST, LAST = 7, 28
"""Days of a record from which, and up to which, counts are given; longer, moods make them misleading."""
LEAST = 4
"""Days needed on each side: after more than usual, and other days."""
WIDEST = 12.0
"""Logarithm of an odds ratio beyond which none is told from infinity."""


@dataclass(frozen=True, slots=True)
class Count:
    """How often one did more than usual on the day after the other did, and after other days.

    Parameters
    ----------
    sender, receiver
        0 or 1, the position on the partner axis.
    sender_role, receiver_role
        What one did more of than usual, and what the other did more of the day after.
    after, of_after
        On so many of so many days after one had done more than usual.
    other, of_other
        On so many of so many other days.
    p
        Probability of so many or more by chance, apart by whether the receiver was above usual already the
        day before: exact, from the hypergeometric distributions of both kinds of days put together.
    low, high
        Exact 90 % interval of the odds ratio common to both kinds of days; infinite where nothing bounds it.
    """

    sender: int
    receiver: int
    sender_role: str
    receiver_role: str
    after: int
    of_after: int
    other: int
    of_other: int
    p: float
    low: float
    high: float


def counts_of(record: Record) -> tuple[Count, ...]:
    """Count what followed what, both ways in both pairs; nothing outside the first to the fourth week.

    Several reports of a day are taken together. "Usual" is a person's own mean of the record.

    Examples
    --------
    >>> from pasdedeux.simulate import example_records
    >>> counts_of(example_records(couples=1, days=20)[0])
    ()
    """
    days, usual = _above_usual(record)
    if not len(days) or not FIRST <= days[-1] - days[0] + 1 <= LAST:
        return ()
    found = []
    for reaching in (0, 1):
        for sender, pulls in ((reaching, False), (1 - reaching, True)):
            sent, got = ROLES[::-1] if pulls else ROLES
            one = _count(usual[:, sender, int(pulls)], usual[:, 1 - sender, int(not pulls)], days)
            if one:
                found.append(Count(sender, 1 - sender, sent, got, *one))
    return tuple(found)


def _above_usual(record: Record) -> tuple[NDArray[np.int64], FloatArray]:
    """Days, and whether both did more than usual: shape (days, 2, 2), NaN where that is not known."""
    day = record.whole_days
    columns = [items(record.roles, role)[:1] for role in ROLES]
    if not all(columns):
        return day[:0], np.empty((0, 2, 2))
    values = record.values[:, :, [at for column in columns for at in column]]
    days = np.unique(day)
    seen = ~np.isnan(values)
    total = np.array([np.where(seen, values, 0.0)[day == one].sum(axis=0) for one in days])
    number = np.array([seen[day == one].sum(axis=0) for one in days])
    with np.errstate(invalid="ignore"):
        mean = total / number
        usual = np.nansum(mean, axis=0) / (number > 0).sum(axis=0)
    return days, np.where(number > 0, mean > usual, np.nan)


def _count(
    sent: FloatArray, got: FloatArray, days: NDArray[np.int64]
) -> tuple[int, int, int, int, float, float, float] | None:
    known = ~np.isnan(sent[:-1]) & ~np.isnan(got[1:]) & ~np.isnan(got[:-1]) & (np.diff(days) == 1)
    before, already, then = sent[:-1][known] > 0, got[:-1][known] > 0, got[1:][known] > 0
    if min(int(before.sum()), int((~before).sum())) < LEAST:
        return None
    after = int((before & then).sum())
    p, low, high = _exact(before, already, then, after)
    return after, int(before.sum()), int((~before & then).sum()), int((~before).sum()), p, low, high


def _exact(before: BoolArray, already: BoolArray, then: BoolArray, after: int) -> tuple[float, float, float]:
    """One-sided p, and the interval of the common odds ratio, given the margins of both kinds of days.

    With odds ratio psi the number of days counted has probability c(k) psi^k / sum, c being the convolution
    of the two hypergeometric distributions (Gart 1970, Biometrika 57:471).
    """
    chance = np.ones(1)
    for kind in (already, ~already):
        chance = np.convolve(chance, _hypergeometric(before[kind], then[kind]))
    number = np.flatnonzero(chance)
    logs = np.log(chance[number])

    def tail(log_odds: float, *, up: bool) -> float:
        weights = logs + log_odds * number
        weights = np.exp(weights - weights.max())
        return float(weights[number >= after if up else number <= after].sum() / weights.sum())

    def bound(*, up: bool, none: float) -> float:
        reached = number[0] if up else number[-1]
        if after == reached:
            return none
        sign = 1.0 if up else -1.0
        if tail(-sign * WIDEST, up=up) > 0.05:
            return none
        return float(np.exp(brentq(lambda x: tail(x, up=up) - 0.05, -WIDEST, WIDEST)))

    return tail(0.0, up=True), bound(up=True, none=0.0), bound(up=False, none=np.inf)


def _hypergeometric(before: BoolArray, then: BoolArray) -> FloatArray:
    """Chance of each number of days that are both, from 0 to all that came before."""
    days, good, drawn = len(before), int(then.sum()), int(before.sum())
    k = np.arange(drawn + 1)
    fits = (k <= good) & (drawn - k <= days - good)

    def choices(n: NDArray[np.int64] | int, m: NDArray[np.int64] | int) -> FloatArray:
        return np.asarray(gammaln(n + 1.0) - gammaln(m + 1.0) - gammaln(np.subtract(n, m) + 1.0))

    chance = np.zeros(drawn + 1)
    some = k[fits]
    chance[fits] = np.exp(choices(good, some) + choices(days - good, drawn - some) - choices(days, drawn))
    return chance
