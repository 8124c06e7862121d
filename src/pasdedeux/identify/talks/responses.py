"""From coded talks to rows: each code of a partner, beside what both had shown before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from pasdedeux.errors import InputError
from pasdedeux.records import Talk, Talks
from pasdedeux.records.arrangement import digest_of, stream_of

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
Pair = tuple[str, str]
NEXT = 1.5
"""Interval lengths within which an interval follows another."""


@dataclass(frozen=True, eq=False)
class Rows:
    """What one partner showed, each time with what came before; all arrays of shape (R,).

    Parameters
    ----------
    shown
        1 where the code is the response.
    own, partner
        1 where the same person showed it last time, and where the other showed theirs.
    own_before, partner_before
        The same, the time before; NaN where nothing is known of it.
    time
        Share of the talk gone by, from -1/2 to 1/2.
    talk
        Which of the couple's talks.
    """

    shown: FloatArray
    own: FloatArray
    partner: FloatArray
    own_before: FloatArray
    partner_before: FloatArray
    time: FloatArray
    talk: IntArray

    def __len__(self) -> int:
        return len(self.shown)

    def where(self, keep: NDArray[np.bool_]) -> Rows:
        """Take some of them."""
        return Rows(*(getattr(self, one.name)[keep] for one in fields(self)))

    @property
    def digest(self) -> bytes:
        """What they hash to."""
        plain = (np.nan_to_num(getattr(self, one.name) + 0.0, nan=-1.0) for one in fields(self))
        return digest_of(*(values.tobytes() for values in plain))


@dataclass(frozen=True, eq=False)
class Responses:
    """Rows of all couples, in an order that follows from them alone.

    Parameters
    ----------
    rows
        Of each couple's two partners.
    given
        Position of each given couple.
    swapped
        Whether each couple has its partners the other way round, in the order of ``rows``.
    together
        True where all couples have their partners in one order.
    digest
        SHA-256 of it all.
    """

    rows: tuple[tuple[Rows, Rows], ...]
    given: tuple[int, ...]
    swapped: tuple[bool, ...]
    together: bool
    digest: bytes

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def turned(self) -> bool:
        """Whether what holds for all couples has its partners the other way round."""
        return self.together and self.swapped[0]

    def stream(self, seed: int, use: str) -> np.random.SeedSequence:
        """Begin a random stream for one use."""
        return stream_of(self.digest, seed, use)

    def with_rows(self, rows: Sequence[tuple[Rows, Rows]]) -> Responses:
        """Put other rows in place of these."""
        return replace(self, rows=tuple(rows))

    def where(self, keep: Sequence[tuple[NDArray[np.bool_], NDArray[np.bool_]]]) -> Responses:
        """Take some rows of each couple and partner."""
        pairs = zip(self.rows, keep, strict=True)
        return self.with_rows([(one.where(a), two.where(b)) for (one, two), (a, b) in pairs])


def couples_of(talks: Talks) -> dict[str, list[Talk]]:
    """Talks by the id of their couple, in the given order."""
    found: dict[str, list[Talk]] = {}
    for talk in talks:
        found.setdefault(talk.couple.id, []).append(talk)
    return found


def as_pair(name: str | Pair) -> Pair:
    """One name stands for both partners."""
    return (name, name) if isinstance(name, str) else (name[0], name[1])


def responses_of(talks: Talks, response: Pair, trigger: Pair) -> Responses:
    """Put talks into rows.

    Parameters
    ----------
    talks
        The talks.
    response
        What is looked for in each partner: a code, or a class of codes.
    trigger
        What of each partner counts for the other's next response.

    Raises
    ------
    InputError
        If a name is neither a code nor a class.
    """
    answers, calls = (np.array([_mask(talks, name) for name in pair]) for pair in (response, trigger))
    couples = [[_rows(talk, answers, calls) for talk in own] for own in couples_of(talks).values()]
    return _arranged(couples, together=talks.distinguishable)


def _mask(talks: Talks, name: str) -> NDArray[np.bool_]:
    """Which codes count as this code or class."""
    classes: Mapping[str, str] = talks.classes
    mask = np.array([code == name for code in talks.codes])
    if not mask.any():
        mask = np.array([classes.get(code) == name for code in talks.codes])
    if not mask.any():
        known = list(dict.fromkeys((*talks.codes, *classes.values())))
        raise InputError("identify.talks.no-response", where="response", response=name, known=known)
    return mask


def _rows(talk: Talk, answers: NDArray[np.bool_], calls: NDArray[np.bool_]) -> tuple[Rows, Rows]:
    """Rows of both partners of one talk."""
    starts, codes = ([v[talk.who == i] for i in (0, 1)] for v in (talk.start, talk.code))
    times = np.unique(talk.start)
    length = float(times[-1] - times[0]) if len(times) > 1 else 1.0
    step = float(np.median(np.diff(times))) if talk.form == "intervals" and len(times) > 1 else np.inf

    def before(i: int, j: int, lag: int, mask: NDArray[np.bool_]) -> FloatArray:
        """Look up what j had shown so many codes before each of i's; NaN where that is not known."""
        if not len(starts[j]):
            return np.full(len(starts[i]), np.nan)
        at = np.searchsorted(starts[j], starts[i]) - lag
        code, start = codes[j][at.clip(0)], starts[j][at.clip(0)]
        known = (at >= 0) & (code >= 0) & (starts[i] - start < (lag - 1 + NEXT) * step)
        return np.where(known, mask[code], np.nan)

    def rows(i: int) -> Rows:
        j = 1 - i
        found = Rows(
            shown=np.where(codes[i] >= 0, answers[i][codes[i]], np.nan),
            own=before(i, i, 1, answers[i]),
            partner=before(i, j, 1, calls[j]),
            own_before=before(i, i, 2, answers[i]),
            partner_before=before(i, j, 2, calls[j]),
            time=(starts[i] - times[0]) / length - 0.5,
            talk=np.zeros(len(starts[i]), dtype=np.int64),
        )
        return found.where(np.isfinite(found.shown + found.own + found.partner))

    return rows(0), rows(1)


