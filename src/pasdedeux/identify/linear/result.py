"""`Fit`: what was found, as numbers, words and data."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pasdedeux import display
from pasdedeux.errors import InputError
from pasdedeux.estimates import QUANTILES, Interval
from pasdedeux.identify.inference_data import inference_data, loop_variables
from pasdedeux.identify.linear.forecasting import forecast_reports, matrices
from pasdedeux.identify.linear.panel import Design, StaticPrior, panel_of
from pasdedeux.identify.linear.parameters import Layout
from pasdedeux.identify.linear.results import (
    CoupleResult,
    Course,
    Forecast,
    Link,
    OutOfSample,
    Recoverability,
    Residuals,
    Surrogates,
    Verdict,
)
from pasdedeux.identify.saved.archive import Archive
from pasdedeux.identify.versions import heading, versions
from pasdedeux.loop.linear import half_life, loop_gain, transition
from pasdedeux.records import Arrangement, Order, Record, Records, Scale, arrange
from pasdedeux.words import Language, Message

FloatArray = NDArray[np.float64]


NEXT = 10
"""Reports that are forecast, each a typical gap after the one before."""


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
        Parameters of the typical couple by name, ``"drift: A arousal -> B arousal"``; docs/identification.md
        lists the names.
    couples_
        One `CoupleResult` per couple.
    verdict_, out_of_sample_, surrogates_, residuals_, recoverability_
        Answer and checks; None where a check was not made or not possible.
    converged_, warnings_
        Whether the calculation settled, and what else should be known.
    seed
        Seed of all random numbers.
    log_likelihood_
        Of one couple: log posterior density at its mode; else log-likelihood.
    posterior
        Draws, for courses, forecasts and further use.
    versions
        Versions, by name, of what the numbers depend on.

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
    out_of_sample_: OutOfSample | None
    surrogates_: Surrogates | None
    residuals_: Residuals
    recoverability_: Recoverability | None
    converged_: bool
    warnings_: tuple[Message, ...]
    seed: int
    log_likelihood_: float
    posterior: PosteriorDraws = field(repr=False)
    versions: Mapping[str, str] = field(default_factory=versions)

    @cached_property
    def arrangement(self) -> Arrangement:
        """The order in which it was computed; it follows from the answers."""
        return arrange(self.records)

    @property
    def order(self) -> Order:
        """Where partners and roles stand in what was computed for all couples, or the only one."""
        return self.arrangement.order(0 if len(self.records) == 1 else None)

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
        raise InputError("identify.no-such-couple", couple=couple)

    def course(self, link: Link, gaps: FloatArray) -> Course:
        """Follow one link over time: what a unit of the sender leaves in the receiver after each gap."""
        states, R = self.order.states, len(self.roles)
        sender = states[link.sender * R + self.roles.index(link.sender_role)]
        receiver = states[link.receiver * R + self.roles.index(link.receiver_role)]
        drift = self.posterior.drift[:: max(len(self.posterior.drift) // 200, 1)]
        left = transition(drift, gaps)[..., receiver, sender]
        gap = np.asarray(gaps, dtype=np.float64)
        peak = Interval.of(gap[np.abs(left).argmax(axis=1)])
        return Course(link, gap, np.quantile(left, QUANTILES, axis=0).T, peak)

    def forecast(self, couple: str, days: float | None = None) -> Forecast:
        """Where the next reports of one couple are likely to be, error included; the next ten if not told."""
        if days is None:
            days = NEXT * self.posterior.design.time_unit
        at = self.arrangement.given[self.records.ids.index(self.records[couple].couple.id)]
        found = self.posterior.forecast(self.arrangement.apply(self.records)[at], couple, days)
        order = self.arrangement.order(at)
        return replace(found, quantiles=found.quantiles[:, order.partners][:, :, order.roles])

    def summary(self, language: Language = "en") -> str:
        """Sum the result up in a few plain lines."""
        gain, verdict = self.loop_gain_, self.verdict_
        one = len(self.couples_) == 1
        who = (
            Message("identify.couple", couple=self.records[0].couple.id)
            if one
            else Message("identify.couples", n=len(self.couples_))
        )
        answer, roles = Message(f"common.verdict.{verdict.name.code}"), list(self.roles)
        head = Message("identify.summary.head", answer=answer, who=who, n=self.records.paired, roles=roles)
        numbers = Message(
            "identify.summary.gain", gain=gain.estimate, low=gain.low, high=gain.high, p=self.p_reinforcing_
        )
        lines = [head, verdict.sentence, numbers]
        if verdict.more:
            lines.append(Message("identify.summary.more", days=verdict.more.message))
        if not self.converged_:
            lines.append(Message("identify.summary.unsettled"))
        return "\n".join(line.text(language) for line in (*lines, *self.warnings_))

    def to_dict(self) -> dict[str, Any]:
        """All results as JSON-ready values; ``low`` and ``high`` enclose ``interval`` of the posterior."""
        unseen, surrogates, more = self.out_of_sample_, self.surrogates_, self.verdict_.more
        return {
            **heading("linear", self.records.provenance, self.versions),
            "data_sha256": self.data_hash,
            "seed": self.seed,
            "level": self.level,
            "couples": len(self.couples_),
            "reports": self.records.reports,
            "paired_reports": self.records.paired,
            "roles": list(self.roles),
            "partners": list(self.partners),
            "verdict": self.verdict_.name.value,
            "verdict_reasons": [str(reason) for reason in self.verdict_.reasons],
            "more_days": dict(zip(("low", "high"), more.days, strict=True)) if more else None,
            "loop_gain": self.loop_gain_.to_dict(),
            "p_reinforcing": self.p_reinforcing_,
            "spread": self.spread_.to_dict() if self.spread_ else None,
            "links": [self._link(link) for link in self.links_],
            "half_life_days": self.half_life_.to_dict(),
            "estimates": {name: value.to_dict() for name, value in self.estimates_.items()},
            "out_of_sample": unseen.to_dict() if unseen else None,
            "surrogates": surrogates.to_dict() if surrogates else None,
            "residual_flags": [str(flag) for flag in self.residuals_.flags],
            "log_likelihood": self.log_likelihood_,
            "converged": self.converged_,
            "warnings": [str(warning) for warning in self.warnings_],
            "dropped_rows": len(self.records.provenance.dropped),
            "cautions": [str(caution) for caution in self.records.provenance.cautions],
            "set_aside": [
                {"couple": one.couple, "kind": one.kind, "reason": str(one.reason)}
                for one in self.records.provenance.set_aside
            ],
            "partners_told_apart": self.records.distinguishable,
            "by_couple": self.to_rows(),
        }

    def to_rows(self) -> list[dict[str, Any]]:
        """One flat row per couple, for a table; None stands for infinity."""
        return [
            {
                "couple": result.id,
                "paired_reports": result.paired,
                "days": round(result.days, 3),
                "verdict": result.verdict.value,
                **_columns("loop_gain", "loop_gain", result.loop_gain),
                "loop_gain_alone": result.own_gain,
                "p_reinforcing": result.p_reinforcing,
                **_columns("half_life_days", "half_life", result.half_life),
                "converged": result.converged,
            }
            for result in self.couples_
        ]

    @property
    def data_hash(self) -> str:
        """SHA-256 of the times, answers and inputs that were fitted: it ties a result to its data."""
        return self.arrangement.digest.hex()

    def _link(self, link: Link) -> dict[str, Any]:
        def name(side: int, role: str) -> str:
            return f"{self.partners[side]} {role}"

        return {
            "from": name(link.sender, link.sender_role),
            "to": name(link.receiver, link.receiver_role),
            **link.response.to_dict(),
            "p_sign": link.p_sign,
            "sure": link.sure,
        }

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write everything into one file, from which `pasdedeux.load` gives an equal fit.

        The file holds the diary's numbers (docs/results.md); it is open to its owner only.

        Raises
        ------
        InputError
            If the file cannot be written.
        """
        return Archive.of("linear fit", self, self.versions).save(path)

    def to_inference_data(self) -> Any:
        """Give draws and reports as an xarray `DataTree`, as ArviZ takes it; needs the extra ``arviz``.

        Group ``posterior`` holds each couple's loop, in days and item units, and of a study also that of its
        typical couple (``typical_...``). One set of parameters for all couples has no dimension ``couple``,
        and its draws are of the normal approximation, not of a chain.

        Raises
        ------
        MissingExtraError
            If arviz-base is not installed.
        """
        draws, R = self.posterior, len(self.roles)
        if self.level == "pooled":
            each: tuple[str, ...] = ()
            loops = draws.loops(self.records.ids[0], self.order)
        else:
            each = ("couple",)
            given = zip(self.records.ids, self.arrangement.given, strict=True)
            couples = [draws.loops(couple, self.arrangement.order(at)) for couple, at in given]
            loops = {name: np.stack([one[name] for one in couples], axis=1) for name in couples[0]}
        variables = loop_variables(loops, R, draws.chains, each)
        if self.level == "population":
            variables |= loop_variables(draws.typical(self.order), R, draws.chains)
        return inference_data(
            variables, self.records, self.versions, seed=self.seed, converged=int(self.converged_)
        )

    def __repr__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        return display.html(self)


