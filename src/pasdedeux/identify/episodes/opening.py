"""Who opens, who raises the issue, and what sets it off."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import betaincinv

from pasdedeux.arguments import names_wrong_arguments, whole
from pasdedeux.estimates import QUANTILES, Interval
from pasdedeux.identify.episodes.readings import WEIGHT, Reading, Share, share_of
from pasdedeux.people import Couple
from pasdedeux.records import Episode, Episodes, Kind, Telling, Trigger

FEWEST = 15
"""Episodes below which nothing is said of who opens or raises: a few evenings make no habit."""


@dataclass(frozen=True, slots=True)
class Opening:
    """How episodes begin.

    Parameters
    ----------
    opens
        Share of episodes in which the first person makes the first move; None below `FEWEST` of them.
    raises
        Share in which the first person brought up the issue, where one of the two did; None below `FEWEST`.
    triggers
        Share of each trigger that was named, likeliest first.
    """

    opens: Share | None
    raises: Share | None
    triggers: Mapping[Trigger, Interval]


@names_wrong_arguments
def opening_of(episodes: Episodes) -> Opening:
    """Estimate who opens, who raises and what sets it off.

    Shares have an even prior that counts for two episodes; triggers a Dirichlet prior of the same weight, and
    where the two name different ones each counts half.

    Parameters
    ----------
    episodes
        Of one couple. Good turns are left out, near misses count.

    Examples
    --------
    >>> from datetime import date
    >>> from pasdedeux.people import Couple, Person
    >>> couple = Couple("ours", (Person("Alma"), Person("Ben")))
    >>> tellings = [Telling("Alma", date(2026, 1, n), raised_by_me=n > 4) for n in range(1, 20)]
    >>> found = opening_of(Episodes(couple, tuple(Episode(str(n), (one,)) for n, one in enumerate(tellings))))
    >>> found.opens, found.raises.told
    (None, 19)
    """
    hard = [one for one in episodes if any(told.kind is not Kind.GOOD_TURN for told in one.tellings)]
    return Opening(
        _if_enough(share_of(_reading(episodes.couple, one, _opened) for one in hard)),
        _if_enough(share_of(_reading(episodes.couple, one, _raised) for one in hard)),
        _triggers(hard),
    )


@names_wrong_arguments
def raised_by(episodes: Episodes, person: int) -> Episodes:
    """Keep the episodes whose issue this person raised, as both say who said anything: for answers apart.

    Parameters
    ----------
    episodes
        Of one couple.
    person
        0 or 1.

    Examples
    --------
    >>> from datetime import date
    >>> from pasdedeux.people import Couple, Person
    >>> couple = Couple("ours", (Person("Alma"), Person("Ben")))
    >>> one = Episode("1", (Telling("Ben", date(2026, 1, 1), raised_by_me=False),))
    >>> len(raised_by(Episodes(couple, (one,)), 0)), len(raised_by(Episodes(couple, (one,)), 1))
    (1, 0)
    """
    whole("person", person, 0, 1)
    wanted = person == 0
    kept = [one for one in episodes if set(_reading(episodes.couple, one, _raised)) - {None} == {wanted}]
    return replace(episodes, episodes=tuple(kept))


def _opened(telling: Telling) -> bool | None:
    return telling.moves[0].mine if telling.moves else None


def _raised(telling: Telling) -> bool | None:
    return telling.raised_by_me


def _reading(couple: Couple, one: Episode, mine: Callable[[Telling], bool | None]) -> Reading:
    """Whether it was the first person, as each of the two says."""
    first, second = (one.by(person.id) for person in couple.partners)
    theirs = None if second is None else mine(second)
    return None if first is None else mine(first), None if theirs is None else not theirs


def _if_enough(found: Share | None) -> Share | None:
    return found if found and found.told >= FEWEST else None


def _triggers(hard: list[Episode]) -> dict[Trigger, Interval]:
    named = [[told.trigger for told in one.tellings if told.trigger] for one in hard]
    weight = dict.fromkeys(Trigger, 0.0)
    for triggers in named:
        for trigger in triggers:
            weight[trigger] += 1.0 / len(triggers)
    total, prior = sum(weight.values()), WEIGHT / len(Trigger)
    found = {}
    for trigger, count in sorted(weight.items(), key=lambda item: -item[1]):
        if count:
            a, b = prior + count, WEIGHT - prior + total - count
            low, low50, middle, high50, high = (float(q) for q in betaincinv(a, b, np.array(QUANTILES)))
            found[trigger] = Interval(middle, low, high, low50, high50)
    return found
