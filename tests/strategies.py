"""Hypothesis strategies: true records, and tables that hold them in every layout and dialect."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from hypothesis import strategies as st

EPOCH = np.datetime64("2024-02-26")  # a Monday
ROLES = ("pursuit", "withdrawal", "closeness", "Sad")
LABELS = [("f", "m"), ("1", "2"), ("husband", "wife"), ("a", "b")]
IDS = ["70", "12", "007", "Zoé", 'O"Neil', "A, B", "=1+1", "😀 & co", "-3", "@home", "x;y"]


@dataclass(frozen=True)
class Truth:
    """What two partners of some couples answered, and when."""

    ids: tuple[str, ...]
    labels: tuple[str, str]
    roles: tuple[str, ...]
    days: tuple[np.ndarray, ...]
    values: tuple[np.ndarray, ...]

    def rows(self):
        """Yield couple, day and the (2, R) answers of every time."""
        for couple, days, values in zip(self.ids, self.days, self.values, strict=True):
            for day, answers in zip(days, values, strict=True):
                yield couple, int(day), answers

    def long(self, partner="partner"):
        return pd.DataFrame(
            [
                {
                    "couple": couple,
                    partner: self.labels[k],
                    "day": day,
                    **dict(zip(self.roles, answers[k], strict=True)),
                }
                for couple, day, answers in self.rows()
                for k in (0, 1)
            ]
        )

    def wide(self):
        return pd.DataFrame(
            [
                {
                    "couple": couple,
                    "day": day,
                    **{
                        f"{role}_{self.labels[k]}": answers[k, r]
                        for r, role in enumerate(self.roles)
                        for k in (0, 1)
                    },
                }
                for couple, day, answers in self.rows()
            ]
        )

    def pairwise(self):
        return pd.DataFrame(
            [
                {
                    "couple": couple,
                    "partner": self.labels[k],
                    "day": day,
                    **{f"{role}_A": answers[k, r] for r, role in enumerate(self.roles)},
                    **{f"{role}_P": answers[1 - k, r] for r, role in enumerate(self.roles)},
                }
                for couple, day, answers in self.rows()
                for k in (0, 1)
            ]
        )

    def table(self, layout):
        return getattr(self, layout)()


@st.composite
def truths(draw, labels=None, ids=None, most_couples=3):
    """Draw small true records with gaps; everybody answers something, and ``Sad`` changes for somebody."""
    couples = draw(st.lists(st.sampled_from(ids or IDS), min_size=1, max_size=most_couples, unique=True))
    roles = draw(st.lists(st.sampled_from(ROLES), min_size=1, max_size=3, unique=True))
    days, values = [], []
    answer = st.one_of(st.integers(1, 7).map(float), st.sampled_from([np.nan, 2.5, 1 / 3]))
    for _ in couples:
        when = np.array(sorted(draw(st.sets(st.integers(0, 20), min_size=2, max_size=6))))
        cells = draw(
            st.lists(answer, min_size=len(when) * 2 * len(roles), max_size=len(when) * 2 * len(roles))
        )
        grid = np.array(cells).reshape(len(when), 2, len(roles))
        grid[0] = np.where(np.isnan(grid[0]), 3.0, grid[0])
        grid[-1, 0] = np.where(grid[0, 0] == 5.0, 6.0, 5.0)
        days.append(when)
        values.append(grid)
    return Truth(
        tuple(couples), draw(st.sampled_from(labels or LABELS)), tuple(roles), tuple(days), tuple(values)
    )


@dataclass(frozen=True)
class Dialect:
    """How a text table is written."""

    separator: str = ","
    decimal: str = "."
    encoding: str = "utf-8"
    newline: str = "\n"
    missing: str = ""
    date: str = ""

    def write(self, frame, path):
        frame = frame.copy()
        if self.date:
            stamps = pd.to_datetime(EPOCH + frame.pop("day").to_numpy().astype("timedelta64[D]"))
            frame.insert(1, "date", stamps.strftime(self.date))
        frame.to_csv(
            path, index=False, sep=self.separator, decimal=self.decimal, encoding=self.encoding,
            lineterminator=self.newline, na_rep=self.missing,
        )  # fmt: skip
        return path


def dialects():
    """Draw the ways in which statistics programs and offices write text tables."""
    marks = st.sampled_from([(",", "."), (";", ","), (";", "."), ("\t", "."), ("\t", ","), ("|", ".")])
    return st.builds(
        lambda mark, encoding, newline, missing, date: Dialect(*mark, encoding, newline, missing, date),
        marks,
        st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
        st.sampled_from(["\n", "\r\n"]),
        st.sampled_from(["", "NA", ".", "-999", "NaN"]),
        st.sampled_from(["", "%Y-%m-%d", "%d.%m.%Y", "%Y/%m/%d", "%d %b %Y", "%Y%m%d"]),
    )


def damages():
    """Draw a function that damages the bytes of a file: cut, overwritten, doubled or shuffled."""
    spot = st.floats(0, 1)
    garbage = st.sampled_from(
        [b'"', b",", b"\n", b"\x00", b"\xff", b"inf", b"=1+1", b"abc", b"99999", b"-", b";", b"\xf0\x9f"]
    )

    def cut(at):
        return lambda raw: raw[: int(at * len(raw))]

    def put(at, what):
        return lambda raw: raw[: int(at * len(raw))] + what + raw[int(at * len(raw)) :]

    def lose(at, count):
        return lambda raw: raw[: int(at * len(raw))] + raw[int(at * len(raw)) + count :]

    def shuffle(seed):
        return lambda raw: b"\n".join(np.random.default_rng(seed).permutation(raw.split(b"\n")).tolist())

    return st.one_of(
        st.builds(cut, spot),
        st.builds(put, spot, garbage),
        st.builds(lose, spot, st.integers(1, 30)),
        st.builds(shuffle, st.integers(0, 99)),
    )
