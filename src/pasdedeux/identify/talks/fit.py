"""`fit_talks`: from coded talks of many couples to a `TalksFit`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from pasdedeux.arguments import as_names, names_wrong_arguments, whole
from pasdedeux.errors import InputError
from pasdedeux.estimates import Interval
from pasdedeux.identify.moderators import moderator_scores, unscored
from pasdedeux.identify.talks.checks import last_thirds, new_couples, swapped_null
from pasdedeux.identify.talks.design import BOTH, LEVEL, OWN, PARTNER, TalkDesign, arranged_scores
from pasdedeux.identify.talks.responses import Pair, Responses, as_pair, couples_of, responses_of
from pasdedeux.identify.talks.result import TalksFit
from pasdedeux.identify.talks.results import CoupleDependence
from pasdedeux.identify.talks.sampler import Draws, TalkPanel, sample
from pasdedeux.identify.talks.verdicts import decide
from pasdedeux.people import Couple
from pasdedeux.progress import Progress
from pasdedeux.records import Talks
from pasdedeux.words import Message

FloatArray = NDArray[np.float64]
FEWEST = 3
"""Couples from which it can be learned how couples differ."""


@names_wrong_arguments
def fit_talks(
    talks: Talks,
    *,
    response: str | Pair,
    trigger: str | Pair | None = None,
    interaction: bool = False,
    lag2: bool = False,
    moderators: Sequence[str] | str = (),
    seed: int = 0,
    jobs: int = 1,
    checks: bool = True,
    progress: Progress | None = None,
) -> TalksFit:
    r"""Find how each partner's next response depends on what both did last.

    For partner :math:`i` of couple :math:`n`, the chance of a response at time :math:`t` of a talk is

    .. math:: \operatorname{logit} P = a_{ni} + b_{ni} y_{i,t-1} + c_{ni} y_{j,t-1} + d_i t

    where y is whether one's own response, and the other's trigger, was shown last time. Level, own and
    partner vary between couples, together (docs/talks-fit.md).

    Parameters
    ----------
    talks
        Coded talks, by interval, turn or event.
    response
        The code, or class of codes, that is looked for; two names, one for each partner, where they differ.
    trigger
        What of the other counts for the next response; by default their own response.
    interaction
        Whether the partner's last may count more, or less, after one's own.
    lag2
        Whether the last but one of both may count too.
    moderators
        Traits, own and the partner's, that may shift level and partner effect, per standard deviation.
    seed
        Seed; the same seed gives the same numbers for any number of jobs, whatever anybody is called and in
        whatever order couples, talks and partners stand.
    jobs
        Workers.
    checks
        False leaves out swapped partners and what was held out; then no dependence is claimed.
    progress
        Called with the name of the stage and the share done.

    Returns
    -------
    TalksFit
        Estimates end in ``_``.

    Raises
    ------
    InputError
        If there are fewer than three couples, the response is not among the codes, or somebody always or
        never shows it.

    Examples
    --------
    >>> from pasdedeux.simulate import example_talks
    >>> found = fit_talks(example_talks(couples=12), response=("demand", "withdraw"), checks=False)
    >>> found.effects_[1]["partner"].low < found.effects_[1]["partner"].high
    True
    """
    whole("seed", seed, 0)
    whole("jobs", jobs, 1)
    names = as_names(moderators or None, "moderators") or ()
    answers = as_pair(response)
    calls = as_pair(trigger or response)
    couples = couples_of(talks)
    _check(talks, len(couples), answers, calls)
    people = [own[0].couple for own in couples.values()]
    responses = responses_of(talks, answers, calls)
    design = TalkDesign(
        exchangeable=not talks.distinguishable,
        scores=arranged_scores(responses, moderator_scores(people, names)),
        interaction=interaction,
        lag2=lag2,
        moderators=names,
    )
    responses = design.usable(responses)
    _check_shown(responses, talks)
    step = progress or (lambda _stage, _share: None)
    draws = sample(
        TalkPanel.of(responses, design),
        responses.stream(seed, "couples"),
        jobs=jobs,
        progress=lambda share: step("the couples' answers", share),
    )

    def checked(stage: str, check: Callable[..., tuple[Any, ...]]) -> tuple[Any, ...] | None:
        if not checks:
            return None
        step(stage, 0.0)
        found = check(responses, design, seed=seed, jobs=jobs)
        step(stage, 1.0)
        return found[::-1] if responses.turned else found

    swapped = checked("swapped partners", swapped_null)
    found = draws.as_given(responses)
    labels = people[0].labels if talks.distinguishable else (" / ".join(people[0].labels),)
    effects = [found.gamma[:, :, i, design.names.index(PARTNER)] for i in range(len(labels))]
    return TalksFit(
        talks=talks,
        response=answers,
        trigger=calls,
        partners=labels,
        effects_=_by_partner(labels, design.names, found.gamma),
        probabilities_=_probabilities(labels, design, found.gamma),
        spreads_=_by_partner(labels, design.varying, found.spreads),
        alike_=_alike(design, found),
        couples_=tuple(_couples(list(couples), responses, design, found)),
        swapped_=swapped,
        new_couples_=checked("couples not seen", new_couples),
        last_thirds_=checked("last thirds not seen", last_thirds),
        verdict_=decide(effects, swapped, labels, settled=found.settled),
        converged_=found.settled,
        warnings_=tuple(_warnings(people, names, responses, found)),
        seed=seed,
        data_hash=responses.digest.hex(),
        posterior=found,
    )


def _check(talks: Talks, couples: int, response: Pair, trigger: Pair) -> None:
    """Refuse what no dependence can be looked for in."""
    if couples < FEWEST:
        raise InputError("identify.talks.few-couples", where=talks.provenance.source, n=couples, least=FEWEST)
    if not talks.distinguishable and (response[0] != response[1] or trigger[0] != trigger[1]):
        raise InputError("identify.talks.not-told-apart", where="response")


def _check_shown(responses: Responses, talks: Talks) -> None:
    """Refuse a response that somebody always or never shows."""
    sides = [np.concatenate([pair[i].shown for pair in responses.rows]) for i in (0, 1)]
    shown = [np.concatenate(sides)] if not talks.distinguishable else sides[:: -1 if responses.turned else 1]
    for i, one in enumerate(shown):
        if not len(one) or one.min() == one.max():
            who = talks[0].couple.labels[i] if talks.distinguishable else Message("identify.talks.both")
            raise InputError("identify.talks.one-answer", where=talks.provenance.source, who=who)


def _by_partner(
    labels: Sequence[str], names: Sequence[str], draws: FloatArray
) -> tuple[dict[str, Interval], ...]:
    """Summarise draws, shape (chains, S, 2, names), of each partner or of both."""
    return tuple(
        {name: Interval.of(draws[:, :, i, k]) for k, name in enumerate(names)} for i in range(len(labels))
    )


def _probabilities(
    labels: Sequence[str], design: TalkDesign, gamma: FloatArray
) -> tuple[dict[str, Interval], ...]:
    """Chance of the next response in the typical couple, half-way through a talk, by what came last."""
    column = {name: gamma[..., k] for k, name in enumerate(design.names)}
    both = column.get(BOTH, np.zeros(gamma.shape[:-1]))

    def chance(own: int, partner: int) -> FloatArray:
        logit = column[LEVEL] + own * column[OWN] + partner * column[PARTNER]
        return np.asarray(expit(logit + (own - 0.5) * (partner - 0.5) * both))

    cases = {"neither": (0, 0), "own": (1, 0), "partner": (0, 1), "both": (1, 1)}
    return tuple(
        {name: Interval.of(chance(*case)[:, :, i]) for name, case in cases.items()}
        for i in range(len(labels))
    )


def _alike(design: TalkDesign, draws: Draws) -> dict[str, Interval]:
    """Correlation between couples of the one partner's deviation with the other's."""
    K, spreads = len(design.varying), draws.spreads
    return {
        name: Interval.of(draws.covariance[:, :, k, K + k] / spreads.prod(axis=2)[:, :, k])
        for k, name in enumerate(design.varying)
    }


def _couples(
    ids: Sequence[str], responses: Responses, design: TalkDesign, draws: Draws
) -> Iterator[CoupleDependence]:
    for n, (couple, at) in enumerate(zip(ids, responses.given, strict=True)):
        turn = -1 if responses.swapped[at] else 1
        one, two = (
            {name: Interval.of(draws.couples[:, n, i, k]) for k, name in enumerate(design.varying)}
            for i in (0, 1)
        )
        number = [len(rows) for rows in responses.rows[at]][::turn]
        positive = (draws.couples[:, n, :, design.varying.index(PARTNER)] > 0).mean(axis=0)
        yield CoupleDependence(
            couple, (number[0], number[1]), (one, two), (float(positive[0]), float(positive[1]))
        )


def _warnings(
    people: Sequence[Couple], moderators: tuple[str, ...], responses: Responses, draws: Draws
) -> Iterator[Message]:
    yield from unscored(people, moderators)
    silent = sum(not (len(one) and len(two)) for one, two in responses.rows)
    if silent:
        yield Message("identify.talks.silent", n=silent)
    if not draws.settled:
        yield Message("identify.warning.chains", rhat=draws.rhat, ess=round(draws.ess))
