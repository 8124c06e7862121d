"""`fit`: from records to a `Fit`, the one object that everything after it takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from pasdedeux.arguments import as_names, whole
from pasdedeux.errors import InputError
from pasdedeux.identify.linear.hierarchical.fit import fit_study
from pasdedeux.identify.linear.panel import design_of, panel_of
from pasdedeux.identify.linear.parameters import Layout
from pasdedeux.identify.linear.pooled.fit import fit_as_one
from pasdedeux.identify.linear.recoverability import choose_roles, informative_pairs
from pasdedeux.identify.linear.result import Fit
from pasdedeux.identify.linear.single.fit import fit_couple
from pasdedeux.identify.linear.task import Task
from pasdedeux.progress import Progress
from pasdedeux.records import Record, Records, Scale, arrange, as_records
from pasdedeux.words import Message

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
        Seed; the same seed gives the same result for any number of jobs, whatever anybody is called and in
        whatever order couples, partners, roles and inputs stand.
    jobs
        Workers.
    checks
        False leaves out the out-of-sample forecasts and the surrogates.
    moderators
        Names of person-level traits (``"anxiety"``, ``"avoidance"``) that may shift the couplings of a
        population: estimates named ``by-...``, per standard deviation of the trait. People without
        one are taken at its mean, and counted in a warning.
    set_points, trend, weekday, shared_error, standardise, prior
        Parts of the model that may be switched off.
    progress
        Called with the name of the stage and the share done.

    Returns
    -------
    Fit
        Never NaN; `converged_` is whether it settled.

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
    as_records(records)
    if level not in LEVELS:
        raise InputError("identify.no-level", where="level", level=level, levels=list(LEVELS))
    whole("seed", seed, 0)
    whole("jobs", jobs, 1)
    roles, moderators = as_names(roles, "roles"), as_names(moderators or None, "moderators") or ()
    records = records.only(choose_roles(records) if roles is None else roles)
    _check(records)
    if level == "auto":
        level = "couple" if len(records) == 1 else "population"
    if level == "couple" and len(records) > 1:
        raise InputError("identify.several-couples", where="level")
    if level == "population" and len(records) < 3:
        raise InputError("identify.few-couples", where="level", n=len(records))
    usable = tuple(record for record in records if len(record) >= 2)
    if not usable:
        raise InputError("identify.no-two-reports", where=records.provenance.source)
    left_out = len(records) - len(usable)
    records = replace(records, records=usable)
    arrangement = arrange(records)
    arranged = arrangement.apply(records)
    design = design_of(arranged, set_points=set_points, trend=trend, weekday=weekday, standardise=standardise)
    task = Task(
        records=records,
        arrangement=arrangement,
        arranged=arranged,
        panel=panel_of(arranged, design),
        layout=Layout(design.d, shared_error=shared_error),
        seed=seed,
        jobs=jobs,
        progress=progress or (lambda _stage, _share: None),
        prior=prior,
    )
    by_level = {"couple": fit_couple, "population": fit_study, "pooled": fit_as_one}
    found = by_level[level](task, moderators, checks=checks)
    if left_out:
        found = replace(found, warnings_=(*found.warnings_, Message("identify.warning.left-out", n=left_out)))
    return found


def _alone(record: Record) -> Records:
    if not np.isfinite(record.values).any():
        raise InputError("identify.no-value", where=Message("identify.couple", couple=record.couple.id))
    scales = {
        role: Scale(float(np.nanmin(record.values[..., r])), float(np.nanmax(record.values[..., r])), 0.0)
        for r, role in enumerate(record.roles)
    }
    return Records((record,), scales)


def _check(records: Records) -> None:
    where = records.provenance.source
    if records.paired == 0:
        raise InputError("identify.never-both", where=where)
    for role in records.roles:
        if records.scales[role].low == records.scales[role].high:
            raise InputError("identify.one-answer", where=where, role=role)
    if informative_pairs(*records) == 0:
        raise InputError("identify.no-change", where=where, roles=list(records.roles))
