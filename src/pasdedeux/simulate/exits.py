"""Which pairs last: exits drawn from what each couple has been through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.loop import STATES, Loop
from pasdedeux.loop.bond import YEAR, exit_rate, satisfaction
from pasdedeux.simulate.ensemble import Ensemble
from pasdedeux.simulate.population import Population, Same, counted_normals, source_of

FloatArray = NDArray[np.float64]
EXIT_STREAM = 32
BLOCK = 65_536  # couples at a time


@names_wrong_arguments
@dataclass(frozen=True, eq=False, slots=True)
class Survival:
    """When couples part.

    Parameters
    ----------
    days
        Shape (S,): ends of the spans.
    left
        Shape (n,), days: the end of the span in which one left; infinite where both stayed.
    by
        Shape (n,): 0 or 1 for the partner with the higher rate then, -1 where both stayed.
    satisfaction
        Shape (S, 2, n).
    """

    days: FloatArray
    left: FloatArray
    by: NDArray[np.int64]
    satisfaction: FloatArray

    def share(self, day: float) -> float:
        """Share of couples still together after this day."""
        return float((self.left > day).mean())


@names_wrong_arguments
def survival(ensemble: Ensemble, loops: Loop | Sequence[Loop] | Population, *, seed: int = 0) -> Survival:
    """Draw who parts and when, each couple by its own number.

    Parameters
    ----------
    ensemble
        As run; its spans (``every``) are the grain of time.
    loops
        What it was run from.
    seed
        Of the exits.

    Returns
    -------
    Survival
        The same couples for the same seed, in both arms of a comparison.

    Examples
    --------
    >>> from pasdedeux.simulate import simulate_ensemble
    >>> couple = Loop.preset("anxious-avoidant")
    >>> fate = survival(simulate_ensemble(couple, days=360, couples=50, seed=1), couple, seed=1)
    >>> fate.left.shape
    (50,)
    """
    source = source_of(loops)
    n = len(ensemble.couples)
    parts = [_fates(ensemble, source, seed, slice(at, at + BLOCK)) for at in range(0, n, BLOCK)]
    left, by, content = (np.concatenate(part, axis=-1) for part in zip(*parts, strict=True))
    return Survival(ensemble.days, left, by, content)


def _fates(
    ensemble: Ensemble, source: Population | Same, seed: int, block: slice
) -> tuple[FloatArray, NDArray[np.int64], FloatArray]:
    """When these couples part, who leaves, and satisfaction."""
    from scipy.special import log_ndtr  # noqa: PLC0415 - SciPy loads only where it is used

    couples = ensemble.couples[block]
    theta = source.theta(couples)
    rates, content = [], []
    for means, day in zip(ensemble.means, ensemble.days, strict=True):
        states = means[: len(STATES), block].astype(np.float64)
        rates.append(exit_rate(states, theta, day))
        content.append(satisfaction(states, theta))
    years = np.diff(ensemble.days, prepend=0.0) / YEAR
    endured = np.cumsum(np.stack(rates).sum(axis=1) * years[:, None], axis=0)
    patience = -log_ndtr(counted_normals(seed, couples.astype(np.uint64), EXIT_STREAM)[0])
    gone = endured > patience
    parted, when = gone.any(axis=0), gone.argmax(axis=0)
    who = np.stack(rates)[when, :, np.arange(len(when))].argmax(axis=1)
    left = np.where(parted, ensemble.days[when], np.inf)
    return left, np.where(parted, who, -1), np.stack(content)
