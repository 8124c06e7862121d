"""`fit`: from records to a `Fit`, the one object that everything after it takes."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from html import escape
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray

from pasdedeux.errors import InputError, as_names, whole
from pasdedeux.identify.carrying import choose_roles, recoverability, telling
from pasdedeux.identify.chains import MOST_BLOCKS, Sample, sample
from pasdedeux.identify.couple import find_modes, posterior_of
from pasdedeux.identify.heldout import TRAIN, compare, predict, residuals
from pasdedeux.identify.kernels.filtering import forecasts
from pasdedeux.identify.kernels.sampler import gradient_each
from pasdedeux.identify.panel import Design, Panel, Static, design_of, panel_of
from pasdedeux.identify.parameters import Layout
from pasdedeux.identify.pooled import Pooled, fit_pooled
from pasdedeux.identify.population import Structure, structure_of
from pasdedeux.identify.results import (
    QUANTILES,
    SPREAD,
    CoupleResult,
    Course,
    Forecast,
    HeldOut,
    Interval,
    Link,
    Null,
    Recoverability,
    Residuals,
    Verdict,
    VerdictName,
)
from pasdedeux.identify.starting import learn_static, refer
from pasdedeux.identify.steady import noise, what_stays
from pasdedeux.identify.surrogates import null_of
from pasdedeux.identify.verdicts import ENOUGH_PAIRS, SURE, decide, without_prior
from pasdedeux.loop.linear import half_life, loop_gain, responses, transition
from pasdedeux.records import Record, Records, Scale, as_records

FloatArray = NDArray[np.float64]
Progress = Callable[[str, float], None]

LEVELS = ("auto", "couple", "population", "pooled")
FORECAST_DRAWS = 24
STAYS_DRAWS = 200


@dataclass(frozen=True, eq=False)
class Fit:
    """A loop identified from records, with its uncertainty, checks and verdict.

    Made by `fit`. Estimates end in ``_``; every one is an `Interval` (median, 50 % and 90 %). For a study the
    estimates describe its typical couple, ``couples_`` each couple of it.

    Parameters
    ----------
    records
        The records as they were fitted (only the chosen roles).
    level
        ``"couple"``, ``"population"`` or ``"pooled"``.
    links_, loop_gain_, p_reinforcing_, half_life_
        The links between the partners, the gain of one round, the probability that it is above 0, days.
    spread_
        Standard deviation of the loop gain between couples (population only).
    estimates_
        Named parameters of the typical couple.
    couples_
        One `CoupleResult` per couple.
    verdict_, heldout_, null_, residuals_, recoverability_
        Answer and checks; None where a check was not made or not possible.
    converged_, warnings_
        Whether the calculation settled, and what else should be known.
    seed
        Seed of all random numbers.

    Examples
    --------
    >>> from pasdedeux.identify import fit
    >>> from pasdedeux.simulate import example_records
    >>> found = fit(example_records(couples=1, days=40), checks=False)
    >>> found.level, found.loop_gain_.low < found.loop_gain_.high
    ('couple', True)
    """

    records: Records
    level: str
    links_: tuple[Link, ...]
    loop_gain_: Interval
    p_reinforcing_: float
    half_life_: Interval
    spread_: Interval | None
    estimates_: Mapping[str, Interval]
    couples_: tuple[CoupleResult, ...]
    verdict_: Verdict
    heldout_: HeldOut | None
    null_: Null | None
    residuals_: Residuals
    recoverability_: Recoverability | None
    converged_: bool
    warnings_: tuple[str, ...]
    seed: int
    log_likelihood_: float
    _state: _State = field(repr=False)

    @property
    def roles(self) -> tuple[str, ...]:
        """Roles in the loop."""
        return self.records.roles

    @property
    def partners(self) -> tuple[str, str]:
        """Labels of the two partners."""
        return self.records.labels

    def couple(self, couple: str) -> CoupleResult:
        """Look up the result of one couple by its id.

        Raises
        ------
        InputError
            If there is no such couple.
        """
        for result in self.couples_:
            if result.id == couple:
                return result
        raise InputError(
            f"there is no couple '{couple}' in this fit.", remedy="`pasdedeux look` lists the couples."
        )

    def course(self, link: Link, gaps: FloatArray) -> Course:
        """Follow one link over time: what a unit of the sender leaves in the receiver after each gap."""
        R = len(self.roles)
        sender = link.sender * R + self.roles.index(link.sender_role)
        receiver = link.receiver * R + self.roles.index(link.receiver_role)
        drift = self._state.drift[:: max(len(self._state.drift) // 200, 1)]
        left = transition(drift, gaps)[..., receiver, sender]
        return Course(link, np.asarray(gaps, dtype=np.float64), np.quantile(left, QUANTILES, axis=0).T)

    def forecast(self, couple: str, days: float = 10.0) -> Forecast:
        """Where the next reports of one couple are likely to be, error included."""
        return self._state.forecast(self.records[couple], couple, days)

    def summary(self) -> str:
        """Tell the result in a few plain lines."""
        gain = self.loop_gain_
        who = (
            f"{len(self.couples_)} couples"
            if len(self.couples_) > 1
            else f"couple {self.records[0].couple.id}"
        )
        lines = [
            (
                f"{self.verdict_.name.value.capitalize()} ({who}, {self.records.paired} paired reports of "
                f"{', '.join(self.roles)})."
            ),
            self.verdict_.sentence,
            (
                f"Loop gain {gain.estimate:.2f} (90 %: {gain.low:.2f} to {gain.high:.2f}); "
                f"reinforcing with probability {self.p_reinforcing_:.2f}."
            ),
        ]
        if self.verdict_.more:
            lines.append(f"About {self.verdict_.more} more {self.verdict_.more_unit} might settle it.")
        if not self.converged_:
            lines.append("The calculation did not settle: do not rely on these numbers.")
        lines += self.warnings_
        return "\n".join(lines)

    def to_dict(self) -> dict[str, Any]:
        """All results as JSON-ready values."""
        heldout, null = self.heldout_, self.null_
        return {
            "software": {"name": "pasdedeux", "version": _version("pasdedeux")},
            "source": self.records.provenance.source,
            "simulated": self.records.provenance.simulated,
            "data_sha256": self.data_hash,
            "seed": self.seed,
            "level": self.level,
            "couples": len(self.couples_),
            "reports": self.records.reports,
            "paired_reports": self.records.paired,
            "roles": list(self.roles),
            "partners": list(self.partners),
            "verdict": self.verdict_.name.value,
            "verdict_reasons": list(self.verdict_.reasons),
            "more": self.verdict_.more,
            "more_unit": self.verdict_.more_unit,
            "loop_gain": _interval(self.loop_gain_),
            "p_reinforcing": self.p_reinforcing_,
            "spread": _interval(self.spread_) if self.spread_ else None,
            "links": [self._link(link) for link in self.links_],
            "half_life_days": _interval(self.half_life_),
            "estimates": {name: _interval(value) for name, value in self.estimates_.items()},
            "heldout": None
            if heldout is None
            else {
                "model": "coupled filter",
                "rmse": dict(heldout.rmse),
                "coverage95": dict(heldout.coverage95),
                "forecasts": dict(heldout.forecasts),
                "baselines": {name: dict(values) for name, values in heldout.baselines.items()},
                "baselines_coverage95": {n: dict(values) for n, values in heldout.baselines95.items()},
                "coupling_gain": {role: _interval(value) for role, value in heldout.coupling_gain.items()},
            },
            "null": None
            if null is None
            else {
                "kind": null.kind,
                "own_quick_gain": null.own,
                "shuffled_loop_gain": null.median,
                "shuffled_loop_gain_95": null.high,
                "surrogates": len(null.gains),
            },
            "residual_flags": list(self.residuals_.flags),
            "log_likelihood": self.log_likelihood_,
            "converged": self.converged_,
            "warnings": list(self.warnings_),
            "dropped_rows": len(self.records.provenance.dropped),
            "cautions": list(self.records.provenance.cautions),
            "by_couple": self.to_rows(),
        }

    def to_rows(self) -> list[dict[str, Any]]:
        """One flat row per couple, for a table."""
        return [
            {
                "couple": result.id,
                "paired_reports": result.paired,
                "days": round(result.days, 3),
                "verdict": result.verdict.value,
                "loop_gain": result.loop_gain.estimate,
                "loop_gain_low": result.loop_gain.low,
                "loop_gain_high": result.loop_gain.high,
                "loop_gain_alone": result.own_gain,
                "p_reinforcing": result.p_reinforcing,
                "half_life_days": result.half_life.estimate,
                "half_life_low": result.half_life.low,
                "half_life_high": result.half_life.high,
                "converged": result.converged,
            }
            for result in self.couples_
        ]

    @property
    def data_hash(self) -> str:
        """SHA-256 of the times, answers and inputs that were fitted: ties a result to its data."""
        digest = hashlib.sha256()
        for record in self.records:
            digest.update(record.couple.id.encode())
            digest.update(np.ascontiguousarray(record.time).tobytes())
            for numbers in (record.values, record.inputs):
                digest.update(np.ascontiguousarray(np.nan_to_num(numbers, nan=-1e300)).tobytes())
        return digest.hexdigest()

    @property
    def versions(self) -> dict[str, str]:
        """Versions of what the numbers depend on."""
        names = ("pasdedeux", "numpy", "scipy", "numba", "pandas")
        return {"python": platform.python_version(), **{name: _version(name) for name in names}}

    def _link(self, link: Link) -> dict[str, Any]:
        def name(side: int, role: str) -> str:
            return f"{self.partners[side]} {role}"

        return {
            "from": name(link.sender, link.sender_role),
            "to": name(link.receiver, link.receiver_role),
            **_interval(link.response),
            "p_sign": link.p_sign,
            "sure": link.sure,
        }

    def __repr__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        return _SHOW[-1](self)


def _plain(fit: Fit) -> str:
    return f"<pre>{escape(fit.summary())}</pre>"


_SHOW: list[Callable[[Fit], str]] = [_plain]


def show_with(draw: Callable[[Fit], str]) -> None:
    """Let a notebook show fits by ``draw``; until then they show as plain text."""
    _SHOW[1:] = [draw]


@dataclass(frozen=True, eq=False)
class _State:
    """What a fit keeps to answer later questions: design, prior of set-points, draws."""

    design: Design
    static: Static
    layout: Layout
    drift: FloatArray
    thetas: Mapping[str, FloatArray]

    def forecast(self, record: Record, couple: str, days: float) -> Forecast:
        steps = max(int(np.ceil(days / self.design.time_unit)), 1)
        ahead = self.design.time_unit * np.arange(1, steps + 1)
        time = np.concatenate([record.time, record.time[-1] + ahead])
        extra = np.full((steps, *record.values.shape[1:]), np.nan)
        weekday = record.weekday[-1]
        later = np.full(steps, -1, np.int8)
        if weekday >= 0:
            later = ((weekday + np.floor(ahead + 1e-9)) % 7).astype(np.int8)
        longer = Record(
            record.couple,
            time,
            record.roles,
            np.concatenate([record.values, extra]),
            record.input_names,
            np.concatenate([record.inputs, np.full((steps, *record.inputs.shape[1:]), np.nan)]),
            np.concatenate([record.weekday, later]),
        )
        panel = panel_of(Records((longer,), {role: Scale(0, 0, 0) for role in record.roles}), self.design)
        data = panel.data(0, self.static)
        draws = self.thetas[couple][:: max(len(self.thetas[couple]) // 100, 1)]
        rng = np.random.default_rng(0)
        futures = []
        for theta in draws:
            m, C = np.empty(panel.seen.shape), np.empty((*panel.seen.shape, panel.seen.shape[1]))
            if forecasts(np.asarray(theta, dtype=np.float64), data, m, C):
                sd = np.sqrt(np.diagonal(C, axis1=1, axis2=2)[-steps:])
                futures.append(m[-steps:] + sd * rng.standard_normal((20, *sd.shape)))
        y = np.concatenate(futures) * self.design.state_scale + self.design.state_centre
        quantiles = np.moveaxis(np.quantile(y, QUANTILES, axis=0), 0, -1)
        return Forecast(couple, time[-steps:], quantiles.reshape(steps, 2, -1, len(QUANTILES)))


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "unknown"


def _interval(value: Interval) -> dict[str, float]:
    return {"estimate": value.estimate, "low": value.low, "high": value.high}


def links_of(drift: FloatArray, roles: Sequence[str], paired: int) -> tuple[Link, ...]:
    """Links between the partners from draws of the drift, strongest surety first kept in matrix order."""
    forward = responses(drift)
    links = []
    for sender in (0, 1):
        response = forward[sender]
        for a, receiver_role in enumerate(roles):
            for b, sender_role in enumerate(roles):
                draws = response[..., a, b]
                up = float((draws > 0).mean())
                p_sign = max(up, 1.0 - up)
                sure = p_sign > SURE and paired >= ENOUGH_PAIRS
                links.append(
                    Link(sender, 1 - sender, sender_role, receiver_role, Interval.of(draws), p_sign, sure)
                )
    return tuple(links)


@dataclass(frozen=True, eq=False)
class _Work:
    """One call of `fit`: the data in both forms and how it is to be done."""

    records: Records
    panel: Panel
    layout: Layout
    seed: int
    jobs: int
    progress: Progress
    prior: bool

    def seeds(self) -> list[np.random.SeedSequence]:
        return np.random.SeedSequence(self.seed).spawn(6)

    def couple_seed(self, couple: str) -> np.random.Generator:
        """Draw a couple's own stream, whatever other couples there are."""
        key = int.from_bytes(hashlib.sha256(couple.encode()).digest()[:8], "big")
        return np.random.Generator(np.random.Philox(np.random.SeedSequence([self.seed, key])))


