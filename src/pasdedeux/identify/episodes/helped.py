"""What helped: as each says, and with and without it among episodes of like alarm."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from pasdedeux.arguments import names_wrong_arguments, whole
from pasdedeux.errors import InputError
from pasdedeux.estimates import Interval
from pasdedeux.identify.episodes.censored import draw_coefficients
from pasdedeux.identify.episodes.times import FACTOR, USUAL, log_bounds
from pasdedeux.records import ACTS, ActClass, Episode, Episodes

FloatArray = NDArray[np.float64]

BANDS = (2.5, 4.5, 6.5, 8.5)
"""Edges between bands of peak alarm, 0 to 10."""
FEWEST = 5
"""Episodes with, and without, in bands that hold both."""
EITHER_WAY = 2.0
"""Prior of the ratio of times: a factor of one standard deviation, around 1."""


@names_wrong_arguments
def what_helped(episodes: Episodes) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """Count what each of the two says helped.

    Returns
    -------
    tuple of Mapping
        For each person of the couple, how often each soft act was named, most often first.

    Examples
    --------
    >>> from datetime import date
    >>> from pasdedeux.people import Couple, Person
    >>> from pasdedeux.records import Telling
    >>> couple = Couple("ours", (Person("Alma"), Person("Ben")))
    >>> one = Episode("1", (Telling("Alma", date(2026, 1, 1), helped=("pauses",)),))
    >>> what_helped(Episodes(couple, (one,)))
    ({'pauses': 1}, {})
    """
    first, second = (
        dict(
            Counter(
                act for one in episodes if (told := one.by(person.id)) for act in told.helped
            ).most_common()
        )
        for person in episodes.couple.partners
    )
    return first, second


@dataclass(frozen=True, slots=True)
class WithAndWithout:
    """Time until at ease in episodes with an act, beside those without it.

    Parameters
    ----------
    ratio
        Of the median times, with over without, among episodes of like peak alarm.
    with_it, without
        Episodes compared.
    """

    ratio: Interval
    with_it: int
    without: int


@names_wrong_arguments
def with_and_without(episodes: Episodes, act: str, *, seed: int = 0) -> WithAndWithout | None:
    """Compare the time until at ease with and without a soft act, only inside bands of peak alarm.

    People pause when it is bad. So over all episodes those with a pause look longer even where it shortens
    them; within bands of alarm much of that is gone, not all.

    Parameters
    ----------
    episodes
        Of one couple.
    act
        Id of a soft act, by whomever.
    seed
        Seed.

    Returns
    -------
    WithAndWithout or None
        None where fewer than `FEWEST` with or without it stand in bands that hold both.

    Raises
    ------
    InputError
        If the act is no soft act.

    Examples
    --------
    >>> from datetime import date
    >>> from pasdedeux.people import Couple, Person
    >>> from pasdedeux.records import Lasting, Move, Telling
    >>> acts = {"pauses": Lasting.HALF_HOUR, "gets-loud": Lasting.OVERNIGHT}
    >>> tellings = [
    ...     Telling("Alma", date(2026, 1, n + 1), (Move(act, mine=True),), peak=6, at_ease=after)
    ...     for n in range(8)
    ...     for act, after in acts.items()
    ... ]
    >>> couple = Couple("ours", (Person("Alma"), Person("Ben")))
    >>> told = Episodes(couple, tuple(Episode(str(n), (one,)) for n, one in enumerate(tellings)))
    >>> with_and_without(told, "pauses").ratio.high < 1.0
    True
    """
    whole("seed", seed, 0)
    if act not in ACTS or ACTS[act].act_class is not ActClass.SOFT:
        raise InputError("records.episodes.helped", where="act", act=act)
    low, high, told = log_bounds([one for one in episodes if _peak(one) is not None], "at_ease")
    used = np.array([any(move.act == act for by in one.tellings for move in by.moves) for one in told], bool)
    band = np.digitize([_peak(one) or 0.0 for one in told], BANDS)
    mixed = [k for k in np.unique(band) if len(set(used[band == k])) == 2]
    kept = np.isin(band, mixed)
    with_it, without = int(used[kept].sum()), int((~used[kept]).sum())
    if min(with_it, without) < FEWEST:
        return None
    design = np.column_stack([used[kept], *(band[kept] == k for k in mixed)]).astype(np.float64)
    mean = np.array([0.0, *[log(USUAL)] * len(mixed)])
    sd = np.array([log(EITHER_WAY), *[log(FACTOR)] * len(mixed)])
    found = draw_coefficients(low[kept], high[kept], design, mean, sd, np.random.default_rng(seed))
    return WithAndWithout(Interval.of(np.exp(found[:, 0])), with_it, without)


def _peak(one: Episode) -> float | None:
    """Worst alarm of an episode: the mean of what was told."""
    told = [telling.peak for telling in one.tellings if telling.peak is not None]
    return sum(told) / len(told) if told else None
