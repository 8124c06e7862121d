# ruff: noqa: ANN001, ANN201 - a script
"""Does a linear fit's gain say anything about the nonlinear loop behind a diary? Why `what_if` refuses one.

python bench/change_linear.py [couples] [days]
"""

import sys

import numpy as np
from scipy.stats import spearmanr

from pasdedeux.change.measures import standing
from pasdedeux.identify import fit
from pasdedeux.people import Couple, Person
from pasdedeux.records import Provenance, Record, Records, Scale
from pasdedeux.simulate import Population, simulate_ensemble

COLUMNS = {"arousal": (0, 5), "move": (1, 6)}
BEFORE = 60


def diaries(states, role, rng):
    """Daily means of a role for every couple, a third of their variance added as error."""
    drawn = []
    for couple in range(states.shape[2]):
        values = states[:, COLUMNS[role], couple][:, :, None].astype(float)
        values += rng.normal(size=values.shape) * values.std(axis=0) * np.sqrt(0.5)
        who = Couple(f"{couple}", (Person("A"), Person("B")))
        drawn.append(Record(who, np.arange(float(len(values))), (role,), values))
    return Records(tuple(drawn), {role: Scale(0, 1, 0)}, Provenance(simulated=True))


if __name__ == "__main__":
    couples, days = (int(one) for one in (*sys.argv[1:], "40", "120")[:2])
    people = Population(seed=3)
    lived = simulate_ensemble(people, BEFORE + days, couples=couples, seed=1, every=1.0)
    behind = standing(people.theta(np.arange(couples)))
    in_cycle = lived.means[BEFORE:, 11].mean(axis=0)
    print("role | rank correlation of the fitted gain with: gain at calm, resilience, time in the cycle")
    for role in COLUMNS:
        records = diaries(lived.means[BEFORE:], role, np.random.default_rng(0))
        found = fit(records, roles=[role], level="population", checks=False, seed=1)
        gain = np.array([one.loop_gain.estimate for one in found.couples_])
        rho = [spearmanr(gain, other)[0] for other in (behind.loop_gain, behind.resilience, in_cycle)]
        print(f"{role} | {rho[0]:.2f}, {rho[1]:.2f}, {rho[2]:.2f}", flush=True)
