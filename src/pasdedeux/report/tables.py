"""The scientist's tables, each from a fit's own values."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pasdedeux.estimates import Interval
from pasdedeux.figures.forest import forest_order
from pasdedeux.figures.links import link_words
from pasdedeux.figures.table import Table, percent, span, two
from pasdedeux.identify.linear.results import SPREAD, WEEK, CoupleResult, OutOfSample, Link, Surrogates, Residuals
from pasdedeux.records import Records
from pasdedeux.report.fitted import Fitted
from pasdedeux.words import Language, Words

MOST_COUPLES = 400
MOST_DROPPED = 200
SHEETS: dict[str, tuple[str, ...]] = {
    "noise": ("own shocks", "shared shocks", "report error", "shared error"),
    "usual": ("usual", "trend", f"{SPREAD}usual", f"{SPREAD}trend"),
    "weekdays": WEEK,
    "inputs": ("after ", f"{SPREAD}after "),
    "moderators": ("coupling by ",),
    "spreads": (SPREAD,),
}
"""Which parameters stand in a table of their own, by how their names begin; the first that fits has it."""


def summary_table(fit: Fitted, say: Words) -> Table:
    """Loop gain, half-life, spread and the probability of a reinforcing round."""
    rows = [
        _row(say("report.table.gain"), fit.loop_gain_),
        _row(say("report.table.half-life"), fit.half_life_),
    ]
    if fit.spread_ is not None:
        rows.append(_row(say("report.table.spread"), fit.spread_))
    rows.append((say("report.table.p"), chance(fit.p_reinforcing_), "", ""))
    head = tuple(say(f"report.table.{name}") for name in ("parameter", "estimate", "range", "half-range"))
    return Table(say("report.table.estimates"), head, tuple(rows), (1, 2, 3))


def estimates_tables(fit: Fitted, say: Words) -> list[Table]:
    """Write every parameter with its intervals, what belongs together in one table."""
    rows: dict[str, list[tuple[str, ...]]] = {name: [] for name in ("movement", *SHEETS)}
    for name, interval in fit.estimates_.items():
        sheet = next((sheet for sheet, starts in SHEETS.items() if name.startswith(starts)), "movement")
        rows[sheet].append(_row(name.replace("->", "\u2192"), interval))
    head = tuple(say(f"report.table.{name}") for name in ("parameter", "estimate", "range", "half-range"))
    return [
        Table(say(f"report.sheet.{sheet}"), head, tuple(found), (1, 2, 3))
        for sheet, found in rows.items()
        if found
    ]


def priors_table(level: str, say: Words) -> Table:
    """Write the priors of one couple, or of a population's means and spreads."""
    from pasdedeux.identify.linear.parameters import PRIORS  # noqa: PLC0415 - brings SciPy; loads only where it is used

    def normal(mean: float, sd: float) -> str:
        return say("report.prior.normal", mean=f"{mean:g}", sd=f"{sd:g}")

    rows: list[tuple[str, ...]] = []
    for kind, prior in PRIORS.items():
        if level == "couple":
            rows.append((kind, normal(prior.mean, prior.sd)))
        else:
            spread = say("report.prior.half-normal", scale=f"{prior.spread:g}")
            rows.append((kind, normal(prior.mean, prior.mean_sd), spread))
    head = ("parameter", "prior") if level == "couple" else ("parameter", "prior-mean", "prior-spread")
    return Table(say("report.table.priors"), tuple(say(f"report.table.{name}") for name in head), tuple(rows))


def _row(name: str, interval: Interval) -> tuple[str, str, str, str]:
    half = f"{two(interval.low50)} to {two(interval.high50)}"
    return name, two(interval.estimate), span(interval), half


def chance(p: float) -> str:
    """Write a probability that draws have told: never as certain.

    Examples
    --------
    >>> chance(0.974), chance(1.0), chance(0.0)
    ('0.97', '> 0.99', '< 0.01')
    """
    return "> 0.99" if p > 0.99 else "< 0.01" if p < 0.01 else two(p)


def links_table(links: Sequence[Link], partners: tuple[str, str], say: Words, language: Language) -> Table:
    """Write every link with its strength and sureness."""
    rows = tuple(
        (
            f"{partners[link.sender]}: {say.noun(link.sender_role)}",
            f"{partners[link.receiver]}: {say.noun(link.receiver_role)}",
            link_words(link, language),
            two(link.response.estimate),
            span(link.response),
            chance(link.p_sign),
        )
        for link in links
    )
    head = tuple(say(f"report.table.{name}") for name in ("from", "to", "words", "estimate", "range", "sign"))
    return Table(say("report.table.links"), head, rows, (3, 4, 5))


