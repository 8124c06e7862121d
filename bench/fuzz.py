"""Tables that no program would write, through every public reader: each is read, or refused in words.

python bench/fuzz.py [READS] [SEED] [FIRST]

A number and a seed make one file and its options, so that one read from FIRST on repeats any of them. All
but a result or one of our own errors is a kind of failure, printed once with the first number that shows it.
"""

import contextlib
import io
import json
import random
import sys
import tempfile
import time
import traceback
import warnings
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pyreadr
import pyreadstat

import pasdedeux
from pasdedeux.errors import PasDeDeuxError
from pasdedeux.readers.diary import read
from pasdedeux.readers.episodes import read_episodes
from pasdedeux.readers.forms.read import read_answers
from pasdedeux.readers.tables.formats import load
from pasdedeux.readers.talks import read_talks, what_it_is

SLOW = 5.0
"""Seconds of one processor: no small file may take longer."""
LONGEST = 4000
"""Letters of a message."""
HOUSE = str(Path(pasdedeux.__file__).parent)
CELLS = (
    "", " ", "0", "-0", "1", "-1", "7", "8", "99", "-99", "1e300", "1e-300", "-1e300", "1e308", "1e309",
    "-1e-320",
    "1e999", "9" * 30, "9" * 400, "0x10", "1_000", "1,5", "3,5", "1;2", "nan", "NaN", "inf", "-inf", "None",
    "NA",     ".",
    "=1+1",
    "@x", "'", '"', '""', "\t", "a\nb", "٣", "\uff11", "Ⅷ", "½", "²", "é", "日本", "😀", "\u202e",
    "\ufeff", "\x00",
    "\x1b[31m", "z" * 5000, "true", "yes", "never", "1 - not at all", "never/always", "2024-03-04",
    "04/03/2024",
    "31/12/9999", "0000-00-00", "9999-12-31 23:59:59", "2024-02-30", "2024-03-04T09:00:00Z",
    "2024-03-31 02:30",
    "2024-W10-1", "4 März 2024", "1709300000", "1709300000000", "45352.5", "24:00", "25:61", "9:03 PM",
    "Day 1", "t1",
    "Monday", "{x}", "{0}", "%s", "%(n)d", "<b>", "couple", "101A", "001", "1.0", "female", "Alma+Bo",
    "a" * 60 + "|b",
)  # fmt: skip
NAMES = (
    "couple", "dyad", "id", "partner", "person", "sex", "female", "role", "day", "date", "time", "beep",
    "clock", "week",
    "wave", "session", "second", "frame", "obs", "scheduled", "answered", "weekday", "timezone", "arousal",
    "tense",
    "pursuit", "reached", "withdrawal", "pulled away", "closeness", "conflict", "stress", "p_tense",
    "partner_tense",
    "tense_A", "tense_P", "tense_m", "tense_w", "tense_1", "tense_2", "ecr_1", "ras_1", "who", "code",
    "start", "end",
    "", " ", "Unnamed: 0", "1", "a,b", "a+b", "é", "x" * 3000, "{x}", "day", "day", "simulated", "ImportId",
    "index",
)  # fmt: skip
OPTIONS = {
    "separator": (",", ";", "\t", "|", "||", "", '"', "\n", "x", "é", "\x00", " "),
    "decimal": (".", ",", "auto", "", "x", "..", "\x00"),
    "encoding": ("utf-8", "cp1252", "utf-16", "punycode", "undefined", "idna", "rot13", "\x00", "",
    "x" * 500, "mbcs"),
    "table": ("Sheet1", "", "x" * 400),
    "zone": ("Europe/Brussels", "UTC", "Brussels", "", "/", "../x", "\x00", "x" * 400, "Africa", "CET",
    "+02:00", "é"),
    "dates": ("dmy", "mdy", "ymd", "", "x"),
    "unit": ("second", "minute", "hour", "day", "week", "", "year"),
    "week": ("monday", "sunday", "", "x"),
    "late": (0, 1e-300, 1e300, -1, float("nan"), float("inf"), 4),
    "together": (0, 1e-300, 1e300, -1, float("nan"), float("inf"), 4),
    "trial": ("drop", "keep", "x"),
    "layout": ("long", "wide", "pairwise", "", "x"),
    "distinguishable": (True, False),
    "missing": (0, "99", ("7", "x"), float("nan"), "", "9" * 400, ("\x00",), 1e300),
    "answers": ("never,always", (), ("a",), "yes,no", ",", ("x", "x")),
    "roles": ("arousal", ("pursuit", "withdrawal"), "", ("",), "x" * 400, ("couple",)),
}  # fmt: skip
TALK_OPTIONS = {
    **{name: OPTIONS[name] for name in ("separator", "decimal", "encoding", "table", "missing")},
    "people": ("W+H", "W", "", "+", ("a", "b", "c"), "W+W"),
    "interval": (1, 0, -1, 1e300, 1e-300, float("nan")),
    "rate": (25, 0, -1, 1e300, 1e-300, float("nan")),
    "codes": ("spaff", "", "no-such-file.toml", "\x00", "x" * 400),
}  # fmt: skip
FORM_OPTIONS = {
    "missing": ((0,), (99,), (1e300,), (float("nan"),)),
    "answered": ((1, 5), (0, 0), (5, 1), (0, 10**9)),
    "answers": (("never", "always"), ("",), ("x", "x")),
    "turned": (True, False),
    "impossible": ("stop", "exclude", "x"),
    "full_form": (True, False),
    "couple": ("couple", "no such", ""),
    "partner": ("partner", "no such", ""),
    "items": ("ras_", "", "M_+F_", {1: "ras_1"}, ("ras_1",)),
}  # fmt: skip
PARTS = ("couple", "partner", "time", "clock", "beep", "scheduled", "answered", "weekday", "arousal", "x")
TALK_PARTS = ("couple", "talk", "who", "code", "time", "end", "duration", "order", "interval")
SUFFIXES = (".csv",) * 6 + (".tsv", ".txt", ".xlsx", ".xlsx", ".sav", ".dta", ".parquet", ".rds", "")
TALK_SUFFIXES = (".csv", ".csv", ".csv", ".txt", ".eaf", ".sds", ".boris", ".xlsx")

