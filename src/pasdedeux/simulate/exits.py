"""Which pairs last: exits drawn from what each couple has been through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pasdedeux.loop import Loop
from pasdedeux.loop.bond import YEAR, exit_rate, satisfaction
from pasdedeux.simulate.ensemble import Ensemble
from pasdedeux.simulate.population import Population, Same, counted_normals

FloatArray = NDArray[np.float64]
EXIT_STREAM = 32


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
    """
    from scipy.special import log_ndtr  # noqa: PLC0415 - SciPy loads only where it is used

    source = (
        loops
        if isinstance(loops, Population)
        else Same((loops,) if isinstance(loops, Loop) else tuple(loops))
    )
    theta = source.theta(ensemble.couples)
    states = ensemble.means[:, :11].astype(np.float64)
    spans = np.diff(ensemble.days, prepend=0.0)
    rates = np.stack([exit_rate(x, theta, day) for x, day in zip(states, ensemble.days, strict=True)])
    endured = np.cumsum(rates.sum(axis=1) * (spans / YEAR)[:, None], axis=0)
    patience = -log_ndtr(counted_normals(seed, ensemble.couples.astype(np.uint64), EXIT_STREAM)[0])
    gone = endured > patience
    parted = gone.any(axis=0)
    when = gone.argmax(axis=0)
    who = rates[when, :, np.arange(len(when))].argmax(axis=1)
    return Survival(
        ensemble.days,
        np.where(parted, ensemble.days[when], np.inf),
        np.where(parted, who, -1),
        np.stack([satisfaction(x, theta) for x in states]),
    )
