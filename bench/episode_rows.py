# ruff: noqa: ANN001, ANN201 - a script
"""What told episodes add to 45 days of a diary, for the nonlinear loop; results in docs/episodes-numbers.md.

    python bench/episode_rows.py [couples] [days]

Couples run from no trap to a deep one. Each keeps a diary of four roles and stress, and tells the worst hour
of every day on which the two were in the cycle.
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import sys
import time as clock
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import numpy as np

from pasdedeux.identify.nonlinear import fit_nonlinear
from pasdedeux.identify.nonlinear.reading import with_episodes
from pasdedeux.loop import Loop
from pasdedeux.loop import rows as r
from pasdedeux.records import Ending, Episode, Episodes, Move, Telling
from pasdedeux.simulate import Event, Schedule, simulate
from pasdedeux.simulate.diary import simulate_diary
from pasdedeux.simulate.episodes import lasting

ROLES = ("arousal", "pursuit", "withdrawal", "closeness")
START = datetime.combine(date(2026, 1, 5), time(21))
ACTS = 6  # told of each person
LONGEST = 24.0  # hours, after which it is still open
CYCLE = 0.16
EASE = 0.2  # both moves within this: at ease again


def kept(loop, days, seed):
    """Diary and trajectory of the same run."""
    rng, between = np.random.default_rng([seed, 72]), loop.between
    events = tuple(
        Event(float(when), float(rng.exponential(between.stress_size)), partner)
        for partner in ("1", "2")
        for when in rng.uniform(0.0, days, rng.poisson(between.stress_rate * days))
    )
    quiet, schedule = loop.changed(stress_rate=0.0), Schedule(events=events)
    records = simulate_diary(
        quiet, np.arange(float(days)), roles=ROLES, seed=seed, missing=0.05, stress=True, schedule=schedule
    )
    run = simulate(quiet, float(days), seed=seed, schedule=schedule)
    return replace(records, records=(replace(records[0], start=START),)), run


def told(run, couple, days):
    """The worst hour of every day in the cycle, as each tells it; people err by half a point."""
    rng = np.random.default_rng(0)
    moves, arousal = (
        run.states[:, [r.MOVE, r.N_OWN + r.MOVE]],
        run.states[:, [r.AROUSAL, r.N_OWN + r.AROUSAL]],
    )
    inside = -moves.prod(axis=1) > CYCLE
    found = []
    for day in range(days - 1):
        hours = np.flatnonzero((run.time >= day) & (run.time < day + 1) & inside)
        if not len(hours):
            continue
        worst = hours[arousal[hours].sum(axis=1).argmax()]
        eased = np.flatnonzero(np.abs(moves[worst:]).max(axis=1) < EASE)
        lasts = 24.0 * (run.time[worst + eased[0]] - run.time[worst]) if len(eased) else np.inf
        at = START + timedelta(days=float(run.time[worst]))
        tellings = tuple(
            telling(person.id, moves[worst, i], arousal[worst, i], lasts, at, rng)
            for i, person in enumerate(couple.partners)
        )
        found.append(Episode(str(day), tellings))
    return Episodes(couple, tuple(found))


def telling(person, move, arousal, lasts, at, rng):
    peak = float(np.clip(np.round(5.0 * arousal + 0.5 * rng.standard_normal()), 0.0, 10.0))
    share = min(10.0 * abs(move) / max(peak, 1.0), 1.0)
    acts = round(ACTS * share)
    done = ["asks-again" if move > 0 else "goes-quiet"] * acts + ["explains"] * (ACTS - acts)
    own = tuple(Move(act, mine=True, at=at) for act in done)
    still = lasts > LONGEST
    return Telling(
        person,
        at.date(),
        own,
        peak=peak,
        lasted=lasting(0.1),
        at_ease=lasting(min(lasts, LONGEST)),
        ending=Ending.STILL_OPEN if still else Ending.FADED,
    )


def main():
    count, days = ([int(word) for word in sys.argv[1:]] + [10, 45][len(sys.argv) - 1 :])[:2]
    print("| k, truth: gain, bad days | rows | gain | bad days | trap | doubt left | s |")
    print("|---|---|---|---|---|---|---|")
    for seed, k in enumerate(np.linspace(0.4, 1.0, count)):
        loop = Loop.of_attachment((k, -0.3), (-0.3, k))
        records, run = kept(loop, days, seed)
        for one in (records, with_episodes(records, told(run, records[0].couple, days))):
            began = clock.process_time()
            fit = fit_nonlinear(one, seed=seed, draws=120)
            free = fit._space.of_loop  # noqa: SLF001 - a measurement
            doubt = np.mean([fit.sd_ratio_[name] for name in list(fit.sd_ratio_)[:free]])
            print(
                f"| {k:.2f}: {loop.loop_gain():.2f}, {loop.resilience().bad_days:.1f} | {len(one[0])} "
                f"| {shown(fit.loop_gain_)} | {shown(fit.edge_.bad_days)} | {fit.edge_.p_trap.value:.2f} "
                f"| {doubt:.2f} | {clock.process_time() - began:.0f} |",
                flush=True,
            )


def shown(interval):
    return f"{interval.estimate:.2f} ({interval.low:.2f} to {interval.high:.2f})" if interval else "none"


if __name__ == "__main__":
    main()