def _columns(name: str, stem: str, interval: Interval) -> dict[str, float | None]:
    """Lay an interval out as three columns of a flat row."""
    values = interval.to_dict()
    return {name: values["estimate"], f"{stem}_low": values["low"], f"{stem}_high": values["high"]}


@dataclass(frozen=True, eq=False)
class PosteriorDraws:
    """What a fit keeps to answer later questions; everything in the order of its arrangement.

    Parameters
    ----------
    design, static, layout
        Units and static effects, their prior, and the parameters.
    drift
        Shape (S, d, d), per day: drift of the (typical) couple.
    thetas
        By couple, shape (S, size): draws of its parameters; all of the first chain come first.
    chains
        How many there are.
    """

    design: Design
    static: StaticPrior
    layout: Layout
    drift: FloatArray
    thetas: Mapping[str, FloatArray]
    chains: int = 2

    def __post_init__(self) -> None:
        d, p = self.layout.d, self.design.p
        wanted = [(self.drift, (d, d)), (self.static.mean, (p,)), (self.static.covariance, (p, p))]
        wanted += [(draws, (self.layout.size,)) for draws in self.thetas.values()]
        agree = all(array.shape[-len(shape) :] == shape for array, shape in wanted)
        if not agree or self.design.d != d or len(self.static.covariance) != len(self.thetas):
            raise ValueError("shapes of a fit's numbers do not agree")

    def loops(self, couple: str, order: Order) -> dict[str, FloatArray]:
        """Give all draws of a couple's loop in days and item units, in the given order of its states."""
        unit, scale = self.design.time_unit, self.design.state_scale
        drift, process, error = matrices(self.layout, self.thetas[couple])
        both = scale[:, None] * scale
        found = _with_gain(drift / unit * (scale[:, None] / scale))
        found |= {"diffusion": process / unit * both, "measurement_error": error * both}
        return {name: _ordered(values, order) for name, values in found.items()}

    def typical(self, order: Order) -> dict[str, FloatArray]:
        """Give the typical couple's loop, as often as there are draws of each couple's."""
        scale, draws = self.design.state_scale, len(next(iter(self.thetas.values())))
        chains = self.drift.reshape(self.chains, -1, *self.drift.shape[1:])
        stride = -(-chains.shape[1] * self.chains // draws)  # couples' draws are thinned in long chains
        drift = chains[:, ::stride].reshape(-1, *self.drift.shape[1:]) * (scale[:, None] / scale)
        return {f"typical_{name}": _ordered(values, order) for name, values in _with_gain(drift).items()}

    def forecast(self, record: Record, couple: str, days: float) -> Forecast:
        """Carry the draws on beyond the record's end."""
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
        static = self.static.of(list(self.thetas).index(couple))
        draws = np.ascontiguousarray(self.thetas[couple][:: max(len(self.thetas[couple]) // 100, 1)])
        centre, sd = forecast_reports(panel, static, self.layout, draws, steps)
        chance = np.random.default_rng(0).standard_normal((len(centre), 20, *centre.shape[1:]))
        futures = centre[:, None] + sd[:, None] * chance
        y = futures.reshape(-1, *centre.shape[1:]) * self.design.state_scale + self.design.state_centre
        quantiles = np.moveaxis(np.quantile(y, QUANTILES, axis=0), 0, -1)
        return Forecast(couple, time[-steps:], quantiles.reshape(steps, 2, -1, len(QUANTILES)))


def _with_gain(drift: FloatArray) -> dict[str, FloatArray]:
    return {"drift": drift, "loop_gain": loop_gain(drift), "half_life": half_life(drift)}


def _ordered(values: FloatArray, order: Order) -> FloatArray:
    at = order.states
    return values[:, at[:, None], at] if values.ndim == 3 else values
