"""How big a bad day the couple can take, and which states are drawn where.

A kick is a stress event that strikes one partner, or both, while the couple is calm, and then fades. The
couple has tipped when it comes to rest somewhere else. Kicks are given in multiples of the couple's own
ordinary bad day: the stress of the worst day in ten, from how often and how hard things happen to them.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import NDArray

from pasdedeux.arguments import whole
from pasdedeux.loop import equilibria as rest
from pasdedeux.loop import rows as r
from pasdedeux.words import Message

FloatArray = NDArray[np.float64]
STEP = 0.04  # days; below the quickest time constant allowed
LONGEST = 2000.0  # days
HARDEST = 50.0  # bad days
DIRECTIONS = {"1": (1.0, 0.0), "2": (0.0, 1.0), "both": (1.0, 1.0)}


@dataclass(frozen=True, slots=True)
class Resilience:
    """The smallest kick from calm that tips the couple.

    Parameters
    ----------
    bad_days
        Its size in multiples of an ordinary bad day; infinite where nothing tips the couple, 0 where there is
        no calm to begin with.
    size
        The same as a stress event.
    on
        Whom it strikes: ``"1"``, ``"2"`` or ``"both"``; empty where nothing tips the couple.
    """

    bad_days: float
    size: float
    on: str

    @property
    def sentence(self) -> Message:
        """The same in words."""
        if self.bad_days == 0.0:
            return Message("loop.resilience.no-calm")
        if self.bad_days == inf:
            return Message("loop.resilience.none-tips", most=HARDEST)
        whom = Message(f"loop.resilience.on-{self.on}")
        return Message("loop.resilience.tips", times=float(f"{self.bad_days:.2g}"), whom=whom)

    def __str__(self) -> str:
        return str(self.sentence)


def bad_day(rate: float, size: float) -> float:
    """Stress of the worst day in ten: nine days in ten bring less.

    Parameters
    ----------
    rate, size
        Events per day, and their mean size (exponential).

    Returns
    -------
    float
        The 90 % point of a day's sum of events; where nine days in ten bring nothing, the mean size.

    Examples
    --------
    >>> round(bad_day(0.25, 0.6), 3)
    0.54
    """
    from scipy.optimize import brentq  # noqa: PLC0415 - SciPy loads only where it is used
    from scipy.special import gammainc, gammaln  # noqa: PLC0415

    if rate <= 0.0 or np.exp(-rate) >= 0.9:
        return size
    k = np.arange(1, int(rate + 12 * np.sqrt(rate) + 20))
    weight = np.exp(k * np.log(rate) - rate - gammaln(k + 1))

    def beyond(total: float) -> float:
        return float(np.exp(-rate) + (weight * gammainc(k, total / size)).sum() - 0.9)

    return float(brentq(beyond, 0.0, 100.0 * size * (1.0 + rate))) if size > 0.0 else 0.0


def attractors(theta: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Stable resting states, and how near one must come to be sure to be drawn in.

    Returns
    -------
    rests
        Shape (K, 11), from the least to the most polarised.
    reach
        Shape (K,): a fifth of the way to the nearest other resting state, at most .02.
    """
    everywhere = rest.equilibria(theta)
    kept = rest.stable(everywhere, theta)
    apart = np.abs(everywhere[kept][:, None] - everywhere[None]).max(axis=2)
    apart = np.where(apart < 1e-9, np.inf, apart).min(axis=1, initial=np.inf)
    return np.ascontiguousarray(everywhere[kept]), np.minimum(0.02, 0.2 * apart)


def settle(
    states: FloatArray,
    theta: FloatArray,
    stress: FloatArray | None = None,
    among: tuple[FloatArray, FloatArray] | None = None,
) -> NDArray[np.int64]:
    """Which attractor each of these states is drawn to when nothing more happens.

    Parameters
    ----------
    states
        Shape (11, n).
    theta
        Shape (P,).
    stress
        Shape (2, n): a stress event that has just struck each partner, fading from now.
    among
        The `attractors`, where they are known already.

    Returns
    -------
    numpy.ndarray
        Shape (n,): the attractor's number in `attractors`, or -1 where the couple keeps moving (a cycle)
        or is still on its way after 2,000 days.
    """
    from pasdedeux.loop.kernels import settle as kernel  # noqa: PLC0415 - loads Numba

    rests, reach = attractors(theta) if among is None else among
    struck = np.zeros((2, states.shape[1])) if stress is None else np.array(stress, dtype=np.float64)
    return np.asarray(
        kernel(
            np.array(states, dtype=np.float64, order="C"),
            np.array(theta),
            struck,
            rests,
            reach,
            STEP,
            LONGEST,
        )
    )


def is_calm(states: FloatArray) -> bool:
    """Whether nobody pursues and nobody withdraws to speak of: both moves within .4."""
    return bool(np.abs(states[[r.MOVE, r.N_OWN + r.MOVE]]).max() < 0.4)


def calm(theta: FloatArray) -> FloatArray | None:
    """Return the calm resting state, or nothing where calm is lost."""
    rests, _ = attractors(theta)
    return rests[0] if len(rests) and is_calm(rests[0]) else None


def resilience(theta: FloatArray, points: int = 24) -> Resilience:
    """Smallest kick from calm that tips the couple, over both partners and both at once.

    Found on a ladder of sizes, then on a finer ladder inside the first rung that tips, to about 0.2 %.

    Parameters
    ----------
    theta
        Shape (P,).
    points
        Rungs of a ladder.
    """
    whole("points", points, 2)
    among = attractors(theta)
    if not (len(among[0]) and is_calm(among[0][0])):
        return Resilience(0.0, 0.0, "")
    start = among[0][0]
    unit = bad_day(theta[r.STRESS_RATE - r.THETA], theta[r.STRESS_SIZE - r.THETA]) or 1.0
    if len(among[0]) == 1:
        return Resilience(inf, inf, "")
    spans = dict.fromkeys(DIRECTIONS, (0.02 * unit, HARDEST * unit))
    for _ in range(3):
        ladders = {on: np.geomspace(*spans[on], points) for on in spans}
        sizes = np.concatenate([np.outer(DIRECTIONS[on], ladders[on]) for on in spans], axis=1)
        tipped = settle(np.repeat(start[:, None], sizes.shape[1], axis=1), theta, sizes, among) != 0
        for on, fell in zip(list(spans), tipped.reshape(-1, points), strict=True):
            rung = int(fell.argmax())
            if not fell[rung]:
                del spans[on]
            else:
                spans[on] = (ladders[on][max(rung - 1, 0)], ladders[on][rung])
        if not spans:
            return Resilience(inf, inf, "")
    on = min(spans, key=lambda one: spans[one][1])
    return Resilience(float(spans[on][1] / unit), float(spans[on][1]), on)
