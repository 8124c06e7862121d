# ruff: noqa: ANN001, ANN201, ANN202 - a script
"""What a record tells of the nonlinear loop: recovery, the referee, the linear loop beside it.

    python bench/nonlinear_recovery.py recovery [couples] [days ...]
    python bench/nonlinear_recovery.py stress [couples] [days ...]
    python bench/nonlinear_recovery.py prefer [couples] [days]
    python bench/nonlinear_recovery.py linear [couples] [days]
    python bench/nonlinear_recovery.py referee

Couples are drawn from the prior that the fit states, as a Latin hypercube: every number is spread as its
prior says, and no couple is chosen by what its days look like. Days are nested: 60 days are the first 60 of
the 200.
"""

import sys
import time

import numpy as np
from scipy.stats import norm, qmc

from pasdedeux.identify.nonlinear import fit_nonlinear, prefer
from pasdedeux.identify.nonlinear.filtering import filtered
from pasdedeux.identify.nonlinear.parameters import space_of
from pasdedeux.identify.nonlinear.particles import particle_log_likelihood
from pasdedeux.identify.nonlinear.reading import diary_of
from pasdedeux.loop import LinearLoop, Loop
from pasdedeux.simulate import simulate, simulate_records
from pasdedeux.simulate.diary import simulate_diary

ROLES = ("pursuit", "withdrawal", "closeness")
SETTINGS = {"recovery": {"roles": ROLES}, "stress": {"roles": ("arousal", *ROLES), "stress": True}}
DAYS = (60, 120, 200)
RELIABLE = 0.05  # of the answer scale each way, as the fit expects


def structure():
    """Free numbers of a loop, by way of a diary too short to matter."""
    records = simulate_diary(Loop(), np.arange(8.0), roles=ROLES)
    return space_of(diary_of(records, ROLES), {})


def couples(count, longest):
    """Truths from the prior, each number spread evenly over it."""
    space = structure()
    shares = qmc.LatinHypercube(space.structural, rng=np.random.default_rng(20261124)).random(max(count, 32))
    for number in range(count):
        z = np.zeros(space.k)
        z[: space.structural] = norm.ppf(shares[number])
        loop = space.loops(z[None])[0]
        share = float(simulate(loop, longest + 1.0, seed=number).in_cycle.mean())
        truth = dict(zip(space.names[: space.structural], space.told(z)[: space.structural], strict=True))
        yield number, loop, truth, share


def recover(kind, count, days):
    rows = {T: [] for T in days}
    prior = {one.name: one for one in structure().free}
    for number, loop, truth, share in couples(count, max(days)):
        edge = loop.resilience().bad_days
        for T in days:
            records = simulate_diary(loop, np.arange(float(T)), seed=number, missing=0.05, **SETTINGS[kind])
            start = time.perf_counter()
            fit = fit_nonlinear(records, seed=number, draws=80)
            took = time.perf_counter() - start
            rows[T].append((fit, truth, loop.loop_gain() if edge > 0 else None, edge, took))
            print(
                f"couple {number}, {T} days: {took:.0f} s, settled {fit.converged_}, in cycle {share:.2f} "
                f"(seen {fit.in_cycle_:.2f}), gain {loop.loop_gain():.2f} {told(fit.loop_gain_)}, "
                f"bad days {edge:.1f} {told(fit.edge_.bad_days)}",
                flush=True,
            )
    for T in days:
        table(T, rows[T], prior)


def told(interval):
    return "none" if interval is None else f"[{interval.low:.2f} {interval.estimate:.2f} {interval.high:.2f}]"


def table(T, rows, prior):
    print(
        f"\n{T} days, {len(rows)} couples, settled {sum(fit.converged_ for fit, *_ in rows)}, "
        f"{np.mean([row[-1] for row in rows]):.0f} s each"
    )
    print("| number | doubt left | 90 % intervals hold the truth | bias, prior SD | error, prior SD |")
    print("|---|---|---|---|---|")
    everywhere = []
    for name in rows[0][1]:
        one = prior[name]

        def scaled(value, one=one):
            return ((np.log(value) if one.log else value) - one.mean) / one.sd

        if name not in rows[0][0].estimates_:
            continue
        left = np.mean([fit.doubt_left_[name] for fit, *_ in rows])
        held = sum(fit.estimates_[name].low <= t[name] <= fit.estimates_[name].high for fit, t, *_ in rows)
        off = [scaled(fit.estimates_[name].estimate) - scaled(t[name]) for fit, t, *_ in rows]
        everywhere.append(held)
        print(f"| `{name}` | {left:.2f} | {held} of {len(rows)} | {np.mean(off):+.2f} | {np.std(off):.2f} |")
    print(f"all numbers: held {sum(everywhere)} of {len(everywhere) * len(rows)}")
    gains = [(fit.loop_gain_, gain) for fit, _, gain, *_ in rows if gain is not None and fit.loop_gain_]
    held = sum(one.low <= gain <= one.high for one, gain in gains)
    off = np.mean([one.estimate - gain for one, gain in gains])
    print(f"gain at calm: held {held} of {len(gains)}, bias {off:+.2f}")
    edges = [(fit.edge_.bad_days, edge) for fit, _, _, edge, _ in rows]
    print(f"bad days: held {sum(one.low <= edge <= one.high for one, edge in edges)} of {len(edges)}")
    values = np.array([fit.information_[:26] for fit, *_ in rows])
    print("information spectrum (median):", np.array2string(np.median(values, axis=0), precision=2))


def side_by_side(count, days):
    for number, loop, _, share in couples(count, days):
        records = simulate_diary(loop, np.arange(float(days)), seed=number, missing=0.05, roles=ROLES)
        found = prefer(records, seed=number)
        print(
            f"couple {number}, in the cycle {share:.2f}: {found.preferred}, squared error saved "
            f"{told(found.saved)}, log density {told(found.log_score)}, covers {found.coverage95}",
            flush=True,
        )


def linear_truth(count, days):
    """Couples whose loop is linear: how often is the larger model preferred by mistake?"""
    for number in range(count):
        records = simulate_records(
            [LinearLoop.of_gain(0.5, shared=0.3)], np.arange(float(days)), seed=number, missing=0.05
        )
        found = prefer(records, seed=number)
        print(
            f"linear couple {number}: {found.preferred}, squared error saved {told(found.saved)}, "
            f"log density {told(found.log_score)}",
            flush=True,
        )


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
        for name, score in (("anxiety_1", k), ("avoidance_1", -0.3), ("anxiety_2", -0.3), ("avoidance_2", k)):
            z[0, space.at(name)] = score
        point = space.point(z)
        point.thetas[:, :] = loop.theta()
        if reported:
            point.strikes[:] = np.ptp(records[0].inputs)
        quick = filtered(diary, point).log[0]
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


def main():
    kind = sys.argv[1] if len(sys.argv) > 1 else "recovery"
    numbers = [int(word) for word in sys.argv[2:]]
    if kind == "referee":
        referee()
    elif kind == "linear":
        linear_truth(*(numbers or [6, 200]))
    elif kind == "prefer":
        side_by_side(*(numbers or [6, 200]))
    else:
        recover(kind, numbers[0] if numbers else 8, tuple(numbers[1:]) or DAYS)


if __name__ == "__main__":
    main()
