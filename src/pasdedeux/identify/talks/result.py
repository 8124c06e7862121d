"""`TalksFit`: what was found in coded talks, as numbers, words and data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pasdedeux.errors import InputError
from pasdedeux.estimates import Interval
from pasdedeux.identify.talks.responses import Pair
from pasdedeux.identify.talks.results import CoupleDependence, DependenceVerdict, HeldOut, SwappedPartners
from pasdedeux.identify.talks.sampler import Draws
from pasdedeux.identify.versions import heading, versions
from pasdedeux.records import Talks
from pasdedeux.words import Language, Message


@dataclass(frozen=True, eq=False)
class TalksFit:
    """How partners answer each other in coded talks, with uncertainty, checks and a verdict.

    Made by `fit_talks`. What is given by partner has one entry for each, or one for both where it means
    nothing who comes first. Effects are in logits and describe the typical couple.

    Parameters
    ----------
    talks, response, trigger
        What was fitted: the response of each partner, and what of each counts for the other's.
    partners
        Who answers.
    effects_
        By partner and name: level, own, partner, trend, and what else was asked for.
    probabilities_
        By partner: chance of the next response half-way through a talk where last time ``"neither"`` had
        shown theirs, the person's ``"own"`` alone, the ``"partner"`` alone, or ``"both"``.
    spreads_
        By partner: standard deviations between couples of level, own and partner.
    alike_
        Correlation between couples of the one partner's deviation with the other's.
    couples_
        One `CoupleDependence` per couple.
    swapped_, new_couples_, last_thirds_
        By partner, or None where they were not made: the partner's effect with partners swapped, and what the
        partner's last adds to foretelling couples, and last thirds of talks, that were not seen.
    verdict_
        The answer and its rule.
    converged_, warnings_
        Whether the chains agree and are enough, and what else should be known.
    seed
        Seed of all random numbers.
    data_hash
        SHA-256 of what was fitted.
    posterior
        Draws.
    versions
        Versions, by name, of what the numbers depend on.

    Examples
    --------
    >>> from pasdedeux.identify import fit_talks
    >>> from pasdedeux.simulate import example_talks
    >>> found = fit_talks(example_talks(couples=12), response=("demand", "withdraw"), checks=False)
    >>> found.partners, found.couples_[0].id
    (('Alma', 'Sam'), '01')
    """

    talks: Talks
    response: Pair
    trigger: Pair
    partners: tuple[str, ...]
    effects_: tuple[Mapping[str, Interval], ...]
    probabilities_: tuple[Mapping[str, Interval], ...]
    spreads_: tuple[Mapping[str, Interval], ...]
    alike_: Mapping[str, Interval]
    couples_: tuple[CoupleDependence, ...]
    swapped_: tuple[SwappedPartners, ...] | None
    new_couples_: tuple[HeldOut, ...] | None
    last_thirds_: tuple[HeldOut, ...] | None
    verdict_: DependenceVerdict
    converged_: bool
    warnings_: tuple[Message, ...]
    seed: int
    data_hash: str
    posterior: Draws = field(repr=False)
    versions: Mapping[str, str] = field(default_factory=versions)

    @property
    def responses(self) -> int:
        """Number of responses that were fitted."""
        return sum(sum(couple.responses) for couple in self.couples_)

    def couple(self, couple: str) -> CoupleDependence:
        """Look up one couple by its id.

        Raises
        ------
        InputError
            If there is no such couple.
        """
        for result in self.couples_:
            if result.id == couple:
                return result
        raise InputError("identify.no-such-couple", couple=couple)

    def summary(self, language: Language = "en") -> str:
        """Sum the result up in a few plain lines."""
        head = Message(
            "identify.talks.head", n=len(self.couples_), talks=len(self.talks), responses=self.responses
        )
        lines = [head, self.verdict_.sentence]
        for i, who in enumerate(self.partners):
            chance, effect = self.probabilities_[i], self.effects_[i]["partner"]
            lines.append(
                Message(
                    "identify.talks.chance",
                    who=who,
                    response=self.response[i],
                    trigger=self.trigger[1 - i],
                    **_flat({"without": chance["neither"], "after": chance["partner"]}),
                    effect=effect.estimate,
                    low=effect.low,
                    high=effect.high,
                )
            )
            lines += self._checked(i)
        return "\n".join(line.text(language) for line in (*lines, *self.warnings_))

    def _checked(self, i: int) -> list[Message]:
        """Say how one partner's effect stands up to its checks."""
        if not (self.swapped_ and self.new_couples_ and self.last_thirds_):
            return []
        swapped, couples, thirds = self.swapped_[i], self.new_couples_[i].gain, self.last_thirds_[i].gain
        return [
            Message(
                "identify.talks.checked",
                mean=swapped.mean,
                sd=swapped.sd,
                couples=couples.value,
                couples_error=couples.error,
                thirds=thirds.value,
                thirds_error=thirds.error,
            )
        ]

    def to_dict(self) -> dict[str, Any]:
        """All results as JSON-ready values; ``low`` and ``high`` enclose ``interval`` of the posterior."""
        return {
            **heading("talks", self.talks.provenance, self.versions),
            "data_sha256": self.data_hash,
            "seed": self.seed,
            "couples": len(self.couples_),
            "talks": len(self.talks),
            "responses": self.responses,
            "form": self.talks.form,
            "verdict": self.verdict_.name.value,
            "answering": [self.partners[i] for i in self.verdict_.answering],
            "verdict_reasons": [str(reason) for reason in self.verdict_.reasons],
            "by_partner": [self._partner(i) for i in range(len(self.partners))],
            "alike": _plain(self.alike_),
            "rhat": self.posterior.rhat,
            "effective_draws": self.posterior.ess,
            "converged": self.converged_,
            "warnings": [str(warning) for warning in self.warnings_],
            "by_couple": self.to_rows(),
        }

    def to_rows(self) -> list[dict[str, Any]]:
        """One flat row per couple and partner, for a table."""
        people = {talk.couple.id: talk.couple.labels for talk in self.talks}
        return [
            {
                "couple": couple.id,
                "person": people[couple.id][i],
                "responses": couple.responses[i],
                **_flat(couple.effects[i]),
                "p_positive": couple.p_positive[i],
            }
            for couple in self.couples_
            for i in (0, 1)
        ]

    def to_population_rows(self) -> list[dict[str, Any]]:
        """One flat row per partner and number of the population, for a table."""
        kinds = {"effect": self.effects_, "probability": self.probabilities_, "spread": self.spreads_}
        return [
            {"person": who, "kind": kind, "name": name, **value.to_dict()}
            for i, who in enumerate(self.partners)
            for kind, by_partner in kinds.items()
            for name, value in by_partner[i].items()
        ]

    def _partner(self, i: int) -> dict[str, Any]:
        swapped = self.swapped_[i] if self.swapped_ else None
        return {
            "person": self.partners[i],
            "response": self.response[i],
            "trigger": self.trigger[1 - i],
            "effects": _plain(self.effects_[i]),
            "probabilities": _plain(self.probabilities_[i]),
            "spreads": _plain(self.spreads_[i]),
            "swapped": {"number": len(swapped.effects), "mean": swapped.mean, "sd": swapped.sd}
            if swapped
            else None,
            "new_couples": _held_out(self.new_couples_[i]) if self.new_couples_ else None,
            "last_thirds": _held_out(self.last_thirds_[i]) if self.last_thirds_ else None,
        }

    def __repr__(self) -> str:
        return self.summary()


def _plain(values: Mapping[str, Interval]) -> dict[str, Any]:
    return {name: value.to_dict() for name, value in values.items()}


def _flat(values: Mapping[str, Interval]) -> dict[str, float]:
    found: dict[str, float] = {}
    for name, value in values.items():
        found |= {name: value.estimate, f"{name}_low": value.low, f"{name}_high": value.high}
    return found


def _held_out(held: HeldOut) -> dict[str, Any]:
    return {
        "responses": held.responses,
        "log_score": held.coupled,
        "log_score_alone": held.alone,
        "gain": held.gain.value,
        "gain_error": held.gain.error,
    }
