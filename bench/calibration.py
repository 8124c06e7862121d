"""Are the intervals of one couple as wide as they say, and how often is a loop seen where there is none?

Run it from the project's root:

    python bench/calibration.py single [couples per length] [minutes at most]
    python bench/calibration.py alarms [couples per cell] [minutes at most]

``single`` draws couples from the prior that the fit states, so 90 % intervals must hold the truth in 90 of
100 and ranks of the truth among the draws must be uniform, at every length. ``alarms`` draws couples without
a loop and counts the verdict "shows a reinforcing loop". Both go round all cells couple by couple and tell
how many they did, so they may be stopped by the clock.
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import sys
from time import monotonic

import numpy as np
from scipy.stats import beta, chi2

from pasdedeux.dyad import Couple, Partner
from pasdedeux.identify import fit
from pasdedeux.identify.kernels.likelihood import unpack
from pasdedeux.identify.panel import SET_POINT_SD
from pasdedeux.identify.parameters import Layout
from pasdedeux.identify.results import VerdictName
from pasdedeux.loop import LinearLoop
from pasdedeux.loop.linear import loop_gain, responses
from pasdedeux.records import Record, Records, Scale
from pasdedeux.simulate import simulate_records
from pasdedeux.simulate.linear import simulate_states

LENGTHS = (14, 30, 60, 120, 200)
BINS = 10
RANKED = 99
PARTNERS = Couple("1", (Partner("A"), Partner("B")))


def share(count: int, of: int) -> str:
    """Tell a share with its 90 % range (Jeffreys)."""
    low, high = beta.ppf([0.05, 0.95], count + 0.5, of - count + 0.5)
    return f"{count / of:.3f} ({low:.3f}-{high:.3f})"


def drawn_from_prior(days: int, rng: np.random.Generator) -> tuple[Records, np.ndarray, np.ndarray]:
    """One couple, parameters and set-points from the prior of the fit: records, parameters, drift."""
    layout = Layout(2)
    theta = layout.prior("mean") + layout.prior("sd") * rng.standard_normal(layout.size)
    drift, diffusion, error = (np.empty((2, 2)) for _ in range(3))
    unpack(theta, 2, np.zeros(2), drift, diffusion, error)
    time = np.arange(float(days))
    x = simulate_states(LinearLoop(drift, diffusion), time, rng)
    y = x + rng.multivariate_normal(np.zeros(2), error, days) + SET_POINT_SD * rng.standard_normal(2)
    record = Record(PARTNERS, time=time, roles=("arousal",), values=y[:, :, None])
    scale = Scale(float(y.min()), float(y.max()), 0.0)
    return Records((record,), {"arousal": scale}), theta, drift


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
            draws = found._state.thetas["1"]  # noqa: SLF001 - the draws themselves are ranked
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


def uniform(ranks: np.ndarray) -> float:
    """P-value of the hypothesis that these ranks (0 to RANKED) are uniform."""
    counts = np.bincount(ranks * BINS // (RANKED + 1), minlength=BINS)
    expected = len(ranks) / BINS
    return float(chi2.sf(((counts - expected) ** 2 / expected).sum(), BINS - 1))


def without_loop(pace: float, forward: float) -> LinearLoop:
    """A moves B with relative strength ``forward``, B does not move A; shared shocks .6."""
    drift = np.array([[-pace, 0.0], [forward * pace, -pace]])
    return LinearLoop(drift, 2.0 * pace * np.array([[1.0, 0.6], [0.6, 1.0]]))


def alarms(couples: int, minutes: float) -> None:
    """Share of couples without a loop that are told they have a reinforcing one."""
    cells = [(link, pace, days) for link in (0.0, 0.5) for pace in (1.0, 0.36) for days in (120, 200)]
    counts = {cell: dict.fromkeys(VerdictName, 0) for cell in cells}
    end = monotonic() + 60 * minutes
    for number in range(couples):
        if monotonic() > end:
            break
        for cell in cells:
            link, pace, days = cell
            records = simulate_records(
                [without_loop(pace, link)],
                np.arange(float(days)),
                seed=[number, days, int(100 * pace), int(10 * link)],
                reliability=0.7,
                weekend=-0.5,
            )
            counts[cell][VerdictName(fit(records, checks=False, seed=number).verdict_.name)] += 1
    print("link A -> B | pace per day | days | couples |", " | ".join(VerdictName))
    for cell in cells:
        n = sum(counts[cell].values())
        print(*cell, n, *(share(count, n) for count in counts[cell].values()), sep=" | ")


def main() -> None:
    """Run one of the two."""
    what = sys.argv[1] if len(sys.argv) > 1 else "single"
    couples = int(sys.argv[2]) if len(sys.argv) > 2 else {"single": 500, "alarms": 300}[what]
    minutes = float(sys.argv[3]) if len(sys.argv) > 3 else np.inf
    {"single": single, "alarms": alarms}[what](couples, minutes)


if __name__ == "__main__":
    main()
