"""How big a bad day would start the cycle: one couple's nonlinear loop, and whether it forecasts better."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.identify import NonlinearFit
from pasdedeux.identify.nonlinear.preference import Preference
from pasdedeux.records import Records
from pasdedeux.words import Message


@dataclass(frozen=True, eq=False)
class NonlinearAnswer:
    """A nonlinear fit beside the linear one.

    Parameters
    ----------
    fit
        The nonlinear loop, with gain and resilience together.
    preference
        Which of the two loops forecasts unseen days better, and why.
    """

    fit: NonlinearFit
    preference: Preference

    @property
    def sentences(self) -> tuple[Message, ...]:
        """What is known of bad days, whether it forecasts better, and what else should be known."""
        unsettled = () if self.fit.converged_ else (Message("nonlinear.summary.not-settled"),)
        return (self.fit.edge_.sentence, self.preference.reason, *unsettled, *self.fit.warnings_)

    def to_dict(self) -> dict[str, Any]:
        """All results as JSON-ready values."""
        return {
            "fit": self.fit.to_dict(),
            "preferred": self.preference.preferred,
            "reason": str(self.preference.reason),
            "squared_error_saved": self.preference.saved.to_dict(),
            "log_score_gained": self.preference.log_score.to_dict(),
        }


@names_wrong_arguments
def find_nonlinear(records: Records, *, roles: Sequence[str] | None = None, seed: int = 0) -> NonlinearAnswer:
    """Fit one couple's nonlinear loop, and see whether it forecasts unseen days better than the linear one.

    Parameters
    ----------
    records, roles, seed
        As for `pasdedeux.identify.fit_nonlinear`; one couple.

    Raises
    ------
    InputError
        If there is more than one couple, or nothing that the nonlinear loop can read.

    Examples
    --------
    >>> from pasdedeux.simulate import example_records
    >>> find_nonlinear(example_records(couples=1, days=30)).preference.preferred
    'linear'
    """
    from pasdedeux.identify import fit_nonlinear, prefer  # noqa: PLC0415 - loads the compiled core

    return NonlinearAnswer(
        fit_nonlinear(records, roles=roles, seed=seed), prefer(records, roles=roles, seed=seed)
    )
