"""`fit`: from records to a `Fit`, the one object that everything after it takes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pasdedeux.arguments import as_names, whole
from pasdedeux.errors import InputError
from pasdedeux.identify.linear.hierarchical.fit import fit_study
from pasdedeux.identify.linear.panel import design_of, panel_of
from pasdedeux.identify.linear.parameters import Layout
from pasdedeux.identify.linear.pooled.fit import fit_as_one
from pasdedeux.identify.linear.recoverability import choose_roles, telling
from pasdedeux.identify.linear.result import Fit
from pasdedeux.identify.linear.single.fit import fit_couple
from pasdedeux.identify.linear.task import Work
from pasdedeux.progress import Progress
from pasdedeux.records import Record, Records, Scale, as_records

FloatArray = NDArray[np.float64]

LEVELS = ("auto", "couple", "population", "pooled")


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
            "there is more than one couple here.",
            where="level",
            remedy="Choose one: `records.choose(['ID'])`.",
        )
    if level == "population" and len(records) < 3:
        raise InputError(
            f"{len(records)} couples are too few to learn how couples differ.",
            where="level",
            remedy="Fit one couple at a time (`records.choose(['ID'])`), or both as one (`level='pooled'`).",
        )
    design = design_of(records, set_points=set_points, trend=trend, weekday=weekday, standardise=standardise)
    panel = panel_of(records, design)
    layout = Layout(design.d, shared_error=shared_error)
    work = Work(records, panel, layout, seed, jobs, progress or (lambda _stage, _share: None), prior)
    by_level = {"couple": fit_couple, "population": fit_study, "pooled": fit_as_one}
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
                remedy="Choose another role (`roles=`).",
            )
    if telling(*records) == 0:
        raise InputError(
            f"in no couple do both partners' answers to {' and '.join(records.roles)} ever change, "
            "so nothing can follow anything.",
            where=records.provenance.source,
            remedy="Choose another role (`roles=`).",
        )