def couples_table(couples: Sequence[CoupleResult], say: Words) -> Table:
    """Write every couple, or evenly spaced ones where there are very many."""
    rows = tuple(
        (
            couple.id,
            str(int(couple.days) + 1),
            str(couple.paired),
            two(couple.loop_gain.estimate),
            span(couple.loop_gain),
            two(couple.own_gain),
            chance(couple.p_reinforcing),
            str(couple.verdict),
            say("report.table.yes" if couple.converged else "report.table.no"),
        )
        for couple in forest_order(couples, MOST_COUPLES)
    )
    names = ("couple", "days", "paired", "gain", "range", "own", "p", "verdict", "settled")
    return Table(
        say("report.table.couples"), tuple(say(f"report.table.{name}") for name in names), rows, range(1, 7)
    )


def heldout_table(heldout: OutOfSample, say: Words) -> Table:
    """Set the fit's forecasts beside the baselines', role by role."""
    rows = []
    for role, rmse in heldout.rmse.items():
        count = f"{heldout.forecasts[role]}"
        rows.append(
            (role, say("report.table.this"), count, f"{rmse:.4f}", percent(heldout.coverage95[role], 0))
        )
        rows += [
            (role, name, count, f"{errors[role]:.4f}", percent(heldout.baselines95[name][role], 0))
            for name, errors in heldout.baselines.items()
            if role in errors
        ]
    names = ("role", "model", "forecasts", "rmse", "coverage")
    return Table(
        say("report.table.heldout"),
        tuple(say(f"report.table.{name}") for name in names),
        tuple(rows),
        (2, 3, 4),
    )


def coupling_table(heldout: OutOfSample, say: Words) -> Table:
    """Say what coupling buys on held-out days, in per cent of the squared error without it."""
    rows = tuple(
        (role, percent(gain.estimate), f"{percent(gain.low)} to {percent(gain.high)}")
        for role, gain in heldout.coupling_gain.items()
    )
    head = tuple(say(f"report.table.{name}") for name in ("role", "estimate", "range"))
    return Table(say("report.table.buys"), head, rows, (1, 2))


def null_table(null: Surrogates, say: Words) -> Table:
    """Set the quick estimate of the record's loop gain beside those of its surrogates."""
    low, high = np.quantile(null.gains, (0.05, 0.95))
    rows = (
        (say("report.table.here"), two(null.own), ""),
        (say("report.table.surrogates"), two(null.median), f"{two(float(low))} to {two(float(high))}"),
    )
    head = tuple(say(f"report.table.{name}") for name in ("record", "quick", "nine-in-ten"))
    return Table(say("report.table.null"), head, rows, (1, 2))


def as_far_out(null: Surrogates) -> int:
    """Count the surrogates whose quick estimate lies as far from 0 as the record's, on its side.

    Examples
    --------
    >>> as_far_out(Surrogates("swapped", np.array([-0.3, 0.1, 0.2, 0.4]), own=0.2))
    2
    """
    return int((null.gains * np.sign(null.own) >= abs(null.own)).sum())


def residuals_table(
    residuals: Residuals, partners: tuple[str, str], roles: Sequence[str], say: Words
) -> Table:
    """Write the checks on one-step errors, per partner and role."""
    parts = (residuals.autocorrelation, residuals.cross, residuals.kurtosis)
    rows = tuple(
        (f"{partner}: {say.noun(role)}", *(two(float(part[p, r])) for part in parts))
        for p, partner in enumerate(partners)
        for r, role in enumerate(roles)
    )
    head = tuple(say(f"report.table.{name}") for name in ("partner", "auto", "cross", "kurtosis"))
    return Table(say("report.table.residuals"), head, rows, (1, 2, 3))


def columns_table(records: Records, say: Words) -> Table:
    """Say which column was taken for what."""
    rows = tuple((role, column) for role, column in records.provenance.columns.items())
    return Table(say("report.table.columns"), (say("report.table.used-as"), say("report.table.column")), rows)


def dropped_table(records: Records, say: Words) -> Table:
    """List the rows that were not used, with why; at most two hundred."""
    dropped = records.provenance.dropped
    rows = [(str(one.row), one.reason) for one in dropped[:MOST_DROPPED]]
    if len(dropped) > MOST_DROPPED:
        rows.append(("\u2026", say("report.science.dropped-more", n=len(dropped) - MOST_DROPPED)))
    return Table(
        say("report.table.dropped"), (say("report.table.row"), say("report.table.reason")), tuple(rows), (0,)
    )


def versions_table(fit: Fitted, say: Words) -> Table:
    """Write what is needed to find every number again."""
    told = fit.records.provenance
    items = [
        (say("report.version.source"), told.source),
        (say("report.version.layout"), told.layout),
        (say("report.version.rows"), str(told.rows)),
        (say("report.version.hash-file"), told.sha256 or say("report.version.none")),
        (say("report.version.hash-numbers"), fit.data_hash),
        (say("report.version.roles"), ", ".join(fit.roles)),
        (say("report.version.seed"), say("report.version.none") if fit.seed is None else str(fit.seed)),
        *fit.versions.items(),
    ]
    return Table(
        say("report.table.versions"), (say("report.table.item"), say("report.table.value")), tuple(items)
    )
