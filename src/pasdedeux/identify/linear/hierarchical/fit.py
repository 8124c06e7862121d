"""Fit a study: couples differ, and all of them together say how much."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray

from pasdedeux.errors import InputError
from pasdedeux.estimates import Interval
from pasdedeux.identify.linear.hierarchical.initial_values import refer
from pasdedeux.identify.linear.hierarchical.population import Structure, structure_of
from pasdedeux.identify.linear.hierarchical.sampler import MOST_BLOCKS, Sample, sample
from pasdedeux.identify.linear.kernels.sampler import gradient_each
from pasdedeux.identify.linear.out_of_sample import TRAIN, compare, predict, residuals
from pasdedeux.identify.linear.panel import Panel, Static
from pasdedeux.identify.linear.parameters import Layout
from pasdedeux.identify.linear.recoverability import telling
from pasdedeux.identify.linear.result import Fit, State
from pasdedeux.identify.linear.results import SPREAD, CoupleResult, HeldOut
from pasdedeux.identify.linear.single.posterior import find_modes
from pasdedeux.identify.linear.task import (
    Work,
    estimates_of,
    flat_people,
    gains_alone,
    links_of,
    state_names,
    stays,
    surrogates_of,
    thinned,
)
from pasdedeux.identify.linear.verdicts import decide
from pasdedeux.loop.linear import half_life, loop_gain
from pasdedeux.records import Records

FloatArray = NDArray[np.float64]


def _moderator_scores(records: Records, names: tuple[str, ...]) -> FloatArray | None:
    if not names:
        return None
    scores = np.array(
        [[[p.traits.get(name, np.nan) for name in names] for p in r.couple.partners] for r in records]
    )
    for m, name in enumerate(names):
        known = np.isfinite(scores[..., m])
        if not known.any():
            have = sorted({t for r in records for p in r.couple.partners for t in p.traits})
            raise InputError(
                f"nobody has a score named '{name}'.",
                where="moderators",
                remedy=f"Scores in these records: {', '.join(have) or 'none'}.",
            )
        spread = float(scores[..., m][known].std()) or 1.0
        scores[..., m] = np.where(known, (scores[..., m] - scores[..., m][known].mean()) / spread, 0.0)
    return np.asarray(scores)


def _unscored(records: Records, names: tuple[str, ...]) -> list[str]:
    people = [partner for record in records for partner in record.couple.partners]
    lacking = {name: sum(name not in one.traits for one in people) for name in names}
    return [
        f"{count} of {len(people)} people have no score of {name} and were taken at its mean; "
        "what it shifts then comes out too small."
        for name, count in lacking.items()
        if count
    ]


def _sample(
    work: Work,
    panel: Panel,
    layout: Layout,
    seed: np.random.SeedSequence,
    stage: str,
    moderators: tuple[str, ...] = (),
    blocks: int = MOST_BLOCKS,
) -> tuple[Static, Structure, Sample]:
    structure = structure_of(
        layout,
        len(panel),
        exchangeable=not work.records.distinguishable,
        moderators=_moderator_scores(work.records.choose(panel.ids), moderators),
        moderator_names=moderators,
    )
    work.progress(stage, 0.0)
    reference = refer(panel, structure)
    found = sample(
        panel,
        structure,
        reference,
        seed=seed,
        blocks=blocks,
        jobs=work.jobs,
        progress=lambda s: work.progress(stage, s),
    )
    work.progress(stage, 1.0)
    return reference.static, structure, found


def fit_study(work: Work, moderators: tuple[str, ...], *, checks: bool) -> Fit:
    """Find the typical couple's loop, how couples differ, and each couple's own."""
    panel, layout, records = work.panel, work.layout, work.records
    seeds = work.seeds()
    static, structure, found = _sample(work, panel, layout, seeds[0], "the couples' loops", moderators)
    unit = panel.design.time_unit
    typical = np.zeros((len(found.gamma), layout.size))
    # the typical couple stands at the mean of every moderator, where those columns are 0
    typical[:, layout.free] = found.gamma @ _typical_row(structure).T
    drift = layout.drift(typical) / unit
    gains = loop_gain(drift)
    paired = telling(*records)
    links = links_of(drift, records.roles, paired)
    heldout, null = (_population_heldout(work, seeds), surrogates_of(work)) if checks else (None, None)
    verdict = decide(
        gains,
        links,
        paired,
        converged=found.converged,
        alone=lambda: _typical_alone(structure, found),
        null=null,
        amount=float(len(records)),
        unit="couples",
    )
    thetas = found.theta.astype(np.float64)
    couple_drift = layout.drift(thetas) / unit
    couple_gains = loop_gain(couple_drift)
    thin = [thinned(thetas[:, n]) for n in range(len(panel))]
    return Fit(
        records.choose(panel.ids), "population", links, Interval.of(gains), float((gains > 0).mean()),
        Interval.of(half_life(drift)), Interval.of(couple_gains.std(axis=1)),
        estimates_of(work, typical) | stays(work, static, thin) | _differences(work, structure, found),
        tuple(_couples(work, static, structure, found, couple_drift, couple_gains)),
        verdict, heldout, null, residuals(panel, *predict(panel, static, thin)), None, found.converged,
        tuple(_warnings(work, moderators, found)), work.seed, _log_likelihood(panel, static, thetas),
        State(panel.design, static, layout, drift, {c: thetas[:, n] for n, c in enumerate(panel.ids)}),
    )  # fmt: skip


def _couples(
    work: Work,
    static: Static,
    structure: Structure,
    found: Sample,
    drifts: FloatArray,
    all_gains: FloatArray,
) -> Iterator[CoupleResult]:
    """Every couple's own loop and verdict, drawn towards the typical couple as far as its days are few."""
    panel, records = work.panel, work.records
    alone = _own_gains(work, static)
    for n, couple in enumerate(panel.ids):
        record = records[couple]
        paired = telling(record)
        drift, gains = drifts[:, n], all_gains[:, n]
        links = links_of(drift, records.roles, paired)
        verdict = decide(
            gains,
            links,
            paired,
            converged=found.converged,
            alone=partial(_couple_alone, structure, found, n),
            amount=record.days + 1.0,
            unit="days",
        )
        yield CoupleResult(
            couple, record.paired, record.days, Interval.of(gains), alone[n], float((gains > 0).mean()),
            links, Interval.of(half_life(drift)), found.converged, verdict.name,
        )  # fmt: skip


