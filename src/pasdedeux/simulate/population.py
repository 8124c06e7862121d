"""Many couples at once: who they are, drawn so that any one of them can be drawn again alone.

Attachment is two correlated dimensions per person. Partners may resemble each other, and the free personal
part keeps two people with equal scores from being the same. All draws are counted by the couple's number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pasdedeux.arguments import names_wrong_arguments, shown, whole, within
from pasdedeux.errors import InputError
from pasdedeux.loop import NAMES, PARAMETERS, Between, Loop, Side
from pasdedeux.loop.attachment import WIDEST, side_values

FloatArray = NDArray[np.float64]
PERSONAL = ("reach", "guard", "need", "room", "recovery", "suppression")
SPREAD = {"reach": 1.0, "guard": 1.0, "need": 0.4, "room": 0.4, "recovery": 1.5, "suppression": 2.0}
FIRST_STREAM = 16  # streams below belong to the run


def counted_normals(seed: int, couples: NDArray[np.uint64], stream: int) -> FloatArray:
    """Four standard normals per couple, shape (4, n), from the couple's number alone."""
    from scipy.special import ndtri  # noqa: PLC0415 - SciPy loads only where it is used

    from pasdedeux.simulate.kernels import philox  # noqa: PLC0415

    whole("seed", seed, 0, 2**64 - 1)
    plain: Any = philox
    words = plain.py_func(couples, np.uint64(0), np.uint64(stream), np.uint64(seed))
    return np.asarray(ndtri((np.stack(words).astype(np.float64) + 0.5) * 2.0**-32))


def couple_numbers(couples: ArrayLike) -> NDArray[np.uint64]:
    """Take couples' numbers, shape (n,): whole, from 0 up.

    Raises
    ------
    InputError
        If there are none, or one is no whole number.
    """
    numbers = np.asarray(couples)
    if numbers.ndim != 1 or not len(numbers) or numbers.dtype.kind not in "iu" or (numbers < 0).any():
        raise InputError("simulate.no-couples", where="couples", value=shown(couples))
    return numbers.astype(np.uint64)


