"""The scientist's tables, each from a fit's own values."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import numpy as np

from pasdedeux.estimates import Interval
from pasdedeux.figures.forest import forest_order
from pasdedeux.figures.links import link_words
from pasdedeux.figures.table import Table, worded
from pasdedeux.identify.linear.results import (
    SPREAD,
    WEEK,
    CoupleResult,
    Link,
    OutOfSample,
    Residuals,
    Surrogates,
)
from pasdedeux.records import Provenance, Records, Talks
from pasdedeux.report.fitted import Fitted
from pasdedeux.words import Words

MOST_COUPLES = 400
MOST_DROPPED = 200
MONDAY = date(2024, 1, 1)


SHEETS: Mapping[str, tuple[str, ...]] = {
    "movement": ("return", "drift", "reliability", "alone"),
    "noise": ("process-error", "shared-process-error", "measurement-error", "shared-measurement-error"),
    "usual": ("usual", "trend"),
    "weekdays": ("weekday",),
    "inputs": ("after",),
    "moderators": ("by-receiver", "by-sender", "by-receiver-sender", "by-receiver-own", "by-sender-own"),
    "spreads": ("decay", "coupling", "scale", "true-return"),
}
"""Tables of a fit's parameters, and the kinds that stand in each; a kind is its message in the catalogue."""
NAME = re.compile(r"(?P<kind>[a-z-]+)(?:\[(?P<of>.*?)\])?(?:: (?P<states>.*))?")
ESTIMATE = ("parameter", "estimate", "range", "half-range")


def summary_table(fit: Fitted, say: Words) -> Table:
    """Loop gain, half-life, spread and the probability of a reinforcing round."""
    rows = [
        estimate_row(say("report.table.gain"), fit.loop_gain_, say),
        half_life_row(fit.half_life_, say),
    ]
    if fit.spread_ is not None:
        rows.append(estimate_row(say("report.table.spread"), fit.spread_, say))
    rows.append((say("report.table.p"), say.chance(fit.p_reinforcing_), "", ""))
    return worded(say, "report.table.estimates", ESTIMATE, rows)


def estimates_tables(fit: Fitted, partners: tuple[str, str], say: Words) -> list[Table]:
    """Write every parameter with its intervals, what belongs together in one table."""
    states = {
        f"{label} {role}": f"{partner} ({say.noun(role)})"
        for label, partner in zip(fit.partners, partners, strict=True)
        for role in fit.roles
    } | {role: say.noun(role) for role in fit.roles}
    rows: dict[str, list[tuple[str, ...]]] = {sheet: [] for sheet in SHEETS}
    for name, interval in fit.estimates_.items():
        sheet, named = parameter(name, states, say)
        rows[sheet].append(estimate_row(named, interval, say))
    return [
        worded(say, f"report.table.sheet-{sheet}", ESTIMATE, found) for sheet, found in rows.items() if found
    ]


def parameter(name: str, states: Mapping[str, str], say: Words) -> tuple[str, str]:
    """Say which table a parameter stands in, and its name in the language of the page.

    Parameters
    ----------
    name
        As the fit has it.
    states
        What each state is called on the page.
    say
        The catalogue.

    Examples
    --------
    >>> from pasdedeux.words import words
    >>> parameter("drift: A arousal -> B arousal", {}, words("de"))
    ('movement', 'Drift pro Tag: A arousal → B arousal')
    >>> parameter("spread.usual: A arousal", {}, words())[1]
    'spread between couples: usual level: A arousal'
    """
    if name.startswith(SPREAD):
        sheet, of = parameter(name.removeprefix(SPREAD), states, say)
        own = sheet if sheet in {"usual", "inputs"} else "spreads"
        return own, say("report.parameter.spread", of=of)
    found = NAME.fullmatch(name)
    for sheet, kinds in SHEETS.items():
        if found and found["kind"] in kinds:
            named = say(f"report.parameter.{found['kind']}", **_values(found["kind"], found["of"], say))
            return sheet, f"{named}: {_states(found['states'], states)}" if found["states"] else named
    return "movement", name