def fit(
    records: Records | Record,
    *,
    roles: Sequence[str] | str | None = None,
    level: str = "auto",
    seed: int = 0,
    jobs: int = 1,
    checks: bool = True,
    moderators: Sequence[str] | str = (),
    set_points: bool = True,
    trend: bool | None = None,
    weekday: bool | None = None,
    shared_error: bool = True,
    standardise: bool = True,
    prior: bool = True,
    progress: Progress | None = None,
) -> Fit:
    """Identify the loop in these records.

    Parameters
    ----------
    records
        What `pasdedeux.read` gives, or one `Record`.
    roles
        Roles to fit together, or one; by default pursuit with withdrawal where both are there, else the first
        known role.
    level
        ``"couple"`` (one couple, stated weak priors), ``"population"`` (couples differ and are pooled as far
        as the data say), ``"pooled"`` (one set of parameters for all), or ``"auto"``: the first for one
        couple, the second for more.
    seed
        Seed; the same seed gives the same result for any number of jobs.
    jobs
        Workers.
    checks
        False leaves out the held-out forecasts and the surrogates.
    moderators
        Names of person-level traits (``"anxiety"``, ``"avoidance"``) that may shift the couplings of a
        population: estimates named "coupling by ...", per standard deviation of the trait. People without
        one are taken at its mean, and counted in a warning.
    set_points, trend, weekday, shared_error, standardise, prior
        Parts of the model that may be switched off.
    progress
        Called with the name of the stage and the share done.

    Returns
    -------
    Fit
        Never NaN; says itself whether it converged.

    Raises
    ------
    InputError
        If a role, level or trait is not there, or the records cannot carry any fit.

    Examples
    --------
    >>> from pasdedeux.simulate import example_records
    >>> found = fit(example_records(couples=1, days=30), roles="arousal", checks=False)
    >>> found.verdict_.name.value, found.converged_
    ('not enough to say', True)
    """
    if isinstance(records, Record):
        records = _alone(records)
    _check_wishes(records, level, seed, jobs)
    roles, moderators = as_names(roles, "roles"), as_names(moderators or None, "moderators") or ()
    records = records.only(choose_roles(records) if roles is None else roles)
    _check(records)
    if level == "auto":
        level = "couple" if len(records) == 1 else "population"
    if level == "couple" and len(records) > 1:
        raise InputError(
            "there is more than one couple here.", where="level", remedy="Choose one with --couple."
        )
    if level == "population" and len(records) < 3:
        raise InputError(
            f"{len(records)} couples are too few to learn how couples differ.",
            where="level",
            remedy="Fit one couple at a time (--couple), or use the level 'pooled'.",
        )
    design = design_of(records, set_points=set_points, trend=trend, weekday=weekday, standardise=standardise)
    panel = panel_of(records, design)
    layout = Layout(design.d, shared_error=shared_error)
    work = _Work(records, panel, layout, seed, jobs, progress or (lambda _stage, _share: None), prior)
    by_level = {"couple": _fit_couple, "population": _fit_population, "pooled": _fit_pooled}
    return by_level[level](work, moderators, checks=checks)


