# ruff: noqa: ANN001, ANN002, ANN003, ANN201, ANN202, ANN204 - a script
"""Twelve findings of couple research, run as studies on simulated couples.

python bench/battery.py [--replications 400] [--only T4 T8] [--page]

Each study has the design and the number of couples of the paper it is named after; its couples are drawn
from the default population, and what people report of themselves has measurement error. A contrast is written
so that the finding lies above nought. It holds if its mean over replications does, by more than three
standard errors. Each study is run again, larger, with one mechanism switched off.
"""

import argparse
import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pasdedeux.loop import NAMES, PARAMETERS
from pasdedeux.loop.attachment import TRAITS
from pasdedeux.loop.bond import satisfaction
from pasdedeux.simulate import Change, Population, Schedule, simulate_ensemble, survival

PAGE = Path(__file__).parents[1] / "docs" / "battery.md"
BEGIN, END = "<!-- results -->", "<!-- end of results -->"
STEP = 1 / 12  # days
NOTHING: dict = {}
RELIABILITY = 0.8  # of what people report of themselves
LARGE = 20  # times the paper's sample, for the run without a mechanism


@dataclass(frozen=True)
class Study:
    name: str
    finding: str
    source: str
    design: str
    contrasts: tuple[str, ...]
    without: dict  # parameters held, which switches a mechanism off
    gone: tuple[int, ...]  # contrasts that must go with it
    run: Callable


STUDIES = []


def study(name, finding, source, design, contrasts, without, gone):
    def keep(run):
        STUDIES.append(Study(name, finding, source, design, contrasts, without, gone, run))
        return run

    return keep


# Doing a study


@dataclass(frozen=True)
class People(Population):
    """The default population, with some parameters of all held at one value."""

    held: tuple = ()

    def theta(self, couples):
        theta = super().theta(couples)
        for name, value in self.held:
            for row in {name, f"{name}_1", f"{name}_2"} & set(NAMES):
                theta[NAMES.index(row)] = value
        return theta


class Sample:
    """Couples of one replication: who they are, and how they have lived so far."""

    def __init__(self, couples, replication, without, *, days=60, **population):
        self.people = People(held=tuple(without.items()), **population)
        self.numbers = np.arange(couples) + replication * couples
        self.rng = np.random.default_rng([replication, couples])
        self.traits = self.people.attachment(self.numbers)
        self.past = self.live(days, start=None, seed=1, every=days)
        self.start = self.past.end

    def live(self, days, *changes, which=slice(None), start=True, seed=2, every=1.0, step=STEP):
        """Run some of them on from where they are, under the same changes."""
        return simulate_ensemble(
            self.people,
            days,
            couples=self.numbers[which],
            seed=seed,
            step=step,
            every=every,
            schedule=Schedule(changes),
            start=self.start[:, which] if start else None,
            threads=1,
        )

    def pick(self, which):
        """Keep only these couples."""
        self.numbers, self.traits = self.numbers[which], self.traits[:, which]
        self.start = self.start[:, which]

    def report(self, values):
        """Values as people report them: with measurement error."""
        error = values.std() * np.sqrt(1.0 / RELIABILITY - 1.0)
        return values + error * self.rng.standard_normal(values.shape)

    def both(self, values):
        """Own values, own traits and the other's traits, for each person of each couple."""
        return np.concatenate(values), *np.concatenate([self.traits, self.traits[[2, 3, 0, 1]]], axis=1)

    def content(self, many, which=slice(None)):
        """Satisfaction of both partners over the last span, shape (2, n)."""
        return satisfaction(many.means[-1, :11].astype(float), self.people.theta(self.numbers[which]))


def pair(many, name):
    """Means of one state of both partners, shape (2, spans, n)."""
    return np.stack([many.mean(f"{name}_{i}") for i in (1, 2)])


def slopes(y, *columns):
    """Least squares without the intercept."""
    design = np.column_stack([np.ones(len(y)), *columns])
    return np.linalg.lstsq(design, y, rcond=None)[0][1:]


def centred(values):
    """Less each person's own mean over time (first axis)."""
    return values - values.mean(axis=0)


# The studies


