"""Scores: answers in, one row per person out, and everything that could not be scored with its reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.errors import InputError
from pasdedeux.instruments.answers import NONE, Answers, Impossible
from pasdedeux.instruments.keys import Cutoff, Key, Subscale
from pasdedeux.instruments.reliability import Reliability, item_rest, reliability
from pasdedeux.words import Message

if TYPE_CHECKING:
    import pandas as pd

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

BLOCK = 1 << 12  # people scored at a time, so that a block stays in the cache
FEWEST_FOR_ALPHA = 20  # people from whom a negative alpha stops the scoring
UNLIKELY = 0.01  # chance of so low an alpha with unrelated items, below which they work against each other
CLEARLY = 3.5  # standard errors (Fisher's z) by which turned items must work against the others
ENOUGH_TO_CHECK = 100  # people from whom a key is checked against the data
ENOUGH_TO_BE_ALIKE = 7  # items from which one answer all along is worth a look


@dataclass(frozen=True, slots=True)
class Unscored:
    """A person, or one of their scales, without a score, and why.

    Parameters
    ----------
    row
        Row of the table, counted as a spreadsheet does: the header is row 1.
    scales
        Names of the scales that have no score.
    reason
        Why there is none.
    """

    row: int
    scales: tuple[str, ...]
    reason: Message


@names_wrong_arguments
@dataclass(frozen=True, eq=False, slots=True)
class Scores:
    """Scores of N people on the S scales of one questionnaire.

    Parameters
    ----------
    key
        The key that was used.
    names
        Names of the S scales, derived ones last.
    values
        Shape (N, S): mean or sum of the items; NaN where not scored.
    missing
        Shape (N, S): how many items of the scale were missing.
    se
        Shape (N, S): standard error of measurement of each score, larger where items were missing;
        NaN where no reliability is known.
    reliability
        Per scale: alpha, omega, mean, standard deviation and error of measurement in this sample.
    rows
        Shape (N,): row of the table in which each form begins, the header being row 1.
    impossible
        Answers that cannot be; the people who gave them are not scored.
    ids
        ``couple`` and ``partner`` of each form as texts, where the table has them.
    notes
        What was decided on the way.

    Examples
    --------
    >>> from pasdedeux.services import score
    >>> scores = score({f"ras_{i}": [4, 5] for i in range(1, 8)}, "ras")
    >>> scores.names, scores["satisfaction"].round(2).tolist()
    (('satisfaction',), [3.43, 3.86])
    """

    key: Key
    names: tuple[str, ...]
    values: FloatArray
    missing: IntArray
    se: FloatArray
    reliability: Mapping[str, Reliability]
    rows: IntArray
    impossible: tuple[Impossible, ...] = ()
    ids: Mapping[str, Sequence[str]] = field(default_factory=dict)
    notes: tuple[Message, ...] = ()

    def __len__(self) -> int:
        return len(self.values)

    def __getitem__(self, name: str) -> FloatArray:
        """Scores of one scale, shape (N,)."""
        return np.asarray(self.values[:, self._place(name)])

    @property
    def unscored(self) -> tuple[Unscored, ...]:
        """Everybody who lacks a score on some scale, each with the reason."""
        spoiled = {answer.person: answer for answer in reversed(self.impossible)}
        found = []
        for i in np.flatnonzero(np.isnan(self.values).any(axis=1)):
            scales = tuple(
                name for name, gone in zip(self.names, np.isnan(self.values[i]), strict=True) if gone
            )
            reason = self._reason(int(i), spoiled.get(int(i)))
            found.append(Unscored(int(self.rows[i]), scales, reason))
        return tuple(found)

    def beyond(self, cutoff: Cutoff | str) -> FloatArray:
        """Who is beyond a published line: 1 yes, 0 no, NaN not scored; shape (N,).

        Parameters
        ----------
        cutoff
            One of ``key.cutoffs``, or its name.
        """
        line = next((c for c in self.key.cutoffs if cutoff in {c, c.name}), None)
        if line is None:
            known = ", ".join(c.name for c in self.key.cutoffs)
            name = "instruments.scoring.no-cutoff" if known else "instruments.scoring.no-cutoff-at-all"
            raise InputError(name, where=self.key.id, cutoff=cutoff, known=known)
        values = self[line.subscale]
        hit = (values < line.below) | (values <= line.at_most)
        return np.where(np.isnan(values), np.nan, hit.astype(np.float64))

    def table(self) -> pd.DataFrame:
        """One row per person: ids, scores, items missing, and the standard error of each score."""
        import pandas as pd  # noqa: PLC0415 (scoring itself does without)

        columns: dict[str, Any] = {name: list(values) for name, values in self.ids.items()}
        for s, name in enumerate(self.names):
            columns[name] = self.values[:, s]
            columns[f"{name}_missing"] = self.missing[:, s]
            columns[f"{name}_se"] = self.se[:, s]
        return pd.DataFrame(columns)

    def summary(self) -> pd.DataFrame:
        """One row per scale: people scored and not, share of its answers missing, reliability.

        Examples
        --------
        >>> from pasdedeux.services import score
        >>> scores = score({f"ras_{i}": [4, 5] for i in range(1, 8)}, "ras")
        >>> scores.summary()[["scored", "unscored", "missing"]].iloc[0].tolist()
        [2.0, 0.0, 0.0]
        """
        import pandas as pd  # noqa: PLC0415 (scoring itself does without)

        rows = {}
        for scale in self.key.subscales:
            lost = int(np.isnan(self[scale.name]).sum())
            gone = float(self.missing[:, self._place(scale.name)].mean()) / len(scale.items)
            counts = {"scored": len(self) - lost, "unscored": lost, "missing": gone}
            rows[scale.name] = counts | asdict(self.reliability[scale.name])
        return pd.DataFrame.from_dict(rows, orient="index")

    def _place(self, name: str) -> int:
        if name not in self.names:
            title, known = self.key.title, ", ".join(self.names)
            raise InputError(
                "instruments.scoring.no-scale", where=self.key.id, scale=name, title=title, known=known
            )
        return self.names.index(name)

    def _reason(self, i: int, spoiled: Impossible | None) -> Message:
        if spoiled:
            return Message("instruments.scores.not-possible", column=spoiled.column, value=spoiled.value)
        gaps = [
            Message(
                "instruments.scores.gap",
                missing=int(self.missing[i, s]),
                items=len(scale.items),
                scale=scale.name,
            )
            for s, scale in enumerate(self.key.subscales)
            if np.isnan(self.values[i, s])
        ]
        return Message("instruments.scores.too-many-missing", gaps=gaps)


@names_wrong_arguments
def score_answers(answers: Answers, *, trust_key: bool = False) -> Scores:
    """Score answers to a questionnaire; `pasdedeux.services.score` takes a table.

    Missing items are stood in for by the person's own mean on the scale, up to the key's limit
    (a fifth of the items); beyond that the scale is not scored, and `Scores.unscored` says so.

    Parameters
    ----------
    answers
        Answers of N people to the items of one form.
    trust_key
        True to skip the check that the items of each scale point the same way in these data.

    Raises
    ------
    InputError
        If items work against the key (another order, another form, or already turned), or nobody could be
        scored.

    Examples
    --------
    >>> from pasdedeux.instruments import Answers, key
    >>> ras = key("ras")
    >>> score_answers(Answers.of_one(ras, dict.fromkeys(ras.labels, 4)))["satisfaction"].round(2).tolist()
    [3.43]
    """
    form = answers.key
    names = (*(scale.name for scale in form.subscales), *(derived.name for derived in form.derived))
    values = np.full((answers.given.shape[1], len(names)), np.nan)
    gone = np.zeros(values.shape, np.int64)
    se = np.full(values.shape, np.nan)
    found: dict[str, Reliability] = {}
    covariances = []
    for s, scale in enumerate(form.subscales):
        values[:, s], gone[:, s], covariance, n = _score_scale(answers, scale, form)
        found[scale.name] = reliability(
            covariance,
            n,
            values[:, s],
            published_sd=form.published(scale.name, "sd"),
            published_alpha=form.published(scale.name, "alpha"),
        )
        se[:, s] = _error(found[scale.name].sem, gone[:, s], len(scale.items), values[:, s])
        covariances.append((scale, covariance, n))
    if np.isnan(values).all():
        raise _nobody(gone, form, int(answers.spoiled.sum()))
    checked = () if trust_key else _check_key(covariances, form)
    _derive(values, gone, se, form)
    notes = (*answers.notes, *checked, *_alike(answers, form))
    return Scores(form, names, values, gone, se, found, answers.rows, answers.impossible, answers.ids, notes)


def _score_scale(
    answers: Answers, scale: Subscale, form: Key
) -> tuple[FloatArray, IntArray, FloatArray, int]:
    """Score of each person, items missing, covariance of the items, and people it rests on."""
    at = np.array(scale.items) - 1
    low, high = (np.array(ends, np.float64)[at] for ends in (form.low, form.high))
    turned = np.isin(scale.items, scale.reversed)
    people = answers.given.shape[1]
    values, gone = np.empty(people), np.empty(people, np.int64)
    moments = _Moments(len(at), (low + high) / 2)
    for start in range(0, people, BLOCK):
        block = slice(start, start + BLOCK)
        items = answers.on_key(at, block)
        items[turned] = (low + high)[turned, None] - items[turned]
        absent = np.isnan(items)
        gone[block] = absent.sum(axis=0)
        values[block] = _totals(items, absent, gone[block], low, high - low)
        moments.add(items[:, gone[block] == 0])
    values[gone > form.may_miss(scale)] = np.nan
    if form.statistic == "mean":
        values /= len(at)
    return values, gone, moments.covariance(), moments.n


def _totals(
    items: FloatArray, absent: NDArray[np.bool_], gone: IntArray, low: FloatArray, width: FloatArray
) -> FloatArray:
    """Sum the items; a missing one takes the person's mean place between its lowest and highest answer."""
    total = np.where(absent, 0.0, items).sum(axis=0)
    some = gone > 0
    if not some.any():
        return np.asarray(total)
    known = np.maximum(len(items) - gone[some], 1)
    if np.ptp(low) == np.ptp(width) == 0:
        total[some] *= len(items) / known
    else:
        blank = absent[:, some]
        height = np.where(blank, 0.0, (items[:, some] - low[:, None]) / width[:, None]).sum(axis=0)
        bottom, span = (np.where(blank, ends[:, None], 0.0).sum(axis=0) for ends in (low, width))
        total[some] += bottom + height / known * span
    total[some] = np.round(total[some], 9)  # cut-offs are sharp
    return np.asarray(total)


