"""Coded talks: what they hold before a fit, the fit itself, and the example."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.errors import InputError
from pasdedeux.progress import Progress
from pasdedeux.readers.names import SIMULATED
from pasdedeux.records import Talk, Talks

if TYPE_CHECKING:
    from pasdedeux.identify import TalksFit

NOTHING = frozenset({"other", "0"})
"""Codes that say that the code in question was not given."""


@dataclass(frozen=True, eq=False)
class TalksLook:
    """What coded talks hold.

    Parameters
    ----------
    talks
        As they were read.
    labels
        Of the partners; ``("", "")`` where each couple has its own.
    lengths
        Shape (N,). Codes that could be given in each talk: turns, events, or intervals.
    seconds
        Shape (N,). How long each talk is; empty without a clock.
    counts
        Shape (K, 2). How often each partner showed each code.
    shares
        Shape (N,). Share of the first partner in what both did: in time where states have an end, else in
        codes. NaN for intervals, in which both are always coded.
    uncoded
        Share of turns, events or cells of intervals without a code.
    holes
        Intervals within talks in which neither partner has a code.
    silence
        Longest time from one code to the next, in seconds, and its couple; None without a clock.
    """

    talks: Talks
    labels: tuple[str, str]
    lengths: NDArray[np.int64]
    seconds: NDArray[np.float64]
    counts: NDArray[np.int64]
    shares: NDArray[np.float64]
    uncoded: float
    holes: int
    silence: tuple[float, str] | None


@names_wrong_arguments
def look_at_talks(talks: Talks) -> TalksLook:
    """Look at coded talks without fitting anything.

    Examples
    --------
    >>> from pasdedeux.simulate import simulate_talks
    >>> found = look_at_talks(simulate_talks(4, 20, seed=1))
    >>> found.lengths.tolist(), found.counts.sum().item(), found.uncoded
    ([20, 20, 20, 20], 160, 0.0)
    """
    intervals = talks.form == "intervals"
    code = np.concatenate([talk.code for talk in talks])
    clock = talks[0].clock
    return TalksLook(
        talks,
        _labels(talks),
        np.array([len(talk.grid) if intervals else len(talk) for talk in talks]),
        np.array([_seconds(talk) for talk in talks] if clock else []),
        talks.counts,
        np.array([np.nan if intervals else _share(talk) for talk in talks]),
        float((code < 0).mean()) if len(code) else 0.0,
        sum(int((talk.grid < 0).all(axis=1).sum()) for talk in talks) if intervals else 0,
        _silence(talks) if clock and not intervals else None,
    )


def _labels(talks: Talks) -> tuple[str, str]:
    known = {talk.couple.labels for talk in talks}
    return known.pop() if len(known) == 1 else ("", "")


def _seconds(talk: Talk) -> float:
    last = np.fmax(talk.start, talk.end)
    return float(last.max() - talk.start.min()) if len(talk) else 0.0


def _share(talk: Talk) -> float:
    """Share of the first partner in time or codes; NaN where nobody did anything."""
    spans = talk.end - talk.start
    weights = np.ones(len(talk)) if np.isnan(spans).any() or not spans.sum() else spans
    return float(weights[talk.who == 0].sum() / weights.sum()) if len(talk) else float("nan")


def _silence(talks: Talks) -> tuple[float, str] | None:
    """Longest time in which nothing began and no state was on."""
    found = [(_longest(talk), talk.couple.id) for talk in talks if len(talk) > 1]
    return max(found, default=None)


def _longest(talk: Talk) -> float:
    until = np.maximum.accumulate(np.fmax(talk.start, talk.end))
    return float(max((talk.start[1:] - until[:-1]).max(), 0.0))


@names_wrong_arguments
def the_response(talks: Talks) -> str | tuple[str, str]:
    """Name the response where the codes leave no choice: one code beside "not given", or one of each partner.

    Raises
    ------
    InputError
        If more codes may be meant; the message lists them.

    Examples
    --------
    >>> from pasdedeux.simulate import simulate_talks
    >>> the_response(simulate_talks(4, 20, seed=1, codes=("asks", "quiet")))
    ('asks', 'quiet')
    """
    counts = look_at_talks(talks).counts
    told = [n for n, code in enumerate(talks.codes) if code not in NOTHING]
    if len(told) == 1:
        return talks.codes[told[0]]
    own = [[n for n in told if counts[n, who] and not counts[n, 1 - who]] for who in (0, 1)]
    if len(told) == 2 and all(len(one) == 1 for one in own):
        return talks.codes[own[0][0]], talks.codes[own[1][0]]
    classes = sorted({one for one in talks.classes.values() if one != "other"})
    known = ", ".join([*classes, *talks.codes][:20])
    raise InputError("services.talks.no-response", where=talks.provenance.source, known=known)


@names_wrong_arguments
def find_talks(
    talks: Talks,
    *,
    response: str | tuple[str, str] | None = None,
    trigger: str | tuple[str, str] | None = None,
    moderators: Sequence[str] = (),
    seed: int = 0,
    jobs: int = 1,
    checks: bool = True,
    progress: Progress | None = None,
) -> TalksFit:
    """Find how each partner answers the other in coded talks.

    Parameters
    ----------
    talks
        Coded talks of several couples.
    response
        As for `pasdedeux.identify.fit_talks`; where None, the one that the codes leave.
    trigger, moderators, seed, jobs, checks, progress
        As for `pasdedeux.identify.fit_talks`.

    Examples
    --------
    >>> from pasdedeux.simulate import simulate_talks
    >>> found = find_talks(simulate_talks(6, 40, seed=1), checks=False)
    >>> found.response
    ('tense', 'tense')
    """
    response = response or the_response(talks)
    from pasdedeux.identify import fit_talks  # noqa: PLC0415 - the compiled core loads with the first fit

    return fit_talks(
        talks,
        response=response,
        trigger=trigger,
        moderators=moderators,
        seed=seed,
        jobs=jobs,
        checks=checks,
        progress=progress,
    )


def example_talks_table() -> list[dict[str, Any]]:
    """Lay simulated talks out in rows, one per couple and interval, with a column per partner.

    Examples
    --------
    >>> rows = example_talks_table()
    >>> list(rows[0])[:2], rows[0]["simulated"]
    (['couple', 'interval'], 1)
    """
    from pasdedeux.simulate import example_talks  # noqa: PLC0415 - loads only for an example

    return [row for talk in example_talks() for row in _rows(talk)]


def _rows(talk: Talk) -> list[dict[str, Any]]:
    one, two = talk.couple.labels
    names = [*talk.codes, ""]
    traits = {
        f"{name}_{person.label}": round(value, 3)
        for person in talk.couple.partners
        for name, value in person.traits.items()
    }
    return [
        {
            "couple": talk.couple.id,
            "interval": n,
            one: names[first],
            two: names[second],
            **traits,
            SIMULATED: 1,
        }
        for n, (first, second) in enumerate(talk.grid.tolist(), start=1)
    ]