Grid = list[list[str]]


@dataclass
class Tally:
    """What became of the reads."""

    ends: Counter = field(default_factory=Counter)
    names: Counter = field(default_factory=Counter)
    kinds: dict = field(default_factory=dict)
    slowest: tuple = (0.0, -1)


# --- tables that are well ---------------------------------------------------------------------------


def _answer(couple: int, partner: int, day: int) -> str:
    return str((day * 7 + couple * 3 + partner * 5 + day * day) % 7 + 1)


def _long(chance: random.Random) -> Grid:
    stamp = chance.choice(
        ("{d}", "2024-03-{d:02d}", "{d:02d}/03/2024 21:15", "2024-03-{d:02d}T20:00:00Z", "Day {d}")
    )
    name = chance.choice(("day", "date", "time"))
    rows = [["couple", "partner", name, "arousal", "closeness"]]
    for couple in range(chance.choice((1, 2, 3))):
        for day in range(1, chance.choice((3, 6, 9))):
            for partner in range(2):
                answers = (_answer(couple, partner, day), _answer(partner, couple, day))
                rows.append([f"c{couple}", "fm"[partner], stamp.format(d=day), *answers])
    return rows


def _wide(chance: random.Random) -> Grid:
    ends = chance.choice((("_m", "_w"), ("_A", "_P"), ("1", "2"), (" (Alma)", " (Bo)")))
    rows = [["couple", "day", *(f"tense{end}" for end in ends), *(f"pursuit{end}" for end in ends)]]
    for couple in range(chance.choice((1, 2))):
        rows += [
            [str(couple), str(day), *(_answer(couple, k, day) for k in range(4))]
            for day in range(1, chance.choice((4, 8)))
        ]
    return rows


