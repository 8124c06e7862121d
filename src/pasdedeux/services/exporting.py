"""A record and a script for ctsem, Mplus or brms, so that the loop can be checked in another program.

What each script says and leaves out stands in the script itself (`services/scripts`): the program that
is given the record is the reader's own, and none of the three is run here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from importlib.resources import files
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.errors import InputError
from pasdedeux.files import csv_text
from pasdedeux.identify.linear.recoverability import choose_roles
from pasdedeux.records import Record, Records, as_records

Program = Literal["ctsem", "mplus", "brms"]
PROGRAMS: tuple[Program, ...] = get_args(Program)
SCRIPTS = {"ctsem": "ctsem.R", "mplus": "mplus.inp", "brms": "brms.R"}
MISSING = -999
"""As Mplus is told; made longer where an answer lies as low."""
WIDEST = 90
"""Characters of a line that Mplus reads."""
FloatArray = NDArray[np.float64]


@names_wrong_arguments
def export_for(records: Records, program: str) -> dict[str, str]:
    """Write a record and a script for another program.

    Parameters
    ----------
    records
        Partner one's answers become ``y1``, partner two's ``y2``, on the role that a fit would follow.
    program
        One of `PROGRAMS`.

    Returns
    -------
    dict
        Text by name of the file: a row per couple and time, and the script that reads it. Time counts in
        typical gaps from the first report of a couple; where that is a day, it is days.

    Raises
    ------
    InputError
        If a fit would follow two roles, there is no such program, or nobody reported twice.

    Examples
    --------
    >>> from pasdedeux.simulate import example_records
    >>> found = export_for(example_records(couples=2, days=20), "ctsem")
    >>> list(found), found["pairs.csv"].splitlines()[0]
    (['pairs.csv', 'ctsem.R'], 'couple,id,time,y1,y2')
    """
    as_records(records)
    if program not in PROGRAMS:
        raise InputError("services.export.no-program", where="program", program=program, known=PROGRAMS)
    roles = choose_roles(records)
    if len(roles) > 1:
        raise InputError(
            "services.export.one-role", where=records.provenance.source, roles=roles, first=roles[0]
        )
    records = records.only(roles)
    step = _step(records)
    rows = [row for at, record in enumerate(records, 1) for row in _rows(record, at, step)]
    missing, mplus = _missing(records), program == "mplus"
    table = (
        _numbers(rows, missing, couples=len(records) > 1) if mplus else _table(rows, lags=program == "brms")
    )
    script = _script(SCRIPTS[program], records, rows, step, missing)
    return {"pairs.dat" if mplus else "pairs.csv": table, SCRIPTS[program]: script}


def _step(records: Records) -> float:
    """Typical gap between reports, in days; a day where it is about one."""
    gaps = np.concatenate([np.diff(record.time) for record in records])
    if not len(gaps):
        raise InputError("services.export.one-report", where=records.provenance.source)
    typical = float(np.median(gaps))
    return 1.0 if abs(typical - 1.0) < 0.25 else float(f"{typical:.3g}")


@dataclass(frozen=True, slots=True)
class Row:
    """One couple at one time: both answers, and both one step before, from each one's own mean."""

    couple: int
    id: str
    time: float
    now: list[float]
    before: list[float]

    @property
    def whole(self) -> bool:
        """Whether nothing is missing."""
        return not np.isnan([*self.now, *self.before]).any()


def _rows(record: Record, couple: int, step: float) -> Iterator[Row]:
    time = (record.time - record.time[0]) / step
    values = record.values[:, :, 0]
    for moment, now, before in zip(time, values, _before(time, values), strict=True):
        yield Row(couple, record.couple.id, round(float(moment), 6), now.tolist(), before.tolist())


def _before(time: FloatArray, values: FloatArray) -> FloatArray:
    """Answers one step before, from each person's own mean; NaN where that step was not reported."""
    answered = ~np.isnan(values)
    own = np.where(answered, values, 0.0).sum(axis=0) / np.maximum(answered.sum(axis=0), 1)
    before = np.full_like(values, np.nan)
    one_step = np.abs(np.diff(time) - 1.0) < 0.5
    before[1:][one_step] = (values[:-1] - own)[one_step]
    return before


def _missing(records: Records) -> int:
    lowest = min(float(np.fmin.reduce(record.values, axis=None, initial=0.0)) for record in records)
    code = MISSING
    while code > lowest - 1:
        code = 10 * code - 9
    return code


def _table(rows: Sequence[Row], *, lags: bool) -> str:
    """Lay rows out as R reads them."""
    names = ("y1", "y2", "y1_before", "y2_before") if lags else ("y1", "y2")
    return csv_text(
        [
            {"couple": row.couple, "id": row.id, "time": row.time}
            | {
                name: "NA" if np.isnan(value) else value
                for name, value in zip(names, (*row.now, *row.before), strict=False)
            }
            for row in rows
        ]
    )


def _numbers(rows: Sequence[Row], missing: int, *, couples: bool) -> str:
    """Lay rows out as Mplus reads them: numbers alone, no header."""
    lines = []
    for row in rows:
        answers = (missing if np.isnan(value) else value for value in row.now)
        cells = (*([row.couple] if couples else []), row.time, *answers)
        lines.append(" ".join(f"{cell:.10g}" for cell in cells))
    return "\n".join(lines) + "\n"


def _script(name: str, records: Records, rows: Sequence[Row], step: float, missing: int) -> str:
    text = files("pasdedeux.services").joinpath("scripts", name).read_text("utf-8")
    kept = {"one": len(records) == 1, "many": len(records) > 1, "alike": not records.distinguishable}
    for mark, wanted in kept.items():
        text = re.sub(rf"^[#!]{mark}[#!](.*\n)", r"\1" if wanted else "", text, flags=re.MULTILINE)
    one, two = records.labels
    values = {
        "version": version("pasdedeux"),
        "source": records.provenance.source,
        "role": records.roles[0],
        "one": one,
        "two": two,
        "couples": str(len(records)),
        "simulated": "Simulated." if records.provenance.simulated else "",
        "step": f"{step:g}",
        "rows": str(len(rows)),
        "pairs": str(sum(row.whole for row in rows)),
        "missing": str(missing),
    }
    ascii_only = name.endswith(".inp")
    filled = re.sub("<<(.*?)>>", lambda found: _plain(values[found[1]], ascii_only=ascii_only), text)
    lines = (line.rstrip() for line in filled.splitlines())
    return "\n".join(part for line in lines for part in (_folded(line) if ascii_only else [line])) + "\n"


def _plain(text: str, *, ascii_only: bool) -> str:
    """Keep a name from a file inside its comment, and inside quotes: no line ends, nothing unprintable."""
    seen = "".join(letter if letter.isprintable() and letter not in "\"'\\`" else " " for letter in text)
    return seen.encode("ascii", "replace").decode() if ascii_only else seen


def _folded(line: str) -> Iterator[str]:
    """Break a comment that is longer than Mplus reads."""
    while len(line) > WIDEST:
        yield line[:WIDEST]
        line = f"! {line[WIDEST:]}"
    yield line
