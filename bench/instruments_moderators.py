"""From a questionnaire to the couplings of a fit: a planted effect of anxiety, found again through answers.

    python bench/instruments_moderators.py

Couples are simulated: whoever is more anxious is moved more by the other (0.12 per day and standard
deviation, beside 0.25 for everybody). Each partner fills in nine items of the ECR-RS; diary and scored form
go into one fit. The same with the traits themselves shows what the error of the form costs.
"""

import sys
import time

import numpy as np

import pasdedeux
from pasdedeux.instruments import partners
from pasdedeux.loop import LinearLoop
from pasdedeux.people import Person
from pasdedeux.records import Records
from pasdedeux.services import score
from pasdedeux.simulate.linear import simulate_records

SEED = 20261124
COUPLES, DAYS = 60, 42
LABELS = ("A", "B")
PLANTED, USUAL, RATE = 0.12, 0.25, 1.0


def diary(rng: np.random.Generator, anxiety: np.ndarray) -> Records:
    """One role; the drift of each couple follows from the two traits, shape (couples, 2)."""
    loops = []
    for pair in anxiety:
        into = np.clip(USUAL + PLANTED * pair, -0.6, 0.8)
        drift = np.array([[-RATE, into[0]], [into[1], -RATE]])
        loops.append(LinearLoop(drift, np.eye(2) * 2 * RATE, ("arousal",)))
    return simulate_records(loops, np.arange(DAYS, dtype=float), seed=rng, missing=0.1, labels=LABELS)


def forms(rng: np.random.Generator, anxiety: np.ndarray, ids: tuple[str, ...]) -> dict[str, list]:
    """ECR-RS answers: items 7-9 measure anxiety, 1-6 are noise about avoidance here."""
    trait = anxiety.reshape(-1)
    table: dict[str, list] = {"couple": [c for c in ids for _ in LABELS], "who": list(LABELS) * len(ids)}
    avoidance = rng.normal(size=trait.size)
    for item in range(1, 10):
        level = trait if item > 6 else avoidance * (-1 if item <= 4 else 1)
        felt = 0.8 * level + 0.6 * rng.normal(size=trait.size)
        table[f"rs{item}"] = np.clip(np.round(3.5 + 1.5 * felt), 1, 7).astype(int).tolist()
    return table


def main(couples: int = COUPLES) -> None:
    rng = np.random.default_rng(SEED)
    anxiety = rng.normal(size=(couples, 2))
    records = diary(rng, anxiety)
    scores = score(forms(rng, anxiety, records.ids), "ecr-rs", couple="couple", partner="who")
    truth = {
        (couple, label): Person(label, {"anxiety": float(anxiety[n, i])})
        for n, couple in enumerate(records.ids)
        for i, label in enumerate(LABELS)
    }
    print(f"{couples} couples, {DAYS} days; alpha of the form {scores.reliability['anxiety'].alpha:.2f}")
    for name, people in (("scored answers", partners(scores)), ("traits themselves", truth)):
        began = time.perf_counter()
        fit = pasdedeux.fit(
            records.knowing(people), level="population", moderators=("anxiety",), checks=False, seed=1
        )
        print(f"\n{name} ({time.perf_counter() - began:.0f} s, settled: {fit.converged_})")
        for key, value in fit.estimates_.items():
            if key.startswith("coupling by"):
                print(f"  {key:48s} {value.estimate:6.3f} [{value.low:6.3f}, {value.high:6.3f}]")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