class _Moments:
    """Sums from which covariances come, gathered block by block around a fixed centre."""

    def __init__(self, items: int, centre: FloatArray) -> None:
        self.n = 0
        self.centre = centre[:, None]
        self.first = np.zeros(items)
        self.second = np.zeros((items, items))

    def add(self, items: FloatArray) -> None:
        around = items - self.centre
        self.n += around.shape[1]
        self.first += around.sum(axis=1)
        # Products this small stay on one thread; larger ones wait for a second one, long on a busy machine.
        width = max(16, (1 << 17) // len(around) ** 2)
        for start in range(0, around.shape[1], width):
            piece = around[:, start : start + width]
            self.second += piece @ piece.T

    def covariance(self) -> FloatArray:
        if self.n < 2:
            return np.full(self.second.shape, np.nan)
        return (self.second - np.outer(self.first, self.first) / self.n) / (self.n - 1)


def _error(sem: float, gone: IntArray, items: int, values: FloatArray) -> FloatArray:
    """Widen the error of a score that rests on fewer items: items as parallel, errors as independent."""
    error = sem * np.sqrt(items / np.maximum(items - gone, 1))
    return np.where(np.isnan(values), np.nan, error)


def _nobody(gone: IntArray, form: Key, spoiled: int) -> InputError:
    people = len(gone)
    return InputError(
        "instruments.scores.nobody",
        where=form.id,
        spoiled=spoiled,
        people=people,
        blank=people - spoiled,
        percent=100 * form.missing,
    )


def _check_key(scales: Sequence[tuple[Subscale, FloatArray, int]], form: Key) -> tuple[Message, ...]:
    """Refuse data in which items pull against their own scale: another order, another form, turned twice.

    Where the data cannot show it, a note says so.
    """
    if not form.coherent or all(len(scale.items) < 3 for scale, _, _ in scales):
        return (Message("instruments.scores.order-unseen"),) if form.numbered else ()
    fewest = min(n for scale, _, n in scales if len(scale.items) >= 3)
    few = Message("instruments.scores.few-to-check", n=fewest, enough=ENOUGH_TO_CHECK)
    notes = (few,) if fewest < ENOUGH_TO_CHECK else ()
    against = _against(scales, turn_back=False)
    if len(against) < max(2, sum(len(scale.items) for scale, _, _ in scales) // 10):
        if _turned_already(scales):
            raise InputError("instruments.scores.turned-already", where=form.id, title=form.title)
        _refuse_negative_alpha(scales, form)
        return notes
    if not _against(scales, turn_back=True):
        raise InputError("instruments.scores.turned-already", where=form.id, title=form.title)
    labels = ", ".join(form.labels[item - 1] for item in against[:8]) + (" ..." if len(against) > 8 else "")
    raise InputError(
        "instruments.scores.against", where=form.id, n=len(against), items=labels, title=form.title
    )


def _turned_already(scales: Sequence[tuple[Subscale, FloatArray, int]]) -> bool:
    """Say whether items that the key turns clearly work against the others of their scales, in all scales."""
    found = []
    for scale, covariance, n in scales:
        turned = np.isin(scale.items, scale.reversed).astype(float)
        rest = 1 - turned
        size = float((turned @ covariance @ turned) * (rest @ covariance @ rest))
        if n >= FEWEST_FOR_ALPHA and size > 0:
            r = float(turned @ covariance @ rest) / np.sqrt(size)
            found.append(np.arctanh(np.clip(r, -0.999, 0.999)) * np.sqrt(n - 3))
    return bool(found) and float(np.sum(found)) < -CLEARLY * np.sqrt(len(found))


def _refuse_negative_alpha(scales: Sequence[tuple[Subscale, FloatArray, int]], form: Key) -> None:
    """Refuse scales whose items work against each other so that alpha is clearly below 0."""
    from scipy.special import fdtr  # noqa: PLC0415 - only tables of many people need it

    for scale, covariance, n in scales:
        items = len(scale.items)
        if n < FEWEST_FOR_ALPHA or items < 3 or not np.trace(covariance) > 0:  # all gave the same answers
            continue
        total = float(covariance.sum())
        alpha = items / (items - 1) * (1 - np.trace(covariance) / total) if total > 0 else -np.inf
        # unrelated items: 1 / (1 - alpha) follows F with n - 1 and (n - 1)(items - 1) degrees (Feldt, 1965)
        if alpha < 0 and fdtr(n - 1, (n - 1) * (items - 1), 1 / (1 - alpha)) < UNLIKELY:
            values = {"scale": scale.name, "title": form.title}
            raise InputError("instruments.scores.negative-alpha", where=form.id, **values)


def _against(scales: Sequence[tuple[Subscale, FloatArray, int]], *, turn_back: bool) -> list[int]:
    found = []
    for scale, covariance, n in scales:
        if n < ENOUGH_TO_CHECK or len(scale.items) < 3:
            continue
        sign = (
            np.where(np.isin(scale.items, scale.reversed), -1.0, 1.0)
            if turn_back
            else np.ones(len(scale.items))
        )
        rest = item_rest(covariance * np.outer(sign, sign))
        found += [item for item, r in zip(scale.items, rest, strict=True) if r < -2 / np.sqrt(n)]
    return found


def _alike(answers: Answers, form: Key) -> tuple[Message, ...]:
    """Say how many gave one and the same answer all along, where items are worded both ways."""
    if len(form.labels) < ENOUGH_TO_BE_ALIKE or not any(scale.reversed for scale in form.subscales):
        return ()
    lowest, highest = answers.given.min(axis=0), answers.given.max(axis=0)
    count = int(((lowest == highest) & (lowest != NONE)).sum())
    return (Message("instruments.scores.alike", n=count, items=len(form.labels)),) if count else ()


def _derive(values: FloatArray, gone: IntArray, se: FloatArray, form: Key) -> None:
    """Fill the columns of derived scores in place; their errors add up as if independent."""
    place = {scale.name: s for s, scale in enumerate(form.subscales)}
    for d, derived in enumerate(form.derived, len(form.subscales)):
        at = [place[name] for name in derived.weights]
        weights = np.array(list(derived.weights.values()), np.float64)
        values[:, d] = (values[:, at] * weights).sum(axis=1)
        gone[:, d] = gone[:, at].sum(axis=1)
        se[:, d] = np.sqrt(se[:, at] ** 2 @ weights**2)
