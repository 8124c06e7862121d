"""Fit a study: couples differ, and all of them together say how much."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray

from pasdedeux.estimates import Interval, MonteCarlo
from pasdedeux.identify.linear.hierarchical.initial_values import initial_values
from pasdedeux.identify.linear.hierarchical.population import Structure, structure_of
from pasdedeux.identify.linear.hierarchical.sampler import MOST_BLOCKS, Sample, by_chain, sample
from pasdedeux.identify.linear.judgement import Judge, Judgement, judge, too_weak
from pasdedeux.identify.linear.kernels.sampler import gradient_each
from pasdedeux.identify.linear.out_of_sample import TRAIN, compare, predict, residuals
from pasdedeux.identify.linear.panel import Panel, StaticPrior
from pasdedeux.identify.linear.parameters import Layout
from pasdedeux.identify.linear.recoverability import informative_pairs
from pasdedeux.identify.linear.result import Fit, PosteriorDraws
from pasdedeux.identify.linear.results import SHIFT, SPREAD, CoupleResult, OutOfSample
from pasdedeux.identify.linear.single.posterior import find_modes
from pasdedeux.identify.linear.task import Task, estimates_of, flat_people, static_estimates_of, thinned
from pasdedeux.identify.linear.verdicts import Alike
from pasdedeux.identify.moderators import moderator_scores, unscored
from pasdedeux.loop.linear import half_life, loop_gain
from pasdedeux.words import Message

FloatArray = NDArray[np.float64]
AVERAGED = 96  # draws behind forecasts of unseen days; with a quarter of them chance shows in the errors


def _sample(
    task: Task,
    panel: Panel,
    layout: Layout,
    stage: str,
    moderators: tuple[str, ...] = (),
    blocks: int = MOST_BLOCKS,
    enough: Callable[[StaticPrior, Structure, Sample], bool] | None = None,
) -> tuple[StaticPrior, Structure, Sample]:
    structure = structure_of(
        layout,
        len(panel),
        exchangeable=not task.records.distinguishable,
        moderators=moderator_scores([r.couple for r in task.arranged], moderators) if moderators else None,
        moderator_names=moderators,
    )
    task.progress(stage, 0.0)
    begin = initial_values(panel, structure)
    found = sample(
        panel,
        structure,
        begin,
        seed=task.stream(stage),
        blocks=blocks,
        enough=enough and partial(enough, begin.static, structure),
        jobs=task.jobs,
        progress=lambda s: task.progress(stage, s),
    )
    task.progress(stage, 1.0)
    return begin.static, structure, found


def fit_study(task: Task, moderators: tuple[str, ...], *, checks: bool) -> Fit:
    """Find the typical couple's loop, how couples differ, and each couple's own."""
    panel, layout, records = task.panel, task.layout, task.records
    judge = Judge(task, informative_pairs(*records), checks=checks)

    alone: list[float] = []

    def judged_by(static: StaticPrior, structure: Structure, found: Sample) -> tuple[FloatArray, Judgement]:
        if not alone:
            alone.extend(_own_gains(task, static))
        alike = None if records.distinguishable else Alike.of(alone)
        return _judged(task, judge, structure, found, alike)

    def clear(static: StaticPrior, structure: Structure, found: Sample) -> bool:
        return not judged_by(static, structure, found)[1].open

    static, structure, found = _sample(task, panel, layout, "the couples' loops", moderators, enough=clear)
    typical, judged = judged_by(static, structure, found)
    thetas = found.theta.astype(np.float64)
    couple_drift = layout.drift(thetas) / panel.design.time_unit
    thin = [thinned(thetas[:, n]) for n in range(len(panel))]
    results = _couples(task, alone, structure, found, couple_drift)
    gains = judged.gains
    return Fit(
        records=records,
        level="population",
        links_=judged.links,
        loop_gain_=Interval.of(gains),
        p_reinforcing_=float((gains > 0).mean()),
        half_life_=Interval.of(half_life(judged.drift)),
        spread_=Interval.of(loop_gain(couple_drift).std(axis=1)),
        estimates_=estimates_of(task, typical.reshape(-1, layout.size))
        | static_estimates_of(task, static, thin)
        | _differences(task, structure, found),
        couples_=tuple(results[n] for n in task.arrangement.given),
        verdict_=judged.verdict,
        out_of_sample_=_out_of_sample(task) if checks else None,
        surrogates_=judge.surrogates,
        residuals_=residuals(panel, *predict(panel, static, thin), task.order),
        recoverability_=None,
        converged_=found.converged,
        warnings_=tuple(_warnings(task, moderators, found)),
        seed=task.seed,
        log_likelihood_=_log_likelihood(panel, static, thetas),
        posterior=PosteriorDraws(
            panel.design,
            static,
            layout,
            judged.drift.reshape(-1, *judged.drift.shape[2:]),
            {couple: thetas[:, n] for n, couple in enumerate(panel.ids)},
        ),
    )


def _judged(
    task: Task, judge: Judge, structure: Structure, found: Sample, alike: Alike | None
) -> tuple[FloatArray, Judgement]:
    """Parameters of the typical couple, shape (chains, draws, size), and its verdict.

    Where partners are alike both have one mean, whose square is never negative; so the gain is the mean of
    the couples' gains.
    """
    layout, row = task.layout, _typical_row(structure)
    gains = (
        None
        if alike is None
        else by_chain(loop_gain(layout.drift(found.theta.astype(np.float64))).mean(axis=1))
    )
    gamma = by_chain(found.gamma)
    typical = np.tile(layout.pinned, (*gamma.shape[:2], 1))
    # the typical couple stands at the mean of every moderator, where those columns are 0
    typical[:, :, layout.free] = gamma @ row.T
    into = row[_coupling_rows(layout)]
    used = into.any(axis=0)
    prior = structure.prior.mean[used], structure.prior.covariance[np.ix_(used, used)]
    judged = judge(
        layout.drift(typical) / task.panel.design.time_unit,
        converged=found.converged,
        too_weak=lambda: too_weak(layout, gamma[:, :, used], *prior, into[:, used]),
        gains=gains,
        alike=alike,
    )
    return typical, judged


def _couples(
    task: Task, alone: list[float], structure: Structure, found: Sample, drifts: FloatArray
) -> list[CoupleResult]:
    """Every couple's own loop and verdict, drawn towards the typical couple as far as its days are few."""
    results, alike = [], None if task.records.distinguishable else Alike()
    for n, given in enumerate(task.arrangement.couples):
        record = task.records[given]
        judged = judge(
            by_chain(drifts[:, n]),
            task.records.roles,
            task.arrangement.order(n),
            informative_pairs(record),
            converged=found.converged,
            too_weak=partial(_couple_too_weak, structure, found, n),
            alike=alike,
        )
        results.append(
            judged.of(record, own_gain=alone[n], converged=found.converged, verdict=judged.verdict.name)
        )
    return results


