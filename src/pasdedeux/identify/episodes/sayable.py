"""What may be said with how many episodes: one table, which figures, report and app all ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.identify.episodes.opening import FEWEST, raised_by
from pasdedeux.records import Episode, Episodes, Kind


class Claim(StrEnum):
    """Something that can be said or drawn of told episodes."""

    SEQUENCE = "sequence"
    """The couple's own acts in their order, in their own words; no number."""
    COUNTS = "counts"
    """How often something was told, in counts."""
    LINKS_IN_HAZE = "links-in-haze"
    """Which answer goes with what, as threads without width or edge."""
    KEPT_RETURNS = "kept-returns"
    TIMES = "times"
    """Median time until at ease and of episodes, with its range."""
    RETURN = "return"
    """How often a hot turn comes back, and further turns, with ranges."""
    SHAPE = "shape"
    LINKS = "links"
    """Answers with ranges."""
    OPENER = "opener"
    """Who opens and who raises."""
    BY_RAISER = "by-raiser"
    """Answers apart by who raised the issue."""
    WITH_AND_WITHOUT = "with-and-without"
    """Time until at ease with and without an act."""
    CHANGE = "change"
    """Before and since."""


@names_wrong_arguments
@dataclass(frozen=True, slots=True)
class Told:
    """How much a couple has told.

    Parameters
    ----------
    episodes
        Episodes and near misses with at least one act.
    timed
        Episodes with a time until at ease.
    returns
        Pauses of which it was said whether the promised return was kept.
    raised
        Episodes of which it was said who raised the issue; the smaller number of the two people.
    period
        Episodes in the smaller of two periods; 0 where there is only one.
    """

    episodes: int = 0
    timed: int = 0
    returns: int = 0
    raised: int = 0
    period: int = 0

    @classmethod
    def of(cls, episodes: Episodes, since: date | None = None) -> Told:
        """Count what was told.

        Parameters
        ----------
        episodes
            Of one couple.
        since
            First day of the second of two periods.

        Examples
        --------
        >>> from pasdedeux.people import Couple, Person
        >>> from pasdedeux.records import Move, Telling
        >>> couple = Couple("ours", (Person("Alma"), Person("Ben")))
        >>> telling = Telling("Alma", date(2026, 1, 1), (Move("goes-quiet", mine=True),), raised_by_me=True)
        >>> Told.of(Episodes(couple, (Episode("1", (telling,)),)))
        Told(episodes=1, timed=0, returns=0, raised=0, period=0)
        """
        hard = [one for one in episodes if _is_hard(one)]
        later = 0 if since is None else sum(one.day >= since for one in hard)
        return cls(
            len(hard),
            sum(any(told.kind is Kind.EPISODE and told.at_ease for told in one.tellings) for one in episodes),
            sum(any(told.return_kept is not None for told in one.tellings) for one in episodes),
            min(len(raised_by(episodes, person)) for person in (0, 1)),
            0 if since is None else min(later, len(hard) - later),
        )


@dataclass(frozen=True, slots=True)
class Need:
    """What a claim rests on.

    Parameters
    ----------
    least
        Numbers of `Told` that must be reached.
    error
        How often what is then said is wrong at most, as measured (docs/episodes-numbers.md; for answers,
        return and shape the page of the fit); None where what was told is only said again.
    wrong
        What is then wrong.
    named
        Whether a shape must have been named.
    """

    least: Mapping[str, int]
    error: float | None = None
    wrong: str = ""
    named: bool = False


TABLE: Mapping[Claim, Need] = MappingProxyType(
    {
        Claim.SEQUENCE: Need({"episodes": 1}),
        Claim.COUNTS: Need({"episodes": 3}),
        Claim.LINKS_IN_HAZE: Need({"episodes": 5}),
        Claim.TIMES: Need({"timed": 5}, 0.12, "the interval of the median misses"),
        Claim.KEPT_RETURNS: Need({"returns": 5}, 0.12, "the interval of the share misses"),
        Claim.RETURN: Need({"episodes": 8}, 0.15, "the interval of the return misses, at fixed truths"),
        Claim.SHAPE: Need({"episodes": 8}, 0.05, "a shape is named for an ordinary couple", named=True),
        Claim.LINKS: Need({"episodes": 15}, 0.13, "the interval of an answer misses"),
        Claim.OPENER: Need({"episodes": FEWEST}, 0.12, "the interval of the share misses"),
        Claim.BY_RAISER: Need({"episodes": 15, "raised": 5}, 0.13, "the interval of an answer misses"),
        Claim.WITH_AND_WITHOUT: Need({"timed": 15}, 0.06, "an act without effect is said to change the time"),
        Claim.CHANGE: Need(
            {"episodes": 25, "period": 8}, 0.13, "the return is said to be less, and is the same"
        ),
    }
)
"""One row for each claim. Every number is a floor, so that more of the same episodes never takes one back."""


@names_wrong_arguments
def sayable(told: Told, *, named: bool = False) -> frozenset[Claim]:
    """Decide what may be said with what was told.

    Parameters
    ----------
    told
        How much there is.
    named
        Whether the fit names a shape (its ``shape_``).

    Examples
    --------
    >>> sorted(sayable(Told(episodes=3)))
    [<Claim.COUNTS: 'counts'>, <Claim.SEQUENCE: 'sequence'>]
    """
    return frozenset(
        claim
        for claim, need in TABLE.items()
        if all(getattr(told, count) >= least for count, least in need.least.items())
        and (named or not need.named)
    )


def _is_hard(one: Episode) -> bool:
    return any(told.kind is not Kind.GOOD_TURN and told.moves for told in one.tellings)
