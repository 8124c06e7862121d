"""Are the intervals of one couple as wide as they say, and how often is a loop seen where there is none?

Run it from the project's root:

    python bench/calibration.py single [couples per length] [minutes at most]
    python bench/calibration.py population [studies per length] [minutes at most]
    python bench/calibration.py alarms [couples per cell] [minutes at most]
    python bench/calibration.py study-alarms [studies per cell] [minutes at most]
    python bench/calibration.py none [couples per cell] [minutes at most]
    python bench/calibration.py study-none [studies per cell] [minutes at most]
    python bench/calibration.py fixed [couples per cell] [minutes at most]
    python bench/calibration.py study-fixed [studies per cell] [minutes at most]

``single`` draws couples, ``population`` whole studies, from the prior that the fit states, so 90 % intervals
must hold the truth in 90 of 100 and ranks of the truth among the draws must be uniform, at every length.
``alarms`` and ``study-alarms`` draw couples and studies without a loop and count the verdict "shows a
reinforcing loop". ``none`` and ``study-none`` count "no cycle shown" with and without a loop.
``fixed`` and ``study-fixed`` hold one truth and measure how far the estimated gain leans, what its 90 %
interval holds, and both loop verdicts.
All go round their cells, tell how many they did, and may be stopped by the clock.
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile
from time import monotonic
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from scipy.stats import beta, chi2

from pasdedeux.estimates import VerdictName
from pasdedeux.identify import fit
from pasdedeux.identify.linear.forecasting import matrices
from pasdedeux.identify.linear.hierarchical.initial_values import initial_values
from pasdedeux.identify.linear.hierarchical.population import Structure, structure_of
from pasdedeux.identify.linear.hierarchical.sampler import sample
from pasdedeux.identify.linear.panel import SET_POINT_SD, TREND_SD, design_of, panel_of
from pasdedeux.identify.linear.parameters import Layout
from pasdedeux.loop import LinearLoop
from pasdedeux.loop.linear import loop_gain, responses
from pasdedeux.people import Couple, Person
from pasdedeux.records import Record, Records, Scale
from pasdedeux.simulate import simulate_records
from pasdedeux.simulate.linear import simulate_states

LENGTHS = (14, 30, 60, 120, 200)
BINS = 10
RANKED = 99
MOST_BLOCKS = 16
"""A study's chains are cut off here, settled or not, to keep the time in bounds; none is left out."""
STUDY = 25
"""Couples of a simulated study."""


def share(count: int, of: int) -> str:
    """Tell a share with its 90 % range (Jeffreys)."""
    low, high = beta.ppf([0.05, 0.95], count + 0.5, of - count + 0.5)
    return f"{count / of:.3f} ({low:.3f}-{high:.3f})"


def record_of(theta: np.ndarray, days: int, rng: np.random.Generator, couple: str, spread: float) -> Record:
    """One couple's record, exactly as the model of the fit has it; set-points have this spread."""
    drift, diffusion, error = (found[0] for found in matrices(Layout(2), theta[None]))
    time = np.arange(float(days))
    x = simulate_states(LinearLoop(drift, diffusion), time, rng)
    y = x + rng.multivariate_normal(np.zeros(2), error, days) + spread * rng.standard_normal(2)
    y = y + (time / (days - 1.0) - 0.5)[:, None] * TREND_SD * rng.standard_normal(2)
    return Record(
        Couple(couple, (Person("A"), Person("B"))), time=time, roles=("arousal",), values=y[:, :, None]
    )


def records_of(*records: Record) -> Records:
    """Records whose answers know no steps."""
    values = np.concatenate([record.values for record in records])
    return Records(records, {"arousal": Scale(float(values.min()), float(values.max()), 0.0)})


def drawn_from_prior(days: int, rng: np.random.Generator) -> tuple[Records, np.ndarray, np.ndarray]:
    """One couple with parameters from the prior of the fit: records, parameters, drift."""
    layout = Layout(2)
    theta = layout.couple_prior.draw(rng)
    return records_of(record_of(theta, days, rng, "1", SET_POINT_SD)), theta, layout.drift(theta)


