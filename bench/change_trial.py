"""Trials in the model, beside what trials found: the calibration of lever sizes, and what it was not set to.

python bench/change_trial.py [couples]
"""

import sys

from pasdedeux.change import Plan
from pasdedeux.change.trial import Intake, effect_sizes

SMALL_STEPS = ("soothing", "softening", "presence", "naming", "daily_check_in")
ARMS = {
    "therapy, gain kind, both": Plan.of("therapy_gain", stop=140),
    "therapy, gain kind, one": Plan.of("therapy_gain:1", stop=140),
    "therapy, recovery kind, both": Plan.of("therapy_recovery", stop=140),
    "small steps, both": Plan.of(*SMALL_STEPS, stop=140),
    "small steps, one": Plan.of("soothing:1", "softening:1", "presence:1", stop=140),
    "support, both": Plan.of("support", stop=140),
    "support, both, dose 1.5": Plan.of("support:both:1.5", stop=140),
}

if __name__ == "__main__":
    came = Intake.of(int(sys.argv[1]) if len(sys.argv) > 1 else 8000)
    waited = came.satisfaction(Plan(), 18, seed=1)
    print(f"{len(came.numbers)} couples at intake. While waiting, satisfaction in months 1, 5, 18:")
    print(waited[[0, 4, -1]].mean(axis=1).round(2), "spread", waited[4].std().round(2))
    print("arm (20 weeks) | d, month 5 | d, a month later | d, a year later | above the cut-off, of ten")
    for name, plan in ARMS.items():
        treated = came.satisfaction(plan, 18, seed=1)
        d = effect_sizes(treated, waited)
        above = 10 * (treated[5] > came.cut).mean()
        print(f"{name} | {d[4]:.2f} | {d[5]:.2f} | {d[17]:.2f} | {above:.1f}")
    print(f"waiting | 0 | 0 | 0 | {10 * (waited[5] > came.cut).mean():.1f}")