def _differences(task: Task, structure: Structure, found: Sample) -> dict[str, Interval]:
    """Summarise what shifts the couplings between couples, and how far couples differ beyond that."""
    shifts = {
        name: Interval.of(found.gamma[:, k])
        for k, name in enumerate(structure.names)
        if name.startswith(SHIFT)
    }
    layout, given = structure.layout, structure.layout.arranged(task.order.states)
    tie = structure.ties
    first: dict[int, str] = {}
    for at, name in zip(given.tolist(), layout.names(task.states), strict=True):
        if at in tie:
            first.setdefault(tie[at], name)
    return shifts | {f"{SPREAD}{name}": Interval.of(found.omega[:, t]) for t, name in first.items()}


def _warnings(task: Task, moderators: tuple[str, ...], found: Sample) -> Iterator[Message]:
    yield from flat_people(task.records)
    yield from unscored([record.couple for record in task.records], moderators)
    if not found.converged:
        yield Message("identify.warning.chains", rhat=found.rhat, ess=round(found.ess))


def _couple_too_weak(structure: Structure, found: Sample, couple: int) -> MonteCarlo:
    """Probability that one couple's loop is too weak to matter, what other couples say of it taken off."""
    layout, rows = structure.layout, _coupling_rows(structure.layout)
    group = found.gamma @ structure.D[couple][rows].T
    spread = structure.tie[np.isin(structure.random, np.flatnonzero(rows))]
    covariance = np.cov(group.T) + np.diag((found.omega[:, spread] ** 2).mean(axis=0))
    own = found.theta[:, couple, layout.at("coupling")].astype(np.float64)
    return too_weak(layout, by_chain(own), group.mean(axis=0), covariance)


def _coupling_rows(layout: Layout) -> NDArray[np.bool_]:
    """Which of the free parameters are couplings."""
    return np.isin(layout.free, layout.at("coupling"))


def _typical_row(structure: Structure) -> FloatArray:
    row = structure.D[0].copy()
    row[:, [k for k, name in enumerate(structure.names) if name.startswith(SHIFT)]] = 0.0
    return np.asarray(row)


def _log_likelihood(panel: Panel, static: StaticPrior, thetas: FloatArray) -> float:
    """Log-likelihood of all couples at their posterior means."""
    centre = np.ascontiguousarray(thetas.mean(axis=0))
    ll, grads = np.empty(len(panel)), np.empty_like(centre)
    gradient_each(centre, *panel.arguments(static), ll, grads)
    return float(ll.sum())


def _own_gains(task: Task, static: StaticPrior) -> list[float]:
    """Gain that each couple's own days give, under the weak prior of one couple."""
    layout, prior = task.layout, task.layout.couple_prior

    def own(couple: int) -> float:
        mode = find_modes(task.panel.data(couple, static), layout, prior, [prior.mean])[0]
        return float(loop_gain(layout.drift(mode.theta)))

    couples = range(len(task.panel))
    return list(Parallel(n_jobs=task.jobs, prefer="threads")(delayed(own)(couple) for couple in couples))


def _out_of_sample(task: Task) -> OutOfSample | None:
    """Forecast the last rows from parameters of the first, with coupling and without."""
    panel = task.panel
    train = panel.head(TRAIN)
    predictions = []
    for coupled in (True, False):
        layout = replace(task.layout, coupled=coupled)
        stage = f"forecasts of unseen days {'with' if coupled else 'without'} coupling"
        # forecasts average over draws and need fewer of them than intervals; but what coupling buys is little
        static, _, found = _sample(task, train, layout, stage, blocks=6)
        thetas = found.theta.astype(np.float64)
        predictions.append(
            predict(panel, static, [thinned(thetas[:, n], AVERAGED) for n in range(len(panel))])
        )
    return compare(panel, predictions[0], predictions[1], task.records.roles, task.generator("resamples"))
