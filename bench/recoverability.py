"""How often a loop of a given strength is shown, by length of one couple's record.

Writes the small table that `pasdedeux look` and the report draw. Run it from the project's root:

    python bench/recoverability.py [couples per cell]
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import json
import sys
from pathlib import Path

import numpy as np
from joblib import Parallel, delayed
from scipy.stats import beta

from pasdedeux.identify import fit
from pasdedeux.loop import LinearLoop
from pasdedeux.simulate import simulate_records

DAYS = (30, 60, 120, 200, 365)
STRENGTHS = (0.3, 0.5, 0.7)
TABLE = Path("src/pasdedeux/identify/recoverability.json")


def is_shown(gain: float, days: int, seed: int) -> bool:
    """Draw one couple, fit it, and tell whether its loop is shown."""
    loop = LinearLoop.of_gain(gain, pace=(1.0, 1.0), shared=0.3)
    # a tenth of all reports is missing, so every plan needs more calendar days than paired reports
    records = simulate_records(
        [loop], np.arange(float(days)), seed=np.random.default_rng([seed, days]), missing=0.05
    )
    return fit(records, checks=False, seed=seed).verdict_.name == "shows a reinforcing loop"


def main() -> None:
    couples = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    cells = [(gain, days) for gain in STRENGTHS for days in DAYS]
    jobs = (delayed(is_shown)(*cell, seed) for cell in cells for seed in range(couples))
    found = np.reshape(Parallel(n_jobs=-1)(jobs), (len(STRENGTHS), len(DAYS), couples)).sum(axis=2)
    table = {
        "unit": "days",
        "couples_per_cell": couples,
        "assumes": "one report of each partner a day, 5 % missing, reliability .8, pace 1 per day, "
        "shared shocks .3",
        "days": list(DAYS),
        "strengths": list(STRENGTHS),
        "found": (found / couples).round(3).tolist(),
        "low": beta.ppf(0.05, found + 0.5, couples - found + 0.5).round(3).tolist(),
        "high": beta.ppf(0.95, found + 0.5, couples - found + 0.5).round(3).tolist(),
    }
    TABLE.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(table, indent=1))


if __name__ == "__main__":
    main()
