"""Kept returns: of pauses with a promised time, how many ended as promised. The couple's number, nobody's."""

from __future__ import annotations

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.identify.episodes.readings import Share, share_of
from pasdedeux.records import Episodes


@names_wrong_arguments
def kept_returns(episodes: Episodes) -> Share | None:
    """Estimate the share of promised returns that were kept.

    Who promised is not asked, so nobody can be counted.

    Parameters
    ----------
    episodes
        Of one couple; those without a promised time are left out.

    Returns
    -------
    Share or None
        None where no pause had a promised time.

    Examples
    --------
    >>> from datetime import date
    >>> from pasdedeux.people import Couple, Person
    >>> from pasdedeux.records import Episode, Telling
    >>> couple = Couple("ours", (Person("Alma"), Person("Ben")))
    >>> told = Telling("Alma", date(2026, 1, 1), return_kept=True)
    >>> kept_returns(Episodes(couple, (Episode("1", (told,)),))).told
    1
    """
    first, second = (person.id for person in episodes.couple.partners)
    said = [{telling.person: telling.return_kept for telling in one.tellings} for one in episodes]
    return share_of((by.get(first), by.get(second)) for by in said)
