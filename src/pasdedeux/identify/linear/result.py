"""`Fit`: what was found, as numbers, words and data."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pasdedeux.errors import InputError
from pasdedeux.estimates import QUANTILES, Interval
from pasdedeux.identify.inference_data import Variables, inference_data, loop_variables
from pasdedeux.identify.linear.forecasting import forecast_reports, matrices
from pasdedeux.identify.linear.panel import Design, Static, panel_of
from pasdedeux.identify.linear.parameters import Layout
from pasdedeux.identify.linear.results import (
    CoupleResult,
    Course,
    Forecast,
    HeldOut,
    Link,
    Null,
    Recoverability,
    Residuals,
    Verdict,
)
from pasdedeux.identify.saved.archive import Archive
from pasdedeux.identify.versions import versions
from pasdedeux.loop.linear import half_life, loop_gain, transition
from pasdedeux.records import Record, Records, Scale

FloatArray = NDArray[np.float64]


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
    _state: State = field(repr=False)
    versions: Mapping[str, str] = field(default_factory=versions)

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
        gap = np.asarray(gaps, dtype=np.float64)
        peak = Interval.of(gap[np.abs(left).argmax(axis=1)])
        return Course(link, gap, np.quantile(left, QUANTILES, axis=0).T, peak)

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
            "software": {"name": "pasdedeux", "version": self.versions["pasdedeux"]},
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
        posterior = self._state.variables(self.level)
        return inference_data(
            posterior, self.records, self.versions, seed=self.seed, converged=int(self.converged_)
        )

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
class State:
    """What a fit keeps to answer later questions: design, prior of set-points, draws."""

    design: Design
    static: Static
    layout: Layout
    drift: FloatArray
    thetas: Mapping[str, FloatArray]
    chains: int = 2

    def __post_init__(self) -> None:
        d, p, couples = self.layout.d, self.design.p, len(self.thetas)
        wanted = [(self.drift, (d, d)), (self.static.mean, (p,)), (self.static.covariance, (p, p))]
        wanted += [(draws, (self.layout.size,)) for draws in self.thetas.values()]
        fits = all(array.shape[-len(shape) :] == shape for array, shape in wanted)
        if not fits or self.design.d != d or len(self.static.covariance) != couples:
            raise ValueError("shapes of a fit's numbers do not agree")

    def variables(self, level: str) -> Variables:
        """Name and shape the loops of all draws, in days and item units."""
        unit, scale, roles = self.design.time_unit, self.design.state_scale, len(self.design.roles)
        couples = list(self.thetas.values())
        thetas = couples[0] if level == "pooled" else np.stack(couples, axis=1)
        flat = matrices(self.layout, thetas.reshape(-1, self.layout.size))
        drift, process, error = (m.reshape(*thetas.shape[:-1], *m.shape[1:]) for m in flat)
        drift = drift / unit * (scale[:, None] / scale)
        both = scale[:, None] * scale
        found = _with_gain(drift) | {"diffusion": process / unit * both, "measurement_error": error * both}
        posterior = loop_variables(found, roles, self.chains, () if level == "pooled" else ("couple",))
        if level != "population":
            return posterior
        # long chains keep each couple's draws thinned, and the typical couple's in full
        chains = self.drift.reshape(self.chains, -1, *self.drift.shape[1:])
        stride = -(-chains.shape[1] * self.chains // len(thetas))
        typical = chains[:, ::stride].reshape(-1, *self.drift.shape[1:]) * (scale[:, None] / scale)
        named = {f"typical_{name}": values for name, values in _with_gain(typical).items()}
        return posterior | loop_variables(named, roles, self.chains)

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


def _interval(value: Interval) -> dict[str, float]:
    return {"estimate": value.estimate, "low": value.low, "high": value.high}
