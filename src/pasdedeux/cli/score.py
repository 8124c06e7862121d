"""What `score` does: a table of answers in, scores with their error out, and whatever was odd said aloud."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from typer import Argument, Option

from pasdedeux import files
from pasdedeux.cli.language import Speaking, speaking
from pasdedeux.cli.options import Answers, Everything, Force, Json, Missing
from pasdedeux.cli.parse import parse_list, parse_map, parse_setting
from pasdedeux.cli.targets import check_targets, json_target, write_numbers
from pasdedeux.cli.terminal import list_files, paper, progress
from pasdedeux.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

    from pasdedeux.instruments import Key
    from pasdedeux.readers.tables.table import RawTable

READ = ("decimal", "encoding", "separator", "table")


def score(
    file: Annotated[str, Argument(metavar="FILE", help="cli.option.answers")],
    instrument: Annotated[str, Option(metavar="NAME", help="cli.option.instrument")],
    items: Annotated[str | None, Option(metavar="WHERE", help="cli.option.items")] = None,
    columns: Annotated[
        str | None, Option("--map", metavar="ROLE=COLUMN,...", help="cli.option.map-score")
    ] = None,
    answered: Annotated[str | None, Option(metavar="LOW-HIGH", help="cli.option.answered")] = None,
    answers: Answers = None,
    turned: Annotated[Literal["already", "not-yet"] | None, Option(help="cli.option.turned")] = None,
    missing: Missing = None,
    more: Annotated[
        list[str] | None, Option("--read", metavar="NAME=VALUE", help="cli.option.read-score")
    ] = None,
    csv: Annotated[Path | None, Option("--csv", metavar="PATH", help="cli.option.csv-score")] = None,
    json: Json = None,
    language: Speaking = None,
    *,
    exclude: Annotated[bool, Option("--exclude", help="cli.option.exclude")] = False,
    full_form: Annotated[bool, Option("--full-form", help="cli.option.full-form")] = False,
    trust_key: Annotated[bool, Option("--trust-key", help="cli.option.trust-key")] = False,
    everything: Everything = False,
    force: Force = False,
) -> None:
    """Score a questionnaire."""
    from pasdedeux.cli.scored import rows_of, show, tree_of
    from pasdedeux.instruments import key
    from pasdedeux.services import score as scored

    say, data = speaking(language), json_target(json)
    check_targets((data, csv), (file,), force=force)
    form = key(instrument)
    with progress() as step:
        step(say("cli.step.reading", file=Path(file).name), 0.0)
        given = _map(columns)
        table = _load(file, more or (), given)
        numbers, frame = _without(_cells(table.frame), missing or ())
        where = _where(items)
        couple, partner = _who(frame, form, where, given, full_form=full_form)
        frame = _named(table, frame, partner)
        step(say("cli.step.scoring"), 0.0)
        found = scored(
            frame,
            form,
            items=where,
            couple=couple,
            partner=partner,
            rows=table.row,
            missing=numbers,
            answered=_range(answered),
            answers=parse_list(answers, "--answers never,sometimes,always") or (),
            turned=None if turned is None else turned == "already",
            impossible="exclude" if exclude else "stop",
            full_form=full_form,
            trust_key=trust_key,
        )
        step(say("cli.step.writing"), 0.0)
        write_numbers(lambda: tree_of(found, table), lambda: rows_of(found), data, csv)
    if json == "-":
        paper().out(files.json_text(tree_of(found, table)), end="")
        return
    show(paper(), found, table, say, everything=everything)
    list_files(paper(), say, json=data, table=csv)


# What was typed


def _load(file: str, more: Sequence[str], given: Mapping[str, str]) -> RawTable:
    from pasdedeux.readers.labels import with_one_spelling
    from pasdedeux.readers.tables.formats import load

    return with_one_spelling(load(file, **dict(parse_setting(pair, READ) for pair in more)), given)


def _named(table: RawTable, frame: pd.DataFrame, partner: str | None) -> pd.DataFrame:
    """Call the partners what a diary of theirs calls them."""
    from pasdedeux.readers.labels import partner_labels

    if partner is None or partner not in table.frame:
        return frame
    return frame.assign(**{partner: partner_labels(table, partner)})


def _map(columns: str | None) -> dict[str, str]:
    given = parse_map(columns) if columns else {}
    strange = sorted(set(given) - {"couple", "partner"})
    if strange:
        raise InputError("cli.not-who", where="--map", name=strange[0])
    return given


def _where(items: str | None) -> str | list[str] | dict[str, str] | None:
    if items is None or not re.search("[=,]", items):
        return items
    return parse_map(items, "--items") if "=" in items else [name.strip() for name in items.split(",")]


def _range(answered: str | None) -> tuple[int, int] | None:
    if answered is None:
        return None
    found = re.fullmatch(r"\s*(-?\d+)\s*-\s*(-?\d+)\s*", answered.replace("\N{MINUS SIGN}", "-"))
    if not found:
        raise InputError("cli.no-range", where="--answered", given=answered)
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

    if named := names.couples_of(free):
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
        return next(iter(names.people_of(free)), None)
    others = [name for name in (*names.people_of(free), *names.first_of(names.KIND, free)) if name != couple]
    own = [name for name in others if not names.is_about_the_other(name)]
    others = own or others
    telling = (name for name in others if not frame.duplicated([couple, name]).any())
    return next(telling, next(iter(others), None))
