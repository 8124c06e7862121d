"""A hand-made fit, every number in it invented; and a browser that measures pages, where there is one."""

import html
import json
import re
import shutil
import subprocess
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest

from pasdedeux.estimates import Interval, VerdictName
from pasdedeux.identify.linear.results import (
    CoupleResult,
    Course,
    Forecast,
    Link,
    More,
    OutOfSample,
    Recoverability,
    Residuals,
    Surrogates,
    Verdict,
)
from pasdedeux.people import Couple, Person
from pasdedeux.records import Dropped, Provenance, Record, Records, Scale
from pasdedeux.words import Message

ENGLISH = re.compile(
    r"\b(the|and|of|is|are|to|from|with|not|what|which|each|both|days?|couples?|it|by|own|reports?|loop|gain|"
    r"rounds?|range|usual|shocks?|errors?|links?|return|spread|about|sure|more|this|that|between|after)\b",
    re.IGNORECASE,
)
"""Words that no German sentence has; what the data and the works cited are called is left out before."""
SPREAD = np.array([-1.6, -0.7, 0.0, 0.7, 1.6])
GAINS = {
    "reinforcing": ((0.8, 0.12), (0.6, 0.1), (0.48, 0.11), 0.991),
    "leaning": ((0.5, 0.35), (0.6, 0.25), (0.3, 0.22), 0.86),
    "balancing": ((0.6, 0.12), (-0.5, 0.16), (-0.3, 0.1), 0.02),
    "no-cycle": ((0.04, 0.06), (-0.03, 0.06), (0.0, 0.02), 0.48),
    "not-enough": ((0.1, 0.4), (-0.05, 0.4), (0.0, 0.22), 0.5),
}
NAMES = {
    "reinforcing": VerdictName.REINFORCING,
    "leaning": VerdictName.NOT_ENOUGH,
    "balancing": VerdictName.BALANCING,
    "no-cycle": VerdictName.NO_CYCLE,
    "not-enough": VerdictName.NOT_ENOUGH,
}


def interval(middle, sd):
    low, low50, mid, high50, high = middle + sd * SPREAD
    return Interval(float(mid), float(low), float(high), float(low50), float(high50))


def records_of(couples, days, names, roles, rng, *, alone=False, simulated=True):
    made = []
    for number in range(couples):
        values = np.round(2 * (5 + rng.normal(0, 1.2, (days, 2, len(roles))))) / 2
        values[rng.random((days, 2)) < 0.12] = np.nan
        values[0] = 5.0
        if alone:
            values[:, 1] = np.nan
        couple = Couple(f"{number + 1:02d}", (Person(names[0], id="1"), Person(names[1], id="2")))
        made.append(Record(couple, time=np.arange(float(days)), roles=roles, values=values))
    provenance = Provenance(
        source="invented.csv",
        sha256="0" * 64,
        columns={"couple": "ID", roles[0]: "M_Anx., W_Anx."},
        rows=couples * days * 2,
        dropped=(
            Dropped(7, Message("readers.empty-time")),
            Dropped(19, Message("readers.some-zones", cell="<b>x</b>")),
        ),
        notes=(Message("readers.no-zones"),),
        simulated=simulated,
    )
    return Records(tuple(made), {role: Scale(1, 9, 0.5) for role in roles}, provenance)


@dataclass(frozen=True)
class FakeFit:
    records: Records
    roles: tuple
    partners: tuple
    level: str
    links_: tuple
    loop_gain_: Interval
    p_reinforcing_: float
    half_life_: Interval
    verdict_: Verdict
    couples_: tuple
    spread_: Interval | None
    out_of_sample_: OutOfSample | None
    surrogates_: Surrogates | None
    residuals_: Residuals
    recoverability_: Recoverability | None
    estimates_: dict
    converged_: bool = True
    warnings_: tuple = ()
    seed: int | None = 7
    reach: float = field(default=1.0)

    def course(self, link, gaps, /):
        gaps = np.asarray(gaps, float)
        shape = 1.4 * gaps * np.exp(-gaps)
        size = link.response
        ends = np.array([size.low, size.low50, size.estimate, size.high50, size.high])
        return Course(link, gaps, shape[:, None] * ends, Interval(1.0, 0.5, 2.0, 0.8, 1.4))

    def forecast(self, couple_id, days=10):
        record = self.records[couple_id]
        ahead = np.arange(1.0, days + 1)
        level = np.nan_to_num(np.nanmean(np.nan_to_num(record.values, nan=5.0), axis=0))
        wide = np.sqrt(1 - np.exp(-ahead))[:, None, None, None] * 1.3 * SPREAD
        return Forecast(couple_id, record.time[-1] + ahead, level[None, :, :, None] + wide)

    def to_rows(self):
        return []

    def to_dict(self):
        return {}

    @property
    def data_hash(self):
        return "f" * 64

    @property
    def versions(self):
        return {"python": "3.99", "numpy": "2.99"}


