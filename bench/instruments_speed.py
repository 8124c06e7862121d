"""Seconds to score a million people on the 36 items of the ECR.

python bench/instruments_speed.py
"""

import time

import numpy as np
import pandas as pd

from pasdedeux.services import score

PEOPLE = 1_000_000


def simulated(people: int) -> pd.DataFrame:
    """Answers that obey the key: two traits, half of the avoidance items reversed, 2 % missing."""
    rng = np.random.default_rng(4)
    reversed_items = {3, 15, 19, 22, 25, 27, 29, 31, 33, 35}
    trait = rng.normal(size=(2, people)).astype(np.float32)
    columns = {}
    for item in range(1, 37):
        level = trait[item % 2] + rng.normal(size=people).astype(np.float32)
        sign = -1 if item in reversed_items else 1
        answers = np.clip(np.round(4 + 1.2 * sign * level), 1, 7).astype(np.float64)
        answers[rng.random(people) < 0.02] = np.nan
        columns[f"ecr{item}"] = answers
    return pd.DataFrame(columns)


def main() -> None:
    table = simulated(PEOPLE)
    wall, cpu = [], []
    for _ in range(5):
        started, used = time.perf_counter(), time.process_time()
        scores = score(table, "ecr")
        wall.append(time.perf_counter() - started)
        cpu.append(time.process_time() - used)
    found = {name: round(r.alpha, 3) for name, r in scores.reliability.items()}
    print(f"{PEOPLE:,} people, 36 items, 2 % missing; alpha {found}")
    print(
        f"first {wall[0]:.2f} s, best of five {min(wall):.2f} s, worst {max(wall):.2f} s; CPU {min(cpu):.2f}"
    )


if __name__ == "__main__":
    main()