def single(couples: int, minutes: float) -> None:
    """Coverage of gain and links, and uniformity of ranks, by length."""
    layout = Layout(2)
    inside = {days: np.zeros(3, dtype=int) for days in LENGTHS}
    ranks: dict[int, list[np.ndarray]] = {days: [] for days in LENGTHS}
    unsettled = dict.fromkeys(LENGTHS, 0)
    end = monotonic() + 60 * minutes
    for number in range(couples):
        if monotonic() > end:
            break
        for days in LENGTHS:
            records, theta, drift = drawn_from_prior(days, np.random.default_rng([number, days]))
            found = fit(records, checks=False, weekday=False, standardise=False, seed=number)
            truths = [float(loop_gain(drift)), *(float(side[0, 0]) for side in responses(drift))]
            told = [found.loop_gain_, *(link.response for link in found.links_)]
            inside[days] += [t.low < truth < t.high for t, truth in zip(told, truths, strict=True)]
            draws = found.posterior.thetas["1"][:, Layout(2).arranged(found.order.states)]
            draws = draws[np.linspace(0, len(draws) - 1, RANKED).astype(int)]
            below = np.append((draws < theta).sum(axis=0), (loop_gain(layout.drift(draws)) < truths[0]).sum())
            ranks[days].append(below)
            unsettled[days] += not found.converged_
    names = [*layout.names(("A", "B")), "loop gain"]
    print("coverage of 90 % intervals (with its 90 % range)")
    print("days | couples | loop gain | link A -> B | link B -> A | not converged")
    for days in LENGTHS:
        n = len(ranks[days])
        print(days, n, *(share(int(c), n) for c in inside[days]), unsettled[days], sep=" | ")
    print(f"ranks of the truth among {RANKED} draws, {BINS} bins: p of the chi-square test")
    print("parameter |", " | ".join(str(days) for days in LENGTHS))
    for k, name in enumerate(names):
        print(name, *(f"{uniform(np.array(ranks[days])[:, k]):.3f}" for days in LENGTHS), sep=" | ")


def study_from_prior(
    structure: Structure, days: int, rng: np.random.Generator
) -> tuple[Records, np.ndarray, np.ndarray, np.ndarray]:
    """A study with population and couples from the prior of the fit: records, gamma, omega, couples."""
    gamma = structure.prior.draw(rng)
    omega = np.abs(structure.spread * rng.standard_normal(len(structure.spread)))
    theta = np.zeros((STUDY, structure.layout.size))
    theta[:, structure.layout.free] = structure.mean(gamma)
    at = structure.layout.free[structure.random]
    theta[:, at] += omega[structure.tie] * rng.standard_normal((STUDY, len(at)))
    records = [record_of(couple, days, rng, str(n), 1.0) for n, couple in enumerate(theta)]
    return records_of(*records), gamma, omega, theta


@dataclass(frozen=True)
class Held:
    """What one study's intervals held: each number, ranks of the truth, share of the couples, settled."""

    days: int
    numbers: np.ndarray
    ranks: np.ndarray
    couples: float
    settled: bool


def one_study(number: int, days: int) -> Held:
    """Draw a study from the prior, sample its posterior, and see what the intervals hold."""
    layout = Layout(2)
    structure = structure_of(layout, STUDY)
    rng = np.random.default_rng([number, days, 1])
    records, gamma, omega, theta = study_from_prior(structure, days, rng)
    panel = panel_of(records, design_of(records, weekday=False, standardise=False))
    seed = np.random.SeedSequence(number)
    found = sample(panel, structure, initial_values(panel, structure), seed=seed, blocks=MOST_BLOCKS)

    def gain(gammas: np.ndarray) -> np.ndarray:
        full = np.zeros((*gammas.shape[:-1], layout.size))
        full[..., layout.free] = gammas @ structure.D[0].T
        return loop_gain(layout.drift(full))

    draws = np.column_stack([found.gamma, found.omega, gain(found.gamma)])
    truth = np.concatenate([gamma, omega, [gain(gamma)]])
    low, high = np.quantile(draws, [0.05, 0.95], axis=0)
    pick = draws[np.linspace(0, len(draws) - 1, RANKED).astype(int)]
    couples = np.quantile(loop_gain(layout.drift(found.theta.astype(float))), [0.05, 0.95], axis=0)
    own = loop_gain(layout.drift(theta))
    return Held(
        days,
        (low < truth) & (truth < high),
        (pick < truth).sum(axis=0),
        float(((couples[0] < own) & (own < couples[1])).mean()),
        found.converged,
    )


def within(minutes: float, jobs: Iterable[Any]) -> Iterator[Any]:
    """Run jobs on all cores, in their order, until they or the minutes are at an end."""
    end = monotonic() + 60 * minutes
    yield from Parallel(n_jobs=-1, return_as="generator")(takewhile(lambda _: monotonic() < end, jobs))


