"""`fit_nonlinear`: from one couple's record to its nonlinear loop, and what the record does not identify."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pasdedeux.arguments import as_names, whole
from pasdedeux.errors import InputError
from pasdedeux.estimates import QUANTILES, Interval, MonteCarlo
from pasdedeux.identify.inference_data import inference_data
from pasdedeux.identify.nonlinear.filtering import run_filter
from pasdedeux.identify.nonlinear.observation import LOADINGS, diary_of, readable
from pasdedeux.identify.nonlinear.parameters import ParameterSpace, score_priors, space_of
from pasdedeux.identify.nonlinear.posterior import TemperedDraws, draw
from pasdedeux.identify.saved.archive import Archive
from pasdedeux.identify.versions import heading, versions
from pasdedeux.loop import Loop
from pasdedeux.loop import rows as r
from pasdedeux.loop.equations import IN_CYCLE
from pasdedeux.progress import Progress
from pasdedeux.records import Arrangement, Records, arrange, as_records
from pasdedeux.words import Language, Message

FloatArray = NDArray[np.float64]

DRAWS = 200
TOLD = 0.9
"""A trap is told where its probability stands above this, and left open otherwise."""
FEWEST_TRAPS = 10
"""Draws with a trap below which nothing is said of its size."""
LITTLE = 0.8
"""A parameter whose posterior standard deviation is this share of the prior's counts as hardly narrowed."""


@dataclass(frozen=True, slots=True)
class Edge:
    """Gain and resilience of a fitted loop, together.

    Gain says how a round comes back from calm; resilience how bad a day tips the couple out of it. A small
    gain is no promise: both states can be stable, and then the size of the bad day decides.

    Days on which nothing tipped say little of harder days. So a trap can be told, and never that there is
    none: then it is left open, with the probability that there is one.

    Parameters
    ----------
    loop_gain
        Gain of one round around calm, over the draws that have a calm state; None where hardly any has.
    bad_days
        Smallest day that tips the couple, in bad days (the worst of ten), over the draws that have a trap; 0
        where calm is lost. None where too few draws have one.
    p_trap
        Probability that there is a polarised state to be tipped into, or that calm is lost.
    p_calm_lost
        Probability that there is no calm state.
    """

    loop_gain: Interval | None
    bad_days: Interval | None
    p_trap: MonteCarlo
    p_calm_lost: MonteCarlo

    @property
    def left_open(self) -> bool:
        """Whether the record leaves open that there is a trap."""
        return not self.p_trap.above(TOLD)

    @property
    def sentence(self) -> Message:
        """The same in words."""
        gain, days = self.loop_gain, self.bad_days
        return Message(
            "nonlinear.edge",
            gain=Message("nonlinear.edge.no-gain")
            if gain is None
            else Message("nonlinear.edge.gain", gain=gain.estimate, low=gain.low, high=gain.high),
            trap=Message(
                "nonlinear.edge.left-open" if self.left_open else "nonlinear.edge.told",
                p=self.p_trap.value,
                error=self.p_trap.error,
                p_lost=self.p_calm_lost.value,
            ),
            days=Message("nonlinear.edge.no-days")
            if days is None
            else Message("nonlinear.edge.days", times=days.estimate, low=days.low, high=days.high),
        )

    def __str__(self) -> str:
        return str(self.sentence)


