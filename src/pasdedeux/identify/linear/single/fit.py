"""Fit one couple: draws of its own posterior under weak priors."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pasdedeux.estimates import Interval
from pasdedeux.identify.linear.out_of_sample import TRAIN, compare, predict, residuals
from pasdedeux.identify.linear.panel import Static
from pasdedeux.identify.linear.parameters import Layout
from pasdedeux.identify.linear.recoverability import recoverability, telling
from pasdedeux.identify.linear.result import Fit, State
from pasdedeux.identify.linear.results import CoupleResult, HeldOut
from pasdedeux.identify.linear.single.posterior import posterior_of
from pasdedeux.identify.linear.task import (
    Work,
    estimates_of,
    flat_people,
    gains_alone,
    links_of,
    stays,
    surrogates_of,
    thinned,
)
from pasdedeux.identify.linear.verdicts import decide
from pasdedeux.loop.linear import half_life, loop_gain

FloatArray = NDArray[np.float64]


def fit_couple(work: Work, _moderators: tuple[str, ...], *, checks: bool) -> Fit:
    """Find the loop of the one couple in these records."""
    panel, layout, record = work.panel, work.layout, work.records[0]
    static = panel.weak_static()
    mean, sd = layout.prior("mean"), layout.prior("sd")
    work.progress("the couple's loop", 0.0)
    found = posterior_of(panel.data(0, static), layout, mean, sd, work.couple_seed(record.couple.id))
    work.progress("the couple's loop", 1.0)
    unit = panel.design.time_unit
    drift = layout.drift(found.draws) / unit
    paired = telling(record)
    links = links_of(drift, work.records.roles, paired)
    gains = loop_gain(drift)
    heldout, null = (_couple_heldout(work, static), surrogates_of(work)) if checks else (None, None)
    at = layout.at("coupling")
    verdict = decide(
        gains,
        links,
        paired,
        converged=found.converged,
        alone=lambda: gains_alone(layout, found.draws[:, at], mean[at], np.diag(sd[at] ** 2)),
        null=null,
        amount=record.days + 1.0,
        unit="days",
    )
    thin = thinned(found.draws)
    result = CoupleResult(
        record.couple.id, record.paired, record.days, Interval.of(gains), float(np.median(gains)),
        float((gains > 0).mean()), links, Interval.of(half_life(drift)), found.converged, verdict.name,
    )  # fmt: skip
    warnings = flat_people(work.records)
    if not found.converged:
        warnings.append(f"The draws do not agree (R-hat {found.rhat:.2f}, effective draws {found.ess:.0f}).")
    return Fit(
        work.records, "couple", links, result.loop_gain, result.p_reinforcing, result.half_life, None,
        estimates_of(work, found.draws) | stays(work, static, [found.draws]), (result,),
        verdict, heldout, null,
        residuals(panel, *predict(panel, static, [thin])), recoverability(work.records), found.converged,
        tuple(warnings), work.seed,
        found.mode.value, State(panel.design, static, layout, drift, {record.couple.id: found.draws}),
    )  # fmt: skip


def _couple_heldout(work: Work, static: Static) -> HeldOut | None:
    panel = work.panel
    train = panel.head(TRAIN)
    predictions = []
    for number, coupled in enumerate((True, False)):
        work.progress("forecasts of unseen days", number / 2)
        layout = Layout(work.layout.d, coupled=coupled, shared_error=work.layout.shared_error)
        rng = work.couple_seed(f"{work.records[0].couple.id} held out {coupled}")
        mean, sd = layout.prior("mean"), layout.prior("sd")
        found = posterior_of(train.data(0, static), layout, mean, sd, rng, draws=240)
        thin = thinned(found.draws)
        predictions.append(predict(panel, static, [thin]))
    work.progress("forecasts of unseen days", 1.0)
    return compare(panel, predictions[0], predictions[1], np.random.default_rng(work.seeds()[2]))
