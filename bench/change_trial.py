"""Trials in the model, beside what trials found: the calibration of lever sizes, and what it was not set to.

python bench/change_trial.py [couples]
"""

import sys

import numpy as np

from pasdedeux.change import Plan, levers
from trial import SMALL_STEPS, Intake, effect_sizes

ARMS = {
    "therapy, gain kind, both": ("therapy_gain",),
    "therapy, gain kind, one": ("therapy_gain:1",),
    "therapy, recovery kind, both": ("therapy_recovery",),
    "therapy, recovery kind, one": ("therapy_recovery:1",),
    "small steps, both": SMALL_STEPS,
    "small steps, one": ("soothing:1", "softening:1", "presence:1"),
}
SINGLE = {
    f"{name}, both, dose {dose:g}": (f"{name}:both:{dose}",)
    for name, one in levers().items()
    if one.family != "therapy"
    for dose in (one.doses[0], 1.0, one.doses[1])
}


def tell(name: str, treated: np.ndarray, waited: np.ndarray, came: Intake) -> None:
    """One arm beside those who wait."""
    d = effect_sizes(treated, waited)
    above = 10 * (treated[5, came.seen < came.cut] > came.cut).mean()
    worse = (treated[4] < waited[4] - 0.5 * waited[4].std()).mean()
    print(f"{name} | {d[4]:.2f} | {d[5]:.2f} | {d[17]:.2f} | {above:.1f} | {worse:.1%}")


if __name__ == "__main__":
    came = Intake.of(int(sys.argv[1]) if len(sys.argv) > 1 else 16000)
    waited = came.satisfaction(Plan(), 18, seed=1)
    print(f"{len(came.seen)} couples at intake, {(came.seen < came.cut).mean():.0%} below the cut-off.")
    cycle = np.quantile(came.in_cycle, [0.1, 0.25, 0.5, 0.75]).round(2)
    print(f"In the cycle, share of four weeks: mean {came.in_cycle.mean():.2f}, of 10, 25, 50, 75 % {cycle}")
    print("While waiting, satisfaction in months 1, 5, 18:", waited[[0, 4, -1]].mean(axis=1).round(2))
    print("20 weeks of | d, month 5 | month 6 | month 18 | above the cut-off, of ten | half an SD worse")
    for name, words in (ARMS | SINGLE).items():
        tell(name, came.satisfaction(Plan.of(*words, stop=140), 18, seed=1), waited, came)
    tell("waiting", waited, waited, came)
