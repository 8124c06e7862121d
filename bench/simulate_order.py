# ruff: noqa: ANN001, ANN201 - a script
"""Weak order of the two schemes: error of means against the step, in units of the Monte-Carlo error.

Every run has its own seed; the reference is Heun at a step eight times finer than the finest. A slope is
fitted through the points whose error exceeds four standard errors.

python bench/simulate_order.py [couples in thousands, 400 unless given]
"""

import sys

import numpy as np

from pasdedeux.loop import Loop
from pasdedeux.simulate.run import Grid, run
from pasdedeux.simulate.schedule import Schedule

DAYS = 1.0
LOOP = Loop.of_attachment((0.6, -0.3), (-0.3, 0.6)).changed(
    own_mood=0.2, shared_mood=0.15, onset=0.3, recovery=0.4, tempo=0.4, closeness_pace=1.0
)
START = np.array([1.5, 0.3, 0.4, 0.1, 0.1, 1.0, -0.3, 0.5, 0.1, 0.1, -0.2])
STEPS = (4, 6, 8, 12, 16, 24)


def means(steps, scheme, couples, seed):
    theta = LOOP.theta()[:, None]
    total, square = np.zeros(11), np.zeros(11)
    for piece in range(0, couples, 20_000):
        numbers = np.arange(piece, min(piece + 20_000, couples))
        out = run(
            theta, numbers, START[:, None], Grid(steps, DAYS / steps, scheme), seed, Schedule(), span=steps
        )
        total += out.end[:11].sum(axis=1)
        square += (out.end[:11] ** 2).sum(axis=1)
    mean = total / couples
    return mean, np.sqrt((square / couples - mean**2) / couples)


def main():
    couples = 1000 * int(sys.argv[1] if len(sys.argv) > 1 else 400)
    exact, exact_se = means(8 * STEPS[-1], 1, couples, seed=1)
    print(
        f"{couples:,} paths of {DAYS} days, stress events at {LOOP.between.stress_rate} per day and partner"
    )
    for name, scheme in (("Euler-Maruyama", 0), ("Heun", 1)):
        rows = [means(n, scheme, couples, seed=100 + 10 * scheme + k) for k, n in enumerate(STEPS)]
        for label, row in (("arousal_1", 0), ("move_1", 1), ("move_2", 6), ("closeness", 10)):
            errors = np.array([abs(mean[row] - exact[row]) for mean, _ in rows])
            spread = np.array([np.hypot(se[row], exact_se[row]) for _, se in rows])
            clear = errors > 4 * spread
            h = DAYS / np.array(STEPS)
            slope = np.polyfit(np.log(h[clear]), np.log(errors[clear]), 1)[0] if clear.sum() >= 2 else np.nan
            told = "  ".join(f"{e:.1e}" for e in errors)
            print(
                f"{name}, {label}: order {slope:.2f}, {clear.sum()} clear steps; {told}; s.e. {spread[0]:.0e}"
            )


if __name__ == "__main__":
    main()
