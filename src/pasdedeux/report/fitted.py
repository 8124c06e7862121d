"""What the reports need to know of a fit, and nothing more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from pasdedeux.estimates import Interval, MonteCarlo
from pasdedeux.identify.linear.results import (
    CoupleResult,
    Course,
    Forecast,
    Link,
    OutOfSample,
    Recoverability,
    Residuals,
    Surrogates,
    Verdict,
)
from pasdedeux.people import Couple
from pasdedeux.records import Episodes, Records, Talks
from pasdedeux.words import Message

if TYPE_CHECKING:  # told episodes and coded talks are loaded where they are shown
    from pasdedeux.identify.episodes.answers import TurnAnswers
    from pasdedeux.identify.episodes.sequences import TurnSequence
    from pasdedeux.identify.episodes.shape import Shape
    from pasdedeux.identify.talks.results import (
        CoupleDependence,
        DependenceVerdict,
        HeldOut,
        SwappedPartners,
    )


@runtime_checkable
class Fitted(Protocol):
    """A loop identified from records: the public face of a fit."""

    @property
    def records(self) -> Records:
        """The records it was fitted to."""

    @property
    def level(self) -> str:
        """``"couple"``, ``"population"`` or ``"pooled"``."""

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles that took part."""

    @property
    def partners(self) -> tuple[str, str]:
        """The two partners' labels."""

    @property
    def links_(self) -> tuple[Link, ...]:
        """Every arrow between the partners."""

    @property
    def loop_gain_(self) -> Interval:
        """Gain of one full round."""

    @property
    def p_reinforcing_(self) -> float:
        """Posterior probability that the loop gain is above 0."""

    @property
    def half_life_(self) -> Interval:
        """Days until a disturbance has halved."""

    @property
    def verdict_(self) -> Verdict:
        """The answer with its rule."""

    @property
    def couples_(self) -> tuple[CoupleResult, ...]:
        """One result per couple."""

    @property
    def spread_(self) -> Interval | None:
        """Standard deviation of the loop gain between couples."""

    @property
    def out_of_sample_(self) -> OutOfSample | None:
        """Forecasts on days the fit had not seen."""

    @property
    def surrogates_(self) -> Surrogates | None:
        """Loop gains where there can be none."""

    @property
    def residuals_(self) -> Residuals:
        """Checks on the one-step errors."""

    @property
    def recoverability_(self) -> Recoverability | None:
        """How often loops of given strengths would be found."""

    @property
    def converged_(self) -> bool:
        """Whether the search came to rest."""

    @property
    def warnings_(self) -> tuple[Message, ...]:
        """What the fit wants known."""

    @property
    def seed(self) -> int | None:
        """Seed of everything random."""

    @property
    def data_hash(self) -> str:
        """SHA-256 of the numbers that were fitted."""

    @property
    def versions(self) -> Mapping[str, str]:
        """Versions of what the numbers depend on."""

    @property
    def estimates_(self) -> Mapping[str, Interval]:
        """Every parameter by name."""

    def course(self, link: Link, gaps: NDArray[np.float64], /) -> Course:
        """Follow a link over these gaps in days."""

    def forecast(self, couple_id: str, days: float | None = None) -> Forecast:
        """Say where both partners are likely to be at the next ten reports, or over so many days."""

    def to_dict(self) -> dict[str, Any]:
        """Write the fit as plain data."""


@runtime_checkable
class FittedEpisodes(Protocol):
    """What is answered with what in one couple's told episodes: the public face of such a fit."""

    @property
    def episodes(self) -> Episodes:
        """What was told."""

    @property
    def couple(self) -> Couple:
        """Who the two are."""

    @property
    def counted(self) -> int:
        """Number of episodes and near misses that are counted."""

    @property
    def answers(self) -> TurnAnswers:
        """Posterior of what is answered with what."""

    @property
    def return_(self) -> Interval:
        """How often a hot turn comes back hot after one full turn."""

    @property
    def further_turns_(self) -> Interval:
        """Further hot turns that one hot turn sets off."""

    @property
    def shape_(self) -> Shape | None:
        """The shape, where it is sure."""

    @property
    def shape_probability_(self) -> MonteCarlo:
        """Probability of the likeliest shape."""

    @property
    def prior_weight_(self) -> float:
        """How much what is usual for couples still weighs."""

    @property
    def sequences_(self) -> Mapping[str, TurnSequence]:
        """By episode id, what may have happened."""

    @property
    def seed(self) -> int:
        """Seed of everything random."""


@runtime_checkable
class FittedTalks(Protocol):
    """How partners answer each other in coded talks: the public face of such a fit."""

    @property
    def talks(self) -> Talks:
        """The talks it was fitted to."""

    @property
    def response(self) -> tuple[str, str]:
        """What is looked for in each partner."""

    @property
    def trigger(self) -> tuple[str, str]:
        """What of each partner counts for the other."""

    @property
    def partners(self) -> tuple[str, ...]:
        """Who answers: the two labels, or one for both where they are not told apart."""

    @property
    def responses(self) -> int:
        """Number of responses that were fitted."""

    @property
    def effects_(self) -> tuple[Mapping[str, Interval], ...]:
        """By partner and name, logits."""

    @property
    def probabilities_(self) -> tuple[Mapping[str, Interval], ...]:
        """By partner: chance of the response after neither, own, partner, both."""

    @property
    def spreads_(self) -> tuple[Mapping[str, Interval], ...]:
        """By partner: standard deviations between couples."""

    @property
    def alike_(self) -> Mapping[str, Interval]:
        """Correlation between couples of the two partners' deviations."""

    @property
    def couples_(self) -> tuple[CoupleDependence, ...]:
        """One result per couple."""

    @property
    def swapped_(self) -> tuple[SwappedPartners, ...] | None:
        """By partner: the effect with partners swapped between couples."""

    @property
    def new_couples_(self) -> tuple[HeldOut, ...] | None:
        """By partner: what the other's last adds to foretelling couples not seen."""

    @property
    def last_thirds_(self) -> tuple[HeldOut, ...] | None:
        """By partner: the same for last thirds not seen."""

    @property
    def verdict_(self) -> DependenceVerdict:
        """The answer with its rule."""

    @property
    def warnings_(self) -> tuple[Message, ...]:
        """What the fit wants known."""

    @property
    def seed(self) -> int:
        """Seed of everything random."""

    @property
    def data_hash(self) -> str:
        """SHA-256 of what was fitted."""

    @property
    def versions(self) -> Mapping[str, str]:
        """Versions of what the numbers depend on."""
