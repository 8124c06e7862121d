"""Talks made up here, and a writer for each format: the truth goes out and must come back."""

import json
from xml.sax.saxutils import escape, quoteattr

import numpy as np
import pandas as pd

from pasdedeux.people import Couple, Person
from pasdedeux.records import Talk, Talks

CODES = ("blame", "discuss", "withdraw")


def made(
    form="events", *, codes=CODES, labels=("H", "W"), couples=3, length=12, seed=1, states=True, missing=0.0
):
    """Draw talks: irregular times for events, strict turns, or both partners in each interval."""
    rng = np.random.default_rng(seed)
    talks = []
    for n in range(couples):
        if form == "intervals":
            who, start = np.tile([0, 1], length), np.repeat(np.arange(length, dtype=float), 2)
        elif form == "turns":
            who, start = np.arange(length) % 2, np.arange(length, dtype=float)
        else:
            who, start = rng.integers(0, 2, length), np.cumsum(rng.integers(1, 40, length)) / 4
            who[:2] = 0, 1
        code = rng.integers(0, len(codes), len(who))
        if form == "intervals":
            code[rng.random(len(who)) < missing] = -1
            code[-2:] = 0  # a talk ends with something coded
            code[: len(codes)] = np.arange(len(codes))
        end = start + 0.25 if form == "events" and states else np.empty(0)
        two = Couple(f"{n + 1:02d}", tuple(map(Person, labels)))
        talks.append(Talk(two, tuple(codes), form, who, code, start, end, clock=form == "events"))
    return Talks(tuple(talks))


def same(read, truth, *, ends=True, ids=True):
    """Hold what was read against the truth."""
    assert read.form == truth.form
    assert len(read) == len(truth)
    assert read.codes == truth.codes
    for one, two in zip(read, truth, strict=True):
        assert one.couple.labels == two.couple.labels
        if ids:
            assert one.couple.id == two.couple.id
        assert one.who.tolist() == two.who.tolist()
        assert one.code.tolist() == two.code.tolist()
        assert np.allclose(one.start, two.start)
        if ends:
            assert np.allclose(one.end, two.end, equal_nan=True)
        assert one.clock == two.clock


def events(talks):
    """Lay events out in rows."""
    rows = [
        {
            "couple": talk.couple.id,
            "who": talk.couple.labels[who],
            "code": "" if code < 0 else talk.codes[code],
            "start": float(start),
            "end": float(end),
        }
        for talk in talks
        for who, code, start, end in zip(talk.who, talk.code, talk.start, talk.end, strict=True)
    ]
    return pd.DataFrame(rows)


def wide(talks, names=("w", "h"), pattern="{name}{n}", value=None):
    """Lay intervals out, a row per couple."""
    rows = []
    for talk in talks:
        row = {"id": talk.couple.id}
        for who, name in enumerate(names):
            for n, code in enumerate(talk.grid[:, who], start=1):
                text = "" if code < 0 else talk.codes[code]
                row[pattern.format(name=name, n=n)] = value(text, who) if value else text
        rows.append(row)
    return pd.DataFrame(rows)


def boris_project(talks):
    """Write a BORIS project with states."""
    observations = {}
    for talk in talks:
        log = []
        for who, code, start, end in zip(talk.who, talk.code, talk.start, talk.end, strict=True):
            event = [talk.couple.labels[who], talk.codes[code], "", ""]
            log += [[float(start), *event], *([] if np.isnan(end) else [[float(end), *event]])]
        observations[talk.couple.id] = {"type": "MEDIA", "events": sorted(log, key=lambda one: one[0])}
    kind = "Point event" if np.isnan(talks[0].end).all() else "State event"
    behaviors = {str(n): {"type": kind, "code": code} for n, code in enumerate(talks.codes)}
    return json.dumps(
        {"project_format_version": "7.0", "behaviors_conf": behaviors, "observations": observations}
    )


def boris_aggregated(talks):
    """Write an aggregated table of BORIS."""
    rows = events(talks)
    point = rows["end"].isna()
    return pd.DataFrame({
        "Observation id": rows["couple"],
        "Observation date": "2026-11-03 10:00:00",
        "Total length": 600.0,
        "FPS": 25,
        "Subject": rows["who"],
        "Behavior": rows["code"],
        "Behavioral category": "",
        "Modifiers": "",
        "Behavior type": np.where(point, "POINT", "STATE"),
        "Start (s)": rows["start"],
        "Stop (s)": rows["end"].fillna(rows["start"]),
        "Duration (s)": (rows["end"] - rows["start"]).astype(object).where(~point, "NA"),
        "Comment start": "",
    })  # fmt: skip


def log_of(talks, point, start, stop):
    """Give a line for each start and stop, in their order; these are the words for what a line is."""
    rows = events(talks)
    short = rows["end"].isna()
    begin = rows.assign(time=rows["start"], what=np.where(short, point, start), rank=1)
    end = rows[~short].assign(time=rows["end"], what=stop, rank=0)
    return pd.concat([begin, end]).sort_values(["couple", "time", "rank"], kind="stable")