@study(
    "T1",
    "before a hard talk the anxious are most aroused beside an avoidant partner",
    "Beck et al. 2013",
    "218 newlywed couples; felt arousal in the half day before a talk, one's own issue or the other's",
    (
        "anxiety x partner's avoidance",
        "the same, beyond anxiety x partner's anxiety",
        "avoidance x partner's anxiety",
    ),
    {"guard": 0.97, "room": 0.59, "need": 0.13},
    (0, 1),
)
def anticipation(replication, times=1, without=NOTHING):
    couples = 218 * times
    sample = Sample(couples, replication, without, seed=101)
    felt = np.empty((2, couples))
    half = np.arange(couples) % 2 == 0
    for owner, which in (("1", half), ("2", ~half)):
        visit = (Change.to(0.5, "issue", owner), Change.to(0.3, "stress"))
        felt[:, which] = pair(sample.live(0.5, *visit, which=which, every=0.25), "arousal")[:, -1]
    felt, *four = sample.both(sample.report(felt))
    products = [one * two for k, one in enumerate(four) for two in four[k + 1 :]]
    _, anx_anx, anx_avo, avo_anx, *_ = slopes(felt, *products, *four)
    return anx_avo, anx_avo - anx_anx, avo_anx


@study(
    "T2",
    "a little practical help makes the avoidant pull back, plenty brings them closer",
    "Girme et al. 2015",
    "298 couples; a day with none, a little or plenty of support for partner two; their withdrawal",
    (
        "at high avoidance: a little against none",
        "at high avoidance: none against plenty",
        "a little against none x avoidance",
    ),
    {"obligation": 0.0},
    (0, 2),
)
def support(replication, times=1, without=NOTHING):
    couples = 298 * times
    sample = Sample(couples, replication, without, seed=102)
    given, distance = np.arange(couples) % 3, np.empty(couples)
    for k, amount in enumerate((0.0, 0.15, 1.0)):
        day = sample.live(1.0, Change.to(amount, "support", "2"), which=given == k)
        distance[given == k] = np.maximum(-day.mean("move_2")[0], 0.0)
    distance, avo = sample.report(distance), sample.traits[3]
    little, plenty = (given == 1) * 1.0, (given == 2) * 1.0
    out = slopes(distance, avo, little, plenty, little * avo, plenty * avo)
    return out[1] + out[3], -out[2] - out[4], out[3]


@study(
    "T3",
    "days apart stir people up, the anxious more; contact softens it, reunion ends it",
    "Diamond et al. 2008",
    "42 couples at ease, 21 days, five of them apart (days 8 to 12); felt arousal each day",
    (
        "apart against before",
        "the same x anxiety",
        "apart against the week after",
        "no contact against some contact",
    ),
    {"reach": 0.0},
    (0, 1),
)
def separation(replication, times=1, without=NOTHING):
    couples = 42 * times
    sample = Sample(4 * couples, replication, without, seed=103)
    sample.pick(np.flatnonzero(sample.past.in_cycle < 0.1)[:couples])
    arms = {}
    for contact in (0.0, 0.4):
        weeks = sample.live(21, Change.to(1.0 - contact, "apart", start=8, stop=13))
        arms[contact] = sample.report(pair(weeks, "arousal"))
    spans = slice(8), slice(8, 13), slice(14, 21)
    before, apart, after = (arms[0.0][:, days].mean(axis=1) for days in spans)
    rise, anx, avo, *_ = sample.both(apart - before)
    some = (arms[0.4][:, 8:13].mean(axis=1) - before).mean()
    return rise.mean(), slopes(rise, anx, avo)[0], (apart - after).mean(), rise.mean() - some


@study(
    "T4",
    "softening eases the withdrawal of an avoidant partner within the same talk",
    "Overall, Simpson & Struthers 2013",
    "180 couples; partner one wants a change, softens in half of 16 spells of a day; partner two's "
    "withdrawal",
    (
        "avoidance and withdrawal while being asked to change",
        "withdrawal without against with softening",
        "the same x avoidance",
    ),
    {"guard": 0.0},
    (0, 1, 2),
)
def softening(replication, times=1, without=NOTHING):
    couples = 180 * times
    sample = Sample(couples, replication, without, seed=104)
    talk, spell, patterns = Change.to(1.0, "issue", "1"), 1 / 16, 6
    moves, soft = np.empty((16, couples)), np.empty((16, couples))
    for k in range(patterns):
        which = np.arange(couples) % patterns == k
        order = sample.rng.permutation(np.repeat([0, 1], 8))
        soft[:, which] = order[:, None]
        softer = [
            Change("softness", "1", t * spell, (t + 1) * spell, shift=0.5) for t in np.flatnonzero(order)
        ]
        day = sample.live(1.0, talk, *softer, which=which, every=spell, step=spell / 4)
        moves[:, which] = day.mean("move_2")
    withdrawal, avo = np.maximum(sample.report(-moves), 0.0), sample.traits[3]
    eased = -(centred(soft) * withdrawal).sum(axis=0) / (centred(soft) ** 2).sum(axis=0)
    return slopes(withdrawal.mean(axis=0), avo)[0], eased.mean(), slopes(eased, avo)[0]


