"""What `score` hands out and shows: rows, a tree of plain data, and a page in the terminal."""

from __future__ import annotations

from math import inf, isnan
from typing import TYPE_CHECKING, Any

from pasdedeux import __version__
from pasdedeux.cli.terminal import grid, plain

if TYPE_CHECKING:
    from numpy import float64
    from numpy.typing import NDArray
    from rich.console import Console

    from pasdedeux.instruments import Scores
    from pasdedeux.readers.tables.table import RawTable

    FloatArray = NDArray[float64]

PEOPLE, ROWS = 20, 5
NINE_IN_TEN = 1.645
WARNING = "A score is a place on a line, with an error. It names no type of person and gives no verdict."


def rows_of(found: Scores) -> list[dict[str, Any]]:
    """One plain row per form: where it stands, whose it is, each score with its error, gaps and lines.

    Examples
    --------
    >>> from pasdedeux.services import score
    >>> rows_of(score({f"csi4_{i}": [3] for i in range(1, 5)}, "csi-4"))[0]["notable_dissatisfaction"]
    1
    """
    columns: dict[str, list[Any]] = {"row": found.rows.tolist(), "instrument": [found.key.id] * len(found)}
    columns |= {name: list(texts) for name, texts in found.ids.items()}
    for s, name in enumerate(found.names):
        columns[name] = found[name].round(6).tolist()
        columns[f"{name}_se"] = found.se[:, s].round(6).tolist()
        columns[f"{name}_missing"] = found.missing[:, s].tolist()
    for name, place in _places(found).items():
        for at, part in enumerate(("", "_low", "_high")):
            columns[f"{name}_percentile{part}"] = place[:, at].round().tolist()
    for line in found.key.cutoffs:
        columns[line.name] = found.beyond(line).tolist()
    names = list(columns)
    return [
        {name: _plain(value) for name, value in zip(names, row, strict=True)}
        for row in zip(*columns.values(), strict=True)
    ]


def _plain(value: Any) -> Any:
    """Whole numbers as such, and nothing where nothing is known."""
    if not isinstance(value, float):
        return value
    if isnan(value):
        return None
    return int(value) if value.is_integer() else value


def _places(found: Scores) -> dict[str, FloatArray]:
    from pasdedeux.instruments import percentiles

    return percentiles(found) if found.key.id == "ecr" else {}


def tree_of(found: Scores, table: RawTable) -> dict[str, Any]:
    """Everything as plain data: the key with its sources, each scale, each form, what could not be used."""
    form = found.key
    scales = found.summary().to_dict(orient="index")
    return {
        "program": f"pasdedeux {__version__}",
        "source": table.source,
        "data_sha256": table.sha256,
        "instrument": form.id,
        "title": form.title,
        "citation": form.citation,
        "licence": form.licence,
        "key": {"confidence": form.confidence, "tag": form.tag, "source": form.source},
        "statistic": form.statistic,
        "notes": [*form.notes, *map(str, table.notes), *found.notes, WARNING],
        "scales": {scale: {name: _plain(v) for name, v in row.items()} for scale, row in scales.items()},
        "lines": [
            {"name": c.name, "scale": c.subscale, "source": c.source, "tag": c.tag} for c in form.cutoffs
        ],
        "forms": rows_of(found),
        "unscored": [
            {"row": one.row, "scales": list(one.scales), "reason": one.reason} for one in found.unscored
        ],
        "impossible": [
            {"row": one.row, "column": one.column, "value": one.value} for one in found.impossible
        ],
    }


# In the terminal


def show(sheet: Console, found: Scores, table: RawTable, *, everything: bool) -> None:
    """Print what was understood, each scale, some or all forms, and who has no score."""
    form = found.key
    sheet.print(f"{plain(table.source)}: {len(found)} forms, {plain(form.title)}.", style="bold")
    for note in (*form.notes, *map(str, table.notes), *found.notes):
        sheet.print(f"- {plain(note)}")
    sheet.print()
    _scales(sheet, found)
    _people(sheet, found, everything=everything)
    _unscored(sheet, found, everything=everything)
    sheet.print(f"\n{WARNING}")
    sheet.print(f"Form: {plain(form.citation)}. {plain(form.licence)}", style="dim")


