"""Tables that software for coding exports: starts and stops paired, lines of groups taken off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pasdedeux.readers import names
from pasdedeux.readers.tables.cells import as_text
from pasdedeux.readers.tables.table import RawTable
from pasdedeux.readers.talks.clock import seconds_of
from pasdedeux.words import Message

_HEADLESS = ("tier", "participant")
_STARTS, _STOPS = ("START", "STATE START"), ("STOP", "STATE STOP")


def with_header(raw: bytes) -> bytes:
    r"""Give text without column names its header: what stands above a log is cut, ELAN's columns are named.

    Examples
    --------
    >>> log = b"Observation id\t07\n\nTime\tSubject\tBehavior\tStatus\n1\tW\tdemand\tPOINT\n"
    >>> with_header(log).split(b"\n")[0]
    b'Time\tSubject\tBehavior\tStatus\tObservation id'
    >>> with_header(b"W\t\t0.5\t1.5\tanger\n").split(b"\n")[0]
    b'tier\tparticipant\tbegin time\tend time\tannotation value'
    """
    head = raw[:100_000].decode("utf-8", "replace").lstrip("\ufeff").replace("\r\n", "\n").split("\n")
    if names.plain(head[0].split("\t")[0]) == "observationid" and len(head[0].split("\t")) == 2:
        return _below_the_log(raw, head)
    header = _elan_header(head[0].split("\t"))
    return f"{header}\n".encode() + raw.removeprefix(b"\xef\xbb\xbf") if header else raw


def _below_the_log(raw: bytes, head: list[str]) -> bytes:
    """Take the events of a BORIS log of one observation, with its name as a column."""
    title = head[0].split("\t")[1].strip().replace("\t", " ")
    at = next((n for n, line in enumerate(head) if line.startswith("Time\t") and "Behavior" in line), 0)
    if not at:
        return raw
    lines = raw.decode("utf-8", "replace").replace("\r\n", "\n").split("\n")[at:]
    body = [f"{line}\t{title}" for line in lines[1:] if line.strip()]
    return "\n".join([f"{lines[0]}\tObservation id", *body, ""]).encode()


def _elan_header(cells: list[str]) -> str:
    """Name the columns of an ELAN export that has no header: tier, participant, times, annotation."""
    timed = [n for n, cell in enumerate(cells) if not np.isnan(seconds_of(cell, 25.0))]
    if not 4 <= len(cells) <= 12 or len(timed) < 2 or timed[0] not in {1, 2} or len(timed) == len(cells):
        return ""
    if timed != list(range(timed[0], timed[-1] + 1)) or timed[-1] == len(cells) - 1 or not cells[0].strip():
        return ""
    wanted = {2: ("begin time", "end time"), 3: ("begin time", "end time", "duration")}
    times = wanted.get(len(timed)) or _by_unit(cells, timed)
    after = ["annotation value", *(f"more {n}" for n in range(len(cells) - timed[-1] - 2))]
    return "\t".join([*_HEADLESS[: timed[0]], *times, *after])


def _by_unit(cells: list[str], timed: list[int]) -> list[str]:
    """Name times given in several units: of each kind the one in ``hh:mm:ss`` is used."""
    clocks = [n for n in timed if ":" in cells[n]]
    kinds = ("begin time", "end time", "duration")
    if len(clocks) in {2, 3}:
        plain = {n: kinds[at] for at, n in enumerate(clocks)}
    else:
        each = len(timed) // (3 if len(timed) % 3 == 0 else 2)
        plain = {timed[at * each]: kinds[at] for at in range(len(timed) // each)}
    return [plain.get(n, f"again {n}") for n in timed]


def translated(table: RawTable) -> tuple[RawTable, Message | None]:
    """Bring a table of BORIS, The Observer or INTERACT into one row per code.

    Returns
    -------
    tuple
        The table, and what it was taken for; None where it is none of these.
    """
    by_plain = {names.plain(column): column for column in table.columns}
    if {"behavior", "behaviortype", "starts", "stops"} <= by_plain.keys():
        return _blanked(table, by_plain["behaviortype"]), _kind("BORIS")
    status = next((by_plain[name] for name in names.STATUS if name in by_plain), None)
    if "behavior" in by_plain and status:
        maker = "The Observer" if "eventtype" in by_plain else "BORIS"
        return _paired(table, by_plain, status), _kind(maker)
    if "level" in by_plain and "onset" in by_plain and "offset" in by_plain:
        return _without_groups(table, by_plain), _kind("INTERACT")
    grouped = by_plain.keys() & {"datagroup", "dataset", "datasetname", "datagroupname"}
    if grouped and "onset" in by_plain:
        return table, _kind("INTERACT")
    if any(name.startswith("begintime") for name in by_plain) and by_plain.keys() & {"tier", "tiername"}:
        return table, _kind("ELAN")
    return table, None


def _kind(maker: str) -> Message:
    return Message("readers.talks.kind.software", maker=maker)


def _blanked(table: RawTable, kind: str) -> RawTable:
    """Empty the stop of a point, which an aggregated table repeats."""
    frame = table.frame.copy()
    point = as_text(frame[kind]).str.upper() == "POINT"
    stop = next(column for column in table.columns if names.plain(column) == "stops")
    frame[stop] = frame[stop].astype(object).where(~point, "")
    gone = [column for column in table.columns if names.plain(column).startswith("duration")]
    return replace(table, frame=frame.drop(columns=gone))


def _paired(table: RawTable, by_plain: Mapping[str, str], status: str) -> RawTable:
    """Join each start of a state to its stop; points stay as they are, other lines go."""
    frame = table.frame
    what = as_text(frame[status]).str.upper()
    keys = [
        by_plain[name] for name in ("observationid", "observation", "subject", "behavior") if name in by_plain
    ]
    onset = (
        names.first_of(names.ONSET, frame.columns)[0] if names.first_of(names.ONSET, frame.columns) else None
    )
    if onset is None:
        return table
    stop_at = np.full(len(frame), "", object)
    open_: dict[tuple[str, ...], int] = {}
    texts = [as_text(frame[key]).to_numpy(object) for key in keys]
    for at, word in enumerate(what):
        key = tuple(str(column[at]) for column in texts)
        if word in _STARTS:
            open_[key] = at
        elif word in _STOPS and key in open_:
            stop_at[open_.pop(key)] = frame[onset].iloc[at]
    kept = what.isin([*_STARTS, "POINT", "STATE POINT"]).to_numpy()
    lasting = names.first_of(names.LASTING, frame.columns)
    paired = frame.assign(**{_free("stop", frame): stop_at})
    if lasting:
        paired = paired.drop(columns=lasting)
    note = _unstopped(len(open_))
    return replace(
        table,
        frame=paired[kept].drop(columns=status).reset_index(drop=True),
        row=table.row[kept],
        notes=(*table.notes, *note),
    )


def _unstopped(number: int) -> tuple[Message, ...]:
    return (Message("readers.talks.unstopped", n=number),) if number else ()


def _free(name: str, frame: pd.DataFrame) -> str:
    return name if name not in frame.columns else f"{name} of the state"


def _without_groups(table: RawTable, by_plain: Mapping[str, str]) -> RawTable:
    """Keep lines of events, and carry the names of groups and sets down to them."""
    level = as_text(table.frame[by_plain["level"]])
    if not level.isin(["1", "2", "3"]).all():
        return table
    frame = table.frame.copy()
    for wanted in ("datagroup", "datagroupname", "dataset", "datasetname"):
        if wanted in by_plain:
            column = as_text(frame[by_plain[wanted]])
            frame[by_plain[wanted]] = column.where(column != "").ffill().fillna("")
    kept: NDArray[np.bool_] = (level == "3").to_numpy(bool)
    frame = frame[kept].drop(columns=by_plain["level"]).reset_index(drop=True)
    return replace(table, frame=frame, row=table.row[kept])
