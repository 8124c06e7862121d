"""Two sentences side by side, never one number: how a hot turn comes back, and what a bad day could start.

Turns follow within minutes, the moves of the nonlinear loop within hours: their numbers are not the same.
"""

from __future__ import annotations

from math import inf

from pasdedeux.estimates import Interval
from pasdedeux.identify.episodes.fit import EpisodesFit
from pasdedeux.identify.nonlinear.fit import Edge
from pasdedeux.identify.nonlinear.stay import LONGEST
from pasdedeux.words import Message


def how_it_comes_back(fit: EpisodesFit) -> Message:
    """Say how often a hot turn comes back after one full turn: from told episodes."""
    g = fit.return_
    return Message("identify.joined.turns", n=10 * g.estimate, low=10 * g.low, high=10 * g.high)


def what_a_bad_day_could_start(edge: Edge, stays: Interval | None) -> Message:
    """Say how big a bad day would start the cycle and how long it would stay: from the nonlinear loop.

    Parameters
    ----------
    edge
        Of a nonlinear fit (``fit.edge_``).
    stays
        Days, of the same fit (`pasdedeux.identify.nonlinear.stay.stay`).
    """
    if edge.bad_days is None or stays is None:
        return Message("identify.joined.open")
    return Message(
        "identify.joined.bad-day",
        chance=_chance(edge.p_trap.value),
        low=_times(edge.bad_days.low),
        high=_times(edge.bad_days.high),
        shortest=_days(stays.low),
        longest=_days(stays.high),
    )


def _chance(p: float) -> Message:
    if p > 0.99:
        return Message("common.sure.most")
    if p >= 0.95:
        return Message("common.sure.hundred", n=int(100 * p))
    return Message("common.sure.ten", n=max(1, int(10 * p)))


def _times(days: float) -> Message:
    return Message("identify.joined.none-needed") if days == 0.0 else Message("identify.joined.times", n=days)


def _days(days: float) -> Message:
    if days == inf:
        return Message("identify.joined.longer", n=round(LONGEST))
    hours = round(24 * max(days, 0.5))
    return Message("common.time.hour", n=hours) if hours < 36 else Message("common.time.day", n=round(days))
