"""Two sentences side by side, never one number: how a hot turn comes back, and what a bad day could start.

Turns follow within minutes, the moves of the nonlinear loop within hours: their numbers are not the same.
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from pasdedeux.estimates import Interval
from pasdedeux.identify.nonlinear.bad_day import LONGEST, BadDay
from pasdedeux.words import Message

if TYPE_CHECKING:
    from pasdedeux.identify.episodes.fit import EpisodesFit


def how_it_comes_back(fit: EpisodesFit) -> Message:
    """Say how often a hot turn comes back after one full turn: from told episodes."""
    g = fit.return_
    return Message("identify.joined.turns", **_out_of_ten(g))


def what_a_bad_day_could_start(found: BadDay) -> Message:
    """Say how big a bad day would start the cycle and how long it would stay: from the nonlinear loop.

    Quiet days never say that nothing could start it; they leave it open.

    Examples
    --------
    >>> from pasdedeux.estimates import MonteCarlo
    >>> what_a_bad_day_could_start(BadDay(MonteCarlo(0.0, 0.01), None, None)).name
    'identify.joined.open'
    """
    if found.times is None or found.stays is None or found.chance.value < 0.05:
        return Message("identify.joined.open")
    return Message(
        "identify.joined.bad-day",
        chance=_chance(found.chance.value),
        low=_times(found.times.low),
        high=_times(found.times.high),
        shortest=_days(found.stays.low),
        longest=_days(found.stays.high),
    )


def _out_of_ten(share: Interval) -> dict[str, float]:
    return {"n": 10 * share.estimate, "low": 10 * share.low, "high": 10 * share.high}


def _chance(p: float) -> Message:
    if p > 0.99:
        return Message("common.sure.most")
    if p >= 0.95:
        return Message("common.sure.hundred", n=int(100 * p))
    return Message("common.sure.ten", n=max(1, round(10 * p)))


def _times(days: float) -> Message:
    return (
        Message("identify.joined.none-needed") if days == 0.0 else Message("nonlinear.edge.times", times=days)
    )


def _days(days: float) -> Message:
    if days == inf:
        return Message("identify.joined.longer", n=round(LONGEST))
    return (
        Message("common.time.day", n=round(days))
        if days >= 1.5
        else Message("common.time.hour", n=round(24 * days) or 12)
    )
