"""What may explain a response: columns of the model, and which of them vary between couples."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pasdedeux.identify.talks.responses import Responses, Rows

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

LEVEL, OWN, PARTNER, TREND, BOTH = "level", "own", "partner", "trend", "both"
OWN_BEFORE, PARTNER_BEFORE = "own-before", "partner-before"
PRIOR_SD = 2.5
"""Prior standard deviation of every coefficient of the population, in logits."""
SPREAD = (0.5, 0.25)
"""Prior mean and standard deviation, in logits, of the scale of a spread between couples."""
TIED = 7.0
"""How far correlations between couples are drawn to 0: density (1 - r^2)^((TIED - 1) / 2)."""


@dataclass(frozen=True, eq=False)
class TalkDesign:
    """Which columns a model has.

    Parameters
    ----------
    exchangeable
        True where both partners share the population's coefficients.
    partner
        False leaves out all that the other did.
    interaction, lag2
        Whether both partners' last together, and the last but one, may count.
    moderators
        Names of traits.
    scores
        Shape (N, 2, moderators): standardised traits, couples and partners as in the responses.
    """

    exchangeable: bool
    scores: FloatArray
    partner: bool = True
    interaction: bool = False
    lag2: bool = False
    moderators: tuple[str, ...] = ()

    @property
    def varying(self) -> tuple[str, ...]:
        """Columns that vary between couples; they come first."""
        return (LEVEL, OWN, PARTNER) if self.partner else (LEVEL, OWN)

    @property
    def names(self) -> tuple[str, ...]:
        """All columns."""
        return (*self.varying, TREND, *self._further(), *self.moderated)

    @property
    def moderated(self) -> tuple[str, ...]:
        """Columns of the moderators."""
        return tuple(name for name, _, _, _ in self._moderation())

    @property
    def into(self) -> IntArray:
        """Which coefficient of the population each column of each partner has, shape (2 P,)."""
        P = len(self.names)
        return np.tile(np.arange(P), 2) if self.exchangeable else np.arange(2 * P)

    @property
    def turn(self) -> FloatArray:
        """Couples' deviations from independent blocks of them, shape (2 K, 2 K).

        Where it means nothing who comes first, sum and difference of the partners are independent.
        """
        K = len(self.varying)
        if not self.exchangeable:
            return np.eye(2 * K)
        return np.kron(np.array([[1.0, 1.0], [1.0, -1.0]]) / np.sqrt(2.0), np.eye(K))

    @property
    def blocks(self) -> IntArray:
        """Where each of those blocks begins, and the end."""
        K = len(self.varying)
        return np.array([0, K, 2 * K] if self.exchangeable else [0, 2 * K])

    def without_partner(self) -> TalkDesign:
        """Leave out all that the other did."""
        return replace(self, partner=False, interaction=False)

    def of(self, couples: IntArray) -> TalkDesign:
        """Keep some couples."""
        return replace(self, scores=self.scores[couples])

    def matrix(self, rows: Rows, couple: int, side: int) -> FloatArray:
        """Columns of one partner's rows, shape (R, P)."""
        varying = [np.ones(len(rows)), rows.own, rows.partner][: len(self.varying)]
        further = {
            # from the middle, so that own and partner are what they are on average
            BOTH: (rows.own - 0.5) * (rows.partner - 0.5),
            OWN_BEFORE: rows.own_before,
            PARTNER_BEFORE: rows.partner_before,
        }
        shifts = [score * varying[at] for at, score in self._shifts(couple, side)]
        columns = [*varying, rows.time, *(further[name] for name in self._further()), *shifts]
        return np.column_stack(columns)

    def usable(self, responses: Responses) -> Responses:
        """Keep the rows in which all columns are known."""
        if not self.lag2:
            return responses
        known = [
            tuple(np.isfinite(one.own_before + one.partner_before) for one in pair) for pair in responses.rows
        ]
        return responses.where(known)  # type: ignore[arg-type]  # two of each

    def couples_effects(self, gamma: FloatArray, deviations: NDArray[np.floating]) -> FloatArray:
        """Give what varies, of each couple and partner, shape (S, N, 2, K), with what their traits add.

        Parameters
        ----------
        gamma
            Shape (S, 2, P). Coefficients of the population.
        deviations
            Shape (S, N, 2, K).
        """
        K = len(self.varying)
        effects = gamma[:, None, :, :K] + deviations
        at = len(self.names) - len(self.moderated)
        for m, (_, column, whose, trait) in enumerate(self._moderation()):
            scores = self.scores[:, ::-1, trait] if whose else self.scores[:, :, trait]
            effects[..., column] += gamma[:, None, :, at + m] * scores
        return np.asarray(effects)

    def _further(self) -> tuple[str, ...]:
        lags = (OWN_BEFORE, PARTNER_BEFORE) if self.partner else (OWN_BEFORE,)
        return (*((BOTH,) if self.interaction else ()), *(lags if self.lag2 else ()))

    def _moderation(self) -> Iterator[tuple[str, int, int, int]]:
        """Name, column that is shifted, whose trait (0: of the one who answers), and which trait."""
        for trait, name in enumerate(self.moderators):
            for column, what in enumerate(self.varying):
                if what != OWN:
                    yield f"{what}.by-own[{name}]", column, 0, trait
                    yield f"{what}.by-partner[{name}]", column, 1, trait

    def _shifts(self, couple: int, side: int) -> Iterator[tuple[int, float]]:
        for _, column, whose, trait in self._moderation():
            yield column, float(self.scores[couple, 1 - side if whose else side, trait])


def arranged_scores(responses: Responses, scores: FloatArray) -> FloatArray:
    """Put traits, shape (N, 2, M), into the order of the responses."""
    found = np.empty_like(scores)
    found[np.array(responses.given, dtype=np.int64)] = scores
    turned = np.array(responses.swapped)
    return np.where(turned[:, None, None], found[:, ::-1], found)
