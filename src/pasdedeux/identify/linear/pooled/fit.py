"""Fit one set of parameters to all couples, for comparison with other programs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pasdedeux.estimates import Interval, VerdictName
from pasdedeux.identify.linear.hierarchical.initial_values import learn_static
from pasdedeux.identify.linear.out_of_sample import predict, residuals
from pasdedeux.identify.linear.parameters import Layout
from pasdedeux.identify.linear.pooled.maximum_likelihood import Pooled, fit_pooled
from pasdedeux.identify.linear.recoverability import telling
from pasdedeux.identify.linear.result import Fit, State
from pasdedeux.identify.linear.results import CoupleResult
from pasdedeux.identify.linear.task import (
    FORECAST_DRAWS,
    Work,
    estimates_of,
    flat_people,
    gains_alone,
    links_of,
    stays,
    surrogates_of,
)
from pasdedeux.identify.linear.verdicts import decide
from pasdedeux.loop.linear import half_life, loop_gain

FloatArray = NDArray[np.float64]


def fit_as_one(work: Work, _moderators: tuple[str, ...], *, checks: bool) -> Fit:
    """Find the one loop that fits all couples best."""
    panel, layout, records = work.panel, work.layout, work.records
    static = panel.weak_static()
    work.progress("one loop for all", 0.0)
    found = fit_pooled(panel, static, layout, prior=work.prior)
    if panel.design.p:
        static = learn_static(panel, static, found.theta)
        found = fit_pooled(panel, static, layout, prior=work.prior, start=found.theta)
    work.progress("one loop for all", 1.0)
    rng = np.random.default_rng(work.seeds()[0])
    draws = _pooled_draws(found, layout, rng)
    drift = layout.drift(draws) / panel.design.time_unit
    gains = loop_gain(drift)
    paired = telling(*records)
    links = links_of(drift, records.roles, paired)
    null = surrogates_of(work) if checks else None
    amount = float(len(records)) if len(records) > 1 else records[0].days + 1
    unit = "couples" if len(records) > 1 else "days"
    at = layout.at("coupling")
    none, wide = np.zeros(len(at)), np.diag(layout.prior("sd")[at] ** 2)
    verdict = decide(
        gains,
        links,
        paired,
        converged=found.converged,
        alone=lambda: gains_alone(layout, draws[:, at], none, wide) if work.prior else gains,
        null=null,
        amount=amount,
        unit=unit,
    )
    gain, life = Interval.of(gains), Interval.of(half_life(drift))
    results = tuple(
        CoupleResult(c, records[c].paired, records[c].days, gain, gain.estimate, float((gains > 0).mean()),
                     links, life, found.converged, VerdictName.NOT_ENOUGH)
        for c in panel.ids
    )  # fmt: skip
    warnings = [
        *flat_people(records),
        "All couples share one set of parameters here; no couple has a result of its own.",
    ]
    if not found.converged:
        warnings.append("The search for the best parameters did not end at a maximum.")
    thin = [draws[: FORECAST_DRAWS // 4]] * len(panel)
    shift = float((panel.seen * np.log(panel.design.state_scale)).sum())
    return Fit(
        records, "pooled", links, gain, float((gains > 0).mean()), life, None,
        estimates_of(work, draws) | stays(work, static, thin), results,
        verdict, None, null, residuals(panel, *predict(panel, static, thin)), None, found.converged,
        tuple(warnings), work.seed, found.log_likelihood - shift,
        State(panel.design, static, layout, drift, dict.fromkeys(panel.ids, draws), chains=1),
    )  # fmt: skip


def _pooled_draws(found: Pooled, layout: Layout, rng: np.random.Generator, count: int = 1000) -> FloatArray:
    draws = np.tile(found.theta, (count, 1))
    values, vectors = np.linalg.eigh(found.covariance)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    draws[:, layout.free] += rng.standard_normal((count, len(values))) @ root.T
    return draws