def links_of(state, roles):
    first, second, _, _ = GAINS[state]
    made = []
    for sender, (middle, sd) in ((0, first), (1, second)):
        for a in roles:
            for b in roles:
                size = interval(middle if a == b else 0.3 * middle, sd)
                clear = not size.low <= 0 <= size.high
                made.append(Link(sender, 1 - sender, a, b, size, 0.99 if clear else 0.83, clear))
    return tuple(made)


def make_fit(
    state="reinforcing",
    *,
    couples=1,
    days=60,
    names=("Alma", "Sam"),
    roles=("arousal",),
    alone=False,
    simulated=True,
    **changes,
):
    rng = np.random.default_rng(20261123)
    _, _, gain, p = GAINS[state]
    links, name = links_of(state, roles), NAMES[state]
    more = More(20, 60) if name is VerdictName.NOT_ENOUGH else None
    curve = Recoverability(
        np.array([7.0, 14, 30, 60, 120, 200]),
        (0.4, 0.6, 0.8),
        np.array(
            [
                [0, 0.01, 0.03, 0.15, 0.3, 0.51],
                [0, 0.05, 0.16, 0.45, 0.79, 0.98],
                [0.02, 0.15, 0.45, 0.83, 0.97, 1],
            ]
        ),
        np.clip(
            np.array(
                [
                    [0, 0.01, 0.03, 0.15, 0.3, 0.51],
                    [0, 0.05, 0.16, 0.45, 0.79, 0.98],
                    [0.02, 0.15, 0.45, 0.83, 0.97, 1],
                ]
            )
            - 0.05,
            0,
            1,
        ),
        np.clip(
            np.array(
                [
                    [0, 0.01, 0.03, 0.15, 0.3, 0.51],
                    [0, 0.05, 0.16, 0.45, 0.79, 0.98],
                    [0.02, 0.15, 0.45, 0.83, 0.97, 1],
                ]
            )
            + 0.05,
            0,
            1,
        ),
        here=float(days),
        unit="days",
    )
    results = tuple(
        CoupleResult(
            f"{number + 1:02d}",
            days - 8,
            float(days),
            interval(float(np.clip(rng.normal(gain[0], 0.12), -0.6, 0.9)), 0.15),
            float(rng.normal(gain[0], 0.25)),
            p,
            links,
            interval(1.8, 0.4),
            number % 29 != 28,
            [name, VerdictName.NOT_ENOUGH][number % 2],
        )
        for number in range(couples)
    )
    shape = (2, len(roles))
    made = FakeFit(
        records=records_of(couples, days, names, roles, rng, alone=alone, simulated=simulated),
        roles=roles,
        partners=names,
        level="couple" if couples == 1 else "population",
        links_=links,
        loop_gain_=interval(*gain),
        p_reinforcing_=p,
        half_life_=interval(1.9, 0.5),
        verdict_=Verdict(
            name,
            (Message("identify.reason.pairs", n=52, needed=100), Message("identify.reason.links-sure")),
            more,
        ),
        couples_=results,
        spread_=interval(0.14, 0.03) if couples > 1 else None,
        out_of_sample_=OutOfSample(
            dict.fromkeys(roles, 540),
            dict.fromkeys(roles, 0.5054),
            dict.fromkeys(roles, 0.951),
            {name: dict.fromkeys(roles, 0.55) for name in ("person-mean", "auto", "cross", "uncoupled")},
            {name: dict.fromkeys(roles, 0.94) for name in ("person-mean", "auto", "cross", "uncoupled")},
            dict.fromkeys(roles, interval(0.02, 0.01)),
        ),
        surrogates_=Surrogates("swapped", rng.normal(0.02, 0.03, 200), own=0.5),
        residuals_=Residuals(np.full(shape, 0.03), np.full(shape, -0.02), np.full(shape, 0.4)),
        recoverability_=curve,
        estimates_={f"A[{i},{j}]": interval(0.1 * i - 0.2 * j, 0.05) for i in range(3) for j in range(3)},
    )
    return replace(made, **changes)


@pytest.fixture
def fake():
    return make_fit


@pytest.fixture
def english():
    return ENGLISH


WIDTHS = (320, 390, 760, 1100)
BROWSER = shutil.which("chromium")


@pytest.fixture
def measured(tmp_path):
    """Open pages at four widths; say of each what runs sideways, sticks out or overlaps."""
    if BROWSER is None:
        pytest.skip("no browser here")

    def measure(pages):
        frames = "".join(
            f'<iframe title="{name}, {width}" width="{width}" height="600" '
            f'srcdoc="{html.escape(page)}"></iframe>'
            for name, page in pages.items()
            for width in WIDTHS
        )
        script = Path(__file__).with_name("measure.js").read_text("utf-8")
        page = tmp_path / "frames.html"
        page.write_text(f"<meta charset='utf-8'><body>{frames}<script>{script}</script>", "utf-8")
        call = [BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom"]
        call += [f"--user-data-dir={tmp_path / 'profile'}", page.as_uri()]
        ran = subprocess.run(call, capture_output=True, text=True, check=False, timeout=90)  # noqa: S603
        found = re.search(r"FOUND(.*)END", ran.stdout, re.DOTALL)
        if found is None:
            pytest.skip("the browser did not start")
        return json.loads(html.unescape(found.group(1)))

    return measure