@names_wrong_arguments
@dataclass(frozen=True)
class Population:
    """A population of couples.

    Parameters
    ----------
    anxiety_avoidance
        Correlation of the two dimensions within a person (about .15 with the ECR, .4 or more with the ECR-R:
        Cameron et al. 2012; direction checked, values of moderate confidence).
    similarity
        Correlation of the same dimension between partners (about .10 to .30, low confidence: Luo 2017).
    complementarity
        Correlation of one's anxiety with the other's avoidance beyond what similarity brings; 0 unless given:
        at attraction it is not shown (Holmes & Johnson 2009).
    personal
        Spread of the free personal part, as a standard deviation of reach and guard on their log scale; the
        others are scaled alike.
    mean
        Mean anxiety and avoidance in standard deviations of the norm; a clinic's couples lie above 0.
    between
        What every couple has in common.
    seed
        Of who they are, apart from the seed of what happens to them.

    Examples
    --------
    >>> people = Population(similarity=0.2).attachment(np.arange(4000))
    >>> bool(abs(np.corrcoef(people)[0, 2] - 0.2) < 0.05)
    True
    """

    anxiety_avoidance: float = 0.2
    similarity: float = 0.2
    complementarity: float = 0.0
    personal: float = 0.15
    mean: tuple[float, float] = (0.0, 0.0)
    between: Between = field(default_factory=Between)
    seed: int = 0

    def __post_init__(self) -> None:
        for name in ("anxiety_avoidance", "similarity", "complementarity"):
            within(name, getattr(self, name), -1.0, 1.0)
        within("personal", self.personal, 0.0, 2.0)
        whole("seed", self.seed, 0, 2**64 - 1)
        within("mean_anxiety", self.mean[0], -2.0, 2.0, "standard-deviations")
        within("mean_avoidance", self.mean[1], -2.0, 2.0, "standard-deviations")
        if np.linalg.eigvalsh(self.correlation).min() < 1e-9:
            raise InputError("simulate.correlations-contradict", where="Population")

    @property
    def correlation(self) -> FloatArray:
        """Of (anxiety of one, avoidance of one, anxiety of two, avoidance of two), shape (4, 4)."""
        within, same, cross = self.anxiety_avoidance, self.similarity, self.complementarity
        cross = cross + within * same
        return np.array(
            [
                [1, within, same, cross],
                [within, 1, cross, same],
                [same, cross, 1, within],
                [cross, same, within, 1],
            ]
        )

    @cached_property
    def _root(self) -> FloatArray:
        return np.asarray(np.linalg.cholesky(self.correlation), dtype=np.float64)

    def attachment(self, couples: NDArray[np.integer]) -> FloatArray:
        """Anxiety and avoidance of both partners, shape (4, n): one's two, then two's two."""
        numbers = couple_numbers(couples)
        drawn = self._root @ counted_normals(self.seed, numbers, FIRST_STREAM)
        return np.asarray(np.clip(drawn + np.tile(self.mean, 2)[:, None], -WIDEST, WIDEST))

    def theta(self, couples: NDArray[np.integer]) -> FloatArray:
        """Parameters of these couples, shape (P, n), rows as in `pasdedeux.loop.NAMES`."""
        numbers = couple_numbers(couples)
        people = self.attachment(numbers)
        free = np.concatenate([counted_normals(self.seed, numbers, FIRST_STREAM + k) for k in (1, 2, 3)])
        theta = np.repeat(Loop(between=self.between).theta()[:, None], len(numbers), axis=1)
        for i in (0, 1):
            own = {name: self.personal * SPREAD[name] * free[2 * k + i] for k, name in enumerate(PERSONAL)}
            for name, values in side_values(people[2 * i], people[2 * i + 1], own).items():
                theta[NAMES.index(f"{name}_{i + 1}")] = values
        return theta

    def loop(self, couple: int) -> Loop:
        """One couple's loop, e.g. to run it again alone with every state kept.

        Examples
        --------
        >>> Population().loop(7).sides[0] == Population().loop(7).sides[1]
        False
        """
        whole("couple", couple, 0, 2**63 - 1)
        theta = dict(zip(NAMES, self.theta(np.array([couple]))[:, 0], strict=True))
        own = [row.name for row in PARAMETERS if row.of == "partner"]
        one, two = (Side(**{name: float(theta[f"{name}_{i}"]) for name in own}) for i in (1, 2))
        return Loop((one, two), self.between)


@dataclass(frozen=True)
class Same:
    """Couples who are all alike but for what happens to them.

    Parameters
    ----------
    loops
        One loop for all, or one per couple in order.
    """

    loops: tuple[Loop, ...]

    def __post_init__(self) -> None:
        if not self.loops:
            raise InputError("simulate.no-loops", where="loops")
        for loop in self.loops:
            checked_loop(loop)

    @cached_property
    def _thetas(self) -> FloatArray:
        return np.column_stack([loop.theta() for loop in self.loops])

    def theta(self, couples: NDArray[np.integer]) -> FloatArray:
        """Parameters of these couples, shape (P, n)."""
        if len(self.loops) == 1:
            return np.repeat(self._thetas, len(couples), axis=1)
        return self._thetas[:, np.asarray(couples, dtype=np.int64)]


def source_of(loops: Loop | Sequence[Loop] | Population) -> Population | Same:
    """Where couples' parameters come from: a population, one loop for all, or one per couple."""
    if isinstance(loops, Population):
        return loops
    if isinstance(loops, str) or not isinstance(loops, Sequence):
        return Same((checked_loop(loops),))
    return Same(tuple(loops))


def checked_loop(loop: object) -> Loop:
    """Refuse what is no loop, such as the name of one."""
    if not isinstance(loop, Loop):
        raise InputError("simulate.no-loop", where="loop", value=shown(loop))
    return loop
