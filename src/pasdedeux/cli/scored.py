"""What `score` hands out and shows: rows, a tree of plain data, and a page in the terminal."""

from __future__ import annotations

from math import inf, isnan
from typing import TYPE_CHECKING, Any

from pasdedeux import __version__
from pasdedeux.cli.terminal import grid, plain, said
from pasdedeux.instruments.norms import NINE_IN_TEN
from pasdedeux.words import words

if TYPE_CHECKING:
    from numpy import float64
    from numpy.typing import NDArray
    from rich.console import Console

    from pasdedeux.instruments import Scores
    from pasdedeux.readers.tables.table import RawTable
    from pasdedeux.words import Words

    FloatArray = NDArray[float64]

PEOPLE, ROWS = 20, 5
COLUMNS = ("scale", "scored", "not", "missing", "mean", "sd", "complete", "alpha", "omega", "error")


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
        "notes": [*map(str, (*form.notes, *table.notes, *found.notes)), words()("cli.score.warning")],
        "scales": {scale: {name: _plain(v) for name, v in row.items()} for scale, row in scales.items()},
        "lines": [
            {"name": c.name, "scale": c.subscale, "source": c.source, "tag": c.tag} for c in form.cutoffs
        ],
        "forms": rows_of(found),
        "unscored": [
            {"row": one.row, "scales": list(one.scales), "reason": str(one.reason)} for one in found.unscored
        ],
        "impossible": [
            {"row": one.row, "column": one.column, "value": one.value} for one in found.impossible
        ],
    }


# In the terminal


def show(sheet: Console, found: Scores, table: RawTable, say: Words, *, everything: bool) -> None:
    """Print what was understood, each scale, some or all forms, and who has no score."""
    form = found.key
    head = say("cli.score.opening", source=plain(table.source), n=len(found), title=plain(form.title))
    sheet.print(head, style="bold")
    for note in (*form.notes, *table.notes, *found.notes):
        sheet.print(f"- {plain(said(note, say))}")
    sheet.print()
    _scales(sheet, found, say)
    if found.key.id == "check" and len(found) > 1:
        # one's own result is for oneself and never stands beside the partner's
        sheet.print(say("cli.score.each-alone"))
    else:
        _people(sheet, found, say, everything=everything)
    _unscored(sheet, found, say, everything=everything)
    sheet.print("\n" + say("cli.score.warning"))
    source = say("cli.score.form", citation=plain(form.citation), licence=plain(form.licence))
    sheet.print(source, style="dim")


def _scales(sheet: Console, found: Scores, say: Words) -> None:
    shown = grid(*(say(f"cli.score.column.{name}") for name in COLUMNS))
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
    bases = sorted({r.basis for r in found.reliability.values()})
    basis = [say(f"cli.score.basis.{name}") for name in bases]
    sheet.print(say("cli.score.key", basis=basis), style="dim")


def _number(value: float, digits: int = 2) -> str:
    return "-" if isnan(value) else f"{value:.{digits}f}"


def _people(sheet: Console, found: Scores, say: Words, *, everything: bool) -> None:
    """List forms, each score with its range."""
    shown = grid(say("cli.score.column.row"), *found.ids, *found.names)
    places = _places(found)
    count = len(found) if everything else min(len(found), PEOPLE)
    for i in range(count):
        ids = (plain(texts[i]) for texts in found.ids.values())
        scores = (_placed(found, name, i, places.get(name), say) for name in found.names)
        shown.add_row(str(found.rows[i]), *ids, *scores)
    sheet.print()
    sheet.print(shown)
    if count < len(found):
        sheet.print(say("cli.score.more", n=len(found) - count))
    sheet.print(say("cli.score.brackets-places" if places else "cli.score.brackets"), style="dim")


def _placed(found: Scores, name: str, i: int, places: FloatArray | None, say: Words) -> str:
    value, error = found[name][i], found.se[i, found.names.index(name)]
    if isnan(value):
        return "-"
    low, high = _ends(found, name)
    reach = NINE_IN_TEN * error
    ends = {"low": max(value - reach, low), "high": min(value + reach, high)}
    score = say("cli.score.value", value=value, span="?" if isnan(error) else say("cli.score.span", **ends))
    if places is None:
        return score
    middle, least, most = map(_tens, places[i])
    return say("cli.score.placed", score=score, middle=middle, low=least, high=most)


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


def _unscored(sheet: Console, found: Scores, say: Words, *, everything: bool) -> None:
    lost = found.unscored
    if not lost:
        return
    sheet.print()
    sheet.print(say("cli.score.unscored", lost=len(lost), n=len(found)), style="bold")
    shown = lost if everything else lost[:ROWS]
    for one in shown:
        sheet.print(say("cli.look.dropped.row", row=one.row, reason=plain(said(one.reason, say))))
    if len(lost) > len(shown):
        sheet.print(say("cli.more", n=len(lost) - len(shown)))
