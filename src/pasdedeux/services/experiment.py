"""Experiments of one's own as a table: days drawn by lot, filled in evening by evening, read back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.change import Experiment, Held, Power, power
from pasdedeux.change.posterior import Source
from pasdedeux.errors import InputError
from pasdedeux.readers.tables.cells import as_text, numbers
from pasdedeux.readers.tables.formats import load
from pasdedeux.readers.tables.table import RawTable

FloatArray = NDArray[np.float64]
REPORT = "report"
LEVER = re.compile(r"[a-z_]+:(?:1|2|both)(?::[\d.]+)?")
WEEKS = (4, 8, 12, 16, 24, 36, 52)
OFTEN = 0.8
"""Share of couples in whom an effect should show before an experiment is long enough."""


@names_wrong_arguments
def experiment_rows(experiment: Experiment, first: date | None = None) -> list[dict[str, object]]:
    """Write an experiment as rows of a table with an empty column for the reports.

    Parameters
    ----------
    experiment
        As it was drawn.
    first
        Date of the first day; days are only counted unless given.

    Examples
    --------
    >>> days = np.array([[True], [False], [False], [True]])
    >>> experiment_rows(Experiment((Held("softening", "1"),), days, 4))[0]
    {'day': 1, 'date': '', 'block': 1, 'softening:1': 1, 'report': ''}
    """
    return [
        {
            "day": day + 1,
            "date": (first + timedelta(days=day)).isoformat() if first else "",
            "block": day // experiment.block + 1,
            **{_column(held): int(on) for held, on in zip(experiment.holds, row, strict=True)},
            REPORT: "",
        }
        for day, row in enumerate(experiment.assigned)
    ]


@dataclass(frozen=True, eq=False, slots=True)
class FilledExperiment:
    """An experiment read back from its table.

    Parameters
    ----------
    experiment
        As it was drawn.
    reports
        Shape (days,): one number a day, NaN where there is none.
    """

    experiment: Experiment
    reports: FloatArray


@names_wrong_arguments
def read_experiment(file: str | Path, column: str = REPORT) -> FilledExperiment:
    """Read the table of an experiment, as `experiment_rows` wrote it and people filled it in.

    Parameters
    ----------
    file
        A CSV, or what a spreadsheet made of it.
    column
        Where the reports stand.

    Raises
    ------
    InputError
        If a column is missing, or the drawn days were changed.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from pasdedeux.files import csv_text, write
    >>> drawn = Experiment((Held("softening", "1"),), np.tile([[True], [False]], (14, 1)), 4)
    >>> with TemporaryDirectory() as folder:
    ...     path = write(Path(folder) / "ours.csv", csv_text(experiment_rows(drawn)))
    ...     read_experiment(path).experiment.days_of()[:3]
    (1, 3, 5)
    """
    table = load(file)
    frame = table.frame
    levers = [name for name in frame.columns if LEVER.fullmatch(name)]
    missing = [name for name in ("block", column) if name not in frame.columns]
    if missing or not levers:
        raise InputError(
            "experiment.not-a-schedule", where=table.source, column=missing[0] if missing else "softening:1"
        )
    blocks = _numbers(table, "block")
    assigned = np.stack([_numbers(table, name) for name in levers], axis=1)
    block = int((blocks == blocks[0]).sum())
    kinds = 2 ** len(levers)
    if len(blocks) % block or (blocks != np.arange(len(blocks)) // block + 1).any():
        raise InputError("experiment.rows-changed", where=table.source)
    kind = (assigned @ 2.0 ** np.arange(len(levers))).reshape(-1, block)
    if any(((kind == one).sum(axis=1) * kinds != block).any() for one in range(kinds)):
        raise InputError("experiment.days-changed", where=table.source)
    holds = tuple(Held.of(name) for name in levers)
    return FilledExperiment(Experiment(holds, assigned == 1, block), _numbers(table, column, holes=True))


@names_wrong_arguments
def weeks_to_see(
    source: Source,
    hold: Held,
    *,
    weeks: Sequence[int] = WEEKS,
    effect: float | None = None,
    reliability: float = 0.7,
    couples: int = 200,
    seed: int = 0,
) -> tuple[Power, ...]:
    """Say for several lengths in how many couples an experiment would show something.

    Parameters
    ----------
    source, hold, effect, reliability, couples, seed
        As for `pasdedeux.change.power`.
    weeks
        Lengths to try.

    Examples
    --------
    >>> from pasdedeux.loop import Loop
    >>> short, long = weeks_to_see(
    ...     Loop.preset("example"), Held("softening", "1"), weeks=(4, 12), effect=-1.0, couples=40
    ... )
    >>> short.share < long.share
    True
    """
    return tuple(
        power(source, hold, days=7 * n, effect=effect, reliability=reliability, couples=couples, seed=seed)
        for n in weeks
    )


def _column(held: Held) -> str:
    return f"{held.lever}:{held.partner}" + ("" if held.dose == 1.0 else f":{held.dose:g}")


def _numbers(table: RawTable, column: str, *, holes: bool = False) -> FloatArray:
    found = numbers(table.frame[column], decimal=table.decimal)
    wrong = found.text if holes else np.union1d(found.text, np.flatnonzero(np.isnan(found.cells)))
    if len(wrong):
        cell = as_text(table.frame[column]).iloc[int(wrong[0])]
        raise InputError(
            "experiment.no-number", where=table.source, row=int(table.row[wrong[0]]), column=column, cell=cell
        )
    return found.cells
