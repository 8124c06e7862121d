"""One call that turns a table of any usual kind into records."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pasdedeux.arguments import as_names, names_wrong_arguments, shown
from pasdedeux.errors import InputError
from pasdedeux.readers.diary.options import ReadOptions
from pasdedeux.records import Records

if TYPE_CHECKING:
    import pandas as pd


@names_wrong_arguments
def read(
    source: str | Path | Sequence[str | Path] | pd.DataFrame,
    *,
    columns: Mapping[str, str] | None = None,
    roles: Sequence[str] | str | None = None,
    missing: Sequence[str | float] | str | float = (),
    layout: str | None = None,
    dates: str | None = None,
    zone: str | None = None,
    unit: str | None = None,
    week: str = "monday",
    late: float | None = None,
    together: float | None = None,
    trial: str = "drop",
    distinguishable: bool | None = None,
    answers: Sequence[str] | str = (),
    table: str | None = None,
    separator: str | None = None,
    decimal: str | None = None,
    encoding: str | None = None,
) -> Records:
    """Read the records of one or many couples.

    What every column is, is recognised where its name allows; ``columns`` settles the rest. Every row of the
    file ends in the records or, with its reason, in ``provenance.dropped``; every other choice stands in
    ``provenance.notes``.

    Parameters
    ----------
    source
        Path of a CSV, TSV, Excel, Parquet, SPSS, Stata, SAS or R file, several of them or a folder, where
        all have one header, or a pandas DataFrame.
    columns
        Column by role: ``couple``, ``partner``, ``time``, ``scheduled``, ``answered``, ``clock``, ``beep``,
        ``weekday``, or any role. Where each partner has a column, both are joined: ``"anx_m+anx_f"``.
    roles
        Roles to keep, in this order, or one; every numeric column that changes within a person where None.
    missing
        Codes that mean "no answer", or one, besides the usual ones.
    layout
        ``"long"``, ``"wide"`` or ``"pairwise"``; found out where None.
    dates
        ``"dmy"``, ``"mdy"`` or ``"ymd"``; found out from the whole column where None.
    zone
        Time zone of stamps that name none, e.g. ``"Europe/Brussels"``.
    unit
        What one step of a plain number of time means: second, minute, hour, day or week; by the name of the
        column, else a day, where None.
    week
        Whether a numbered weekday column begins with ``"monday"`` or ``"sunday"``.
    late
        Hours after which an answer to a beep is too late and is dropped; half the typical gap between two
        beeps of a person where None.
    together
        Hours within which the two partners' reports count as one occasion, at their mean time; a third
        of the typical gap between a person's reports where None and times are finer than a day. 0 keeps them
        apart.
    trial
        ``"drop"`` or ``"keep"`` beeps of a trial run: few, and long before the rest of the schedule.
    distinguishable
        Whether the order of the partners means something; found out where None.
    answers
        Answers in words in their order, lowest first, or as one text with commas (one that holds a comma in
        double quotes): they count 1, 2, 3, ... The usual wordings in seven languages are known without.
    table
        Sheet of a workbook or table of an R file.
    separator, decimal, encoding
        Of a text file; found out where None.

    Returns
    -------
    Records
        One record per couple; time in days since the couple's first report, values in the items' own units.

    Raises
    ------
    InputError
        If the file or a cell of it cannot be used; the message names file, row, column and remedy.
    MissingExtraError
        If the format needs ``pip install pasdedeux[files]``.

    Examples
    --------
    >>> import pandas as pd
    >>> diary = pd.DataFrame({"couple": 7, "day": [1, 2, 3], "anx_m": [1, 2, 2], "anx_w": [3, None, 1]})
    >>> records = read(diary)
    >>> records.roles, records.labels, records.paired
    (('arousal',), ('m', 'w'), 2)
    """
    from pasdedeux.readers.diary.assemble import assemble  # noqa: PLC0415 - pandas loads only when a table is read
    from pasdedeux.readers.tables.formats import load  # noqa: PLC0415 - same

    if columns is not None and not isinstance(columns, Mapping):
        raise InputError("readers.no-map", where="columns", value=shown(columns))
    codes = (missing,) if isinstance(missing, (str, float, int)) else missing
    options = ReadOptions(
        columns,
        as_names(roles, "roles"),
        tuple(str(code) for code in codes),
        layout,
        dates,
        zone,
        unit,
        week,
        late,
        together,
        trial,
        distinguishable,
        tuple(part.strip() for part in (_listed(answers) if isinstance(answers, str) else answers)),
    )
    loaded = load(source, table=table, separator=separator, decimal=decimal, encoding=encoding)
    return assemble(loaded, options)


def _listed(answers: str) -> list[str]:
    """Part answers at commas; one that holds a comma itself stands in double quotes."""
    return next(csv.reader([answers], skipinitialspace=True), [])
