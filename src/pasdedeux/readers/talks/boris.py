"""Projects of BORIS: JSON with one list of events for each observation."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pasdedeux.errors import InputError
from pasdedeux.readers.tables.cells import shortened
from pasdedeux.readers.talks.coded import Coded, check_rows, frame_of
from pasdedeux.words import Message

Row = tuple[str, str, str, float, float]


def read_project(raw: bytes, source: str, digest: str) -> Coded:
    """Read all observations of a project; a state runs from one event of its code to the next.

    An event is a list of time in seconds, subject, code, modifier and comment; `behaviors_conf` says which
    codes are states (BORIS user guide, "project file").

    Raises
    ------
    InputError
        If it is no JSON, or no project.
    """
    try:
        project = json.loads(raw.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise InputError("readers.talks.no-project", where=source) from error
    observations = project.get("observations") if isinstance(project, dict) else None
    if not isinstance(observations, dict):
        raise InputError("readers.talks.no-project", where=source)
    states = _states(project)
    rows: list[Row] = []
    open_states = 0
    for name, observation in observations.items():
        found, left = _paired(list(_events(observation, name, source)), str(name), states)
        rows += found
        open_states += left
        if len(rows):
            check_rows(len(rows), source)
    check_rows(len(rows), source)
    couple, who, code, start, end = zip(*rows, strict=True)
    frame = frame_of(couple=couple, who=who, code=code, start=start, end=end, row=range(1, len(rows) + 1))
    notes = (Message("readers.talks.unstopped", n=open_states),) if open_states else ()
    kind = Message("readers.talks.kind.software", maker="BORIS")
    columns = {"couple": "observations", "who": "subject", "code": "code", "time": "time"}
    return Coded(
        frame, source, kind, "events", clock=True, sha256=digest, columns=columns, read=len(rows), notes=notes
    )


def _states(project: Mapping[str, Any]) -> set[str]:
    """Codes that have a beginning and an end."""
    known = project.get("behaviors_conf")
    entries = known.values() if isinstance(known, dict) else []
    return {
        str(entry.get("code"))
        for entry in entries
        if isinstance(entry, dict) and "state" in str(entry.get("type", "")).casefold()
    }


def _events(observation: Any, name: str, source: str) -> Iterator[tuple[float, str, str]]:
    events = observation.get("events") if isinstance(observation, dict) else None
    if not isinstance(events, list):
        raise InputError("readers.talks.no-project", where=source)
    for event in events:
        if not isinstance(event, list) or len(event) < 3 or not _is_time(event[0]):
            where = Message("readers.talks.at.observation", source=source, name=shortened(name))
            raise InputError("readers.talks.no-event", where=where, value=shortened(event))
        yield float(event[0]), str(event[1]), str(event[2])


def _is_time(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e12


def _paired(events: list[tuple[float, str, str]], couple: str, states: set[str]) -> tuple[list[Row], int]:
    """Join the two events of each state."""
    rows: list[Row] = []
    running: dict[tuple[str, str], int] = {}
    for time, who, code in sorted(events, key=lambda event: event[0]):
        if code in states and (who, code) in running:
            at = running.pop((who, code))
            rows[at] = (*rows[at][:4], time)
            continue
        if code in states:
            running[who, code] = len(rows)
        rows.append((couple, who, code, time, float("nan")))
    return rows, len(running)