@study(
    "T5",
    "who wants the change asks, the other draws back, and the next issue turns it round",
    "Holley, Sturm & Levenson 2010",
    "63 couples; two talks of a day, one about each partner's issue",
    (
        "own against other's issue: asking less drawing back",
        "on partner one's issue one asks more",
        "on partner two's issue two asks more",
    ),
    {"ownership": 0.0},
    (0,),
)
def issues(replication, times=1, without=NOTHING):
    couples = 63 * times
    sample = Sample(couples, replication, without, seed=105)
    lead = []
    for seed, owner in ((2, "1"), (3, "2")):
        talk = sample.live(1.0, Change.to(1.0, "issue", owner), seed=seed)
        moves = sample.report(pair(talk, "move")[:, 0])
        lead.append((moves[0] - moves[1]).mean())
    return lead[0] - lead[1], lead[0], -lead[1]


@study(
    "T6",
    "an anxious and an avoidant partner are dissatisfied and stay",
    "Kirkpatrick & Davis 1994",
    "354 couples, three years; anxious x avoidant pairs beside pairs with neither",
    (
        "satisfaction in the first year: less than the others'",
        "share still together: at most ten points less",
    ),
    {"dependence": 0.6, "comparison": 0.5},
    (1,),
)
def stable(replication, times=1, without=NOTHING):
    couples = 354 * times
    sample = Sample(couples, replication, without, seed=106)
    many = sample.live(1096, every=30)
    fate = survival(many, sample.people)
    anx, avo, their_anx, their_avo = sample.traits
    one, two = (
        np.where(np.maximum(a, v) < 0.4, 0, np.sign(a - v)) for a, v in ((anx, avo), (their_anx, their_avo))
    )
    mismatched, secure = one * two < 0, (one == 0) & (two == 0)
    content = sample.report(fate.satisfaction[:12].mean(axis=(0, 1)))
    stays = fate.left > 1095
    return (
        content[secure].mean() - content[mismatched].mean(),
        stays[mismatched].mean() - stays[secure].mean() + 0.1,
    )


def plateau(series, spans):
    """Correlation over long lags, less what a chain through short and middle lags foretells."""
    across = np.corrcoef(series)
    near, middle, far = (np.mean([np.diagonal(across, lag).mean() for lag in range(*span)]) for span in spans)
    at = [np.mean(range(*span)) for span in spans]
    return far - near * (middle / near) ** ((at[2] - at[0]) / (at[1] - at[0]))


@study(
    "T7",
    "security goes back to a prototype instead of walking away",
    "Fraley et al. 2011",
    "203 people on 30 days, and 388 people in 52 weeks; reported security",
    (
        "days: correlation at lags of 24 to 29, less what a chain foretells",
        "weeks: the same at 40 to 51",
    ),
    {"lived": 1.0, "security_pace": 720.0},
    (1,),
)
def prototype(replication, times=1, without=NOTHING):
    days = Sample(203 * times, replication, without, days=180, seed=107)
    weeks = Sample(388 * times, replication, without, days=180, seed=107)
    daily = days.report(days.live(30).mean("security_1"))
    weekly = weeks.report(weeks.live(364, every=7).mean("security_1"))
    return plateau(daily, ((1, 6), (10, 15), (24, 30))), plateau(weekly, ((1, 6), (12, 17), (40, 52)))


@study(
    "T8",
    "the anxious seek more reassurance day by day, and trust less the day after",
    "Evraire, Dozois & Wilde 2022",
    "110 couples, 14 days; reaching and felt security each day",
    (
        "anxiety and reaching",
        "less avoidance and reaching",
        "at high anxiety: reaching today, less trust tomorrow",
    ),
    {"guard": 0.0},
    (2,),
)
def reassurance(replication, times=1, without=NOTHING):
    couples = 110 * times
    sample = Sample(couples, replication, without, seed=108)
    days = sample.live(14)
    reach, trust = (sample.report(pair(days, name)) for name in ("move", "security"))
    reach = np.maximum(reach, 0.0)
    mean, anx, avo, *_ = sample.both(reach.mean(axis=1))
    more, less = slopes(mean, anx, avo)
    reach, trust = np.concatenate(reach, axis=1), np.concatenate(trust, axis=1)
    today, same, tomorrow = (centred(x) for x in (reach[:-1], trust[:-1], trust[1:]))
    out = slopes(tomorrow.ravel(), same.ravel(), today.ravel(), (today * anx).ravel())
    return more, -less, -(out[1] + out[2])


