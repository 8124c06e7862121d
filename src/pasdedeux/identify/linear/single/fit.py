"""Fit one couple: draws of its own posterior under weak priors."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pasdedeux.identify.linear.diagnostics import normal_points
from pasdedeux.identify.linear.judgement import Judge, Judgement, gains_without_prior, links_of, too_weak
from pasdedeux.identify.linear.out_of_sample import TRAIN, compare, predict, residuals
from pasdedeux.identify.linear.panel import StaticPrior
from pasdedeux.identify.linear.parameters import Layout
from pasdedeux.identify.linear.recoverability import informative_pairs, recoverability
from pasdedeux.identify.linear.result import Fit, PosteriorDraws
from pasdedeux.identify.linear.results import OutOfSample, Verdict
from pasdedeux.identify.linear.single.posterior import Mode, Posterior, posterior_of
from pasdedeux.identify.linear.task import Task, estimates_of, flat_people, static_estimates_of, thinned
from pasdedeux.identify.linear.verdicts import with_more_days
from pasdedeux.loop.linear import loop_gain
from pasdedeux.words import Message

FloatArray = NDArray[np.float64]

LONG_RUN = 1200, 38_400
"""Draws at first and at most where the answer lies near a threshold."""
NORMAL_POINTS = 4096


def fit_couple(task: Task, _moderators: tuple[str, ...], *, checks: bool) -> Fit:
    """Find the loop of the one couple in these records."""
    panel, layout, record = task.panel, task.layout, task.records[0]
    static = panel.weak_static()
    judge = Judge(task, informative_pairs(record), checks=checks)
    posterior, judged = _posterior(task, static, judge)
    verdict, converged = judged.verdict, posterior.converged
    if converged:
        verdict = _with_more_days(task, posterior.mode, verdict)
    own = float(np.median(judged.gains))
    result = judged.of(record, own_gain=own, converged=converged, verdict=verdict.name)
    warnings = flat_people(task.records)
    if not converged:
        warnings.append(Message("identify.warning.draws", rhat=posterior.rhat, ess=round(posterior.ess)))
    predicted = predict(panel, static, [thinned(posterior.draws)])
    return Fit(
        records=task.records,
        level="couple",
        links_=judged.links,
        loop_gain_=result.loop_gain,
        p_reinforcing_=result.p_reinforcing,
        half_life_=result.half_life,
        spread_=None,
        estimates_=estimates_of(task, posterior.draws) | static_estimates_of(task, static, [posterior.draws]),
        couples_=(result,),
        verdict_=verdict,
        out_of_sample_=_out_of_sample(task, static) if checks else None,
        surrogates_=judge.surrogates,
        residuals_=residuals(panel, *predicted, task.order),
        recoverability_=recoverability(task.records),
        converged_=converged,
        warnings_=tuple(warnings),
        seed=task.seed,
        log_likelihood_=posterior.mode.value,
        posterior=PosteriorDraws(
            panel.design,
            static,
            layout,
            judged.drift.reshape(-1, *judged.drift.shape[2:]),
            {record.couple.id: posterior.draws},
        ),
    )


def _posterior(task: Task, static: StaticPrior, judge: Judge) -> tuple[Posterior, Judgement]:
    """Draw until the chains agree and no threshold lies within the error of the draws.

    Where a first run is not enough, a long run of its own takes its place, whose stream follows from the
    answers alone. Its length makes its error small; what still lies within that error gets the weaker answer,
    with every seed.
    """
    layout, at = task.layout, task.layout.at("coupling")
    data, prior = task.panel.data(0, static), layout.couple_prior

    def judged(found: Posterior) -> Judgement:
        couplings = found.chains[:, :, at]
        return judge(
            layout.drift(found.chains) / task.panel.design.time_unit,
            converged=found.converged,
            too_weak=lambda: too_weak(layout, couplings, *_coupling_prior(layout)),
        )

    task.progress("the couple's loop", 0.0)
    found = posterior_of(data, layout, prior, task.generator("posterior", 0))
    if not found.converged or judged(found).open:
        task.progress("the couple's loop", 0.1)
        rng = np.random.Generator(np.random.Philox(task.arrangement.stream(0, "long run", 0)))
        few, most = LONG_RUN
        found = posterior_of(
            data, layout, prior, rng,
            draws=few, most=most, enough=lambda longer: not judged(longer).open, modes=found.modes,
        )  # fmt: skip
    task.progress("the couple's loop", 1.0)
    return found, judged(found)


def _coupling_prior(layout: Layout) -> tuple[FloatArray, FloatArray]:
    at = layout.at("coupling")
    prior = layout.couple_prior.at(at)
    return prior.mean, prior.covariance


def _with_more_days(task: Task, mode: Mode, verdict: Verdict) -> Verdict:
    """Add how many more days might settle it, by the normal approximation at the mode."""
    layout, record, at = task.layout, task.records[0], task.layout.at("coupling")
    theta = np.tile(mode.theta, (NORMAL_POINTS, 1))
    values, vectors = np.linalg.eigh(mode.covariance)
    theta[:, layout.free] += (
        normal_points(NORMAL_POINTS, len(values)) @ (vectors * np.sqrt(values)) @ vectors.T
    )
    drift, paired = layout.drift(theta)[None], informative_pairs(record)
    links = links_of(drift, task.records.roles, task.order, paired)
    own = gains_without_prior(layout, theta[:, at], *_coupling_prior(layout))
    step = float(np.median(np.diff(record.time)))
    return with_more_days(verdict, loop_gain(drift), links, own, paired, record.days + step, step)


def _out_of_sample(task: Task, static: StaticPrior) -> OutOfSample | None:
    """Forecast the last rows from parameters of the first, with coupling and without."""
    panel = task.panel
    train = panel.head(TRAIN)
    predictions = []
    for number, coupled in enumerate((True, False)):
        task.progress("forecasts of unseen days", number / 2)
        layout = replace(task.layout, coupled=coupled)
        rng = task.generator(f"out of sample {coupled}", 0)
        found = posterior_of(train.data(0, static), layout, layout.couple_prior, rng, draws=240)
        predictions.append(predict(panel, static, [thinned(found.draws)]))
    task.progress("forecasts of unseen days", 1.0)
    return compare(panel, predictions[0], predictions[1], task.records.roles, task.generator("resamples"))
