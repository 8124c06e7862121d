"""Do couples' estimated couplings go with their change in satisfaction? Real diaries, if they are at hand.

Run it from the project's root, with the folder of real records beside the project:

    python bench/criterion.py

For each mood of 80 couples' diaries: Spearman correlation of each couple's loop gain, and of each link,
with the change in satisfaction (CSI, residual of after on before, mean of both partners), with a 90 %
interval from resampling couples. Twelve numbers from one sample: about one would leave 0 by luck alone.
"""

from pathlib import Path

import numpy as np
import pandas as pd
from scipy.stats import spearmanr

import pasdedeux as pdd

DATA = Path("../shared/data/diary_bar_kalifa")


def told(x: np.ndarray, y: np.ndarray, rng: np.random.Generator) -> str:
    """Correlation with its interval."""
    picks = rng.integers(0, len(x), (1000, len(x)))
    low, high = np.quantile([spearmanr(x[pick], y[pick]).statistic for pick in picks], [0.05, 0.95])
    return f"{spearmanr(x, y).statistic:+.2f} ({low:+.2f} to {high:+.2f})"


def main() -> None:
    """Print one row per mood."""
    records = pdd.read(DATA / "sample1.csv")
    outcome = pd.read_csv(DATA / "outcome.csv").set_index("ID")
    change = outcome[["M_csi_resid", "W_csi_resid"]].mean(axis=1)
    print("mood | couples | loop gain | link M -> W | link W -> M")
    for role in records.roles:
        found = pdd.fit(records, roles=[role], checks=False, jobs=2)
        rows = []
        for result in found.couples_:
            after = change.get(int(result.id), np.nan)
            if np.isfinite(after):
                links = (link.response.estimate for link in result.links)
                rows.append((result.loop_gain.estimate, *links, after))
        *values, y = np.array(rows).T
        rng = np.random.default_rng(0)
        print(role, len(rows), *(told(x, y, rng) for x in values), sep=" | ", flush=True)


if __name__ == "__main__":
    main()