@dataclass(frozen=True, eq=False)
class NonlinearFit:
    """One couple's nonlinear loop, identified from its record.

    Made by `fit_nonlinear`. Estimates end in ``_`` and are `Interval` (median, 50 % and 90 %).

    Parameters
    ----------
    records
        The record that was fitted.
    roles
        Which of its roles were used.
    estimates_
        Every free parameter by name: attachment scores and own parts, the couple's numbers, answer scales.
    sd_ratio_
        By name: posterior over prior standard deviation; near 1 the record says nothing of this parameter.
    edge_
        Gain and resilience, together.
    in_cycle_
        Share of reports at which one pursued while the other withdrew, by the filtered states.
    scores_
        Names of the attachment scores whose prior comes from a questionnaire.
    converged_, warnings_
        Whether the calculation settled, and what else should be known.
    seed
        Seed of all random numbers.

    Examples
    --------
    >>> from pasdedeux.simulate.diary import simulate_diary
    >>> records = simulate_diary(Loop.preset("anxious-avoidant"), np.arange(25.0), seed=1)
    >>> found = fit_nonlinear(records, draws=40)
    >>> len(found.loops(10)), found.edge_.bad_days.low <= found.edge_.bad_days.high
    (10, True)
    """

    records: Records
    roles: tuple[str, ...]
    estimates_: Mapping[str, Interval]
    sd_ratio_: Mapping[str, float]
    edge_: Edge
    in_cycle_: float
    scores_: tuple[str, ...]
    converged_: bool
    warnings_: tuple[Message, ...]
    seed: int
    _space: ParameterSpace = field(repr=False)
    _draws: TemperedDraws = field(repr=False)
    versions: Mapping[str, str] = field(default_factory=versions)

    @property
    def loop_gain_(self) -> Interval | None:
        """Gain of one round around calm; `edge_` holds the resilience as well."""
        return self.edge_.loop_gain

    @property
    def narrowed_(self) -> tuple[str, ...]:
        """Numbers of the loop of which the record says more than was likely beforehand."""
        names = self._space.names[: self._space.of_loop]
        return tuple(name for name in names if self.sd_ratio_[name] < LITTLE)

    @property
    def information_(self) -> FloatArray:
        """Eigenvalues of the record's information, largest first, shape (k,).

        In prior standard deviations: along a direction of eigenvalue v, the posterior standard deviation is
        1 / sqrt(1 + v) of the prior's.
        """
        information = self._draws.mode.information / self._draws.correction.inflation
        return np.linalg.eigvalsh(information)[::-1].clip(0.0)

    def loops(self, draws: int = 100) -> tuple[Loop, ...]:
        """Loops drawn from the posterior, as `change` takes them.

        Parameters
        ----------
        draws
            How many; as many as there are where more are asked for.

        Raises
        ------
        InputError
            If ``draws`` is below 1.
        """
        if draws < 1:
            raise InputError("nonlinear.no-loops", where="draws", n=draws)
        z = self._draws.z
        return self._space.loops(z[np.linspace(0, len(z) - 1, min(draws, len(z))).astype(np.int64)])

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write everything into one file, from which `pasdedeux.load` gives an equal fit.

        The file holds the diary's numbers (docs/results.md); it is open to its owner only.

        Raises
        ------
        InputError
            If the file cannot be written.
        """
        return Archive.of("nonlinear fit", self, self.versions).save(path)

    def summary(self, language: Language = "en") -> str:
        """Say the result in a few plain lines."""
        couple, paired = self.records[0].couple.id, self.records.paired
        lines = [
            Message("nonlinear.summary.head", couple=couple, roles=self.roles, paired=paired),
            self.edge_.sentence,
            Message("nonlinear.summary.narrows", names=list(self.narrowed_))
            if self.narrowed_
            else Message("nonlinear.summary.narrows-none"),
            *([] if self.converged_ else [Message("nonlinear.summary.not-settled")]),
            *self.warnings_,
        ]
        return "\n".join(line.text(language) for line in lines)

    def to_dict(self) -> dict[str, Any]:
        """All results as JSON-ready values; None where nothing can be said."""
        return {
            **heading("nonlinear", self.records.provenance, self.versions),
            "couple": self.records[0].couple.id,
            "roles": list(self.roles),
            "loop_gain": self.loop_gain_ and self.loop_gain_.to_dict(),
            "bad_days": self.edge_.bad_days and self.edge_.bad_days.to_dict(),
            "left_open": self.edge_.left_open,
            "p_trap": self.edge_.p_trap.value,
            "p_trap_error": self.edge_.p_trap.error,
            "p_calm_lost": self.edge_.p_calm_lost.value,
            "in_cycle": self.in_cycle_,
            "estimates": {name: value.to_dict() for name, value in self.estimates_.items()},
            "sd_ratio": dict(self.sd_ratio_),
            "scores": list(self.scores_),
            "converged": self.converged_,
            "warnings": [str(warning) for warning in self.warnings_],
            "seed": self.seed,
        }

    def to_inference_data(self) -> Any:
        """Give draws and reports as an xarray `DataTree`, as ArviZ takes it; needs the extra ``arviz``.

        Group ``posterior`` holds every free parameter in its own units. The draws come of tempering, not of a
        chain, so they stand in one chain in no order.

        Raises
        ------
        MissingExtraError
            If arviz-base is not installed.
        """
        return inference_data(
            self._space.variables(self._draws.z),
            self.records,
            self.versions,
            {"channel": self._space.diary.names},
            seed=self.seed,
            converged=int(self.converged_),
        )


def fit_nonlinear(
    records: Records,
    *,
    roles: Sequence[str] | str | None = None,
    questionnaire: str | None = "ecr",
    seed: int = 0,
    draws: int = DRAWS,
    progress: Progress | None = None,
) -> NonlinearFit:
    """Identify one couple's nonlinear loop.

    Parameters
    ----------
    records
        Of one couple; of several, fit each by ``records.choose([id])``.
    roles
        Which roles to use; unless given, all that the loop has a state for.
    questionnaire
        Which form the partners' scores (traits ``anxiety``, ``avoidance``, means of items) come from; they
        then set the prior. None leaves scores out.
    seed
        Seed; the same seed gives the same result.
    draws
        How many draws of the posterior.
    progress
        Called with the name of the stage and the share done.

    Returns
    -------
    NonlinearFit
        Never NaN; says itself whether it settled.

    Raises
    ------
    InputError
        If there is more than one couple, no role that the loop has a state for, or hardly any answer.

    Examples
    --------
    >>> from pasdedeux.simulate import example_records
    >>> found = fit_nonlinear(example_records(couples=1, days=30), draws=20)
    >>> found.roles, 0.0 <= found.in_cycle_ <= 1.0
    (('arousal',), True)
    """
    report = progress or (lambda _stage, _share: None)
    stage = Message("nonlinear.progress")
    space, known = prepare(records, roles, questionnaire, draws, seed)
    arrangement = arrange(records)
    arranged = arranged_space(records, arrangement, space, questionnaire)
    report(stage, 0.0)
    found = draw(arranged, generator(arrangement, seed, "posterior"), draws)
    report(stage, 0.7)
    given = found.taken(arranged.places(space.names, swapped=arrangement.swapped[0]))
    values = space.natural(given.z)
    return NonlinearFit(
        records,
        tuple(dict.fromkeys(space.diary.roles)),
        {name: _interval(values[:, n]) for n, name in enumerate(space.names)},
        {name: float(given.z[:, n].std(ddof=1)) for n, name in enumerate(space.names)},
        edge_of(arranged.loops(found.z)),
        _in_cycle(arranged, found),
        tuple(known),
        found.converged,
        _warnings(space, found),
        seed,
        space,
        given,
    )


def prepare(
    records: Records, roles: Sequence[str] | str | None, questionnaire: str | None, draws: int, seed: int
) -> tuple[ParameterSpace, tuple[str, ...]]:
    """Lay out the record and choose what is free; also which scores have a prior from a questionnaire."""
    as_records(records)
    whole("draws", draws, 20)
    whole("seed", seed, 0)
    chosen = as_names(roles, "roles") or readable(records)
    if not chosen:
        raise InputError(
            "nonlinear.nothing-to-use",
            where=records.provenance.source,
            roles=records.roles,
            known=tuple(LOADINGS),
        )
    diary = diary_of(records, chosen)
    known = score_priors(records[0].couple, questionnaire) if questionnaire else {}
    return space_of(diary, known), tuple(known)


def arranged_space(
    records: Records, arrangement: Arrangement, space: ParameterSpace, questionnaire: str | None
) -> ParameterSpace:
    """Lay out the same record in an order that hangs on neither names nor places: all is computed in it."""
    arranged = arrangement.apply(records)
    roles = tuple(role for role in LOADINGS if role in space.diary.roles)
    known = score_priors(arranged[0].couple, questionnaire) if questionnaire else {}
    return space_of(diary_of(arranged, roles), known)


def generator(arrangement: Arrangement, seed: int, use: str) -> np.random.Generator:
    """Draw from the couple's own stream for one use."""
    return np.random.Generator(np.random.Philox(arrangement.stream(seed, use, 0)))