@study(
    "T9",
    "in therapy avoidance falls steadily, anxiety only once the pursuer has softened",
    "Burgess Moser et al. 2016",
    "32 couples from the cycle, 21 weekly sessions: the one who withdraws learns to stay; half of "
    "the pursuers soften after session 10; withdrawal of the one, felt security of the other",
    (
        "withdrawal: fall before the softening",
        "withdrawal: fall over all sessions where nobody softens",
        "security: rise after the softening, beyond the rise before it",
        "security: rise after, beyond those where nobody softens",
    ),
    {"lived": 0.0},
    (2, 3),
)
def therapy(replication, times=1, without=NOTHING):
    couples = 32 * times
    sample = Sample(12 * couples, replication, without, seed=109, mean=(0.6, 0.6))
    sample.pick(np.flatnonzero(sample.past.in_cycle > 0.6)[:couples])
    first = sample.start[1] > sample.start[6]  # partner one pursues
    softens = np.arange(couples) % 2 == 0
    withdrawal, security = np.empty((21, couples)), np.empty((21, couples))
    for pursuer, other, role in (("1", "2", first), ("2", "1", ~first)):
        stays = [Change("guard", other, 7.0 * k, 7.0 * (k + 1), factor=1.0 - 0.4 * k / 20) for k in range(21)]
        soft = Change("softness", pursuer, 70.0, shift=0.4), Change("reach", pursuer, 70.0, factor=0.7)
        for change, group in ((soft, softens), ((), ~softens)):
            which = np.flatnonzero(role & group)
            if len(which):
                weeks = sample.live(147, *stays, *change, which=which, every=7)
                withdrawal[:, which] = np.maximum(-weeks.mean(f"move_{other}"), 0.0)
                security[:, which] = weeks.mean(f"security_{pursuer}")
    withdrawal, security = sample.report(withdrawal), sample.report(security)
    before, after = security[9] - security[0], security[20] - security[9]
    return (
        (withdrawal[:3] - withdrawal[7:10]).mean(),
        (withdrawal[:3] - withdrawal[18:]).mean(axis=0)[~softens].mean(),
        (after - before)[softens].mean(),
        after[softens].mean() - after[~softens].mean(),
    )


@study(
    "T10",
    "state anxiety aligns one's body with the other's, state avoidance sets it against",
    "a laboratory study of heart rate, PMC8260608",
    "121 couples, one day; change of felt arousal on the other's, by own reaching and own drawing back",
    (
        "following the other x reaching",
        "less following x drawing back",
        "at strong drawing back: opposite",
    ),
    {"urgency": 0.0},
    (1, 2),
)
def coregulation(replication, times=1, without=NOTHING):
    couples = 121 * times
    sample = Sample(couples, replication, without, seed=110)
    day = sample.live(1.0, every=1 / 24, step=1 / 48)
    felt, move = pair(day, "arousal"), pair(day, "move")
    change = np.diff(felt, axis=1)
    own, other = felt[:, :-1], felt[::-1, :-1]
    reach, draw = np.maximum(move, 0.0)[:, :-1], np.maximum(-move, 0.0)[:, :-1]
    own, other, change = (x - x.mean(axis=1, keepdims=True) for x in (own, other, change))
    out = slopes(*(x.ravel() for x in (change, own, other, other * reach, other * draw)))
    return out[2], -out[3], -(out[1] + out[3] * 0.8)


@study(
    "T11",
    "demand and withdrawal lower satisfaction in affluent couples and not in disadvantaged ones",
    "Ross et al. 2019",
    "515 affluent couples and 431 under standing stress; a year's demand and withdrawal, "
    "satisfaction after it",
    (
        "affluent: less satisfaction",
        "disadvantaged: more satisfaction",
    ),
    {},
    (),
)
def context(replication, times=1, without=NOTHING):
    out = []
    for couples, strain in ((515, 0.0), (431, 0.2)):
        sample = Sample(couples * times, replication, without, seed=111)
        year = sample.live(366, Change.to(strain, "stress"), every=30)
        fate = survival(year, sample.people)
        moves = pair(year, "move")[:, :9]
        pattern = sample.report((np.maximum(moves, 0.0) * np.maximum(-moves[::-1], 0.0)).mean(axis=(0, 1)))
        content = sample.report(fate.satisfaction[9:].mean(axis=(0, 1)))
        out.append(slopes(content / content.std(), pattern / pattern.std())[0])
    return -out[0], out[1]