def population(studies: int, minutes: float) -> None:
    """Coverage of the typical couple's gain, of population numbers and of couples' gains; ranks."""
    structure = structure_of(Layout(2), STUDY)
    rows: dict[int, list[Held]] = {days: [] for days in LENGTHS}
    for held in within(minutes, (delayed(one_study)(n, days) for n in range(studies) for days in LENGTHS)):
        rows[held.days].append(held)
    spreads = [
        structure.names[structure.random[list(structure.tie).index(t)]] for t in range(len(structure.spread))
    ]
    names = [*structure.names, *(f"spread: {name}" for name in spreads), "loop gain of the typical couple"]
    print(f"coverage of 90 % intervals, {STUDY} couples in a study (with its 90 % range)")
    print("days | studies |", " | ".join(names), "| all of these | couples' loop gains | not settled")
    for days in LENGTHS:
        numbers = np.array([row.numbers for row in rows[days]])
        n = len(numbers)
        each = [share(int(count), n) for count in numbers.sum(axis=0)]
        couples = share(round(STUDY * sum(row.couples for row in rows[days])), STUDY * n)
        lost = sum(not row.settled for row in rows[days])
        print(days, n, *each, f"{numbers.mean():.3f}", couples, lost, sep=" | ")
    print(f"ranks of the truth among {RANKED} draws, {BINS} bins: p of the chi-square test")
    print("number |", " | ".join(str(days) for days in LENGTHS))
    for k, name in enumerate(names):
        p = [uniform(np.array([row.ranks[k] for row in rows[days]])) for days in LENGTHS]
        print(name, *(f"{value:.3f}" for value in p), sep=" | ")


