"""Coded talks: coverage, false dependence, power, speed, and a multilevel logistic model of R beside it.

Run it from the project's root:

    python bench/talks.py coverage [minutes at most] [jobs] [first seed]
    python bench/talks.py false [minutes at most] [jobs] [first seed]
    python bench/talks.py power [minutes at most] [jobs] [first seed]
    python bench/talks.py speed [most couples]
    python bench/talks.py peers [couples]

``coverage`` draws studies with populations of their own and counts how often 90 % intervals hold what the
study was made of. ``false`` draws studies in which nobody answers anybody, with a course that all talks have
in common, and ``power`` studies with a partner effect; both count verdicts. They go round their cells, tell
how many studies they did, and may be stopped by the clock. ``peers`` needs R with glmmTMB (Debian:
r-cran-glmmtmb).
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import subprocess
import sys
import tempfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from time import monotonic, process_time

import numpy as np
from joblib import Parallel, delayed
from scipy.stats import beta

from pasdedeux.identify import fit_talks
from pasdedeux.identify.talks.checks import swapped_null
from pasdedeux.identify.talks.design import PARTNER, TalkDesign
from pasdedeux.identify.talks.responses import as_pair, responses_of
from pasdedeux.identify.talks.results import Dependence
from pasdedeux.identify.talks.sampler import Draws, TalkPanel, sample
from pasdedeux.identify.talks.verdicts import decide
from pasdedeux.records import Talks
from pasdedeux.simulate import TalkPopulation, simulate_talks

TENSE = as_pair("tense")
DESIGNS = {
    "50 couples x 48 intervals": (50, 48, "intervals"),
    "100 couples x 200 turns": (100, 200, "turns"),
}
SIZES = {"20 couples x 48 intervals": (20, 48, "intervals"), **DESIGNS}
EFFECTS = (0.2, 0.4, 0.6, 0.8)


def share(found: float, of: float) -> str:
    """Share with its 90 % range (Jeffreys)."""
    low, high = beta.ppf([0.05, 0.95], found + 0.5, of - found + 0.5)
    return f"{found / max(of, 1):.3f} ({low:.3f} to {high:.3f})"


def by_study(shares: list[float]) -> str:
    """Mean of the studies' shares, with a 90 % range from how they differ."""
    error = 1.645 * np.std(shares, ddof=1) / np.sqrt(len(shares))
    return f"{np.mean(shares):.3f} ({np.mean(shares) - error:.3f} to {np.mean(shares) + error:.3f})"


def rounds(cells: dict, one: Callable, minutes: float, jobs: int, seed: int) -> dict[str, list]:
    """Go round the cells until the time is over."""
    found: dict[str, list] = {name: [] for name in cells}
    end = monotonic() + 60.0 * minutes
    while monotonic() < end:
        for name, cell in cells.items():
            if monotonic() < end:
                found[name] += Parallel(n_jobs=jobs)(delayed(one)(*cell, seed + n) for n in range(jobs))
        seed += jobs
    return {name: results for name, results in found.items() if results}


def drawn(talks: Talks) -> Draws:
    """Draw from the posterior, in the given order."""
    responses = responses_of(talks, TENSE, TENSE)
    design = TalkDesign(not talks.distinguishable, np.zeros((len(responses), 2, 0)))
    return sample(TalkPanel.of(responses, design), responses.stream(0, "bench")).as_given(responses)


def covered(couples: int, length: int, form: str, seed: int) -> dict[str, np.ndarray]:
    """Which 90 % intervals hold the truth, in one study."""
    rng = np.random.default_rng([seed, couples])
    level, own, partner, trend = rng.normal([[-1.0], [1.0], [0.7], [0.3]], 0.4, (4, 2))
    population = TalkPopulation(
        tuple(level), tuple(own), tuple(partner), trend=tuple(trend), spread=tuple(rng.uniform(0.2, 0.7, 3)),
        alike=rng.uniform(-0.3, 0.6),
    )  # fmt: skip
    found = drawn(simulate_talks(couples, length, seed=seed, population=population, form=form))
    means = np.column_stack([level, own, partner, trend])
    truths = {
        "population": (found.gamma.reshape(-1, 2, 4), means),
        "spreads": (found.spreads.reshape(-1, 2, 3), np.tile(population.spread, (2, 1))),
        "couples": (found.couples, population.effects(couples, seed)),
    }
    inside = {}
    for name, (draws, truth) in truths.items():
        low, high = np.quantile(draws, (0.05, 0.95), axis=0)
        inside[name] = ((low < truth) & (truth < high)).reshape(-1, truth.shape[-1]).mean(axis=0)
    return inside | {"settled": np.array([found.settled])}


def coverage(*how: float) -> None:
    for name, studies in rounds(DESIGNS, covered, *how).items():
        print(f"\n{name}, {len(studies)} studies, settled {np.mean([s['settled'] for s in studies]):.2f}")
        for what in ("population", "spreads", "couples"):
            shares = np.array([study[what] for study in studies])
            print(f"  {what:12} all {by_study(list(shares.mean(axis=1)))}")
            for k, column in enumerate(("level", "own", "partner", "trend")[: shares.shape[1]]):
                print(f"  {'':12} {column:8} {by_study(list(shares[:, k]))}")


