# ruff: noqa: ANN001, ANN201 - a script
"""A trial in the model: couples at intake, courses and programmes for one or both, against waiting.

python bench/change_trial.py [couples]

Couples come from a population somewhat above the mean on both dimensions. After half a year of ordinary life
those in the lowest quarter of satisfaction come to intake. Satisfaction is the mean of both over four weeks,
read with a reliability of .9. d is the difference from waiting in standard deviations of those who wait.
"""

import sys

import numpy as np

from pasdedeux.change import Plan
from pasdedeux.change.library import UNSURE, levers
from pasdedeux.loop import STATES
from pasdedeux.loop.bond import satisfaction
from pasdedeux.simulate import Population
from pasdedeux.simulate.run import Grid, fresh, run

STEP, MONTH, RELIABILITY = 1 / 12, 28.0, 0.9
PROGRAMME = ("soothing", "softening", "presence", "naming", "daily_check_in")


def months(theta, numbers, start, days, seed, plan):
    """Mean satisfaction of both in each four weeks, and the states at the end."""
    means, end = [], np.empty((len(STATES), len(numbers)))
    for at in np.array_split(np.arange(len(numbers)), max(1, len(numbers) // 2048)):
        own = theta[:, at]
        working = plan.working({name: sizes[at] for name, sizes in plan_sizes(plan, numbers).items()})
        out = run(
            own,
            numbers[at],
            start[:, at],
            Grid.of(days, STEP, "heun", own),
            seed,
            working,
            span=round(MONTH / STEP),
        )
        states = out.means[:, : len(STATES)].transpose(1, 0, 2)
        means.append(satisfaction(states, own).mean(axis=0))
        end[:, at] = out.end[: len(STATES)]
    return np.concatenate(means, axis=1), end


def plan_sizes(plan, numbers):
    drawn = {}
    for name in sorted({one.lever for one in plan.held}):
        rng = np.random.default_rng([7, *name.encode()])
        drawn[name] = (1 + UNSURE[levers()[name].grade] * rng.standard_normal(int(numbers.max()) + 1))[
            numbers
        ]
    return drawn


def intake(couples):
    """Parameters, numbers and states of the couples who come."""
    people = Population(mean=(0.5, 0.5), seed=11)
    everyone = np.arange(couples)
    theta = people.theta(everyone)
    before, end = months(theta, everyone, fresh(theta), 182.0, 5, Plan())
    seen = noisy(before[-1], 1)
    came = seen < np.quantile(seen, 0.25)
    return theta[:, came], everyone[came], end[:, came], np.quantile(seen, 0.25)


def noisy(values, seed):
    error = values.std() * np.sqrt((1 - RELIABILITY) / RELIABILITY)
    return values + error * np.random.default_rng(seed).standard_normal(len(values))


ARMS = {
    "therapy, gain kind, both": Plan.of("therapy_gain", stop=140),
    "therapy, gain kind, one": Plan.of("therapy_gain:1", stop=140),
    "therapy, recovery kind, both": Plan.of("therapy_recovery", stop=140),
    "programme of small steps, both": Plan.of(*PROGRAMME, stop=140),
    "programme of small steps, one": Plan.of("soothing:1", "softening:1", "presence:1", stop=140),
}


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 8000
    theta, numbers, start, cut = intake(count)
    wait, _ = months(theta, numbers, start, 504.0, 6, Plan())
    waited = [noisy(row, 2) for row in wait]
    print(f"{len(numbers)} couples at intake; satisfaction while waiting, months 1, 5, 18:")
    print(wait[[0, 4, -1]].mean(axis=1).round(2))
    print("arm | d in months 5, 6 | d a year later | above the cut-off in month 6, of ten (waiting)")
    for name, plan in ARMS.items():
        treated, _ = months(theta, numbers, start, 504.0, 6, plan)
        seen = [noisy(row, 3) for row in treated]
        d = [(seen[m].mean() - waited[m].mean()) / waited[m].std() for m in (4, 5, 17)]
        above = 10 * (seen[5] > cut).mean(), 10 * (waited[5] > cut).mean()
        print(f"{name} | {d[0]:.2f}, {d[1]:.2f} | {d[2]:.2f} | {above[0]:.1f} ({above[1]:.1f})")