def _values(kind: str, of: str | None, say: Words) -> dict[str, object]:
    """Read what a name has in brackets."""
    if not of:
        return {}
    if kind == "trend":
        span = float(of)
        return {"days": say("common.time.day", n=int(span)) if span.is_integer() else say.gap(span)}
    if kind == "weekday":
        return {"day": MONDAY + timedelta(days=WEEK.index(of))}
    return {"input": of} if kind == "after" else dict(zip(("trait", "other"), of.split(", "), strict=False))


def _states(names: str, states: Mapping[str, str]) -> str:
    """Name one state as the page does, or two with a sign between."""
    for sign, shown in ((" -> ", " → "), (" & ", " & ")):
        if sign in names:
            return shown.join(states.get(one, one) for one in names.split(sign))
    return states.get(names, names)


def priors_table(level: str, say: Words) -> Table:
    """Write the priors of one couple, or of a population's means and spreads."""
    from pasdedeux.identify.linear.parameters import PRIORS  # noqa: PLC0415 - brings SciPy; loads only where it is used

    rows: list[tuple[str, ...]] = []
    for kind, prior in PRIORS.items():
        named = say(f"report.parameter.{kind}")
        if level == "couple":
            rows.append((named, say("report.prior.normal", mean=prior.mean, sd=prior.sd)))
        else:
            mean = say("report.prior.normal", mean=prior.mean, sd=prior.mean_sd)
            rows.append((named, mean, say("report.prior.half-normal", scale=prior.spread)))
    head = ("parameter", "prior") if level == "couple" else ("parameter", "prior-mean", "prior-spread")
    return worded(say, "report.table.priors", head, rows, ())


def estimate_row(name: str, size: Interval, say: Words) -> tuple[str, str, str, str]:
    """Write one row of a table headed `ESTIMATE`."""
    return name, say.number(size.estimate), say.span(size), say.between(size.low50, size.high50)


SHORT = 0.5
"""Days below which a half-life is told in hours, minutes or seconds."""


def half_life_row(half: Interval, say: Words) -> tuple[str, str, str, str]:
    """Write the half-life in days; where it is short, each number with a unit of its own."""
    if half.estimate >= SHORT:
        return estimate_row(say("report.table.half-life"), half, say)
    low, low50, high50, high = map(say.gap, (half.low, half.low50, half.high50, half.high))
    ranges = (say("common.span", low=low, high=high), say("common.span", low=low50, high=high50))
    return say("report.table.half-life-short"), say.gap(half.estimate), *ranges


def links_table(links: Sequence[Link], partners: tuple[str, str], say: Words) -> Table:
    """Write every link with its strength and sureness."""
    rows = tuple(
        (
            f"{partners[link.sender]}: {say.noun(link.sender_role)}",
            f"{partners[link.receiver]}: {say.noun(link.receiver_role)}",
            link_words(link, say.language),
            say.number(link.response.estimate),
            say.span(link.response),
            say.chance(link.p_sign),
        )
        for link in links
    )
    names = ("from", "to", "words", "estimate", "range", "sign")
    return worded(say, "report.table.links", names, rows, (3, 4, 5))


def couples_table(couples: Sequence[CoupleResult], say: Words) -> Table:
    """Write every couple, or evenly spaced ones where there are very many."""
    rows = tuple(
        (
            couple.id,
            str(int(couple.days) + 1),
            str(couple.paired),
            say.number(couple.loop_gain.estimate),
            say.span(couple.loop_gain),
            say.number(couple.own_gain),
            say.chance(couple.p_reinforcing),
            say(f"common.verdict.{couple.verdict.code}"),
            say("report.table.yes" if couple.converged else "report.table.no"),
        )
        for couple in forest_order(couples, MOST_COUPLES)
    )
    names = ("couple", "days", "paired", "gain", "range", "own", "p", "verdict", "settled")
    return worded(say, "report.table.couples", names, rows, range(1, 7))


def out_of_sample_table(found: OutOfSample, say: Words) -> Table:
    """Set the fit's forecasts beside the baselines', role by role."""
    rows = []
    for role, rmse in found.rmse.items():
        count = f"{found.forecasts[role]}"
        shares = [(say("report.table.this"), rmse, found.coverage95[role])]
        shares += [
            (say(f"report.baseline.{name}"), errors[role], found.baselines95[name][role])
            for name, errors in found.baselines.items()
            if role in errors
        ]
        rows += [
            (say.noun(role), model, count, say.number(error, 4), say.percent(inside, 0))
            for model, error, inside in shares
        ]
    names = ("role", "model", "forecasts", "rmse", "coverage")
    return worded(say, "report.table.out-of-sample", names, rows, (2, 3, 4))