def _check_wishes(records: object, level: str, seed: object, jobs: object) -> None:
    as_records(records)
    if level not in LEVELS:
        raise InputError(
            f"'{level}' is not a level.", where="level", remedy=f"Choose from: {', '.join(LEVELS)}."
        )
    whole("seed", seed, 0)
    whole("jobs", jobs, 1)


def _alone(record: Record) -> Records:
    finite = np.concatenate([record.values[..., r].ravel() for r in range(len(record.roles))])
    if not np.isfinite(finite).any():
        raise InputError("this record holds no value.", where=f"couple {record.couple.id}")
    scales = {
        role: Scale(float(np.nanmin(record.values[..., r])), float(np.nanmax(record.values[..., r])), 0.0)
        for r, role in enumerate(record.roles)
    }
    return Records((record,), scales)


def _check(records: Records) -> None:
    both = records.paired
    if both == 0:
        raise InputError(
            "the two partners never reported at the same time, so no loop between them can be looked for.",
            where=records.provenance.source,
            remedy="A loop needs reports of both partners; "
            "check the partner column, or wait for the other's reports.",
        )
    for role in records.roles:
        if records.scales[role].low == records.scales[role].high:
            raise InputError(
                f"everybody gave the same answer to '{role}' every time, so nothing can follow anything.",
                where=records.provenance.source,
                remedy="Choose another role with --roles.",
            )
    if telling(*records) == 0:
        raise InputError(
            f"in no couple do both partners' answers to {' and '.join(records.roles)} ever change, "
            "so nothing can follow anything.",
            where=records.provenance.source,
            remedy="Choose another role with --roles.",
        )