@study(
    "T12",
    "a programme for one of the two helps the relationship less than one for both",
    "Nowlan, Roddy & Doss 2017",
    "three arms of 50 couples who are dissatisfied, eight weeks: both, one, nobody; satisfaction of "
    "the one after it",
    (
        "both against nobody",
        "both against one",
    ),
    {"guard": 0.0},
    (0, 1),
)
def programme(replication, times=1, without=NOTHING):
    couples = 50 * times
    sample = Sample(12 * couples, replication, without, seed=112, mean=(0.4, 0.4))
    low = sample.content(sample.past)[0]
    sample.pick(np.argsort(low)[: 6 * couples])
    sample.pick(sample.rng.permutation(6 * couples)[: 3 * couples])
    arm, after = np.arange(3 * couples) % 3, np.empty(3 * couples)
    for k, partner in enumerate((None, "1", "both")):
        plan = (
            ()
            if partner is None
            else (Change("reach", partner, factor=0.85), Change("guard", partner, factor=0.85))
        )
        weeks = sample.live(70, *plan, which=arm == k, every=14)
        after[arm == k] = sample.content(weeks, arm == k)[0]
    after = sample.report(after)
    none, one, both = (after[arm == k].mean() for k in range(3))
    return both - none, both - one


# Telling


@dataclass(frozen=True)
class Result:
    """One study's contrasts over replications: shape (contrasts,) each; ``without`` its mechanism."""

    mean: np.ndarray
    spread: np.ndarray
    right: np.ndarray
    replications: int
    without: np.ndarray | None

    @property
    def holds(self):
        return self.mean > 3.0 * self.spread / np.sqrt(self.replications)


def result(one, replications, larger=8):
    runs = np.array([one.run(k) for k in range(replications)])
    without = None
    if one.without:
        without = np.mean([one.run(k, LARGE, one.without) for k in range(larger)], axis=0)
    return Result(runs.mean(axis=0), runs.std(axis=0, ddof=1), (runs > 0).mean(axis=0), replications, without)


def fingerprint():
    """Of all values the studies rest on: results belong to these and no others."""
    values = [(p.name, p.default) for p in PARAMETERS]
    values += [(name, t.scale, t.anxiety, t.avoidance) for name, t in sorted(TRAITS.items())]
    return hashlib.sha256(repr(values).encode()).hexdigest()[:12]


def rows(one, found):
    off = ", ".join(f"`{name}` {value:g}" for name, value in one.without.items())
    for k, contrast in enumerate(one.contrasts):
        gone = f"{found.without[k]:.3f} with {off}" if k in one.gone else ""
        verdict = "holds" if found.holds[k] else "**fails**"
        yield (
            f"| {one.name} | {contrast} | {found.mean[k]:.3f} | {found.spread[k]:.3f}"
            f" | {found.right[k]:.0%} | {verdict} | {gone} |"
        )


def page(results):
    """Write the tables of docs/battery.md anew, between its marks."""
    replications = results[0][1].replications
    held = sum(bool(found.holds.all()) for _, found in results)
    lines = [
        f"**{held} of {len(results)} hold in every contrast**, over {replications} replications of each.",
        f"Values of the loop: `{fingerprint()}`.",
        "",
        "| study | contrast | mean | spread | right sign | verdict | mechanism off |",
        "|---|---|---|---|---|---|---|",
        *(line for pair in results for line in rows(*pair)),
        "",
        "| study | finding | paper | design |",
        "|---|---|---|---|",
        *(f"| {one.name} | {one.finding} | {one.source} | {one.design} |" for one, _ in results),
    ]
    before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    text = f"{before}{BEGIN}\n" + "\n".join(lines) + f"\n{END}{rest.partition(END)[2]}"
    PAGE.write_text(text, "utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--replications", type=int, default=400)
    parser.add_argument("--only", nargs="*", default=[one.name for one in STUDIES])
    parser.add_argument("--page", action="store_true", help="write docs/battery.md")
    asked = parser.parse_args()
    began, results = time.perf_counter(), []
    for one in (one for one in STUDIES if one.name in asked.only):
        results.append((one, result(one, asked.replications)))
        print("\n".join(rows(*results[-1])), flush=True)
    held = sum(bool(found.holds.all()) for _, found in results)
    print(f"{held} of {len(results)} hold in every contrast; {time.perf_counter() - began:.0f} s")
    if asked.page and len(results) == len(STUDIES):
        page(results)
