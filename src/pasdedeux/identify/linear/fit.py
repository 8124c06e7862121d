"""`fit`: from records to a `Fit`, the one object that everything after it takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from pasdedeux.arguments import as_names, whole, within
from pasdedeux.errors import InputError
from pasdedeux.identify.linear.hierarchical.fit import fit_study
from pasdedeux.identify.linear.panel import design_of, panel_of
from pasdedeux.identify.linear.parameters import Layout
from pasdedeux.identify.linear.pooled.fit import fit_as_one
from pasdedeux.identify.linear.prepare import rarer_share, told_apart, two_answers, without_doubtful
from pasdedeux.identify.linear.recoverability import choose_roles, informative_pairs
from pasdedeux.identify.linear.result import Fit
from pasdedeux.identify.linear.results import Verdict
from pasdedeux.identify.linear.single.fit import fit_couple
from pasdedeux.identify.linear.task import Task
from pasdedeux.identify.linear.verdicts import LEAST_RARER, of_two_answers
from pasdedeux.progress import Progress
from pasdedeux.records import Record, Records, arrange, as_records
from pasdedeux.records.record import scales_seen
from pasdedeux.words import Message

LEVELS = ("auto", "couple", "population", "pooled")
LEAST_RELIABILITY = 0.1
"""Least share of swings that may be known to be no report error."""


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
    reliability: float | Literal["none"] | None = None,
    standardise: bool = True,
    prior: bool = True,
    doubtful: bool = False,
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
    reliability
        Share of a person's swings that is not report error, where it is known from elsewhere, such as two
        items or a validation study; ``"none"`` for no report error. Estimated if not given, which one record
        can hardly do. A share that is too low makes links come out too large, one too high too small.
    set_points, trend, weekday, shared_error, standardise, prior
        Parts of the model that may be switched off.
    doubtful
        True keeps couples whose answers can hardly be two people's own (`pasdedeux.records.find_doubts`);
        else a study sets them aside, and of twins a warning says what would come out with them.
    progress
        Called with the name of the stage and the share done.

    Returns
    -------
    Fit
        Never NaN; `converged_` is whether it settled.

    Raises
    ------
    InputError
        If a role, level or trait is not there, the records cannot carry any fit, or one couple's partners
        answered the same.

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
    given = records = records.only(choose_roles(records) if roles is None else roles)
    _check(records)
    if not doubtful:
        records = without_doubtful(records)
    level = _level_for(records, level)
    usable = _with_two_reports(records)
    left_out = len(records) - len(usable)
    records, said = told_apart(usable)
    arrangement = arrange(records)
    arranged = arrangement.apply(records)
    known = _known(reliability)
    layout = Layout(2 * len(arranged.roles), shared_error=shared_error and known != 1.0, reliability=known)
    design = design_of(
        arranged, set_points=set_points, trend=trend, weekday=weekday, standardise=standardise,
        known_loss=layout.known_loss,
    )  # fmt: skip
    task = Task(
        records=records,
        arrangement=arrangement,
        arranged=arranged,
        panel=panel_of(arranged, design),
        layout=layout,
        seed=seed,
        jobs=jobs,
        progress=progress or (lambda _stage, _share: None),
        prior=prior,
    )
    by_level = {"couple": fit_couple, "population": fit_study, "pooled": fit_as_one}
    found = by_level[level](task, moderators, checks=checks)
    coded = two_answers(records)
    found, said = _of_codes(found, coded), (*coded, *said)
    if left_out:
        said = (*said, Message("identify.warning.left-out", n=left_out))
    if any(one.kind == "twins" for one in records.provenance.set_aside):
        with_twins = fit(
            given, level=level, seed=seed, jobs=jobs, checks=False, moderators=moderators,
            set_points=set_points, trend=trend, weekday=weekday, shared_error=shared_error,
            reliability=reliability, standardise=standardise, prior=prior, doubtful=True,
        )  # fmt: skip
        said = (*said, _with_twins(with_twins))
    return replace(found, warnings_=(*found.warnings_, *said))


def _level_for(records: Records, level: str) -> str:
    """Choose the level where it is left open; refuse one for which there are too many or too few couples."""
    if level == "auto":
        level = "couple" if len(records) == 1 else "population"
    if level == "couple" and len(records) > 1:
        raise InputError("identify.several-couples", where="level")
    if level == "population" and len(records) < 3:
        raise InputError("identify.few-couples", where="level", n=len(records))
    return level


def _with_two_reports(records: Records) -> Records:
    """Keep the couples who reported twice at least."""
    usable = tuple(record for record in records if len(record) >= 2)
    if not usable:
        raise InputError("identify.no-two-reports", where=records.provenance.source)
    return replace(records, records=usable)


def _of_codes(found: Fit, coded: tuple[Message, ...]) -> Fit:
    """Weaken the whole answer and that of each couple where a role has two answers only."""
    if not coded:
        return found
    rarer = rarer_share(found.records, coded[0].values["roles"])
    verdict = of_two_answers(found.verdict_, rarer)
    couples = tuple(
        replace(one, verdict=of_two_answers(Verdict(one.verdict), rarer).name) for one in found.couples_
    )
    links = found.links_ if rarer >= LEAST_RARER else tuple(replace(one, sure=False) for one in found.links_)
    return replace(found, verdict_=verdict, couples_=couples, links_=links)


def _known(reliability: float | Literal["none"] | None) -> float | None:
    """Read a known reliability; 1 where there is no report error."""
    if reliability is None:
        return None
    return 1.0 if reliability == "none" else within("reliability", reliability, LEAST_RELIABILITY, 1.0)


def _with_twins(found: Fit) -> Message:
    """Say what would come out with everybody."""
    gain = found.loop_gain_
    name = "with-twins" if found.converged_ else "with-twins-unsettled"
    return Message(f"identify.warning.{name}", gain=gain.estimate, low=gain.low, high=gain.high)


def _alone(record: Record) -> Records:
    if not np.isfinite(record.values).any():
        raise InputError("identify.no-value", where=Message("identify.couple", couple=record.couple.id))
    return Records((record,), scales_seen(record.roles, record.values))


def _check(records: Records) -> None:
    where = records.provenance.source
    if records.paired == 0:
        raise InputError("identify.never-both", where=where)
    for role in records.roles:
        if records.scales[role].low == records.scales[role].high:
            raise InputError("identify.one-answer", where=where, role=role)
    if informative_pairs(*records) == 0:
        raise InputError("identify.no-change", where=where, roles=list(records.roles))
