"""Make the fit that comes with the program anew: python docs/example/make.py."""

from pathlib import Path

import numpy as np

import pasdedeux
from pasdedeux.identify import fit
from pasdedeux.loop import LinearLoop
from pasdedeux.records import Records
from pasdedeux.simulate import simulate_records

FILE = Path(pasdedeux.__file__).parent / "services" / "example.pdd"
DAYS, SEED = 210, 6


def couple() -> Records:
    """One couple who do not exist, half a year of days: each one's alarm is answered by the other's."""
    return simulate_records(
        [LinearLoop.of_gain(0.6, scale=0.9, shared=0.25)],
        np.arange(float(DAYS)),
        seed=SEED,
        missing=0.06,
        weekend=-0.3,
        step=0.5,
        level=5.0,
        bounds=(1.0, 9.0),
        labels=("Alma", "Sam"),
    )


if __name__ == "__main__":
    found = fit(couple(), seed=1)
    found.save(FILE)
    print(found.summary())
    print(f"{FILE.stat().st_size / 1024:.0f} KB")