def _scales(sheet: Console, found: Scores) -> None:
    shown = grid("scale", "scored", "not", "missing", "mean", "sd", "complete", "alpha", "omega", "error")
    for name, row in found.summary().iterrows():
        shown.add_row(
            str(name),
            f"{int(row['scored'])}",
            f"{int(row['unscored'])}",
            f"{row['missing']:.1%}",
            *(_number(row[part]) for part in ("mean", "sd")),
            f"{int(row['n'])}",
            *(_number(row[part], 3) for part in ("alpha", "omega")),
            _number(row["sem"]),
        )
    sheet.print(shown)
    bases = {r.basis for r in found.reliability.values()}
    told = {
        "sample": "of these people",
        "published": "from published figures, as there are too few people here",
        "none": "not known",
    }
    sheet.print(
        "complete: people who answered every item of the scale; alpha and omega rest on them. error: standard"
        f" error of measurement, {' or '.join(told[basis] for basis in sorted(bases))}.",
        style="dim",
    )


def _number(value: float, digits: int = 2) -> str:
    return "-" if isnan(value) else f"{value:.{digits}f}"


def _people(sheet: Console, found: Scores, *, everything: bool) -> None:
    """List forms, each score with its range."""
    shown = grid("row", *found.ids, *found.names)
    places = _places(found)
    count = len(found) if everything else min(len(found), PEOPLE)
    for i in range(count):
        ids = (plain(texts[i]) for texts in found.ids.values())
        scores = (_told(found, name, i, places.get(name)) for name in found.names)
        shown.add_row(str(found.rows[i]), *ids, *scores)
    sheet.print()
    sheet.print(shown)
    if count < len(found):
        sheet.print(f"and {len(found) - count} more (--all shows every one, --csv writes them)")
    behind = " Behind it: how many of 100 visitors of a website score lower, in tens." if places else ""
    sheet.print(f"In brackets: the range that is right nine times in ten.{behind}", style="dim")


def _told(found: Scores, name: str, i: int, places: FloatArray | None) -> str:
    value, error = found[name][i], found.se[i, found.names.index(name)]
    if isnan(value):
        return "-"
    low, high = _ends(found, name)
    reach = NINE_IN_TEN * error
    span = "?" if isnan(error) else f"{max(value - reach, low):.1f} to {min(value + reach, high):.1f}"
    if places is None:
        return f"{value:.1f} ({span})"
    middle, least, most = map(_tens, places[i])
    return f"{value:.1f} ({span}), {middle} ({least} to {most})"


def _ends(found: Scores, name: str) -> tuple[float, float]:
    """Lowest and highest score that a scale can have; none for derived ones."""
    form = found.key
    scale = next((scale for scale in form.subscales if scale.name == name), None)
    if scale is None:
        return -inf, inf
    share = len(scale.items) if form.statistic == "mean" else 1
    low, high = (sum(ends[item - 1] for item in scale.items) / share for ends in (form.low, form.high))
    return low, high


def _tens(percentile: float) -> str:
    """Round to tens; the ends are never told as nobody or everybody."""
    return "<5" if percentile < 5 else ">95" if percentile > 95 else f"{round(percentile, -1):.0f}"


def _unscored(sheet: Console, found: Scores, *, everything: bool) -> None:
    lost = found.unscored
    if not lost:
        return
    sheet.print()
    sheet.print(f"Without a score on some scale: {len(lost)} of {len(found)}", style="bold")
    shown = lost if everything else lost[:ROWS]
    for one in shown:
        sheet.print(f"row {one.row}: {plain(one.reason)}")
    if len(lost) > len(shown):
        sheet.print(f"and {len(lost) - len(shown)} more (--all shows every one)")