def boris_tabular(talks):
    """Write a tabular log of BORIS, a line for each start and stop."""
    log = log_of(talks, "POINT", "START", "STOP")
    return pd.DataFrame({
        "Observation id": log["couple"],
        "Media duration (s)": 600.0,
        "FPS": 25.0,
        "Subject": log["who"],
        "Behavior": log["code"],
        "Behavioral category": "",
        "Behavior type": log["what"],
        "Time": log["time"],
        "Comment": "",
    })  # fmt: skip


def observer(talks):
    """Write an event log as The Observer exports it."""
    log = log_of(talks, "Point", "State start", "State stop")
    return pd.DataFrame({
        "Observation": log["couple"],
        "Time_Relative_sf": log["time"],
        "Duration_sf": (log["end"] - log["start"]).fillna(0.0),
        "Subject": log["who"],
        "Behavior": log["code"],
        "Event_Type": log["what"],
    })  # fmt: skip


def interact(talks, rate=25):
    """Write raw data as INTERACT exports them: lines of groups, sets and events, times in frames."""
    lines = ["Level\tDataGroup\tDataSet\tOnset\tOffset\tDuration\tWho\tCode"]
    for talk in talks:
        lines.append("1\tstudy\t\t00:00:00:00\t00:20:00:00\t00:20:00:00\t\t")
        lines.append(f"2\t\t{talk.couple.id}\t00:00:00:00\t00:20:00:00\t00:20:00:00\t\t")
        for who, code, start, end in zip(talk.who, talk.code, talk.start, talk.end, strict=True):
            stamps = "\t".join(map(_frames, (start, end, end - start), [rate] * 3))
            lines.append(f"3\t\t\t{stamps}\t{talk.couple.labels[who]}\t{talk.codes[code]}")
    return "\n".join(lines) + "\n"


def _frames(seconds, rate):
    total = round(float(seconds) * rate)
    whole, frames = divmod(total, rate)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}:{frames:02d}"


def eaf(talk, *, participants=True):
    """Write one talk as ELAN does: a tier for each partner."""
    slots, tiers, count = [], [], 0
    for who, label in enumerate(talk.couple.labels):
        cells = []
        for n in np.flatnonzero(talk.who == who):
            first, last = f"ts{2 * n + 1}", f"ts{2 * n + 2}"
            slots += [(first, talk.start[n]), (last, talk.end[n])]
            count += 1
            cells.append(
                f'<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a{count}" TIME_SLOT_REF1="{first}" '
                f'TIME_SLOT_REF2="{last}"><ANNOTATION_VALUE>{escape(talk.codes[talk.code[n]])}</ANNOTATION_VALUE>'
                "</ALIGNABLE_ANNOTATION></ANNOTATION>"
            )
        person = f" PARTICIPANT={quoteattr(label)}" if participants else ""
        tiers.append(
            f'<TIER LINGUISTIC_TYPE_REF="c" TIER_ID={quoteattr(f"{label}_code")}{person}>'
            f"{''.join(cells)}</TIER>"
        )
    times = "".join(f'<TIME_SLOT TIME_SLOT_ID="{name}" TIME_VALUE="{round(t * 1000)}"/>' for name, t in slots)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<ANNOTATION_DOCUMENT FORMAT="3.0" VERSION="3.0">'
        f'<HEADER TIME_UNITS="milliseconds"/><TIME_ORDER>{times}</TIME_ORDER>{"".join(tiers)}'
        '<LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="c" TIME_ALIGNABLE="true"/></ANNOTATION_DOCUMENT>'
    )


def elan_lines(talk, *, header=False):
    """Write one talk as ELAN's tab-delimited export, with times in two units."""
    lines = []
    if header:
        lines.append("Tier\tParticipant\tBegin Time - ss.msec\tEnd Time - ss.msec\tAnnotation value")
    for who, code, start, end in zip(talk.who, talk.code, talk.start, talk.end, strict=True):
        label = talk.couple.labels[who]
        times = [f"{start:.3f}", f"{end:.3f}"]
        if not header:
            times = [_stamp(start), times[0], _stamp(end), times[1]]
        lines.append("\t".join([f"{label}_code", label, *times, talk.codes[code]]))
    return "\n".join(lines) + "\n"


def _stamp(seconds):
    return f"{int(seconds) // 3600:02d}:{int(seconds) // 60 % 60:02d}:{float(seconds) % 60:06.3f}"


def sds(talks, kind="timed", *, declared=True):
    """Write sequences as GSEQ reads them."""
    sets = " ".join(
        f"${label} = ({' '.join(f'{label}{code}' for code in talks.codes)})"
        for label in talks[0].couple.labels
    )
    head = {"event": "Event", "timed": "Timed", "interval": "Interval"}[kind]
    units = []
    for talk in talks:
        names = [
            f"{talk.couple.labels[who]}{talk.codes[code]}"
            for who, code in zip(talk.who, talk.code, strict=True)
        ]
        if kind == "event":
            body = " ".join(names)
        elif kind == "timed":
            spans = zip(names, talk.start, talk.end, strict=True)
            body = " ".join(
                f"{name},{start:g}" + ("" if np.isnan(end) else f"-{end:g}") for name, start, end in spans
            )
        else:
            body = ", ".join(" ".join(names[at : at + 2]) for at in range(0, len(names), 2)) + ","
        units.append(f"<{talk.couple.id}> {body} /")
    return f"% made up %\n{head} {sets if declared else ''};\n" + "\n".join(units) + "\n"