def verdict(couples: int, length: int, form: str, effect: float, spread: float, seed: int) -> Dependence:
    """What the rule says of one study with this partner effect on both."""
    population = TalkPopulation(
        partner=(effect, effect), trend=(1.5, 1.5), spread=(0.5, 0.4, spread)
    )  # fmt: skip
    talks = simulate_talks(couples, length, seed=seed, population=population, form=form)
    responses = responses_of(talks, TENSE, TENSE)
    design = TalkDesign(exchangeable=False, scores=np.zeros((couples, 2, 0)))
    found = sample(TalkPanel.of(responses, design), responses.stream(seed, "bench"))
    swapped = swapped_null(responses, design, seed=seed, jobs=1)
    effects = [found.gamma[:, :, i, design.names.index(PARTNER)] for i in (0, 1)]
    return decide(effects, swapped, ("A", "B"), settled=found.settled).name


def counted(cells: dict, *how: float) -> None:
    for name, names in rounds(cells, verdict, *how).items():
        shown = sum(one in {Dependence.BIDIRECTIONAL, Dependence.UNIDIRECTIONAL} for one in names)
        both, none = (
            sum(one is kind for one in names) for kind in (Dependence.BIDIRECTIONAL, Dependence.NONE)
        )
        print(
            f"{name}, {len(names)} studies: some dependence {share(shown, len(names))},"
            f" bidirectional {share(both, len(names))}, none {share(none, len(names))}"
        )


def false(*how: float) -> None:
    counted({name: (*SIZES[name], 0.0, 0.0) for name in list(SIZES)[:2]}, *how)


def power(*how: float) -> None:
    cells = {
        f"{name}, effect {effect}": (*SIZES[name], effect, 0.4)
        for name in list(SIZES)[:2]
        for effect in EFFECTS
    }
    counted(cells, *how)


def speed(most: int) -> None:
    fit_talks(simulate_talks(4, 20, seed=1), response="tense")
    for couples in (most // 4, most // 2, most):
        talks = simulate_talks(couples, 200, seed=1, form="turns")
        marks: dict[str, tuple[float, float]] = {"begin": (monotonic(), process_time())}

        def mark(stage: str, _share: float, marks: dict = marks) -> None:
            marks[stage] = (monotonic(), process_time())

        found = fit_talks(talks, response="tense", jobs=2, progress=mark)
        draws, ess = found.posterior.gamma.shape[1], found.posterior.ess
        print(f"{couples} talks x 200 turns ({draws} draws a chain, effective draws {ess:.0f})")
        for before, after in pairwise(marks):
            wall, cpu = np.subtract(marks[after], marks[before])
            print(f"  {after:24} {wall:6.0f} s, of processors {cpu:5.0f} s", flush=True)


PEERS = """
suppressMessages(library(glmmTMB))
d <- read.csv(commandArgs(TRUE)[1])
d$side <- factor(d$side)
told <- function(name, fit, took) {
  s <- summary(fit)$coefficients$cond
  cat(name, "\\n"); print(round(s[, 1:2], 3)); cat("processor seconds", round(took, 1), "\\n")
}
for (side in levels(d$side)) {
  one <- d[d$side == side, ]
  took <- system.time(fit <- glmmTMB(
    shown ~ own + partner + time + (1 + own + partner | couple), one, binomial))
  told(paste("glmmTMB, partner", side), fit, took[["user.self"]])
}
took <- system.time(fit <- glmmTMB(
  shown ~ 0 + side + side:(own + partner + time) + (0 + side + side:own + side:partner | couple),
  d, binomial))
told("glmmTMB, both partners together", fit, took[["user.self"]])
"""


def peers(couples: int) -> None:
    population = TalkPopulation(trend=(0.5, 0.5))
    talks = simulate_talks(couples, 48, seed=1, population=population)
    fit_talks(talks, response="tense", checks=False)
    took = process_time()
    found = fit_talks(talks, response="tense", checks=False)
    took = process_time() - took
    rhat, ess = found.posterior.rhat, found.posterior.ess
    print(f"pasdedeux, both together: processor seconds {took:.1f}")
    print(f"R-hat {rhat:.3f}, effective draws {ess:.0f}")
    for i, who in enumerate(found.partners):
        draws = found.posterior.gamma[:, :, i].reshape(-1, 4)
        for name, mean, sd in zip(found.effects_[i], draws.mean(axis=0), draws.std(axis=0), strict=True):
            print(f"  {who} {name:8} {mean:6.3f} {sd:.3f}")
    responses = responses_of(talks, TENSE, TENSE)
    lines = ["couple,side,shown,own,partner,time"]
    for n, pair in enumerate(responses.rows):
        for i, rows in enumerate(pair[:: -1 if responses.turned else 1]):
            columns = zip(rows.shown, rows.own, rows.partner, rows.time, strict=True)
            lines += [",".join(map(str, (n, i, *row))) for row in columns]
    with tempfile.TemporaryDirectory() as folder:
        table, script = Path(folder, "talks.csv"), Path(folder, "peers.R")
        table.write_text("\n".join(lines), encoding="utf-8")
        script.write_text(PEERS, encoding="utf-8")
        subprocess.run(["Rscript", script, table], check=True)  # noqa: S603, S607 - R, as it is installed


def main() -> None:
    if len(sys.argv) < 2 or sys.argv[1] not in {"coverage", "false", "power", "speed", "peers"}:
        sys.exit(__doc__)
    what, numbers = sys.argv[1], [float(word) for word in sys.argv[2:]]
    if what == "speed":
        speed(int(numbers[0]) if numbers else 1000)
    elif what == "peers":
        peers(int(numbers[0]) if numbers else 50)
    else:
        minutes, jobs, seed = (*numbers, *(10.0, 2.0, 0.0)[len(numbers) :])
        {"coverage": coverage, "false": false, "power": power}[what](minutes, int(jobs), int(seed))


if __name__ == "__main__":
    main()
