# ruff: noqa: ANN001, ANN002, ANN201 - a script
"""What a record says of the nonlinear loop: recovery, the referee, the linear loop beside it.

    python bench/nonlinear_recovery.py score [couples] [days]
    python bench/nonlinear_recovery.py recovery [couples] [days ...]
    python bench/nonlinear_recovery.py stress [couples] [days ...]
    python bench/nonlinear_recovery.py prefer [couples] [days]
    python bench/nonlinear_recovery.py linear [couples] [days]
    python bench/nonlinear_recovery.py referee
    python bench/nonlinear_recovery.py posterior [couples] [days]
    python bench/nonlinear_recovery.py quiet [couples drawn] [one of so many without a trap] [fits]

Couples are drawn from the prior that the fit states, as a Latin hypercube: every number is spread as its
prior says, and no couple is chosen by what its days look like. All cores are used.
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import sys
import time

import numpy as np
from joblib import Parallel, delayed
from scipy.stats import norm, qmc

from pasdedeux.identify.nonlinear import fit_nonlinear, prefer
from pasdedeux.identify.nonlinear.approximation import correction_at
from pasdedeux.identify.nonlinear.filtering import log_likelihood, run_filter, score
from pasdedeux.identify.nonlinear.observation import diary_of
from pasdedeux.identify.nonlinear.parameters import space_of
from pasdedeux.identify.nonlinear.particles import particle_log_likelihood
from pasdedeux.loop import LinearLoop, Loop
from pasdedeux.simulate import simulate_records
from pasdedeux.simulate.diary import simulate_diary

ROLES = ("pursuit", "withdrawal", "closeness")
SETTINGS = {"recovery": {"roles": ROLES}, "stress": {"roles": ("arousal", *ROLES), "stress": True}}
DAYS = (60, 120, 200)
SEED = 20270101
ERROR, EXPECTED_ERROR = 0.8, 1.0  # of an answer: as simulated, and as the fit expects it
GRID = np.linspace(-2.4, 2.4, 9)  # of one number, prior SD
QUIET_SEED = 5
CYCLE, QUIET = 0.16, 0.1  # product of opposite moves; share of days beyond it
GAINS = (0.2, 0.4, 0.5, 0.6)  # of linear couples, in turn


def structure():
    """Free parameters of a loop, by way of a diary too short to matter."""
    records = simulate_diary(Loop(), np.arange(8.0), roles=ROLES)
    return space_of(diary_of(records, ROLES), {})


def couples(count, seed=SEED):
    """Truths from the prior, each number spread evenly over it: their place in the fit, and their loop."""
    space = structure()
    shares = qmc.LatinHypercube(space.of_loop, rng=np.random.default_rng(seed)).random(count)
    for row in norm.ppf(shares):
        z = np.zeros(space.k)
        z[: space.of_loop] = row
        yield z, space.loops(z[None])[0]


def diary(loop, days, number, kind="recovery"):
    return simulate_diary(
        loop, np.arange(float(days)), seed=number, missing=0.05, error=ERROR, **SETTINGS[kind]
    )


def on_all_cores(job, *lists):
    """Run a job for every row of arguments, and hand on what it finds as it comes."""
    yield from Parallel(n_jobs=-1, return_as="generator")(delayed(job)(*row) for row in lists)


def score_at_truth(z, loop, number, days):
    space = space_of(diary_of(diary(loop, days, number), ROLES), {})
    z[-len(space.diary.roles) :] = np.log(ERROR / EXPECTED_ERROR) / space.free[-1].sd
    _, each = score(space, z)
    return each.sum(axis=1), each @ each.T


def bias(count, days):
    """Score of the filter at the truth: it ought to be 0 on average."""
    jobs = [(z, loop, number, days) for number, (z, loop) in enumerate(couples(count))]
    slope, outer = (np.array(part) for part in zip(*on_all_cores(score_at_truth, *jobs), strict=True))
    unit = np.eye(slope.shape[1])
    moved = np.linalg.solve(outer.mean(axis=0) + unit, slope.T).T
    print("| number | mean score (se) | variance over what the filter | moves the mode, prior SD (se) |")
    print("|---|---|---|---|")
    for n, name in enumerate(structure().names[: structure().of_loop]):
        over = slope[:, n].var() / outer[:, n, n].mean()
        error, off = slope[:, n].std() / np.sqrt(count), moved[:, n].std() / np.sqrt(count)
        print(
            f"| `{name}` | {slope[:, n].mean():+.1f} ({error:.1f}) | {over:.1f} "
            f"| {moved[:, n].mean():+.2f} ({off:.2f}) |"
        )
    inverse = np.linalg.inv(outer + unit)
    inflation = np.einsum("nk,nkl,nl", slope, inverse, slope) / np.einsum("nkl,nkl", inverse, outer)
    print(f"inflation over all: {inflation:.2f}")


def recovered(kind, loop, number, days):
    records = diary(loop, days, number, kind)
    start = time.process_time()
    fit = fit_nonlinear(records, seed=number, draws=80)
    return fit, loop.loop_gain(), loop.resilience().bad_days, time.process_time() - start


def recover(kind, count, days):
    space = structure()
    for T in days:
        truths = list(couples(count))
        rows = []
        for number, row in enumerate(
            on_all_cores(recovered, *((kind, loop, n, T) for n, (_, loop) in enumerate(truths)))
        ):
            fit, gain, edge, took = row
            rows.append(row)
            print(
                f"couple {number}, {T} days: {took:.0f} s, settled {fit.converged_}, "
                f"gain {gain:.2f} {shown(fit.loop_gain_)}, bad days {edge:.1f} {shown(fit.edge_.bad_days)}",
                flush=True,
            )
        table(T, space, [z for z, _ in truths], rows)


def shown(interval):
    return "none" if interval is None else f"[{interval.low:.2f} {interval.estimate:.2f} {interval.high:.2f}]"


def table(days, space, truths, rows):
    fits = [fit for fit, *_ in rows]
    took = np.mean([row[-1] for row in rows])
    print(f"\n{days} days: settled {sum(fit.converged_ for fit in fits)} of {len(fits)}, {took:.0f} s each")
    print("| number | SD over prior SD | 90 % intervals hold the truth | bias, prior SD | error, prior SD |")
    print("|---|---|---|---|---|")
    everywhere = []
    for n, one in enumerate(space.free[: space.of_loop]):
        if one.name not in fits[0].estimates_:
            continue
        found = [fit.estimates_[one.name] for fit in fits]
        ends = np.array([[each.low, each.estimate, each.high] for each in found])
        low, middle, high = (((np.log(ends) if one.log else ends) - one.mean) / one.sd).T
        truth = np.array([z[n] for z in truths])
        held, off = ((low <= truth) & (truth <= high)).sum(), middle - truth
        left = np.mean([fit.sd_ratio_[one.name] for fit in fits])
        everywhere.append(held)
        print(f"| `{one.name}` | {left:.2f} | {held} of {len(rows)} | {off.mean():+.2f} | {off.std():.2f} |")
    print(f"all numbers: held {sum(everywhere)} of {len(everywhere) * len(rows)}")
    gains = [(fit.loop_gain_, gain) for fit, gain, edge, _ in rows if edge > 0.0 and fit.loop_gain_]
    held = sum(one.low <= gain <= one.high for one, gain in gains)
    off = np.array([one.estimate - gain for one, gain in gains])
    print(f"gain at calm: held {held} of {len(gains)}, bias {off.mean():+.2f}, error {off.std():.2f}")
    edges = [(fit.edge_.bad_days, edge) for fit, _, edge, _ in rows if fit.edge_.bad_days and edge < np.inf]
    held = sum(one.low <= edge <= one.high for one, edge in edges)
    print(f"bad days, of couples with a trap: held {held} of {len(edges)}")
    for trap in (True, False):
        own = [fit.edge_ for fit, _, edge, _ in rows if (edge < np.inf) is trap]
        told, mean = sum(not one.left_open for one in own), np.mean([one.p_trap.value for one in own] or [0])
        print(f"trap {trap}: {len(own)} couples, trap told for {told}, probability {mean:.2f} on average")
    values = np.array([fit.information_[:26] for fit in fits])
    print("information spectrum (median):", np.array2string(np.median(values, axis=0), precision=2))


def preferred(records, number):
    found = prefer(records, seed=number)
    print(
        f"couple {number}: {found.preferred}, squared error saved {shown(found.saved)}, "
        f"log density {shown(found.log_score)}, covers {found.coverage95}",
        flush=True,
    )
    return found.preferred == "nonlinear"


def count_preferred(diaries):
    found = list(on_all_cores(preferred, *((records, number) for number, records in enumerate(diaries))))
    print(f"the nonlinear loop was preferred for {sum(found)} of {len(found)}")


def linear_truth(number, days):
    loop = LinearLoop.of_gain(GAINS[number % len(GAINS)], shared=0.3)
    return simulate_records([loop], np.arange(float(days)), seed=number, missing=0.05)


def referee(particles=4000, repeats=4):
    print("| couple | roles | stress | quick filter | particles (mean, sd of a run) | widest day |")
    print("|---|---|---|---|---|---|")
    for k, rate, reported, roles in (
        (0.3, 0.0, False, ("arousal", "closeness")),
        (0.3, 0.0, False, ("pursuit", "withdrawal")),
        (1.0, 0.0, False, ROLES),
        (1.0, 0.25, True, ROLES),
        (0.3, 0.25, False, ROLES),
        (1.0, 0.25, False, ROLES),
        (1.3, 0.25, False, ROLES),
        (1.0, 0.25, False, ("arousal", *ROLES)),
    ):
        loop = Loop.of_attachment((k, -0.3), (-0.3, k)).changed(stress_rate=rate)
        records = simulate_diary(loop, np.arange(40.0), roles=roles, seed=3, missing=0.1, stress=reported)
        diary = diary_of(records, roles)
        space = space_of(diary, {})
        z = np.zeros((1, space.k))
        for name, trait in (("anxiety_1", k), ("avoidance_1", -0.3), ("anxiety_2", -0.3), ("avoidance_2", k)):
            z[0, space.at(name)] = trait
        point = space.parameters(z)
        point.thetas[:, :], point.errors[:] = loop.theta(), ERROR
        if reported:
            point.stress_weights[:] = np.ptp(records[0].inputs)
        quick = run_filter(diary, point).log[0]
        rng = np.random.default_rng(0)
        runs = [particle_log_likelihood(diary, point, particles, rng) for _ in range(repeats)]
        days = np.mean([run - quick for run in runs], axis=0)
        totals = [run.sum() for run in runs]
        stress = "none" if not rate else "reported" if reported else "hidden"
        widest = days[np.argmax(abs(days))]
        print(
            f"| k = {k} | {', '.join(roles)} | {stress} | {quick.sum():.1f} "
            f"| {np.mean(totals):.1f}, {np.std(totals):.1f} | {widest:+.1f} |",
            flush=True,
        )


def one_number(z, loop, number, days, name, particles=2000, repeats=2):
    """Posterior of one number, all others at the truth: by the filter, by it mended, by particles."""
    space = space_of(diary_of(diary(loop, days, number), ROLES), {})
    z[-len(space.diary.roles) :] = np.log(ERROR / EXPECTED_ERROR) / space.free[-1].sd
    grid = np.repeat(z[None], len(GRID), axis=0)
    grid[:, space.at(name)] = GRID
    plain = log_likelihood(space, grid)
    peak = grid[np.argmax(plain - 0.5 * GRID**2)]
    correction = correction_at(space, peak, np.random.default_rng(0))
    runs = [
        [
            particle_log_likelihood(
                space.diary, space.parameters(one[None]), particles, np.random.default_rng(seed)
            ).sum()
            for one in grid
        ]
        for seed in range(repeats)
    ]
    found = []
    for log in (plain, correction.corrected(plain, grid), *runs):
        weight = np.exp(log - 0.5 * GRID**2 - np.max(log - 0.5 * GRID**2))
        mean = (weight * GRID).sum() / weight.sum()
        found.append((mean, np.sqrt((weight * (GRID - mean) ** 2).sum() / weight.sum())))
    return found


def posteriors(count, days):
    jobs = [
        (z, loop, number, days, name)
        for name in ("anxiety_1", "own_mood", "shared_mood")
        for number, (z, loop) in enumerate(couples(count))
    ]
    print("| number | truth | filter | mended | particles, each run |")
    print("|---|---|---|---|---|")
    for (z, *_, name), found in zip(jobs, on_all_cores(one_number, *jobs), strict=True):
        plain, mended, *runs = (f"{mean:+.2f} ({sd:.2f})" for mean, sd in found)
        print(
            f"| `{name}` | {z[structure().at(name)]:+.2f} | {plain} | {mended} | {', '.join(runs)} |",
            flush=True,
        )


def calm_days(loop, number):
    """Diary of 45 days if hardly any was in the cycle."""
    records = diary(loop, 45, number, "stress")
    towards = records[0].values[:, :, 1] - records[0].values[:, :, 2]
    in_cycle = np.nanmean(towards.prod(axis=1) / 100.0 < -CYCLE)
    return records if in_cycle < QUIET else None


def chance_of_trap(records, number):
    return fit_nonlinear(records, seed=number).edge_


def quiet(count, every, fits):
    """What is said of a trap to couples of the prior whose 45 days were quiet; of those without one, some."""
    kept = [(calm_days(loop, n), n, loop) for n, (_, loop) in enumerate(couples(count, QUIET_SEED))]
    kept = [(records, n, loop.resilience().bad_days < np.inf) for records, n, loop in kept if records]
    traps, others = ([row for row in kept if row[2] is trap] for trap in (True, False))
    share = len(traps) / len(kept)
    print(f"quiet: {len(kept)} of {count}; with a trap {len(traps)} ({share:.3f})")
    jobs = [row for pair in zip(traps, others[::every], strict=False) for row in pair][:fits]
    trap = np.array([trap for *_, trap in jobs])
    found = list(on_all_cores(chance_of_trap, *((records, n) for records, n, _ in jobs)))
    p = np.array([edge.p_trap.value for edge in found])
    weight = np.where(trap, share / trap.sum(), (1.0 - share) / (~trap).sum())
    print("| probability said | couples fitted, with a trap | share with a trap, weighed | said on average |")
    print("|---|---|---|---|")
    for low, high in ((0.0, 0.02), (0.02, 0.05), (0.05, 0.2), (0.2, 0.9), (0.9, 1.01), (0.0, 1.01)):
        at = (p >= low) & (p < high)
        if at.any():
            true, said = (np.average(each[at], weights=weight[at]) for each in (trap, p))
            print(f"| {low:g} to {high:g} | {at.sum()}, {trap[at].sum()} | {true:.3f} | {said:.3f} |")
    print(f"left open: {sum(edge.left_open for edge in found)} of {len(found)}")


def main():
    kind = sys.argv[1] if len(sys.argv) > 1 else "recovery"
    numbers = [int(word) for word in sys.argv[2:]]
    if kind == "referee":
        referee()
    elif kind == "posterior":
        posteriors(*(numbers or [2, 30]))
    elif kind == "quiet":
        quiet(*(numbers or [1500, 18, 18]))
    elif kind == "score":
        bias(*(numbers or [40, 120]))
    elif kind == "linear":
        count, days = numbers or [100, 120]
        count_preferred(linear_truth(number, days) for number in range(count))
    elif kind == "prefer":
        count, days = numbers or [6, 200]
        count_preferred(diary(loop, days, number) for number, (_, loop) in enumerate(couples(count)))
    else:
        recover(kind, numbers[0] if numbers else 24, tuple(numbers[1:]) or DAYS)


if __name__ == "__main__":
    main()
