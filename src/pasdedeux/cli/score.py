"""What `score` does: a table of answers in, scores with their error out, and whatever was odd said aloud."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option

from pasdedeux.cli import files
from pasdedeux.cli.terminal import paper, progress, tell_files
from pasdedeux.cli.typed import parse_map, parse_wish
from pasdedeux.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

    from pasdedeux.instruments import Key
    from pasdedeux.people import Person
    from pasdedeux.readers.tables.table import RawTable

READ = ("decimal", "encoding", "separator", "table")


def score(
    file: Annotated[
        str,
        Argument(metavar="FILE", help="Table of answers: CSV, TSV, Excel, Parquet, SPSS, Stata, SAS or R."),
    ],
    instrument: Annotated[
        str, Option(metavar="NAME", help="Which questionnaire: ecr, ecr-rs, cpq-35, csi-16 ...")
    ],
    items: Annotated[
        str | None,
        Option(
            metavar="WHERE",
            help="Where the items are: what stands before their numbers (Q, or M_Q+F_Q for both partners), "
            "the columns in published order (a,b,c), or a map (1=a,2=b).",
        ),
    ] = None,
    columns: Annotated[
        str | None,
        Option("--map", metavar="ROLE=COLUMN,...", help="Who answered: couple=dyadid,partner=gender."),
    ] = None,
    answered: Annotated[
        str | None,
        Option(metavar="LOW-HIGH", help="Range people answered on, where it is not the key's: 1-5."),
    ] = None,
    missing: Annotated[
        list[str] | None, Option(metavar="CODE", help="A value that means no answer; may be repeated.")
    ] = None,
    more: Annotated[
        list[str] | None,
        Option(
            "--read", metavar="NAME=VALUE", help="decimal, encoding, separator or table; may be repeated."
        ),
    ] = None,
    csv: Annotated[
        Path | None, Option("--csv", metavar="PATH", help="Write one row per form as a table.")
    ] = None,
    json: Annotated[
        str | None,
        Option("--json", metavar="PATH", help="Write everything as JSON; - prints it and nothing else."),
    ] = None,
    *,
    exclude: Annotated[
        bool, Option("--exclude", help="Leave people with impossible answers out, and list them.")
    ] = False,
    full_form: Annotated[
        bool, Option("--full-form", help="Take a short form out of the columns of its long form.")
    ] = False,
    trust_key: Annotated[
        bool, Option("--trust-key", help="Do not check the order of the items against the answers.")
    ] = False,
    everything: Annotated[
        bool, Option("--all", help="List every form and every row without a score.")
    ] = False,
    force: Annotated[bool, Option("--force", help="Replace files that exist.")] = False,
) -> None:
    """Score a questionnaire.

    Scores with their error, alpha, omega, missing and impossible answers; a row may be a person, a couple or
    a single answer. Nothing is scored silently.
    """
    from pasdedeux.cli.scored import rows_of, show, tree_of
    from pasdedeux.instruments import key
    from pasdedeux.services import score as scored

    data = Path(json) if json and json != "-" else None
    targets = {name: path for name, path in (("JSON", data), ("Table", csv)) if path}
    for path in targets.values():
        files.check(path, source=Path(file), force=force)
    form = key(instrument)
    with progress() as step:
        step(f"Reading {Path(file).name}", 0.0)
        table = _load(file, more or ())
        numbers, frame = _without(_cells(table.frame), missing or ())
        where = _where(items)
        couple, partner = _who(frame, form, where, _map(columns), full_form=full_form)
        step("Scoring", 0.0)
        found = scored(
            frame,
            form,
            items=where,
            couple=couple,
            partner=partner,
            rows=table.row,
            missing=numbers,
            answered=_range(answered),
            impossible="exclude" if exclude else "stop",
            full_form=full_form,
            trust_key=trust_key,
        )
        step("Writing", 0.0)
        if csv:
            files.write(csv, files.csv_text(rows_of(found)))
        if data:
            files.write(data, files.json_text(tree_of(found, table)))
    if json == "-":
        paper().out(files.json_text(tree_of(found, table)), end="")
        return
    show(paper(), found, table, everything=everything)
    tell_files(paper(), **targets)


# What was typed


def _load(file: str, more: Sequence[str]) -> RawTable:
    from pasdedeux.readers.tables.formats import load

    return load(file, **dict(parse_wish(pair, READ) for pair in more))


def _map(columns: str | None) -> dict[str, str]:
    given = parse_map(columns) if columns else {}
    strange = sorted(set(given) - {"couple", "partner"})
    if strange:
        raise InputError(
            f"'{strange[0]}' is not known.",
            where="--map",
            remedy="Name the columns of couple and partner here, those of the items with --items.",
        )
    return given


def _where(items: str | None) -> str | list[str] | dict[str, str] | None:
    if items is None or not re.search("[=,]", items):
        return items
    return parse_map(items, "--items") if "=" in items else [name.strip() for name in items.split(",")]


def _range(answered: str | None) -> tuple[int, int] | None:
    if answered is None:
        return None
    found = re.fullmatch(r"\s*(\d+)\s*-\s*(\d+)\s*", answered)
    if not found:
        raise InputError(f"'{answered}' is no range.", where="--answered", remedy="Write --answered 1-5.")
    return int(found[1]), int(found[2])


def _cells(frame: pd.DataFrame) -> pd.DataFrame:
    """Numbers as they are; texts trimmed, and empty where they mean "no answer"."""
    import pandas as pd

    from pasdedeux.readers.tables.cells import as_text

    texts = [name for name in frame if not pd.api.types.is_numeric_dtype(frame[name].dtype)]
    return frame.assign(**{str(name): as_text(frame[name]) for name in texts})


def _without(frame: pd.DataFrame, codes: Sequence[str]) -> tuple[list[float], pd.DataFrame]:
    """Take out words that mean "no answer"; numbers that do are left to the scoring."""
    numbers = [float(code) for code in codes if re.fullmatch(r"-?\d+(\.\d+)?", code.strip())]
    words = [code for code in codes if not re.fullmatch(r"-?\d+(\.\d+)?", code.strip())]
    return numbers, frame.replace(dict.fromkeys(words, "")) if words else frame


def _who(
    frame: pd.DataFrame,
    form: Key,
    items: str | list[str] | dict[str, str] | None,
    given: Mapping[str, str],
    *,
    full_form: bool,
) -> tuple[str | None, str | None]:
    """Columns that say who answered: as they were named, else by their usual names."""
    from pasdedeux.instruments import key
    from pasdedeux.readers.forms.columns import find_sets

    whole = key(form.full_form.instrument) if full_form and form.full_form else form
    columns = [str(name) for name in frame]
    sets = find_sets(columns, whole, items)
    free = [name for name in columns if not any(name in one.columns for one in sets)]
    two = len(sets) == 2
    couple = given.get("couple") or _couple(frame, free, two=two)
    if "partner" in given or (couple is not None and couple not in frame):
        return couple, given.get("partner")
    if two and (couple is None or frame[couple].is_unique):
        return couple, None
    return couple, _partner(frame, free, couple)


def _couple(frame: pd.DataFrame, free: Sequence[str], *, two: bool) -> str | None:
    """Column of the couple: by its name, or an id that stands once where a row holds both, else twice."""
    from pasdedeux.readers import names

    if named := names.first_of(names.COUPLE, free):
        return named[0]
    for name in names.first_of(names.ID, free):
        others = [one for one in names.first_of((*names.PERSON, *names.KIND), free) if one != name]
        if frame[name].is_unique == two and (two or others):
            return name
    return None


def _partner(frame: pd.DataFrame, free: Sequence[str], couple: str | None) -> str | None:
    """Column of the person: one that tells the rows of a couple apart, if there is one."""
    from pasdedeux.readers import names

    if couple is None:
        return next(iter(names.first_of(names.PERSON, free)), None)
    others = [name for name in names.first_of((*names.PERSON, *names.KIND), free) if name != couple]
    telling = (name for name in others if not frame.duplicated([couple, name]).any())
    return next(telling, next(iter(others), None))


# Scores that go on to a fit


def read_scores(file: Path) -> tuple[dict[tuple[str, str], Person], tuple[str, ...]]:
    """Read what `score --csv` wrote: partners by couple and label, and which dimensions they have.

    Parameters
    ----------
    file
        Table with the columns ``couple``, ``partner``, ``instrument`` and at least one of ``anxiety`` and
        ``avoidance``.

    Returns
    -------
    partners
        The same as `pasdedeux.instruments.partners`, in the units of one item.
    dimensions
        Those of ``anxiety`` and ``avoidance`` that are there.
    """
    from pasdedeux.instruments import key
    from pasdedeux.instruments.traits import DIMENSIONS, items_in_unit
    from pasdedeux.people import Person
    from pasdedeux.readers.tables.cells import as_text, numbers
    from pasdedeux.readers.tables.formats import load

    frame = load(file).frame
    known = tuple(name for name in DIMENSIONS if name in frame)
    if not {"couple", "partner", "instrument"} <= set(frame) or not known:
        raise InputError(
            "this table does not hold scores of partners: it needs the columns couple, partner, instrument,"
            " and anxiety or avoidance.",
            where=file.name,
            remedy="Make it with `pasdedeux score ... --map couple=a,partner=b --csv scores.csv`.",
        )
    forms = as_text(frame["instrument"])
    form = key(_only(sorted(set(forms)), file.name))
    values = {name: numbers(frame[name]).cells / items_in_unit(form, name) for name in known}
    who = zip(as_text(frame["couple"]), as_text(frame["partner"]), strict=True)
    return {
        (couple, label): Person(
            label, {name: float(cells[i]) for name, cells in values.items() if not isnan(cells[i])}
        )
        for i, (couple, label) in enumerate(who)
    }, known


def _only(forms: list[str], file: str) -> str:
    if len(forms) > 1:
        raise InputError(
            f"this table holds scores of several questionnaires: {', '.join(forms)}.",
            where=file,
            remedy="Keep one of them.",
        )
    return forms[0]
