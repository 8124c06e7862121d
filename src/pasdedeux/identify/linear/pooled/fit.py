"""Fit one set of parameters to all couples, for comparison with other programs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pasdedeux.errors import InputError
from pasdedeux.estimates import MonteCarlo, VerdictName
from pasdedeux.identify.linear.diagnostics import probability
from pasdedeux.identify.linear.hierarchical.initial_values import learn_static
from pasdedeux.identify.linear.judgement import Judge, Judgement, too_weak
from pasdedeux.identify.linear.out_of_sample import predict, residuals
from pasdedeux.identify.linear.parameters import Layout
from pasdedeux.identify.linear.pooled.maximum_likelihood import Pooled, fit_pooled
from pasdedeux.identify.linear.recoverability import informative_pairs
from pasdedeux.identify.linear.result import Fit, PosteriorDraws
from pasdedeux.identify.linear.task import (
    FORECAST_DRAWS,
    Task,
    estimates_of,
    flat_people,
    static_estimates_of,
)
from pasdedeux.identify.linear.verdicts import MATERIAL_GAIN, Alike
from pasdedeux.loop.linear import loop_gain
from pasdedeux.words import Message

FloatArray = NDArray[np.float64]

DRAWS = 4000, 128_000
"""Draws from the normal distribution around the maximum, at first and at most."""


def fit_as_one(task: Task, _moderators: tuple[str, ...], *, checks: bool) -> Fit:
    """Find the one loop that fits all couples best."""
    panel, layout, records = task.panel, task.layout, task.records
    static = panel.weak_static()
    task.progress("one loop for all", 0.0)
    start = None
    if panel.design.p:
        start = fit_pooled(panel, static, layout).theta
        static = learn_static(panel, static, start)
    found = fit_pooled(panel, static, layout, prior=task.prior, start=start)
    if len(found.open) and not task.prior:
        raise _no_maximum(task, found)
    task.progress("one loop for all", 1.0)
    judge = Judge(task, informative_pairs(*records), checks=checks)
    draws, judged = _judged(task, found, judge)
    one = judged.of(
        records[0],
        own_gain=float(np.median(judged.gains)),
        converged=found.converged,
        verdict=VerdictName.NOT_ENOUGH,
    )
    results = tuple(
        replace(one, id=record.couple.id, paired=record.paired, days=record.days) for record in records
    )
    warnings = [*flat_people(records), Message("identify.warning.as-one")]
    if not found.converged:
        warnings.append(Message("identify.warning.no-maximum"))
    thin = [draws[: FORECAST_DRAWS // 4]] * len(panel)
    return Fit(
        records=records,
        level="pooled",
        links_=judged.links,
        loop_gain_=one.loop_gain,
        p_reinforcing_=one.p_reinforcing,
        half_life_=one.half_life,
        spread_=None,
        estimates_=estimates_of(task, draws) | static_estimates_of(task, static, thin),
        couples_=results,
        verdict_=judged.verdict,
        out_of_sample_=None,
        surrogates_=judge.surrogates,
        residuals_=residuals(panel, *predict(panel, static, thin), task.order),
        recoverability_=None,
        converged_=found.converged,
        warnings_=tuple(warnings),
        seed=task.seed,
        log_likelihood_=_log_likelihood(task, found),
        posterior=PosteriorDraws(
            panel.design, static, layout, judged.drift[0], dict.fromkeys(records.ids, draws), chains=1
        ),
    )


def _no_maximum(task: Task, found: Pooled) -> InputError:
    """Say what plain maximum likelihood leaves open, and how far the search came."""
    layout = task.layout
    given = layout.arranged(task.order.states)
    names = [name for at, name in zip(given, layout.names(task.states), strict=True) if at in found.open]
    return InputError(
        "identify.no-maximum",
        where=task.records.provenance.source,
        parameters=names,
        log_likelihood=_log_likelihood(task, found),
    )


def _log_likelihood(task: Task, found: Pooled) -> float:
    """Give the log-likelihood of the answers in their own units."""
    panel = task.panel
    return found.log_likelihood - float((panel.seen * np.log(panel.design.state_scale)).sum())


def _judged(task: Task, found: Pooled, judge: Judge) -> tuple[FloatArray, Judgement]:
    """Draw around the maximum until no threshold lies within the error of the draws."""
    layout, at, rng = task.layout, task.layout.at("coupling"), task.generator("draws")
    none, wide = np.zeros(len(at)), layout.couple_prior.at(at).covariance
    count, most = DRAWS
    draws = _draws(found, layout, rng, count)
    while True:
        drift = layout.drift(draws[None]) / task.panel.design.time_unit
        couplings = draws[None, :, at]

        def weak(drift: FloatArray = drift, couplings: FloatArray = couplings) -> MonteCarlo:
            if task.prior:
                return too_weak(layout, couplings, none, wide)
            gains = loop_gain(drift)
            return probability(np.abs(gains) < MATERIAL_GAIN, gains)

        alike = Alike() if task.panel.design.alike else None
        judged = judge(drift, converged=found.converged, too_weak=weak, alike=alike)
        if not judged.open or len(draws) >= most:
            return draws, judged
        draws = np.concatenate([draws, _draws(found, layout, rng, len(draws))])


def _draws(found: Pooled, layout: Layout, rng: np.random.Generator, count: int) -> FloatArray:
    draws = np.tile(found.theta, (count, 1))
    values, vectors = np.linalg.eigh(found.covariance)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    draws[:, layout.free] += rng.standard_normal((count, len(values))) @ root.T @ found.into.T
    return draws