def _stamped(chance: random.Random) -> Grid:
    rows = [["dyad", "id", "scheduled", "answered", "timezone", "tense", "stress"]]
    start = chance.choice((1_709_300_000, 1_711_800_000))
    for beep in range(chance.choice((4, 10))):
        for person in range(2):
            then = start + 14_400 * beep
            rows.append(["9", f"9{'ab'[person]}", str(then), str(then + 300 * person), "Europe/Rome"])
            rows[-1] += [_answer(1, person, beep), _answer(2, person, beep)]
    return rows


def _form(chance: random.Random) -> Grid:
    rows = [["couple", "partner", *(f"ras_{item}" for item in range(1, 8))]]
    for person in range(chance.choice((2, 6))):
        answers = (str((person * item) % 5 + 1) for item in range(1, 8))
        rows += [[str(person // 2), "fm"[person % 2], *answers]]
    return rows


def _talk(chance: random.Random) -> Grid:
    rows = [["couple", "who", "code", "start", "end"]]
    for couple in range(chance.choice((1, 2))):
        for at in range(chance.choice((4, 9))):
            code = ("blame", "withdraw", "discuss")[(at * 5 + couple) % 3]
            rows.append([str(couple), "HW"[at % 2], code, str(at * 2), str(at * 2 + 1)])
    return rows


def _told(chance: random.Random) -> Grid:
    rows = [["day", "by", "moves", "stress", "couple"]]
    for day in range(1, chance.choice((2, 5))):
        rows += [[f"2026-11-{day:02d}", "Alma", "me: asks again; other: goes quiet: no", "3", "c1"]]
    return rows


# --- and what is done to them -----------------------------------------------------------------------


def _mangled(grid: Grid, chance: random.Random) -> Grid:  # noqa: C901, PLR0912 - a list of changes
    for _ in range(chance.choice((0, 1, 1, 1, 2, 4, 9))):
        if len(grid) < 2 or not grid[0]:
            break
        row, column = chance.randrange(len(grid)), chance.randrange(len(grid[0]))
        change = chance.randrange(14)
        if change <= 3:
            grid[row] = [chance.choice(CELLS) if at == column else cell for at, cell in enumerate(grid[row])]
        elif change == 4:
            grid[0][column] = chance.choice(NAMES)
        elif change == 5:
            grid = [[*line, line[column % max(len(line), 1)] if line else ""] for line in grid]
        elif change == 6:
            grid = [line[:column] + line[column + 1 :] for line in grid]
        elif change == 7:
            grid.insert(row, list(grid[chance.randrange(len(grid))]))
        elif change == 8:
            del grid[row]
        elif change == 9:
            grid[row] = grid[row][:column]
        elif change == 10:
            body = grid[1:]
            chance.shuffle(body)
            grid = [grid[0], *body]
        elif change == 11:
            new = [chance.choice(NAMES), *(chance.choice(CELLS) for _ in grid[1:])]
            grid = [[*line, cell] for line, cell in zip(grid, new, strict=True)]
        elif change == 12:
            cells = (chance.choice(CELLS), chance.choice(CELLS))
            grid[1:] = [[*line[:column], chance.choice(cells), *line[column + 1 :]] for line in grid[1:]]
        else:
            grid[1:] = [
                [*line[:column], _scaled(line[column : column + 1], chance), *line[column + 1 :]]
                for line in grid[1:]
            ]
    return grid


def _scaled(cells: list[str], chance: random.Random) -> str:
    scale = chance.choice((1e300, 1e-300, -1.0, 1e-9, 1e15))
    try:
        return repr(float(cells[0]) * scale)
    except (IndexError, ValueError):
        return cells[0] if cells else ""


def _bytes_mangled(raw: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.choice((0, 0, 0, 0, 0, 0, 1, 1, 3, 8))):
        at, length = chance.randrange(len(raw) + 1), chance.choice((1, 1, 2, 8, 64, 512))
        change = chance.randrange(6)
        if change == 0:
            raw = raw[:at] + raw[at + length :]
        elif change == 1:
            raw = raw[:at] + chance.randbytes(length) + raw[at + length :]
        elif change == 2:
            raw = raw[:at] + raw[at : at + length] + raw[at:]
        elif change == 3:
            raw = raw[:at]
        elif change == 4:
            raw = (
                raw[:at]
                + chance.choice((b'"', b"\n", b"\r", b"\x00", b";", b"\t", b"\xff", b"\xef\xbb\xbf"))
                + raw[at:]
            )
        else:
            raw = raw[:at] + chance.choice(CELLS).encode("utf-8", "replace") + raw[at + length :]
    return raw


# --- as files ---------------------------------------------------------------------------------------


def _frame(grid: Grid) -> pd.DataFrame:
    width = max(map(len, grid))
    head = [*grid[0], *[""] * (width - len(grid[0]))]
    frame = pd.DataFrame([[*line, *[""] * (width - len(line))] for line in grid[1:]])
    for column in frame.columns:
        with contextlib.suppress(ValueError, TypeError, OverflowError):
            frame[column] = pd.to_numeric(frame[column])
    return frame.set_axis(head[: frame.shape[1]], axis=1)


def _safe_names(frame: pd.DataFrame) -> pd.DataFrame:
    names = [
        f"v{at}" if not str(name).isidentifier() or len(name) > 30 else name
        for at, name in enumerate(frame.columns)
    ]
    seen: Counter = Counter()
    for at, name in enumerate(names):
        seen[name.lower()] += 1
        names[at] = name if seen[name.lower()] == 1 else f"{name}_{at}"
    return frame.set_axis(names, axis=1)


def _as_csv(grid: Grid, chance: random.Random) -> bytes:
    separator = chance.choice((",", ",", ";", "\t", "|", " "))
    quote = chance.random() < 0.8
    lines = [
        separator.join(
            f'"{cell.replace(chr(34), chr(34) * 2)}"'
            if quote and set(cell) & set(f'{separator}"\n')
            else cell
            for cell in line
        )
        for line in grid
    ]
    text = chance.choice(("\n", "\n", "\r\n", "\r")).join(lines) + chance.choice(("\n", ""))
    return text.encode(
        chance.choice(("utf-8",) * 4 + ("utf-8-sig", "cp1252", "utf-16", "utf-16-le")), "replace"
    )


def _as_workbook(grid: Grid, chance: random.Random) -> bytes:
    out = io.BytesIO()
    clean = [[cell.translate(dict.fromkeys(range(9))).replace("\x1b", "") for cell in line] for line in grid]
    _frame(clean).to_excel(out, index=False)
    if chance.random() < 0.5:
        return out.getvalue()
    again = io.BytesIO()
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as new:
        victim = chance.choice(old.namelist())
        for name in old.namelist():
            raw = old.read(name)
            new.writestr(name, _bytes_mangled(raw, chance) if name == victim else raw)
    return again.getvalue()


def _by_library(grid: Grid, suffix: str, path: Path) -> bytes:
    frame = _safe_names(_frame(grid))
    for column in frame.select_dtypes(exclude="number"):
        frame[column] = frame[column].astype(str).str.slice(0, 60).str.replace("\x00", "")
    if suffix == ".parquet":
        out = io.BytesIO()
        frame.to_parquet(out, index=False)
        return out.getvalue()
    if suffix == ".rds":
        pyreadr.write_rds(str(path), frame)
    elif suffix == ".sav":
        pyreadstat.write_sav(frame, str(path))
    else:
        pyreadstat.write_dta(frame, str(path))
    return path.read_bytes()


EAF = (
    '<?xml version="1.0" encoding="UTF-8"?><ANNOTATION_DOCUMENT><HEADER TIME_UNITS="milliseconds"/>'
    '<TIME_ORDER>{slots}'
    '</TIME_ORDER>{tiers}</ANNOTATION_DOCUMENT>'
)  # fmt: skip


def _as_software(grid: Grid, suffix: str) -> bytes:
    cells = [(*line, *[""] * 5)[:5] for line in grid[1:]]
    if suffix == ".sds":
        return (
            "Event (blame withdraw discuss);\n" + " ".join(line[1] + line[2] for line in cells) + "/"
        ).encode("utf-8", "replace")
    if suffix == ".boris":
        events = [[line[3], line[1], line[2], "", ""] for line in cells]
        subjects = {"0": {"name": "H"}, "1": {"name": "W"}}
        codes = {
            "0": {"code": "blame", "type": "Point event"},
            "1": {"code": "withdraw", "type": "Point event"},
        }
        tree = {"subjects_conf": subjects, "behaviors_conf": codes, "observations": {"o": {"events": events}}}
        return json.dumps({**tree, "project_format_version": "7.0"}).encode()
    slots = "".join(
        f'<TIME_SLOT TIME_SLOT_ID="ts{n}" TIME_VALUE="{n * 500}"/>' for n in range(2 * len(cells))
    )
    tiers = ""
    for who in "HW":
        inside = "".join(
            f'<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a{n}" TIME_SLOT_REF1="ts{2 * n}" '
            f'TIME_SLOT_REF2="ts{2 * n + 1}">'
            f"<ANNOTATION_VALUE>{line[2]}</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>"
            for n, line in enumerate(cells)
            if line[1] == who
        )  # fmt: skip
        tiers += f'<TIER TIER_ID="{who}" LINGUISTIC_TYPE_REF="d">{inside}</TIER>'
    return EAF.format(slots=slots, tiers=tiers).encode("utf-8", "replace")


def _as_tree(grid: Grid, suffix: str) -> bytes:
    head, *rows = grid
    told = [dict(zip(head, row, strict=False)) for row in rows]
    if suffix == ".json":
        return json.dumps({"telling": told}).encode()
    lines = [
        "\n[[telling]]\n" + "\n".join(f"{key} = {json.dumps(value)}" for key, value in one.items())
        for one in told
    ]
    return "\n".join(lines).encode("utf-8", "replace")


def _file(grid: Grid, suffix: str, chance: random.Random, path: Path) -> bytes:
    if suffix in {".eaf", ".sds", ".boris"}:
        return _as_software(grid, suffix)
    if suffix in {".toml", ".json"}:
        return _as_tree(grid, suffix)
    if suffix == ".xlsx":
        return _as_workbook(grid, chance)
    if suffix in {".sav", ".dta", ".parquet", ".rds"}:
        return _by_library(grid, suffix, path)
    return _as_csv(grid, chance)


# --- one read ---------------------------------------------------------------------------------------


def _options(known: dict, chance: random.Random) -> dict:
    named = chance.sample(sorted(known), chance.choice((0, 0, 0, 0, 0, 0, 1, 1, 2, 3)))
    return {name: chance.choice(known[name]) for name in named}


def _columns(head: list[str], parts: tuple[str, ...], chance: random.Random) -> dict[str, str]:
    if chance.random() < 0.85 or not head:
        return {}
    pick = lambda: chance.choice((chance.choice(head), chance.choice(NAMES)))  # noqa: E731
    return {
        chance.choice(parts): chance.choice((pick(), f"{pick()}+{pick()}", "row", "columns"))
        for _ in range(chance.choice((1, 2, 3)))
    }


def _said(messages: object) -> None:
    """Say what was noted, in both languages: a sentence with an open place, or without an end, fails here."""
    for message in messages:
        longest = max(len(message.text("en")), len(message.text("de")))
        if longest > LONGEST:
            raise AssertionError(f"{message.name}: endless")


def one(number: int, seed: int, folder: Path) -> str:
    """Make one file and read it; say what came of it."""
    chance = random.Random(f"{seed}-{number}")  # noqa: S311 - nothing secret
    kind = chance.choice(("diary",) * 7 + ("talks", "talks", "form", "told"))
    makers = {"diary": (_long, _long, _wide, _stamped), "talks": (_talk,), "form": (_form,), "told": (_told,)}
    suffixes = {
        "diary": SUFFIXES,
        "talks": TALK_SUFFIXES,
        "form": SUFFIXES,
        "told": (".toml", ".json", ".csv"),
    }
    suffix = chance.choice(suffixes[kind])
    path = folder / f"f{suffix}"
    grid = _mangled(chance.choice(makers[kind])(chance), chance)
    try:
        raw = _file(grid, suffix, chance, path)
    except Exception:  # noqa: BLE001 - what no library can write goes out as text
        suffix, path = ".csv", folder / "f.csv"
        raw = _as_csv(grid, chance)
    path.write_bytes(_bytes_mangled(raw, chance))
    return _through(kind, path, grid[0] if grid else [], chance)


def _through(kind: str, path: Path, head: list[str], chance: random.Random) -> str:
    try:
        if kind == "talks":
            what_it_is(path)
            columns = _columns(head, TALK_PARTS, chance)
            found = read_talks(path, columns=columns or None, **_options(TALK_OPTIONS, chance))
            _said(found.provenance.notes)
        elif kind == "told":
            read_episodes(path)
        elif kind == "form":
            read_answers(load(path).frame, "ras", **_options(FORM_OPTIONS, chance))
        else:
            columns = _columns(head, PARTS, chance)
            found = read(path, columns=columns or None, **_options(OPTIONS, chance))
            _said(
                (
                    *found.provenance.notes,
                    *found.provenance.cautions,
                    *(row.reason for row in found.provenance.dropped),
                )
            )
    except PasDeDeuxError as error:
        if max(map(len, (error.text("en"), error.text("de")))) > LONGEST:
            raise AssertionError(f"{error.name}: endless") from error
        return error.name
    return "read"


def _where(error: BaseException) -> str:
    inside = [
        frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith(HOUSE)
    ]
    place = f"{inside[-1].filename[len(HOUSE) + 1 :]}:{inside[-1].lineno}" if inside else str(error)[:60]
    return f"{type(error).__name__} at {place}"


def run(reads: int, seed: int, folder: Path, first: int = 0, *, log: bool = False) -> Tally:
    """Read as many files; gather how they ended."""
    tally = Tally()
    warnings.simplefilter("error")
    for number in range(first, first + reads):
        started = time.process_time()
        if log and number % 500 == 0:
            (folder / "at").write_text(str(number))
            print(number, dict(tally.ends), len(tally.kinds), flush=True)
        try:
            name = one(number, seed, folder)
        except Exception as error:  # noqa: BLE001 - whatever it is, is what is looked for
            kind = _where(error)
            if log and kind not in tally.kinds:
                print(f"{number}: {kind}: {str(error)[:200]}", flush=True)
            tally.kinds.setdefault(kind, []).append(number)
            tally.ends["failed"] += 1
        else:
            tally.ends["read" if name == "read" else "refused"] += 1
            tally.names[name] += 1
        used = time.process_time() - started
        tally.slowest = max(tally.slowest, (used, number))
        if used > SLOW:
            tally.kinds.setdefault("slow", []).append(number)
    return tally


def main() -> None:
    reads, seed, first = (int(text) for text in (*sys.argv[1:], *("1000", "1", "0")[len(sys.argv) - 1 :]))
    shared = Path("/dev/shm")  # noqa: S108 - in memory, where there is such a place
    started, used = time.perf_counter(), time.process_time()
    with tempfile.TemporaryDirectory(dir=shared if shared.is_dir() else None) as folder:
        tally = run(reads, seed, Path(folder), first, log=True)
    print(f"{reads} reads, seed {seed}: {dict(tally.ends)}; {len(tally.names) - 1} different refusals")
    print(f"{time.perf_counter() - started:.0f} s, {time.process_time() - used:.0f} s of processor; ", end="")
    print(f"slowest {tally.slowest[0]:.2f} s (number {tally.slowest[1]})")
    for kind, numbers in sorted(tally.kinds.items()):
        print(f"{len(numbers)} x {kind}: {numbers[:5]}")


if __name__ == "__main__":
    main()
