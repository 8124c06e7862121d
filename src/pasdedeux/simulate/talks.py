"""Coded talks drawn from known answers: for examples, recovery studies and tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from pasdedeux.arguments import names_wrong_arguments, whole, within
from pasdedeux.errors import InputError
from pasdedeux.people import Couple, Person
from pasdedeux.records import Provenance, Talk, Talks

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
SECONDS = 10.0
"""Length of an interval, and mean time between two events."""
LARGEST = 20.0  # logits
FORMS = ("intervals", "turns", "events")
REST = "other"


@names_wrong_arguments
@dataclass(frozen=True)
class TalkPopulation:
    r"""How the couples of a study answer each other within a talk.

    The chance that partner :math:`i` shows a response is, on the logit scale, a level, plus ``own`` where
    :math:`i` showed it last time, plus ``partner`` where the other showed theirs last time, plus a trend.
    Each of the first three varies between couples.

    Parameters
    ----------
    level, own, partner
        Means over couples, one of each partner, in logits.
    interaction
        Added where both showed theirs last time.
    trend
        Change of the level from the beginning of a talk to its end.
    spread
        Standard deviations between couples of level, own and partner.
    alike
        Correlation of the two partners' deviations.
    moderators
        By the name of a trait of the one who answers: what one standard deviation adds to level and partner.

    Examples
    --------
    >>> TalkPopulation().effects(3, seed=1).shape
    (3, 2, 3)
    """

    level: tuple[float, float] = (-1.0, -1.0)
    own: tuple[float, float] = (1.0, 1.0)
    partner: tuple[float, float] = (1.0, 1.0)
    interaction: tuple[float, float] = (0.0, 0.0)
    trend: tuple[float, float] = (0.0, 0.0)
    spread: tuple[float, float, float] = (0.5, 0.5, 0.5)
    alike: float = 0.2
    moderators: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("level", "own", "partner", "interaction", "trend"):
            for value in getattr(self, name):
                within(name, value, -LARGEST, LARGEST)
        for value in self.spread:
            within("spread", value, 0.0, LARGEST)
        within("alike", self.alike, -1.0, 1.0)

    def traits(self, couples: int, seed: int) -> FloatArray:
        """Standardised traits of both partners, shape (couples, 2, traits), by the order of `moderators`."""
        return _rng(seed, 0).standard_normal((couples, 2, len(self.moderators)))

    def effects(self, couples: int, seed: int) -> FloatArray:
        """Level, own and partner of each couple and partner, shape (couples, 2, 3): the truth to recover."""
        means = np.column_stack([self.level, self.own, self.partner])
        z = _rng(seed, 1).standard_normal((couples, 2, 3))
        z[:, 1] = self.alike * z[:, 0] + np.sqrt(1.0 - self.alike**2) * z[:, 1]
        effects = means + np.array(self.spread) * z
        shifts = np.array(list(self.moderators.values())).reshape(-1, 2)
        effects[:, :, [0, 2]] += self.traits(couples, seed) @ shifts
        return np.asarray(effects)


@names_wrong_arguments
def simulate_talks(
    couples: int,
    length: int,
    *,
    seed: int,
    population: TalkPopulation | None = None,
    form: str = "intervals",
    codes: tuple[str, str] = ("tense", "tense"),
    labels: tuple[str, str] = ("A", "B"),
    missing: float = 0.0,
    distinguishable: bool = True,
) -> Talks:
    """Draw one coded talk of each couple.

    Parameters
    ----------
    couples
        Number of couples.
    length
        Intervals, turns or events of a talk.
    seed
        Seed; `TalkPopulation.effects` gives with the same seed what these couples were made of.
    population
        How they answer each other.
    form
        ``"intervals"`` of ten seconds, in each of which both partners have a code; ``"turns"``, one after the
        other, the first by lot; ``"events"`` at irregular times, each by either partner.
    codes
        What each partner's response is called; the rest is ``"other"``.
    labels
        Partner labels.
    missing
        Share of codes that could not be given.
    distinguishable
        False where which partner comes first means nothing.

    Returns
    -------
    Talks
        Marked as simulated.

    Raises
    ------
    InputError
        If a number is out of range or a form is not known.

    Examples
    --------
    >>> talks = simulate_talks(4, 20, seed=1)
    >>> talks
    Talks(4 of 4 couples, 160 coded intervals)
    >>> simulate_talks(4, 20, seed=1, form="turns")
    Talks(4 of 4 couples, 80 coded turns)
    """
    whole("couples", couples, 1, 100_000)
    whole("length", length, 2, 1_000_000)
    whole("seed", seed, 0)
    within("missing", missing, 0.0, 1.0)
    if form not in FORMS:
        raise InputError("simulate.no-form", where="form", form=form, forms=list(FORMS))
    population = population or TalkPopulation()
    rng = _rng(seed, 2)
    who = _speakers(form, couples, length, rng)
    shown = _responses(population, population.effects(couples, seed), who, rng)
    names = tuple(dict.fromkeys((REST, *codes)))
    target = np.array([names.index(code) for code in codes])
    code = np.where(shown, target[who], 0)
    code[rng.random(code.shape) < missing] = -1
    start = _starts(form, couples, length, rng)
    width = len(str(couples))
    traits = population.traits(couples, seed)
    talks = []
    for n in range(couples):
        scores = (dict(zip(population.moderators, map(float, own), strict=True)) for own in traits[n])
        one, two = (Person(label, own) for label, own in zip(labels, scores, strict=True))
        end = start[n] + SECONDS if form == "intervals" else np.empty(0)
        talks.append(
            Talk(
                Couple(f"{n + 1:0{width}d}", (one, two)),
                names,
                form,  # type: ignore[arg-type]  # checked above
                who[n].ravel().astype(np.int8),
                code[n].ravel().astype(np.int16),
                start[n],
                end,
                clock=form != "turns",
            )
        )
    provenance = Provenance(
        source=f"simulated, {couples} couples",
        layout="simulated",
        rows=code.size,
        simulated=True,
    )
    return Talks(tuple(talks), provenance=provenance, distinguishable=distinguishable)


def _rng(seed: int, stream: int) -> np.random.Generator:
    return np.random.default_rng([seed, stream])


def _speakers(form: str, couples: int, length: int, rng: np.random.Generator) -> IntArray:
    """Say who is coded, shape (couples, length, 1 or 2): those in one row at the same time."""
    if form == "intervals":
        return np.broadcast_to(np.arange(2), (couples, length, 2))
    if form == "events":
        return rng.integers(0, 2, (couples, length, 1))
    return (np.arange(length)[:, None] + rng.integers(0, 2, (couples, 1, 1))) % 2


def _starts(form: str, couples: int, length: int, rng: np.random.Generator) -> FloatArray:
    """When each code begins, shape (couples, codes)."""
    if form == "events":
        return np.asarray(np.cumsum(rng.exponential(SECONDS, (couples, length)), axis=1))
    start = np.arange(length) * (SECONDS if form == "intervals" else 1.0)
    return np.tile(np.repeat(start, 2 if form == "intervals" else 1), (couples, 1))


def _responses(
    population: TalkPopulation, effects: FloatArray, who: IntArray, rng: np.random.Generator
) -> NDArray[np.bool_]:
    """Whether each code is the response, shape of ``who``."""
    couples, length, _ = who.shape
    chance = rng.random(who.shape)
    shown = np.zeros(who.shape, dtype=np.bool_)
    last = np.zeros((couples, 2))
    row = np.arange(couples)[:, None]
    trend, interaction = np.array(population.trend), np.array(population.interaction)
    for t in range(length):
        own, other = last[row, who[:, t]], last[row, 1 - who[:, t]]
        level, own_effect, partner = np.moveaxis(effects[row, who[:, t]], -1, 0)
        logit = level + own_effect * own + partner * other + interaction[who[:, t]] * own * other
        logit = logit + trend[who[:, t]] * (t / (length - 1) - 0.5)
        shown[:, t] = chance[:, t] < 1.0 / (1.0 + np.exp(-logit))
        last[row, who[:, t]] = shown[:, t]
    return shown


@names_wrong_arguments
def example_talks(couples: int = 40, length: int = 60, seed: int = 20261124) -> Talks:
    """Draw the example that ships with the project: invented couples who talk for ten minutes, so labelled.

    In each ten seconds Alma demands or not, and Sam withdraws or not; either makes the other likelier,
    the more so the more avoidant the one who answers is.

    Parameters
    ----------
    couples, length
        Number of couples, and of intervals.
    seed
        Seed.

    Returns
    -------
    Talks
        The simulated study.

    Examples
    --------
    >>> talks = example_talks()
    >>> talks.codes, talks.provenance.simulated
    (('other', 'demand', 'withdraw'), True)
    """
    population = TalkPopulation(
        level=(-1.1, -1.3),
        own=(1.0, 1.3),
        partner=(0.7, 1.0),
        trend=(0.3, 0.6),
        spread=(0.5, 0.4, 0.4),
        moderators={"anxiety": (0.2, 0.0), "avoidance": (0.0, 0.25)},
    )
    return simulate_talks(
        couples,
        length,
        seed=seed,
        population=population,
        codes=("demand", "withdraw"),
        labels=("Alma", "Sam"),
        missing=0.02,
    )
