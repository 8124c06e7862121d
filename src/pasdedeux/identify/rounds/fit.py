"""`fit_rounds`: whether pursuit and withdrawal of two people feed each other, in one couple or in a study."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.estimates import Interval, VerdictName
from pasdedeux.identify.linear.diagnostics import normal_points
from pasdedeux.identify.linear.prepare import told_apart, without_doubtful
from pasdedeux.identify.linear.results import Link, Verdict
from pasdedeux.identify.rounds.counts import Count, counts_of
from pasdedeux.identify.rounds.hierarchy import FEW_COUPLES, FEW_SPREAD, StudyLinks, links_between
from pasdedeux.identify.rounds.model import PAIRS, Links, links_apart, links_beside, links_together
from pasdedeux.identify.rounds.rule import LEAST, ONE_COUPLE, STUDY, Roots, decide
from pasdedeux.identify.rounds.series import ROLES, FourSeries, end_to_end, has_rounds, items, series_of
from pasdedeux.records import Records, as_records
from pasdedeux.words import Message

FloatArray = NDArray[np.float64]

POINTS = 2048
MOST_KEPT = 0.95
"""A series that kept more from step to step would answer a held unit without end."""


@dataclass(frozen=True, slots=True)
class PairRound:
    """One of the two possible rounds of a couple: one reaches, the other pulls back, and so on.

    Parameters
    ----------
    reaching
        0 or 1: whose pursuit it is; the withdrawal is the other's.
    links
        From pursuit to the other's withdrawal, and from that withdrawal back: the steady response to a held
        deviation, in deviations.
    gain
        What comes back of a held deviation after one full round: both responses multiplied.
    next_step
        Of both links, what a deviation adds one step later, in deviations.
    together, guard
        Signed roots of both links in the model of all four series, and in that of the pair's two alone. Of a
        study the first is how far the mean over couples stands off 0, and the second by how many standard
        errors each link exceeds the mean of the other couplings.
    verdict
        By the rule in docs/rounds.md: a reinforcing loop, or not enough to say.
    """

    reaching: int
    links: tuple[Link, Link]
    gain: Interval
    next_step: tuple[Interval, Interval]
    together: tuple[float, float]
    guard: tuple[float, float]
    verdict: Verdict

    @property
    def shown(self) -> bool:
        """Whether the round is shown."""
        return self.verdict.name is VerdictName.REINFORCING

    @property
    def smaller(self) -> float:
        """The smaller root of both links and models, by which rounds are ordered."""
        return float(np.min([*self.together, *self.guard]))

    def to_dict(self) -> dict[str, Any]:
        """Numbers as JSON-ready values."""
        more = self.verdict.more
        return {
            "reaching": self.reaching + 1,
            "verdict": self.verdict.name.value,
            "verdict_reasons": [str(reason) for reason in self.verdict.reasons],
            "more_days": dict(zip(("low", "high"), more.days, strict=True)) if more else None,
            "round_gain": self.gain.to_dict(),
            "links": [
                {
                    "sender": link.sender + 1,
                    "sender_role": link.sender_role,
                    "receiver": link.receiver + 1,
                    "receiver_role": link.receiver_role,
                    "response": link.response.to_dict(),
                    "next_step": step.to_dict(),
                    "signed_root": _plain(root),
                    "guard": _plain(guard),
                }
                for link, step, root, guard in zip(
                    self.links, self.next_step, self.together, self.guard, strict=True
                )
            ],
        }


@dataclass(frozen=True, eq=False)
class RoundsFit:
    """Rounds of pursuit and withdrawal: both pairs, and what can be counted before that.

    Made by `fit_rounds`.

    Parameters
    ----------
    records
        The records, those couples left out whose answers cannot show a round.
    moments
        Moments with an answer to pursuit or withdrawal, over all couples.
    step
        Days that are one step.
    pairs_
        The two possible rounds, first the one in which the first partner reaches; none below `LEAST` moments,
        or where partners of a study have no order.
    couples_
        Of a study, the two pairs of each couple whose own record is long enough.
    counts_
        Of one couple's first weeks: what followed what. They never turn into a verdict.
    left_out
        Couples whose answers cannot show a round.
    between_
        Of a study that is answered as a whole: how far couples differ in each link, and each couple's links,
        drawn to the mean.
    said_
        What was settled beforehand, such as why partners are told apart.
    """

    records: Records
    moments: int
    step: float
    pairs_: tuple[PairRound, ...]
    couples_: dict[str, tuple[PairRound, ...]]
    counts_: tuple[Count, ...]
    left_out: int = 0
    between_: StudyLinks | None = None
    said_: tuple[Message, ...] = ()

    @property
    def partners(self) -> tuple[str, str]:
        """The two labels."""
        return self.records.labels

    @property
    def study(self) -> bool:
        """Whether this is about several couples."""
        return len(self.records) > 1

    @property
    def shown_(self) -> tuple[PairRound, ...]:
        """The rounds that are shown, the surest first."""
        return tuple(sorted((one for one in self.pairs_ if one.shown), key=lambda one: -one.smaller))

    @property
    def verdict_(self) -> Verdict:
        """The verdict on the surest round; it can show one, and never that there is none."""
        if not self.pairs_:
            return Verdict(VerdictName.NOT_ENOUGH, (self._why_untested,))
        return max(self.pairs_, key=lambda one: (one.shown, np.nan_to_num(one.smaller, nan=-np.inf))).verdict

    @property
    def _why_untested(self) -> Message:
        if self.study and not self.records.distinguishable:
            return Message("rounds.reason.alike")
        return Message("rounds.reason.few", n=self.moments, needed=LEAST)

    @property
    def caution_(self) -> Message | None:
        """What no diary can exclude, named beside every round that is shown."""
        return Message("rounds.caution") if self.shown_ else None

    @property
    def few_(self) -> tuple[Message, ...]:
        """What is said where few couples are answered as a whole: how far they differ rests on a prior."""
        if self.between_ is None or len(self.records) >= FEW_COUPLES:
            return ()
        return (Message("rounds.few-couples", n=len(self.records), spread=FEW_SPREAD),)

    def to_dict(self) -> dict[str, Any]:
        """All results as JSON-ready values.

        Examples
        --------
        >>> from pasdedeux.simulate import RoundsWorld, simulate_rounds
        >>> fit_rounds(simulate_rounds(RoundsWorld(), 20, seed=1)).to_dict()["verdict"]
        'not enough to say'
        """
        return {
            "verdict": self.verdict_.name.value,
            "partners": list(self.partners),
            "moments": self.moments,
            "step_days": self.step,
            "rounds": [one.to_dict() for one in self.pairs_],
            "couples": {name: [one.to_dict() for one in pairs] for name, pairs in self.couples_.items()},
            "between_couples": self._between(),
            "couples_left_out": self.left_out,
            "set_aside": [str(one.reason) for one in self.records.provenance.set_aside],
            "caution": str(self.caution_) if self.caution_ else None,
            "warnings": [str(one) for one in (*self.said_, *self.few_)],
            "counts": [_count(one) for one in self.counts_],
        }

    def _between(self) -> dict[str, Any] | None:
        if self.between_ is None:
            return None
        names = ("1 pursuit -> 2 withdrawal", "2 withdrawal -> 1 pursuit",
                 "2 pursuit -> 1 withdrawal", "1 withdrawal -> 2 pursuit")  # fmt: skip
        return {
            name: {
                "spread": self.between_.spread[k].to_dict(),
                "couples": {
                    record.couple.id: _normal(*own[k].tolist()).to_dict()
                    for record, own in zip(self.records, self.between_.couples, strict=True)
                },
            }
            for k, name in enumerate(names)
        }


def _plain(value: float) -> float | None:
    return value if np.isfinite(value) else None


def _count(one: Count) -> dict[str, Any]:
    return {
        "sender": one.sender + 1,
        "sender_role": one.sender_role,
        "receiver": one.receiver + 1,
        "receiver_role": one.receiver_role,
        "after_more_than_usual": [one.after, one.of_after],
        "after_other_days": [one.other, one.of_other],
        "p": one.p,
        "odds_ratio": {"low": one.low, "high": _plain(one.high)},
    }


@names_wrong_arguments
def fit_rounds(records: Records) -> RoundsFit | None:
    """Look for rounds of pursuit and withdrawal between two people.

    Four series, pursuit and withdrawal of both, move from step to step (x(t) = A x(t-1) + w, shocks free to
    correlate) and are seen with error. A round is one's pursuit feeding the other's withdrawal *and* that
    withdrawal feeding the pursuit; it is shown where both links stand out in two models
    (docs/rounds.md). Of a study it is the mean couple's, and couples differ in their links; couples whose
    answers can hardly be two people's own are set aside. Nothing is random.

    Parameters
    ----------
    records
        What `pasdedeux.read` gives. A role may have further items, ``pursuit_2`` and so on.

    Returns
    -------
    RoundsFit or None
        None where pursuit and withdrawal of both are not in the records, or never change.

    Raises
    ------
    InputError
        If one couple's partners answered the same.

    Examples
    --------
    >>> from pasdedeux.simulate import RoundsWorld, simulate_rounds
    >>> world = RoundsWorld(links=(0.35, 0.35, 0, 0), reliability=0.86)
    >>> found = fit_rounds(simulate_rounds(world, 250, seed=1))
    >>> found.verdict_.name.value, found.shown_[0].reaching
    ('shows a reinforcing loop', 0)
    """
    usable = tuple(record for record in as_records(records) if has_rounds(record))
    if not usable:
        return None
    left_out = len(records) - len(usable)
    whole, said = _prepared(replace(records, records=usable))
    usable, series = whole.records, [series_of(record) for record in whole]
    moments, step = sum(one.moments for one in series), float(np.median([one.step for one in series]))
    each = [_pairs(own, record.days) for own, record in zip(series, usable, strict=True)]
    if len(usable) == 1:
        return RoundsFit(whole, moments, step, each[0], {}, counts_of(usable[0]), left_out, None, said)
    couples = {record.couple.id: pairs for record, pairs in zip(usable, each, strict=True) if pairs}
    as_one = whole.distinguishable and moments >= LEAST
    study, between = _study(series) if as_one else ((), None)
    return RoundsFit(whole, moments, step, study, couples, (), left_out, between, said)


def _prepared(records: Records) -> tuple[Records, tuple[Message, ...]]:
    """Set couples aside that would spoil the study, and tell partners apart where anything does."""
    mine = records.only([records.roles[at] for role in ROLES for at in items(records.roles, role)])
    plain = without_doubtful(mine)
    apart, said = told_apart(plain)
    kept = records.choose(plain.ids)
    return replace(kept, provenance=plain.provenance, distinguishable=apart.distinguishable), said


def _pairs(series: FourSeries, days: float) -> tuple[PairRound, ...]:
    """Test both rounds of one couple."""
    if series.moments < LEAST:
        return ()
    together = links_together(series)
    return tuple(
        _pair(reaching, together, links_apart(series, PAIRS[reaching]).root, days, series.step)
        for reaching in (0, 1)
    )


def _study(several: Sequence[FourSeries]) -> tuple[tuple[PairRound, ...], StudyLinks]:
    """Test both rounds over all couples, whose links differ."""
    between, beside = links_between(several), links_beside(end_to_end(several))
    pairs = tuple(_pair(reaching, between.links, beside[_at(reaching)], None) for reaching in (0, 1))
    return pairs, between


def _at(reaching: int) -> slice:
    """Where the two links of a pair stand."""
    return slice(2 * reaching, 2 * reaching + 2)


def _pair(reaching: int, found: Links, guard: FloatArray, days: float | None, step: float = 1.0) -> PairRound:
    at = _at(reaching)
    roots = found.root[at]
    bound = (STUDY if days is None else ONE_COUPLE).together
    responses = _responses(found, reaching)
    pursuit, withdrawal = ROLES
    ends = ((reaching, 1 - reaching, pursuit, withdrawal), (1 - reaching, reaching, withdrawal, pursuit))
    links = [
        Link(*end, response, float(ndtr(abs(root))), bool(root >= bound))
        for end, response, root in zip(ends, map(Interval.of, responses), roots, strict=True)
    ]
    steps = [_normal(size, error) for size, error in zip(found.size[at], found.error[at], strict=True)]
    return PairRound(
        reaching,
        (links[0], links[1]),
        Interval.of(responses[0] * responses[1]),
        (steps[0], steps[1]),
        (float(roots[0]), float(roots[1])),
        (float(guard[0]), float(guard[1])),
        decide(Roots(float(roots.min()), float(guard.min())), days, step),
    )


def _responses(found: Links, reaching: int) -> tuple[FloatArray, FloatArray]:
    """Steady response of both links: what a step adds, over what the receiver loses in a step."""
    n = len(found.kept)
    root = np.linalg.cholesky(found.covariance + 1e-12 * np.eye(len(found.covariance)))
    draws = np.r_[found.kept, found.size] + normal_points(POINTS, len(root)) @ root.T
    pursuit, withdrawal = PAIRS[reaching]
    lost = 1.0 - np.minimum(draws[:, :n], MOST_KEPT)
    there, back = draws[:, n + 2 * reaching], draws[:, n + 2 * reaching + 1]
    return there / lost[:, withdrawal], back / lost[:, pursuit]


def _normal(middle: float, error: float) -> Interval:
    half, most = error * ndtri(0.75), error * ndtri(0.95)
    return Interval(float(middle), *(float(middle + by) for by in (-most, most, -half, half)))
