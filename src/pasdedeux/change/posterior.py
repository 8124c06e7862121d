"""Where futures come from: draws of a couple's loop.

A fit of the nonlinear loop gives them. A single loop, such as a preset or one's own guess, is drawn
with the spread that the personal parts of couples are given in a population. A linear fit is refused: what it
finds on ordinary days hardly goes with what the nonlinear loop does around calm (docs/change.md has the
numbers), so any answer would be made up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from pasdedeux.arguments import whole, within
from pasdedeux.errors import InputError
from pasdedeux.loop import NAMES, Loop
from pasdedeux.loop.attachment import shifted
from pasdedeux.simulate.population import PERSONAL, SPREAD

FloatArray = NDArray[np.float64]
FEWEST, MOST = 20, 5000
PERSONAL_SPREAD = 0.15


@runtime_checkable
class HasLoops(Protocol):
    """A fit that gives its posterior as loops."""

    def loops(self) -> Sequence[Loop]:
        """Give draws of the couple's loop, in any order."""


Source = Loop | Sequence[Loop] | HasLoops


@dataclass(frozen=True, eq=False, slots=True)
class LoopDraws:
    """Draws of one couple's loop.

    Parameters
    ----------
    theta
        Shape (P, n), rows as in `pasdedeux.loop.NAMES`.
    rests_on
        ``"loop"`` (one loop and a stated spread), ``"draws"`` (a list of loops) or ``"fit"``.
    """

    theta: FloatArray
    rests_on: str


def draws_of(source: Source, draws: int, seed: int, spread: float = PERSONAL_SPREAD) -> LoopDraws:
    """Draw loops from a source.

    Parameters
    ----------
    source
        A loop, a list of loops, or a fit that has ``loops()``.
    draws
        How many; where there are fewer loops they are gone through again, each time with other noise.
    seed
        Of the spread around a single loop, or of the order in which loops are taken.
    spread
        Of the personal parts around a single loop, as in `pasdedeux.simulate.Population`.

    Raises
    ------
    InputError
        If there is nothing to draw from, or too few or too many are asked for.
    """
    whole("draws", draws, FEWEST, MOST)
    within("spread", spread, 0.0, 2.0)
    if isinstance(source, Loop):
        return LoopDraws(_around(source, draws, seed, spread), "loop")
    if not getattr(source, "converged_", True):
        raise InputError("change.not-converged", where="what_if")
    if isinstance(source, HasLoops):
        return LoopDraws(_thetas(source.loops(), draws, seed), "fit")
    if hasattr(source, "loop_gain_"):
        raise InputError("change.linear-fit", where="what_if")
    return LoopDraws(_thetas(source, draws, seed), "draws")


def _thetas(loops: Sequence[Loop], draws: int, seed: int) -> FloatArray:
    """Take loops in an order by lot, so that the first few stand for all of them."""
    found = list(loops) if isinstance(loops, Sequence) else []
    if not found or not all(isinstance(one, Loop) for one in found):
        raise InputError("change.no-loops", where="what_if")
    order = np.random.default_rng([seed, 4]).permutation(len(found))[:draws]
    thetas = np.column_stack([found[at].theta() for at in order])
    return np.ascontiguousarray(thetas[:, np.arange(draws) % thetas.shape[1]])


def _around(loop: Loop, draws: int, seed: int, spread: float) -> FloatArray:
    rng = np.random.default_rng([seed, 1])
    theta = np.repeat(loop.theta()[:, None], draws, axis=1)
    free = rng.standard_normal((len(PERSONAL), 2, MOST))[..., :draws]  # more draws go on from fewer
    for name, pair in zip(PERSONAL, free, strict=True):
        for i in (0, 1):
            row = NAMES.index(f"{name}_{i + 1}")
            theta[row] = shifted(name, theta[row], spread * SPREAD[name] * pair[i])
    return theta
