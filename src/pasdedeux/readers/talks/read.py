"""One call that turns files of coded talks of any usual kind into talks."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pasdedeux.arguments import names_wrong_arguments, shown
from pasdedeux.errors import InputError
from pasdedeux.records import Talks

if TYPE_CHECKING:
    import pandas as pd

    from pasdedeux.readers.talks.coded import Coded
    from pasdedeux.readers.talks.options import TalkOptions

MOST_FILES = 20_000
PROJECTS = frozenset({".boris", ".eaf", ".sds", ".sdis"})
"""Files that are always coded talks."""
TABLES = frozenset(
    {".csv", ".tsv", ".tab", ".txt", ".dat", ".psv", ".xlsx", ".xlsm", ".sav", ".dta", ".parquet"}
)
"""Tables that are taken out of a folder."""


@names_wrong_arguments
def read_talks(
    source: str | Path | pd.DataFrame | Sequence[str | Path],
    *,
    codes: str | None = None,
    columns: Mapping[str, str] | None = None,
    people: Sequence[str] | str | None = None,
    missing: Sequence[str | float] | str | float = (),
    interval: float | None = None,
    rate: float | None = None,
    table: str | None = None,
    separator: str | None = None,
    decimal: str | None = None,
    encoding: str | None = None,
) -> Talks:
    """Read the coded talks of one or many couples.

    A table may hold a row per code (couple, who, time or order, code, end or duration), a row per
    interval with a column per partner, or a row per couple or person with a column per interval. Files of
    BORIS, ELAN, GSEQ, INTERACT and The Observer are known by what stands in them. Every choice is noted in
    ``provenance.notes``, every row that is not used in ``provenance.dropped``.

    Parameters
    ----------
    source
        A file, a folder, several files of one study, or a pandas DataFrame. Where no column names the
        couple, the name of the file does.
    codes
        Code scheme: one of `schemes`, or a TOML file; found by the names of the codes where None.
    columns
        Column by part: ``couple``, ``talk``, ``who``, ``code``, ``time``, ``end``, ``duration``, ``order``,
        ``interval``. Where each partner has a column, or a series of columns: ``{"code": "SC+DC"}``.
    people
        The two labels, in the order of every partner axis: ``"W+H"``. New names, where the labels in the
        file say nothing.
    missing
        Codes that mean that nothing was coded, or one, besides the usual ones.
    interval
        Seconds of an interval, where the file only counts them.
    rate
        Frames per second, where times count frames.
    table
        Sheet of a workbook or table of an R file.
    separator, decimal, encoding
        Of a text file; found out where None.

    Returns
    -------
    Talks

    Raises
    ------
    InputError
        If a file cannot be used; the message names file, place and the option that settles it.
    MissingExtraError
        If the format needs ``pip install pasdedeux[files]``.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = {"couple": [7, 7, 7, 8, 8], "who": list("WHWHW"), "turn": [1, 2, 3, 1, 2]}
    >>> talks = read_talks(pd.DataFrame({**rows, "code": ["blame", "withdraw", "blame", "blame", "discuss"]}))
    >>> talks
    Talks(2 of 2 couples, 5 coded turns)
    >>> talks.scheme, talks[0].couple.labels, talks.classes["withdraw"]
    ('cirs', ('W', 'H'), 'away')
    """
    from pasdedeux.readers.talks.assemble import assemble  # noqa: PLC0415 - pandas loads with a table
    from pasdedeux.readers.talks.options import TalkOptions  # noqa: PLC0415 - same

    if columns is not None and not isinstance(columns, Mapping):
        raise InputError("readers.no-map", where="columns", value=shown(columns))
    gone = (missing,) if isinstance(missing, (str, float, int)) else missing
    pair = tuple(one.strip() for one in people.split("+")) if isinstance(people, str) else tuple(people or ())
    options = TalkOptions(
        dict(columns or {}),
        pair,
        tuple(str(code) for code in gone),
        interval,
        rate,
        table,
        separator,
        decimal,
        encoding,
    )
    return assemble([read_file(one, options) for one in sources(source)], codes, options)


def sources(source: str | Path | pd.DataFrame | Sequence[str | Path]) -> list[str | Path | pd.DataFrame]:
    """List the files that are meant: one, several, or those in a folder, by name.

    Raises
    ------
    InputError
        If there is none, or more than any study has.
    """
    import pandas as pd  # noqa: PLC0415 - loads only when a table is read

    if isinstance(source, pd.DataFrame):
        return [source]
    given = [source] if isinstance(source, (str, Path)) else list(source)
    files: list[str | Path | pd.DataFrame] = []
    for one in given:
        if not isinstance(one, (str, Path)):
            raise InputError("readers.no-source", where="source", kind=type(one).__name__)
        files += _inside(Path(one)) if _is_folder(Path(one)) else [one]
    if not files:
        raise InputError("readers.talks.no-files", where=shown(source))
    if len(files) > MOST_FILES:
        raise InputError("readers.talks.too-many", where=shown(source), most=MOST_FILES)
    return files


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def _inside(folder: Path) -> list[str | Path | pd.DataFrame]:
    known = PROJECTS | TABLES
    return [path for path in sorted(folder.iterdir()) if path.suffix.lower() in known and path.is_file()]


def read_file(source: str | Path | pd.DataFrame, options: TalkOptions) -> Coded:
    """Read one file by what it is."""
    import pandas as pd  # noqa: PLC0415 - loads only when a table is read

    from pasdedeux.readers.tables.formats import file_bytes  # noqa: PLC0415 - same
    from pasdedeux.readers.talks import boris, elan, sds  # noqa: PLC0415 - same
    from pasdedeux.readers.talks.coded import check_size  # noqa: PLC0415 - same
    from pasdedeux.readers.talks.tables import read_table  # noqa: PLC0415 - same

    if isinstance(source, pd.DataFrame):
        return read_table(source, b"", "", options)
    path = Path(source)
    check_size(path)
    raw = file_bytes(path)
    digest, suffix = hashlib.sha256(raw).hexdigest(), path.suffix.lower()
    if suffix == ".boris":
        return boris.read_project(raw, path.name, digest)
    if suffix == ".eaf":
        return elan.read_eaf(raw, path.name, digest, options)
    if suffix in {".sds", ".sdis"}:
        return sds.read_sds(raw, path.name, digest, options)
    return read_table(path, raw, digest, options)