def _interval(draws: ArrayLike) -> Interval:
    """Summarise draws by quantiles that hold for a further draw, however few there are."""
    # Hyndman & Fan 1996, definition 6: 40 draws give 90 %, not 86 % as by the usual one
    low, low50, middle, high50, high = (
        float(q) for q in np.quantile(np.asarray(draws), QUANTILES, method="weibull")
    )
    return Interval(middle, low, high, low50, high50)


def edge_of(loops: Sequence[Loop]) -> Edge:
    """Gain and resilience over loops drawn from a posterior."""
    tipping = np.array([loop.resilience().bad_days for loop in loops])
    gains = [loop.loop_gain() for loop, days in zip(loops, tipping, strict=True) if days > 0.0]
    trapped = tipping[np.isfinite(tipping)]
    return Edge(
        _interval(gains) if len(gains) >= max(0.05 * len(loops), 2.0) else None,
        _interval(trapped) if len(trapped) >= FEWEST_TRAPS else None,
        _chance(len(trapped), len(loops)),
        _chance(int((tipping == 0.0).sum()), len(loops)),
    )


def _chance(hits: int, draws: int) -> MonteCarlo:
    """Probability by so many of the draws, never quite 0 or 1 (Jeffreys' prior)."""
    p = (hits + 0.5) / (draws + 1.0)
    return MonteCarlo(p, float(np.sqrt(p * (1.0 - p) / (draws + 2.0))))


def _in_cycle(space: ParameterSpace, found: TemperedDraws) -> float:
    states = run_filter(space.diary, space.parameters(found.mode.z[None])).states[0]
    return float((-states[:, r.MOVE] * states[:, r.N_OWN + r.MOVE] > IN_CYCLE).mean())


def _warnings(space: ParameterSpace, found: TemperedDraws) -> tuple[Message, ...]:
    notes = []
    if not found.reached:
        notes.append(Message("nonlinear.warning.not-reached"))
    elif not found.converged:
        notes.append(Message("nonlinear.warning.not-mixed", correlation=found.autocorrelation))
    if not space.diary.known.any():
        notes.append(Message("nonlinear.warning.no-stress"))
    return tuple(notes)
