"""The study that would validate the five-minute check, simulated before anybody is asked.

    python bench/instruments_check_study.py

Everything assumed stands in the first lines and in docs/five-minute-check.md. Couples are simulated,
because partners resemble each other a little and are not two independent people.
"""

import numpy as np

from pasdedeux.instruments.check import EIGHT_IN_TEN
from pasdedeux.instruments.keys import key
from pasdedeux.services import score

SEED = 20261123
STUDIES = 200
COUPLES = (50, 100, 150, 250)
PARTNERS = 0.20  # correlation of the same trait between partners
DIMENSIONS = 0.25  # anxiety with avoidance within a person
SAME_TRAIT = 0.85  # what the check measures without error with what the ECR-RS measures without error
STABLE = 0.85  # the same trait two weeks later
ACQUIESCENCE = 0.25  # loading of a general wish to say "often", on every item
# Standardised loadings of the six items of a dimension; the two reversed ones (4 and 6) are weaker.
CHECK = (0.70, 0.65, 0.60, -0.55, 0.65, -0.50)
TENDENCY = (0.65, 0.45, 0.60, 0.55, 0.60, 0.60, 0.60)  # seven facets on reach (or away)
BEHAVIOUR = 0.60  # trait with the tendency in hot moments
ECR_RS = {"avoidance": (-0.75, -0.75, -0.75, -0.70, 0.70, 0.70), "anxiety": (0.80, 0.85, 0.80)}
FIVE = (-0.9, 0.0, 0.8, 1.6)  # thresholds of a scale from 1 to 5: most people answer low
SEVEN = (-0.7, -0.1, 0.4, 0.9, 1.4, 1.9)
WRITTEN = {"anxiety": "alarm", "avoidance": "full", "reach": "reach", "away": "away"}


def correlated(rng: np.random.Generator, base: np.ndarray, r: float) -> np.ndarray:
    return r * base + np.sqrt(1 - r**2) * rng.normal(size=base.shape)


def people(rng: np.random.Generator, couples: int) -> dict[str, np.ndarray]:
    """Anxiety, avoidance and the two tendencies of each person, partners beside each other."""
    within = np.array([[1, DIMENSIONS], [DIMENSIONS, 1]])
    across = np.kron(np.array([[1, PARTNERS], [PARTNERS, 1]]), within)
    both = rng.multivariate_normal(np.zeros(4), across, size=couples)
    anxiety, avoidance = both.reshape(couples * 2, 2).T
    return {
        "anxiety": anxiety,
        "avoidance": avoidance,
        "reach": correlated(rng, anxiety, BEHAVIOUR),
        "away": correlated(rng, avoidance, BEHAVIOUR),
    }


def later(rng: np.random.Generator, them: dict[str, np.ndarray], r: float) -> dict[str, np.ndarray]:
    return {name: correlated(rng, latent, r) for name, latent in them.items()}


def answers(
    rng: np.random.Generator,
    trait: np.ndarray,
    yes: np.ndarray,
    loadings: tuple[float, ...],
    cuts: tuple[float, ...],
) -> np.ndarray:
    """Shape (items, people): whole answers from 1 up; a reversed item has its thresholds mirrored."""
    items = []
    for loading in loadings:
        unique = np.sqrt(1 - loading**2 - ACQUIESCENCE**2)
        felt = loading * trait + ACQUIESCENCE * yes + unique * rng.normal(size=trait.shape)
        steps = np.array(cuts) if loading > 0 else -np.array(cuts)[::-1]
        items.append(1 + np.searchsorted(steps, felt))
    return np.array(items)


def check_table(
    rng: np.random.Generator, them: dict[str, np.ndarray], yes: np.ndarray
) -> dict[str, np.ndarray]:
    table = {}
    for name, latent in them.items():
        labels = [label for label in key("check").labels if label.startswith(WRITTEN[name])]
        loadings = TENDENCY if name in {"reach", "away"} else CHECK
        table |= dict(zip(labels, answers(rng, latent, yes, loadings, FIVE), strict=True))
    return table


def ecr_rs_table(
    rng: np.random.Generator, them: dict[str, np.ndarray], yes: np.ndarray
) -> dict[str, np.ndarray]:
    avoidance = answers(rng, them["avoidance"], yes, ECR_RS["avoidance"], SEVEN)
    anxiety = answers(rng, them["anxiety"], yes, ECR_RS["anxiety"], SEVEN)
    return {f"rs_{i}": items for i, items in enumerate([*avoidance, *anxiety], 1)}


def study(rng: np.random.Generator, couples: int) -> dict[str, float]:
    them = people(rng, couples)
    yes = rng.normal(size=couples * 2)
    check = score(check_table(rng, them, yes), "check")
    again = score(check_table(rng, later(rng, them, STABLE), yes), "check")
    other = score(ecr_rs_table(rng, later(rng, them, SAME_TRAIT), yes), "ecr-rs")
    found: dict[str, float] = {}
    for name in check.names:
        r = check.reliability[name]
        found |= {
            f"{name} mean": r.mean,
            f"{name} sd": r.sd,
            f"{name} alpha": r.alpha,
            f"{name} omega": r.omega,
        }
        found |= {
            f"{name} error": r.sem,
            f"{name} retest": float(np.corrcoef(check[name], again[name])[0, 1]),
        }
        found[f"{name} range holds"] = held(check[name], them[name], r.sem)
    for name in ("anxiety", "avoidance"):
        crossed = "avoidance" if name == "anxiety" else "anxiety"
        found[f"{name} with ECR-RS {name}"] = float(np.corrcoef(check[name], other[name])[0, 1])
        found[f"{name} with ECR-RS {crossed}"] = float(np.corrcoef(check[name], other[crossed])[0, 1])
    found["anxiety with avoidance"] = float(np.corrcoef(check["anxiety"], check["avoidance"])[0, 1])
    return found


def held(values: np.ndarray, latent: np.ndarray, error: float) -> float:
    """Share of people whose 8-in-10 range holds what the latent trait alone would give."""
    expected = np.polyval(np.polyfit(latent, values, 3), latent)
    return float((np.abs(values - expected) < EIGHT_IN_TEN * error).mean())


def main() -> None:
    rng = np.random.default_rng(SEED)
    for couples in COUPLES:
        runs = [study(rng, couples) for _ in range(STUDIES)]
        print(f"\n{couples} couples ({couples * 2} people), {STUDIES} simulated studies: median [5 %, 95 %]")
        for name in runs[0]:
            middle, low, high = np.percentile([run[name] for run in runs], (50, 5, 95))
            print(f"  {name:32s} {middle:5.2f} [{low:5.2f}, {high:5.2f}]")


if __name__ == "__main__":
    main()
