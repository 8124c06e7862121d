"""The free parameters of the nonlinear fit, and their priors.

A record says little about most of the loop's parameters. Free are the two attachment scores of each partner,
which move many parameters at once along `pasdedeux.loop.attachment`; the personal part of reach and guard; a
handful of parameters of the couple; and how each person uses each answer scale. Everything else keeps its
ordinary value. Free parameters are counted in standard deviations of their prior, so that the prior is the
same for all and a posterior's standard deviation shows at once what the record has added.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from pasdedeux.errors import InputError
from pasdedeux.identify.inference_data import SAMPLE, Variables
from pasdedeux.identify.nonlinear.observation import Diary
from pasdedeux.loop import NAMES, PARAMETERS, Between, Loop, Side
from pasdedeux.loop.attachment import WIDEST, side_values
from pasdedeux.people import Couple
from pasdedeux.words import Message

FloatArray = NDArray[np.float64]

VALIDITY = 0.8
"""Correlation assumed between what a questionnaire measures without error and the score that the loop means:
a form about partners at large, a loop of these two (set here, no evidence)."""
ORDINARY_ALPHA = 0.85
FIRST = np.array([0.1, 0.0, 0.6, 0.01, 0.07, 0.1, 0.0, 0.6, 0.01, 0.07, 0.5])
"""States expected before the first report (security: the person's set-point); and how far they may be off."""
FIRST_SD = np.array([0.3, 0.4, 0.1, 0.03, 0.1, 0.3, 0.4, 0.1, 0.03, 0.1, 0.35])


@dataclass(frozen=True, slots=True)
class FreeParameter:
    """One free parameter.

    Parameters
    ----------
    name
        As results name it.
    mean, sd
        Its normal prior, on the scale it is fitted on.
    log
        True where it is fitted as a logarithm.
    meaning
        What it is.
    """

    name: str
    mean: float
    sd: float
    log: bool
    meaning: str


_DEFAULT = {row.name: row.default for row in PARAMETERS}


def _of_couple(name: str, sd: float, meaning: str, *, log: bool) -> FreeParameter:
    return FreeParameter(name, float(np.log(_DEFAULT[name])) if log else _DEFAULT[name], sd, log, meaning)


SCORES = tuple(
    FreeParameter(
        f"{name}_{i}", 0.0, 1.0, log=False, meaning=f"attachment {name}, standard deviations of the norm"
    )
    for i in (1, 2)
    for name in ("anxiety", "avoidance")
)
PERSONAL = tuple(
    FreeParameter(
        f"own_{name}_{i}", 0.0, 0.3, log=False, meaning=f"{name} beyond what the scores say, log scale"
    )
    for name in ("reach", "guard")
    for i in (1, 2)
)
OF_BOTH = (
    FreeParameter("own_urgency", 0.0, 0.35, log=False, meaning="urgency of both beyond the ordinary"),
    _of_couple("warmth", 0.2, "what draws the two together with nobody moving", log=False),
    _of_couple("own_mood", 0.4, "spread of each partner's own mood", log=True),
    _of_couple("shared_mood", 0.5, "spread of the mood both share", log=True),
    _of_couple("stress_size", 0.4, "mean size of stress events", log=True),
)
STRIKE = FreeParameter("stress_weight", 0.0, 0.5, log=True, meaning="stress of a day that was rated worst")
SCALE_SD, ERROR_SHARE, ERROR_SD = 0.35, 0.1, 0.6


@dataclass(frozen=True, eq=False, slots=True)
class FilterParameters:
    """B sets of parameters as the filter takes them.

    Parameters
    ----------
    thetas
        Shape (B, P): the loop, rows as in `pasdedeux.loop.NAMES`.
    scales, errors
        Shape (B, m): answer units per unit of the state, and standard deviation of the answer's error.
    stress_weights
        Shape (B,): stress of a day that was rated worst.
    first, first_sd
        Shape (11,): states before the first report.
    """

    thetas: FloatArray
    scales: FloatArray
    errors: FloatArray
    stress_weights: FloatArray
    first: FloatArray
    first_sd: FloatArray

    @property
    def numbers(self) -> tuple[FloatArray, ...]:
        """Parameters as the kernel takes them."""
        return self.thetas, self.scales, self.errors, self.stress_weights

    @property
    def initial_states(self) -> tuple[FloatArray, FloatArray]:
        """States before the first report as the kernel takes them."""
        return self.first, self.first_sd


@dataclass(frozen=True, eq=False)
class ParameterSpace:
    """All free parameters of one couple's fit, in order; k of them.

    Parameters
    ----------
    diary
        The record they are for.
    free
        The numbers: scores, personal parts, the couple's, then scale and error of each channel.
    """

    diary: Diary
    free: tuple[FreeParameter, ...]

    @property
    def k(self) -> int:
        """How many."""
        return len(self.free)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names in order."""
        return tuple(one.name for one in self.free)

    @property
    def of_loop(self) -> int:
        """How many of them, the first ones, belong to the loop and not to the answer scales."""
        return self.k - 2 * len(self.diary.roles)

    def fitted_scale(self, z: FloatArray) -> FloatArray:
        """From prior standard deviations to the scale on which the prior is normal; shape (..., k)."""
        return np.asarray([one.mean for one in self.free] + z * np.array([one.sd for one in self.free]))

    def natural(self, z: FloatArray) -> FloatArray:
        """From prior standard deviations to the parameters' own units; shape (..., k)."""
        values = self.fitted_scale(z)
        return np.where([one.log for one in self.free], np.exp(np.minimum(values, 50.0)), values)

    def at(self, name: str) -> int:
        """Position of a parameter."""
        return self.names.index(name)

    def places(self, names: Sequence[str], *, swapped: bool) -> NDArray[np.int64]:
        """Positions of these parameters, named as they are where the partners stand the other way round."""
        other = {"1": "2", "2": "1"} if swapped else {}
        stems = [(stem, who) for stem, _, who in (name.rpartition("_") for name in names)]
        own = [f"{stem}_{other.get(who, who)}" if stem else who for stem, who in stems]
        return np.array([self.at(name) for name in own], dtype=np.int64)

    def parameters(self, z: FloatArray) -> FilterParameters:
        """Turn B vectors, shape (B, k), into what the filter takes."""
        value = dict(zip(self.names, self.natural(z).T, strict=True))
        thetas = np.repeat(Loop().theta()[None], len(z), axis=0)
        for i in (1, 2):
            scores = [np.clip(value[f"{name}_{i}"], -WIDEST, WIDEST) for name in ("anxiety", "avoidance")]
            own = {name: value[f"own_{name}_{i}"] for name in ("reach", "guard")}
            own["urgency"] = value["own_urgency"]
            for name, values in side_values(scores[0], scores[1], own).items():
                thetas[:, NAMES.index(f"{name}_{i}")] = values
        for row in PARAMETERS:
            if row.name in value:
                thetas[:, NAMES.index(row.name)] = np.clip(value[row.name], row.low, row.high)
        m = len(self.diary.roles)
        channels = self.natural(z)[:, self.of_loop :]
        return FilterParameters(
            thetas,
            np.ascontiguousarray(channels[:, :m]),
            np.ascontiguousarray(channels[:, m:]),
            np.ascontiguousarray(value["stress_weight"]) if "stress_weight" in value else np.ones(len(z)),
            FIRST,
            FIRST_SD,
        )

    def variables(self, z: FloatArray) -> Variables:
        """Give every parameter, shape (S, k), its own units and its dimensions: persons, or channels."""
        values = dict(zip(self.names, self.natural(z).T[:, None], strict=True))
        found: Variables = {}
        for name in self.names[: self.of_loop]:
            stem, _, who = name.rpartition("_")
            if who == "1":
                pair = np.stack([values[name], values[f"{stem}_2"]], axis=-1)
                found[stem] = ((*SAMPLE, "person"), pair)
            elif who != "2":
                found[name] = (SAMPLE, values[name])
        m = len(self.diary.roles)
        channels = np.stack([values[name] for name in self.names[self.of_loop :]], axis=-1)
        per_channel = (*SAMPLE, "channel")
        return found | {"scale": (per_channel, channels[..., :m]), "error": (per_channel, channels[..., m:])}

    def loops(self, z: FloatArray) -> tuple[Loop, ...]:
        """Loops of B vectors."""
        return tuple(loop_of(theta) for theta in self.parameters(z).thetas)


def loop_of(theta: FloatArray) -> Loop:
    """Build the loop whose parameters are these, shape (P,)."""
    value = dict(zip(NAMES, theta.tolist(), strict=True))
    sides = [
        Side(**{row.name: value[f"{row.name}_{i}"] for row in PARAMETERS if row.of == "partner"})
        for i in (1, 2)
    ]
    between = Between(**{row.name: value[row.name] for row in PARAMETERS if row.of == "couple"})
    return Loop((sides[0], sides[1]), between)


def space_of(diary: Diary, scores: Mapping[str, tuple[float, float]]) -> ParameterSpace:
    """Choose what is free for this record.

    Parameters
    ----------
    diary
        The record.
    scores
        Prior mean and standard deviation by name (``"anxiety_1"``), where a questionnaire gave one.
    """
    known = [replace(one, mean=scores[one.name][0], sd=scores[one.name][1]) if one.name in scores else one
             for one in SCORES]  # fmt: skip
    both = [*OF_BOTH, *((STRIKE,) if diary.known.any() else ())]
    scales = [
        FreeParameter(
            f"scale_{name}", float(np.log(scale)), SCALE_SD, log=True, meaning="answer per unit of the state"
        )
        for name, scale in zip(diary.names, diary.scale, strict=True)
    ]
    errors = [
        FreeParameter(
            f"error_{name}",
            float(np.log(ERROR_SHARE * reach)),
            ERROR_SD,
            log=True,
            meaning="error of an answer",
        )
        for name, reach in zip(diary.names, diary.reach, strict=True)
    ]
    return ParameterSpace(diary, (*known, *PERSONAL, *both, *scales, *errors))


def score_priors(couple: Couple, questionnaire: str) -> dict[str, tuple[float, float]]:
    """Turn questionnaire scores into what is likely beforehand; nothing for who has none.

    Kelley's regression to the mean, see `pasdedeux.instruments.reliability.regressed`.

    Parameters
    ----------
    couple
        The two, with ``anxiety`` and ``avoidance`` as means of items.
    questionnaire
        Short name of the form, whose published norm is used.

    Raises
    ------
    InputError
        If the form has no norm, or a score does not lie on its answer scale.

    Examples
    --------
    >>> from pasdedeux.people import Person
    >>> couple = Couple("07", (Person("M", {"anxiety": 5.7}), Person("W")))
    >>> {name: (round(mean, 2), round(sd, 2)) for name, (mean, sd) in score_priors(couple, "ecr").items()}
    {'anxiety_1': (1.53, 0.65)}
    """
    from pasdedeux.instruments import key  # noqa: PLC0415 - reads its table from disk
    from pasdedeux.instruments.reliability import regressed  # noqa: PLC0415 - same

    form = key(questionnaire)
    found: dict[str, tuple[float, float]] = {}
    for i, partner in enumerate(couple.partners, start=1):
        for name in ("anxiety", "avoidance"):
            score = float(partner.traits.get(name, np.nan))
            if np.isnan(score):
                continue
            items = len(form.subscale(name).items) if form.statistic == "sum" else 1
            mean, sd = form.published(name, "mean") / items, form.published(name, "sd") / items
            if np.isnan(mean) or np.isnan(sd):
                raise InputError("nonlinear.no-norm", where="questionnaire", form=form.title)
            if not min(form.low) <= score <= max(form.high):
                raise InputError(
                    "nonlinear.off-scale",
                    where=Message("nonlinear.couple", id=couple.id),
                    dimension=name,
                    partner=partner.label,
                    value=f"{score:g}",
                    form=form.title,
                    low=f"{min(form.low):g}",
                    high=f"{max(form.high):g}",
                )
            alpha = form.published(name, "alpha")
            trust = ORDINARY_ALPHA if np.isnan(alpha) else alpha
            middle, spread = regressed((score - mean) / sd, trust, VALIDITY)
            found[f"{name}_{i}"] = (float(middle), float(spread))
    return found
