"""Rebuild the percentiles of the ECR from the open answers: derived numbers only, never an answer.

    python bench/instruments_percentiles.py FOLDER > \
        src/pasdedeux/instruments/data/ecr_percentiles.csv

Kept: people who answered all 36 items, say they are 18 to 90, and gave more than one kind of answer.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from pasdedeux.services import score

ITEMS = [f"Q{i}" for i in range(1, 37)]


def kept(answers: pd.DataFrame) -> pd.DataFrame:
    items = answers[ITEMS]
    complete = (items > 0).all(axis=1)
    varied = items.max(axis=1) > items.min(axis=1)
    return answers[complete & varied & answers["age"].between(18, 90)]


def percentile_table(answers: pd.DataFrame) -> str:
    people = kept(answers)
    scores = score(people, "ecr", answered=(1, 5))
    grid = 1 + 1.5 * (np.arange(18, 91) / 18 - 1)  # every mean that 18 answers on 1-5 can have, on 1-7
    lines = [
        "# Percentage of people with a lower score, ties half, for every score the ECR can give.",
        f"# {len(people)} of {len(answers)} people: complete, age 18-90, more than one kind of answer.",
        "# Answered on 1-5 and moved linearly onto 1-7. Open-Source Psychometrics Project (2018).",
        "# Made by bench/instruments_percentiles.py.",
        "score,anxiety,avoidance",
    ]
    for point in grid:
        below = [100 * place(scores[name], point) for name in ("anxiety", "avoidance")]
        lines.append(f"{point:.4f},{below[0]:.2f},{below[1]:.2f}")
    return "\n".join(lines) + "\n"


def place(values: np.ndarray, point: float) -> float:
    same = np.abs(values - point) < 1e-6
    return float(((values < point) & ~same).mean() + same.mean() / 2)


def main(folder: str) -> None:
    answers = pd.read_csv(Path(folder) / "data.csv")
    sys.stdout.write(percentile_table(answers))
    scores = score(kept(answers), "ecr", answered=(1, 5))
    for name, found in scores.reliability.items():
        print(f"{name}: mean {found.mean:.2f}, sd {found.sd:.2f}, alpha {found.alpha:.3f}", file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1])