def uniform(ranks: np.ndarray) -> float:
    """P-value of the hypothesis that these ranks (0 to RANKED) are uniform."""
    counts = np.bincount(ranks * BINS // (RANKED + 1), minlength=BINS)
    expected = len(ranks) / BINS
    return float(chi2.sf(((counts - expected) ** 2 / expected).sum(), BINS - 1))


def without_loop(pace: float, forward: float, shared: float = 0.6) -> LinearLoop:
    """A moves B with relative strength ``forward``, B does not move A."""
    drift = np.array([[-pace, 0.0], [forward * pace, -pace]])
    return LinearLoop(drift, 2.0 * pace * np.array([[1.0, shared], [shared, 1.0]]))


def told(cell: tuple[float, ...], number: int, records: Records) -> tuple[tuple[float, ...], VerdictName]:
    """Give the verdict on these records, without checks."""
    return cell, VerdictName(fit(records, checks=False, seed=number).verdict_.name)


def count(head: str, jobs: Iterable[Any], minutes: float) -> None:
    """Count verdicts by cell, and print them with the 90 % range of each share."""
    counts: dict[tuple[float, ...], dict[VerdictName, int]] = {}
    for cell, verdict in within(minutes, jobs):
        counts.setdefault(cell, dict.fromkeys(VerdictName, 0))[verdict] += 1
    print(head, "| records |", " | ".join(VerdictName))
    for cell, by_name in counts.items():
        n = sum(by_name.values())
        print(*cell, n, *(share(one, n) for one in by_name.values()), sep=" | ")


def alarms(couples: int, minutes: float) -> None:
    """Share of couples without a loop that are told they have a reinforcing one."""
    _alarms(1, (120, 200), couples, minutes)


def study_alarms(studies: int, minutes: float) -> None:
    """Share of studies without a loop that are told they have a reinforcing one."""
    _alarms(STUDY, (14, 30), studies, minutes)


def _alarms(couples: int, lengths: tuple[int, ...], times: int, minutes: float) -> None:
    def job(number: int, link: float, pace: float, days: int) -> Any:
        records = simulate_records(
            [without_loop(pace, link)] * couples,
            np.arange(float(days)),
            seed=np.random.default_rng([number, couples, days, int(100 * pace), int(10 * link)]),
            reliability=0.7,
            weekend=-0.5,
        )
        return delayed(told)((link, pace, days), number, records)

    cells = [(link, pace, days) for link in (0.0, 0.5) for pace in (1.0, 0.36) for days in lengths]
    jobs = (job(number, *cell) for number in range(times) for cell in cells)
    count("link A -> B | pace per day | days", jobs, minutes)


def none(couples: int, minutes: float) -> None:
    """Share of couples with and without a loop that are told any loop is too weak to matter."""
    designs = [(1, days, reliability) for days in (110, 200) for reliability in (0.6, 0.8)] + [(1, 150, 0.9)]
    _none(designs, couples, minutes)


def study_none(studies: int, minutes: float) -> None:
    """Do the same for studies: couples x days."""
    sizes = ((8, 14), (10, 14), (20, 30), (30, 60))
    designs = [(*size, reliability) for size in sizes for reliability in (0.6, 0.8)]
    _none(designs, studies, minutes)


def _none(designs: list[tuple[int, int, float]], times: int, minutes: float) -> None:
    def job(number: int, couples: int, days: int, reliability: float, gain: float) -> Any:
        records = simulate_records(
            [LinearLoop.of_gain(gain, shared=0.3)] * couples,
            np.arange(float(days)),
            seed=np.random.default_rng([number, couples, days, int(100 * gain), int(10 * reliability)]),
            reliability=reliability,
            missing=0.03,
        )
        return delayed(told)((couples, days, reliability, gain), number, records)

    cells = [(*design, gain) for design in designs for gain in (0.0, 0.35, 0.5)]
    jobs = (job(number, *cell) for number in range(times) for cell in cells)
    count("couples | days | reliability | gain", jobs, minutes)


TRUTHS: dict[str, tuple[float, LinearLoop]] = {
    "none": (0.0, LinearLoop.of_gain(0.0, shared=0.3)),
    "gain .2": (0.2, LinearLoop.of_gain(0.2, shared=0.3)),
    "gain .4": (0.4, LinearLoop.of_gain(0.4, shared=0.3)),
    "gain .6": (0.6, LinearLoop.of_gain(0.6, shared=0.3)),
    "gain .5, shocks .6": (0.5, LinearLoop.of_gain(0.5, shared=0.6)),
    "gain -.3": (-0.3, LinearLoop.of_gain(-0.3, shared=0.3)),
    "one-way .5": (0.0, without_loop(1.0, 0.5, 0.3)),
    "one-way 1.0": (0.0, without_loop(1.0, 1.0, 0.0)),
}


def fixed(couples: int, minutes: float) -> None:
    """Lean and coverage of one couple's gain at fixed truths, and its verdicts."""
    _fixed([(1, days) for days in (120, 250)], couples, minutes)


def study_fixed(studies: int, minutes: float) -> None:
    """Do the same for the typical gain of studies: couples x days."""
    _fixed([(25, 30), (40, 60), (100, 100)], studies, minutes)


def _fixed(sizes: list[tuple[int, int]], times: int, minutes: float) -> None:
    cells = [(*size, rel, truth) for size in sizes for rel in (0.5, 0.8, 1.0) for truth in TRUTHS]
    found: dict[tuple[int, int, float, str], list[tuple[float, bool, VerdictName]]] = {}
    jobs = (delayed(one_truth)(cell, number) for number in range(times) for cell in cells)
    for cell, *rest in within(minutes, jobs):
        found.setdefault(cell, []).append(tuple(rest))
    print(
        "couples | days | reliability | truth | fits | mean estimate less truth | covered | loop | balancing"
    )
    for cell, rows in found.items():
        n, truth = len(rows), TRUTHS[cell[3]][0]
        lean = np.mean([row[0] for row in rows]) - truth
        told = [
            sum(row[2] is name for row in rows) for name in (VerdictName.REINFORCING, VerdictName.BALANCING)
        ]
        print(*cell, n, f"{lean:+.3f}", share(sum(row[1] for row in rows), n), *told, sep=" | ")


def one_truth(
    cell: tuple[int, int, float, str], number: int
) -> tuple[tuple[int, int, float, str], float, bool, VerdictName]:
    """Fit records of one truth: the estimated gain, whether its interval holds the truth, the verdict."""
    couples, days, reliability, name = cell
    truth, loop = TRUTHS[name]
    rng = np.random.default_rng([number, couples, days, int(10 * reliability), list(TRUTHS).index(name)])
    time = np.arange(float(days))
    records = simulate_records([loop] * couples, time, seed=rng, reliability=reliability)
    result = fit(records, checks=False, seed=number)
    gain = result.loop_gain_
    return cell, gain.estimate, gain.low < truth < gain.high, VerdictName(result.verdict_.name)


def main() -> None:
    """Run one of them."""
    runs = {"single": (single, 500), "population": (population, 100), "alarms": (alarms, 300)}
    runs |= {"study-alarms": (study_alarms, 100), "none": (none, 100), "study-none": (study_none, 50)}
    runs |= {"fixed": (fixed, 20), "study-fixed": (study_fixed, 4)}
    run, times = runs[sys.argv[1] if len(sys.argv) > 1 else "single"]
    times = int(sys.argv[2]) if len(sys.argv) > 2 else times
    run(times, float(sys.argv[3]) if len(sys.argv) > 3 else np.inf)


if __name__ == "__main__":
    main()