def _arranged(couples: Sequence[Sequence[tuple[Rows, Rows]]], *, together: bool) -> Responses:
    """Order partners, a couple's talks and couples by their rows; without names, without given order."""
    sides = [[(one.digest, two.digest) for one, two in talks] for talks in couples]
    whole = [tuple(digest_of(*sorted(side)) for side in zip(*talks, strict=True)) for talks in sides]
    if together:
        first, second = (sorted(side) for side in zip(*whole, strict=True))
        swapped = [second < first] * len(couples)
    else:
        swapped = [two < one for one, two in whole]
    digests, rows = [], []
    for talks, side, turn in zip(couples, sides, swapped, strict=True):
        keys = [pair[::-1] if turn else pair for pair in side]
        order = sorted(range(len(keys)), key=keys.__getitem__)
        digests.append(digest_of(*(part for n in order for part in keys[n])))
        own = [talks[n][::-1] if turn else talks[n] for n in order]
        rows.append((_joined([one for one, _ in own]), _joined([two for _, two in own])))
    order = sorted(range(len(couples)), key=digests.__getitem__)
    return Responses(
        tuple(rows[n] for n in order),
        tuple(int(n) for n in np.argsort(order)),
        tuple(swapped[n] for n in order),
        together,
        digest_of(*(digests[n] for n in order)),
    )


def _joined(talks: Sequence[Rows]) -> Rows:
    """Rows of one partner over all talks of the couple."""
    if len(talks) == 1:
        return talks[0]
    numbered = [replace(one, talk=np.full(len(one), n)) for n, one in enumerate(talks)]
    return Rows(*(np.concatenate([getattr(one, f.name) for one in numbered]) for f in fields(Rows)))


def swapped_partners(responses: Responses, rng: np.random.Generator) -> Responses:
    """Give every couple the partners of another: their codes at the same share of the talk.

    Whatever all couples have in common, such as how a talk runs, stays; what two do to each other goes.
    """
    order = rng.permutation(len(responses))
    other = np.empty(len(order), dtype=np.int64)
    other[order] = np.roll(order, 1)
    rows = responses.rows
    return responses.with_rows(
        [
            (_answering(rows[n][0], rows[m][0]), _answering(rows[n][1], rows[m][1]))
            for n, m in enumerate(other)
        ]
    )


def _answering(rows: Rows, foreign: Rows) -> Rows:
    """Put in what came before another person's codes, at about the same time."""
    if not len(foreign):
        return rows.where(np.zeros(len(rows), dtype=np.bool_))
    talks = np.unique(foreign.talk)
    partner, partner_before = np.empty(len(rows)), np.empty(len(rows))
    for number, talk in enumerate(np.unique(rows.talk)):
        mine = rows.talk == talk
        theirs = np.flatnonzero(foreign.talk == talks[number % len(talks)])
        times = foreign.time[theirs]
        middles = 0.5 * (times[1:] + times[:-1])
        at = theirs[np.searchsorted(middles, rows.time[mine])]
        partner[mine], partner_before[mine] = foreign.partner[at], foreign.partner_before[at]
    return replace(rows, partner=partner, partner_before=partner_before)
