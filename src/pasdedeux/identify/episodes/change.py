"""Before and since: whether hot turns come back less, and whether the two are sooner at ease."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.estimates import MonteCarlo
from pasdedeux.identify.episodes.fit import EpisodesFit
from pasdedeux.identify.episodes.times import Span, times_of
from pasdedeux.records import Episodes
from pasdedeux.words import Message

FloatArray = NDArray[np.float64]

SURE = 0.9
"""A change is said from this probability on."""


@dataclass(frozen=True, slots=True)
class PeriodChange:
    """Two periods of one couple, side by side.

    Parameters
    ----------
    return_less
        Probability that hot turns come back less now than then.
    sooner_at_ease, shorter
        Probability that the median time until at ease, and from the first move to the last, is shorter now;
        None where one period has no answer.
    by_lot
        Whether the day on which the second period starts was drawn by lot.
    """

    return_less: MonteCarlo
    sooner_at_ease: MonteCarlo | None
    shorter: MonteCarlo | None
    by_lot: bool

    @property
    def remark(self) -> Message:
        """What stands beside every sentence of a change."""
        return Message("identify.change.by-lot" if self.by_lot else "identify.change.hard-weeks-pass")


@names_wrong_arguments
def change_between(then: EpisodesFit, now: EpisodesFit, *, by_lot: bool = False) -> PeriodChange:
    """Compare two periods of one couple.

    Parameters
    ----------
    then, now
        Fits of both periods, told in the same way.
    by_lot
        True where the first day of the second period was drawn by lot. People begin something new after hard
        weeks, which are followed by easier ones whatever they do.

    Returns
    -------
    PeriodChange
        Each probability with its Monte-Carlo error; say a change where it is above `SURE`.

    Examples
    --------
    >>> from pasdedeux.identify.episodes import fit_episodes
    >>> from pasdedeux.simulate import Dance, simulate_episodes
    >>> dances = Dance.of("polarised"), Dance.of("soft")
    >>> then, now = (fit_episodes(simulate_episodes(one, 15, seed=1)) for one in dances)
    >>> change_between(then, now).return_less.value > SURE
    True
    """
    return PeriodChange(
        below(now.answers.return_draws, then.answers.return_draws),
        _sooner(then, now, "at_ease"),
        _sooner(then, now, "lasted"),
        by_lot,
    )


@names_wrong_arguments
def before_and_since(episodes: Episodes, start: date) -> tuple[Episodes, Episodes]:
    """Part episodes at a day: those before it, and those from it on.

    Examples
    --------
    >>> from pasdedeux.people import Couple, Person
    >>> from pasdedeux.records import Episode, Telling
    >>> couple = Couple("ours", (Person("Alma"), Person("Ben")))
    >>> days = [Episode(str(n), (Telling("Alma", date(2026, 1, n)),)) for n in (1, 2, 3)]
    >>> [len(part) for part in before_and_since(Episodes(couple, tuple(days)), date(2026, 1, 2))]
    [1, 2]
    """
    then, now = (tuple(one for one in episodes if (one.day >= start) is later) for later in (False, True))
    return replace(episodes, episodes=then), replace(episodes, episodes=now)


def _sooner(then: EpisodesFit, now: EpisodesFit, span: Span) -> MonteCarlo | None:
    # two streams, so that draws of equal episodes are not the same draws
    before, since = times_of(then.episodes, span, seed=1), times_of(now.episodes, span, seed=2)
    return below(since.draws, before.draws) if before and since else None


def below(now: FloatArray, then: FloatArray) -> MonteCarlo:
    """Probability that a draw of now lies below one of then, over all pairs.

    Its error is that of a Mann-Whitney statistic (DeLong, DeLong & Clarke-Pearson 1988).

    Parameters
    ----------
    now, then
        Shapes (D,) and (D',): independent draws.

    Examples
    --------
    >>> below(np.arange(100.0), np.arange(100.0) + 50.0).value
    0.875
    """
    each_now = 1.0 - _share_below(then, now)
    each_then = _share_below(now, then)
    error = np.sqrt(each_now.var(ddof=1) / len(now) + each_then.var(ddof=1) / len(then))
    return MonteCarlo(float(each_then.mean()), float(error))


def _share_below(draws: FloatArray, at: FloatArray) -> FloatArray:
    """Share of draws that lie below each value; equal ones count half."""
    ranked = np.sort(draws)
    both = np.searchsorted(ranked, at, "left") + np.searchsorted(ranked, at, "right")
    return np.asarray(both / (2 * len(ranked)))