def coupling_table(found: OutOfSample, say: Words) -> Table:
    """Write what coupling adds out of sample, in per cent of the squared error without it."""
    rows = []
    for role, gain in found.coupling_gain.items():
        span = say("common.span", low=say.percent(gain.low), high=say.percent(gain.high))
        rows.append((say.noun(role), say.percent(gain.estimate), span))
    return worded(say, "report.table.buys", ("role", "estimate", "range"), rows)


def surrogates_table(found: Surrogates, say: Words) -> Table:
    """Set the quick estimate of the record's loop gain beside those of its surrogates."""
    low, high = np.quantile(found.gains, (0.05, 0.95))
    rows = (
        (say("report.table.here"), say.number(found.own), ""),
        (say("report.table.surrogates"), say.number(found.median), say.between(low, high)),
    )
    return worded(say, "report.table.surrogate-gains", ("record", "quick", "nine-in-ten"), rows)


def as_far_out(found: Surrogates) -> int:
    """Count the surrogates whose quick estimate lies as far from 0 as the record's, on its side.

    Examples
    --------
    >>> as_far_out(Surrogates("swapped", np.array([-0.3, 0.1, 0.2, 0.4]), own=0.2))
    2
    """
    return int((found.gains * np.sign(found.own) >= abs(found.own)).sum())


def residuals_table(
    residuals: Residuals, partners: tuple[str, str], roles: Sequence[str], say: Words
) -> Table:
    """Write the checks on one-step errors, per partner and role."""
    parts = (residuals.autocorrelation, residuals.cross, residuals.kurtosis)
    rows = tuple(
        (f"{partner}: {say.noun(role)}", *(say.number(part[p, r]) for part in parts))
        for p, partner in enumerate(partners)
        for r, role in enumerate(roles)
    )
    return worded(say, "report.table.residuals", ("partner", "auto", "cross", "kurtosis"), rows)


def source_of(records: Records, say: Words) -> str:
    """Say where records come from: a file by its name, others in words."""
    origin = records.provenance
    if origin.layout == "simulated":
        return say("report.layout.simulated")
    return say("report.version.in-memory") if origin.source == Provenance().source else origin.source


def columns_table(records: Records, say: Words) -> Table:
    """Say which column was taken for what."""

    def used(name: str) -> str:
        column = f"report.column.{name}"
        return say(column) if column in say else say.noun(name) if name in records.roles else name

    rows = tuple((used(name), column) for name, column in records.provenance.columns.items())
    return worded(say, "report.table.columns", ("used-as", "column"), rows, ())


def dropped_table(records: Records | Talks, say: Words) -> Table:
    """List the rows that were not used, with why; at most two hundred."""
    dropped = records.provenance.dropped
    rows = [(str(one.row), say(one.reason)) for one in dropped[:MOST_DROPPED]]
    if len(dropped) > MOST_DROPPED:
        rows.append(("\u2026", say("report.science.dropped-more", n=len(dropped) - MOST_DROPPED)))
    return worded(say, "report.table.dropped", ("row", "reason"), rows, (0,))


def versions_table(fit: Fitted, say: Words) -> Table:
    """Write what is needed to find every number again."""
    origin = fit.records.provenance
    items = [
        (say("report.version.source"), source_of(fit.records, say)),
        (say("report.version.layout"), say(f"report.layout.{origin.layout}")),
        (say("report.version.rows"), str(origin.rows)),
        (say("report.version.hash-file"), origin.sha256 or say("report.version.none")),
        (say("report.version.hash-numbers"), fit.data_hash),
        (say("report.version.roles"), ", ".join(fit.roles)),
        (say("report.version.seed"), say("report.version.none") if fit.seed is None else str(fit.seed)),
        *fit.versions.items(),
    ]
    return worded(say, "report.table.versions", ("item", "value"), items, ())