def _differences(work: Work, structure: Structure, found: Sample) -> dict[str, Interval]:
    """Tell what shifts the couplings between couples, and how far couples differ beyond that."""
    shifts = {
        name: Interval.of(found.gamma[:, k])
        for k, name in enumerate(structure.names)
        if name.startswith("coupling by")
    }
    names = structure.layout.names(state_names(work.records))
    first = [list(structure.tie).index(t) for t in range(found.omega.shape[1])]
    varying = [names[structure.layout.free[structure.random[a]]] for a in first]
    return shifts | {f"{SPREAD}{name}": Interval.of(found.omega[:, t]) for t, name in enumerate(varying)}


def _warnings(work: Work, moderators: tuple[str, ...], found: Sample) -> list[str]:
    warnings = [*flat_people(work.records), *_unscored(work.records, moderators)]
    if not found.converged:
        warnings.append(
            f"The chains do not agree yet (R-hat {found.rhat:.2f}, effective draws {found.ess:.0f})."
        )
    if left_out := len(work.records) - len(work.panel):
        warnings.append(f"{left_out} couples have fewer than two reports and were left out.")
    return warnings


def _typical_alone(structure: Structure, found: Sample) -> FloatArray:
    """Loop gains of the typical couple with the prior of the mean couplings taken off."""
    into = _typical_row(structure)[_coupling_rows(structure.layout)]
    used = into.any(axis=0)
    prior = np.diag(structure.gamma_sd[used] ** 2)
    return gains_alone(
        structure.layout, found.gamma[:, used], structure.gamma_mean[used], prior, into[:, used]
    )


def _couple_alone(structure: Structure, found: Sample, couple: int) -> FloatArray:
    """Loop gains of one couple of a study with what the other couples say of it taken off."""
    layout, rows = structure.layout, _coupling_rows(structure.layout)
    group = found.gamma @ structure.D[couple][rows].T
    spread = structure.tie[np.isin(structure.random, np.flatnonzero(rows))]
    covariance = np.cov(group.T) + np.diag((found.omega[:, spread] ** 2).mean(axis=0))
    own = found.theta[:, couple, layout.at("coupling")].astype(np.float64)
    return gains_alone(layout, own, group.mean(axis=0), covariance)


def _coupling_rows(layout: Layout) -> NDArray[np.bool_]:
    """Tell which of the free parameters are couplings."""
    return np.isin(layout.free, layout.at("coupling"))


def _typical_row(structure: Structure) -> FloatArray:
    row = structure.D[0].copy()
    row[:, [k for k, name in enumerate(structure.names) if name.startswith("coupling by")]] = 0.0
    return np.asarray(row)


def _log_likelihood(panel: Panel, static: Static, thetas: FloatArray) -> float:
    """Log-likelihood of all couples at their posterior means."""
    centre = np.ascontiguousarray(thetas.mean(axis=0))
    ll, grads = np.empty(len(panel)), np.empty_like(centre)
    gradient_each(centre, *panel.arguments(static), ll, grads)
    return float(ll.sum())


def _own_gains(work: Work, static: Static) -> list[float]:
    """Gain that each couple's own days give, under the weak prior of one couple."""
    layout = work.layout
    mean, sd = layout.prior("mean"), layout.prior("sd")

    def own(couple: int) -> float:
        mode = find_modes(work.panel.data(couple, static), layout, mean, sd, [mean])[0]
        return float(loop_gain(layout.drift(mode.theta)))

    couples = range(len(work.panel))
    return list(Parallel(n_jobs=work.jobs, prefer="threads")(delayed(own)(couple) for couple in couples))


def _population_heldout(work: Work, seeds: list[np.random.SeedSequence]) -> HeldOut | None:
    panel = work.panel
    train = panel.head(TRAIN)
    predictions = []
    for number, coupled in enumerate((True, False)):
        layout = Layout(work.layout.d, coupled=coupled, shared_error=work.layout.shared_error)
        stage = f"forecasts of unseen days {'with' if coupled else 'without'} coupling"
        # forecasts average over draws and need fewer of them than intervals; but what coupling buys is little
        static, _, found = _sample(work, train, layout, seeds[1 + 4 * number], stage, blocks=6)
        thetas = found.theta.astype(np.float64)
        thin = [thinned(thetas[:, n]) for n in range(len(panel))]
        predictions.append(predict(panel, static, thin))
    return compare(panel, predictions[0], predictions[1], np.random.default_rng(seeds[2]))
