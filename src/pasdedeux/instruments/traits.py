"""From scores to the two partners, and to weak prior information for a fit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.errors import InputError
from pasdedeux.instruments.keys import Key
from pasdedeux.instruments.reliability import regressed
from pasdedeux.instruments.scoring import Scores
from pasdedeux.people import Person
from pasdedeux.words import Message

FloatArray = NDArray[np.float64]

DIMENSIONS = ("anxiety", "avoidance")


@dataclass(frozen=True, eq=False, slots=True)
class TraitPriors:
    """Prior information of a questionnaire about N people on the two dimensions.

    Parameters
    ----------
    names
        ``("anxiety", "avoidance")``.
    mean, sd
        Shape (N, 2), in standard units of the trait itself: the population has mean 0 and standard
        deviation 1. A person without a score has mean 0 and standard deviation 1.
    reliability
        Per dimension, share of the variance of the score in the reference that is not error.
    reference
        What was taken as the population.
    """

    names: tuple[str, str]
    mean: FloatArray
    sd: FloatArray
    reliability: Mapping[str, float]
    reference: Message


@names_wrong_arguments
def traits(scores: Scores) -> dict[str, FloatArray]:
    """Anxiety and avoidance of each person as means of the items, whatever the form sums.

    Parameters
    ----------
    scores
        Of a questionnaire with the scales ``anxiety`` and ``avoidance``: the ECR family and our check.

    Returns
    -------
    dict
        ``anxiety`` and ``avoidance``, shape (N,), in the units of one item (1-7 in the ECR family).

    Examples
    --------
    >>> from pasdedeux.services import score
    >>> short = score({f"ecrs_{i}": [4] for i in range(1, 13)}, "ecr-s")
    >>> float(short["anxiety"][0]), float(traits(short)["anxiety"][0])
    (24.0, 4.0)
    """
    _two_dimensions(scores)
    return {name: scores[name] / items_in_unit(scores.key, name) for name in DIMENSIONS}


@names_wrong_arguments
def partners(scores: Scores) -> dict[tuple[str, str], Person]:
    """Each person as a `Person`, by couple and label.

    Scales without a score are left out of ``traits``, so that the partner has NaN for them.

    Parameters
    ----------
    scores
        Made with ``couple=`` and ``partner=``.

    Returns
    -------
    dict
        From ``(couple, label)`` to `Person`; `Records.knowing` takes it.

    Examples
    --------
    >>> from pasdedeux.services import score
    >>> forms = {"couple": ["07", "07"], "who": ["M", "W"]} | {f"Q{i}": [2, 5] for i in range(1, 10)}
    >>> people = partners(score(forms, "ecr-rs", couple="couple", partner="who"))
    >>> people["07", "W"].anxiety
    5.0
    """
    if not {"couple", "partner"} <= set(scores.ids):
        raise InputError("instruments.scoring.no-couples", where="scores")
    found = traits(scores)
    people = zip(scores.ids["couple"], scores.ids["partner"], strict=True)
    return {
        (couple, label): Person(
            label, {name: float(found[name][i]) for name in DIMENSIONS if not np.isnan(found[name][i])}
        )
        for i, (couple, label) in enumerate(people)
    }


@names_wrong_arguments
def trait_priors(
    scores: Scores, *, reference: str | Mapping[str, tuple[float, float]] = "published", validity: float = 1.0
) -> TraitPriors:
    """Weak prior information on the traits, given the scores and their error of measurement.

    Kelley's regression to the mean, see `pasdedeux.instruments.reliability.regressed`. A missing or
    unreliable answer pulls towards "like anybody".

    Parameters
    ----------
    scores
        Of a questionnaire with the scales ``anxiety`` and ``avoidance``.
    reference
        The population: ``"published"`` norms of the key, ``"sample"`` for the people in the table
        (at least 30), or a map from dimension to (mean, sd) in the units of the score.
    validity
        Correlation assumed between what the form measures without error and the trait that the model
        means; below 1 for a general form about all partners, or for a form that is not validated.

    Raises
    ------
    InputError
        If the questionnaire has other scales, or the reference or the error of measurement is not known.

    Examples
    --------
    >>> from pasdedeux.services import score
    >>> one = score({f"ecr{i}": [6 if i % 2 == 0 else 2] for i in range(1, 37)}, "ecr")
    >>> priors = trait_priors(one)
    >>> priors.mean.round(2).tolist(), priors.sd.round(2).tolist()
    ([[1.98, 0.89]], [[0.3, 0.24]])
    """
    _two_dimensions(scores)
    if not 0 < validity <= 1:
        raise InputError("instruments.scoring.odd-validity", where="validity", validity=float(validity))
    population, source = _population(scores, reference)
    mean, sd = np.zeros((len(scores), 2)), np.ones((len(scores), 2))
    shares = {}
    for d, name in enumerate(DIMENSIONS):
        centre, spread = population[name]
        error = scores.se[:, scores.names.index(name)]
        known = ~np.isnan(scores[name])
        if not spread > 0 or np.isnan(centre) or np.isnan(scores.reliability[name].sem):
            raise _no_reference(scores, name)
        r = np.clip(1 - (error[known] / spread) ** 2, 0.0, 1.0)
        mean[known, d], sd[known, d] = regressed((scores[name][known] - centre) / spread, r, validity)
        shares[name] = float(np.clip(1 - (scores.reliability[name].sem / spread) ** 2, 0.0, 1.0))
    return TraitPriors(DIMENSIONS, mean, sd, shares, source)


def _population(
    scores: Scores, reference: str | Mapping[str, tuple[float, float]]
) -> tuple[Mapping[str, tuple[float, float]], Message]:
    if isinstance(reference, Mapping):
        absent = [name for name in DIMENSIONS if name not in reference]
        if absent:
            raise InputError("instruments.scoring.reference-lacks", where="reference", dimension=absent[0])
        return reference, Message("instruments.reference.given")
    if reference == "sample":
        if any(scores.reliability[name].basis != "sample" for name in DIMENSIONS):
            raise InputError("instruments.scoring.sample-too-small", where="reference")
        sample = {n: (scores.reliability[n].mean, scores.reliability[n].sd) for n in DIMENSIONS}
        return sample, Message("instruments.reference.sample")
    if reference != "published":
        raise InputError("instruments.scoring.no-such-reference", where="reference", reference=reference)
    norms = {name: next((n for n in scores.key.norms if n.subscale == name), None) for name in DIMENSIONS}
    cited = "; ".join(f"{name}: {n.sample}, {n.source} [{n.tag}]" for name, n in norms.items() if n)
    form = scores.key
    published = {n: (form.published(n, "mean"), form.published(n, "sd")) for n in DIMENSIONS}
    return published, Message("instruments.reference.published", norms=cited)


def _no_reference(scores: Scores, name: str) -> InputError:
    title = scores.key.title
    return InputError("instruments.scoring.reference-unknown", where="reference", dimension=name, title=title)


def _two_dimensions(scores: Scores) -> None:
    if not set(DIMENSIONS) <= set(scores.names):
        raise InputError("instruments.scoring.not-two-dimensions", where="scores", title=scores.key.title)


def items_in_unit(form: Key, name: str) -> int:
    """How many items one unit of a score stands for: all of a scale that is summed, else one."""
    return len(form.subscale(name).items) if form.statistic == "sum" else 1