def _mirrored(records: Records) -> list[str]:
    notes = []
    flat = sum(
        1
        for record in records
        for side in (0, 1)
        if (values := record.values[:, side][~np.isnan(record.values[:, side])]).size > 1
        and np.ptp(values) == 0
    )
    if flat:
        notes.append(
            f"{flat} of {2 * len(records)} people gave the same answer every time; "
            "they tell little about links."
        )
    return notes


def _fit_couple(work: _Work, _moderators: tuple[str, ...], *, checks: bool) -> Fit:
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
    heldout, null = (_couple_heldout(work, static), _null(work)) if checks else (None, None)
    at = layout.at("coupling")
    verdict = decide(
        gains,
        links,
        paired,
        converged=found.converged,
        alone=lambda: _gains_alone(layout, found.draws[:, at], mean[at], np.diag(sd[at] ** 2)),
        null=null,
        amount=record.days + 1.0,
        unit="days",
    )
    thin = found.draws[:: max(len(found.draws) // FORECAST_DRAWS, 1)]
    result = CoupleResult(
        record.couple.id, record.paired, record.days, Interval.of(gains), float(np.median(gains)),
        float((gains > 0).mean()), links, Interval.of(half_life(drift)), found.converged, verdict.name,
    )  # fmt: skip
    warnings = _mirrored(work.records)
    if not found.converged:
        warnings.append(f"The draws do not agree (R-hat {found.rhat:.2f}, effective draws {found.ess:.0f}).")
    return Fit(
        work.records, "couple", links, result.loop_gain, result.p_reinforcing, result.half_life, None,
        _estimates(work, found.draws) | _stays(work, static, [found.draws]), (result,),
        verdict, heldout, null,
        residuals(panel, *predict(panel, static, [thin])), recoverability(work.records), found.converged,
        tuple(warnings), work.seed,
        found.mode.value, _State(panel.design, static, layout, drift, {record.couple.id: found.draws}),
    )  # fmt: skip


def _couple_heldout(work: _Work, static: Static) -> HeldOut | None:
    panel = work.panel
    train = panel.head(TRAIN)
    predictions = []
    for number, coupled in enumerate((True, False)):
        work.progress("forecasts of unseen days", number / 2)
        layout = Layout(work.layout.d, coupled=coupled, shared_error=work.layout.shared_error)
        rng = work.couple_seed(f"{work.records[0].couple.id} held out {coupled}")
        mean, sd = layout.prior("mean"), layout.prior("sd")
        found = posterior_of(train.data(0, static), layout, mean, sd, rng, draws=240)
        thin = found.draws[:: max(len(found.draws) // FORECAST_DRAWS, 1)]
        predictions.append(predict(panel, static, [thin]))
    work.progress("forecasts of unseen days", 1.0)
    return compare(panel, predictions[0], predictions[1], np.random.default_rng(work.seeds()[2]))


def _null(work: _Work) -> Null | None:
    work.progress("surrogates without a loop", 0.0)
    null = null_of(work.records, work.panel, work.layout, work.seeds()[3])
    work.progress("surrogates without a loop", 1.0)
    return null


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
    work: _Work,
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


def _fit_population(work: _Work, moderators: tuple[str, ...], *, checks: bool) -> Fit:
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
    thetas = found.theta.astype(np.float64)
    couple_drift = layout.drift(thetas) / unit
    couple_gains = loop_gain(couple_drift)
    heldout, null = (_population_heldout(work, seeds), _null(work)) if checks else (None, None)
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
    alone = _own_gains(work, static)
    results = []
    for n, couple in enumerate(panel.ids):
        record = records[couple]
        paired = telling(record)
        own = links_of(couple_drift[:, n], records.roles, paired)
        name = decide(
            couple_gains[:, n],
            own,
            paired,
            converged=found.converged,
            alone=partial(_couple_alone, structure, found, n),
            amount=record.days + 1.0,
            unit="days",
        ).name
        results.append(
            CoupleResult(
                couple,
                record.paired,
                record.days,
                Interval.of(couple_gains[:, n]),
                alone[n],
                float((couple_gains[:, n] > 0).mean()),
                own,
                Interval.of(half_life(couple_drift[:, n])),
                found.converged,
                name,
            )
        )
    warnings = [*_mirrored(records), *_unscored(records, moderators)]
    if not found.converged:
        warnings.append(
            f"The chains do not agree yet (R-hat {found.rhat:.2f}, effective draws {found.ess:.0f})."
        )
    left_out = len(records) - len(panel)
    if left_out:
        warnings.append(f"{left_out} couples have fewer than two reports and were left out.")
    thin = [thetas[:: max(len(thetas) // FORECAST_DRAWS, 1), n] for n in range(len(panel))]
    estimates = _estimates(work, typical) | _stays(work, static, thin)
    for k in range(len(structure.names)):
        if structure.names[k].startswith("coupling by"):
            estimates[structure.names[k]] = Interval.of(found.gamma[:, k])
    varying = [layout.names(_states(records))[layout.free[structure.random[list(structure.tie).index(t)]]]
               for t in range(found.omega.shape[1])]  # fmt: skip
    for t, name in enumerate(varying):
        estimates[f"{SPREAD}{name}"] = Interval.of(found.omega[:, t])
    return Fit(
        records.choose(panel.ids), "population", links, Interval.of(gains), float((gains > 0).mean()),
        Interval.of(half_life(drift)), Interval.of(couple_gains.std(axis=1)), estimates, tuple(results),
        verdict, heldout, null, residuals(panel, *predict(panel, static, thin)), None, found.converged,
        tuple(warnings), work.seed,
        float("nan") if not len(panel) else _log_likelihood(panel, static, thetas),
        _State(panel.design, static, layout, drift, {c: thetas[:, n] for n, c in enumerate(panel.ids)}),
    )  # fmt: skip


def _gains_alone(
    layout: Layout,
    couplings: FloatArray,
    mean: FloatArray,
    covariance: FloatArray,
    into: FloatArray | None = None,
) -> FloatArray:
    """Loop gains as the records alone give them; the gain depends on the (relative) couplings only.

    ``into`` takes what was drawn to couplings, where it is not the couplings themselves.
    """
    draws = without_prior(couplings, mean, covariance)
    theta = np.zeros((len(draws), layout.size))
    theta[:, layout.at("coupling")] = draws if into is None else draws @ into.T
    return loop_gain(layout.drift(theta))


def _coupling_rows(layout: Layout) -> NDArray[np.bool_]:
    return np.isin(layout.free, layout.at("coupling"))


def _typical_alone(structure: Structure, found: Sample) -> FloatArray:
    """Loop gains of the typical couple with the prior of the mean couplings taken off."""
    into = _typical_row(structure)[_coupling_rows(structure.layout)]
    used = into.any(axis=0)
    prior = np.diag(structure.gamma_sd[used] ** 2)
    return _gains_alone(
        structure.layout, found.gamma[:, used], structure.gamma_mean[used], prior, into[:, used]
    )


def _couple_alone(structure: Structure, found: Sample, couple: int) -> FloatArray:
    """Loop gains of one couple of a study with what the other couples say of it taken off."""
    layout, rows = structure.layout, _coupling_rows(structure.layout)
    group = found.gamma @ structure.D[couple][rows].T
    spread = structure.tie[np.isin(structure.random, np.flatnonzero(rows))]
    covariance = np.cov(group.T) + np.diag((found.omega[:, spread] ** 2).mean(axis=0))
    own = found.theta[:, couple, layout.at("coupling")].astype(np.float64)
    return _gains_alone(layout, own, group.mean(axis=0), covariance)


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


def _own_gains(work: _Work, static: Static) -> list[float]:
    """Gain that each couple's own days give, under the weak prior of one couple."""
    layout = work.layout
    mean, sd = layout.prior("mean"), layout.prior("sd")

    def own(couple: int) -> float:
        mode = find_modes(work.panel.data(couple, static), layout, mean, sd, [mean])[0]
        return float(loop_gain(layout.drift(mode.theta)))

    couples = range(len(work.panel))
    return list(Parallel(n_jobs=work.jobs, prefer="threads")(delayed(own)(couple) for couple in couples))


def _population_heldout(work: _Work, seeds: list[np.random.SeedSequence]) -> HeldOut | None:
    panel = work.panel
    train = panel.head(TRAIN)
    predictions = []
    for number, coupled in enumerate((True, False)):
        layout = Layout(work.layout.d, coupled=coupled, shared_error=work.layout.shared_error)
        stage = f"forecasts of unseen days {'with' if coupled else 'without'} coupling"
        # forecasts average over draws and need far fewer of them than intervals do
        static, _, found = _sample(work, train, layout, seeds[1 + 4 * number], stage, blocks=2)
        thetas = found.theta.astype(np.float64)
        thin = [thetas[:: max(len(thetas) // FORECAST_DRAWS, 1), n] for n in range(len(panel))]
        predictions.append(predict(panel, static, thin))
    return compare(panel, predictions[0], predictions[1], np.random.default_rng(seeds[2]))


def _fit_pooled(work: _Work, _moderators: tuple[str, ...], *, checks: bool) -> Fit:
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
    null = _null(work) if checks else None
    amount = float(len(records)) if len(records) > 1 else records[0].days + 1
    unit = "couples" if len(records) > 1 else "days"
    at = layout.at("coupling")
    none, wide = np.zeros(len(at)), np.diag(layout.prior("sd")[at] ** 2)
    verdict = decide(
        gains,
        links,
        paired,
        converged=found.converged,
        alone=lambda: _gains_alone(layout, draws[:, at], none, wide) if work.prior else gains,
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
        *_mirrored(records),
        "All couples share one set of parameters here; no couple has a result of its own.",
    ]
    if not found.converged:
        warnings.append("The search for the best parameters did not end at a maximum.")
    thin = [draws[: FORECAST_DRAWS // 4]] * len(panel)
    shift = float((panel.seen * np.log(panel.design.state_scale)).sum())
    return Fit(
        records, "pooled", links, gain, float((gains > 0).mean()), life, None,
        _estimates(work, draws) | _stays(work, static, thin), results,
        verdict, None, null, residuals(panel, *predict(panel, static, thin)), None, found.converged,
        tuple(warnings), work.seed, found.log_likelihood - shift,
        _State(panel.design, static, layout, drift, dict.fromkeys(panel.ids, draws)),
    )  # fmt: skip


def _pooled_draws(found: Pooled, layout: Layout, rng: np.random.Generator, count: int = 1000) -> FloatArray:
    draws = np.tile(found.theta, (count, 1))
    values, vectors = np.linalg.eigh(found.covariance)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    draws[:, layout.free] += rng.standard_normal((count, len(values))) @ root.T
    return draws


def _states(records: Records) -> tuple[str, ...]:
    return tuple(f"{label} {role}" for label in records.labels for role in records.roles)


def _estimates(work: _Work, draws: FloatArray) -> dict[str, Interval]:
    """Parameters under names that a reader knows, in days and item units."""
    layout, design = work.layout, work.panel.design
    states = _states(work.records)
    drift = layout.drift(draws) / design.time_unit * (design.state_scale[:, None] / design.state_scale)
    pace = layout.pace(draws) / design.time_unit
    trust = layout.reliability(draws)
    estimates = {}
    for s, state in enumerate(states):
        estimates[f"return to usual alone, per day: {state}"] = Interval.of(pace[:, s])
    for i, j in layout.crossings:
        estimates[f"drift per day: {states[j]} -> {states[i]}"] = Interval.of(drift[:, i, j])
    for s, state in enumerate(states):
        estimates[f"reliability of a report: {state}"] = Interval.of(trust[:, s])
    scale = np.exp(draws[:, layout.at("scale")]) * design.state_scale
    for s, state in enumerate(states):
        estimates[f"spread of reports alone: {state}"] = Interval.of(scale[:, s])
    return estimates | noise(layout, design, states, draws)


def _stays(work: _Work, static: Static, thetas: Sequence[FloatArray]) -> dict[str, Interval]:
    """Usual levels, trends, weekdays and inputs; few draws are enough for a mean over couples."""
    most = STAYS_DRAWS if len(thetas) == 1 else FORECAST_DRAWS // 3
    thin = [draws[:: max(len(draws) // most, 1)] for draws in thetas]
    return what_stays(work.panel, static, thin, _states(work.records), work.couple_seed("what stays"))


__all__ = ["Fit", "choose_roles", "fit"]
