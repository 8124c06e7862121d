"""How resting states come, go and change as one parameter moves.

Branches of resting states are followed by pseudo-arclength continuation (Keller 1977) in the eleven states
and the parameter. Along a branch, a fold is where the parameter turns back, a pitchfork (or, without
symmetry, a crossing) where another branch passes through, and a Hopf where a pair of eigenvalues crosses the
imaginary axis, so that a cycle is born.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pasdedeux.errors import InputError
from pasdedeux.loop import equations as eq
from pasdedeux.loop import equilibria as rest
from pasdedeux.loop import rows as r
from pasdedeux.loop.jacobian import jacobian

FloatArray = NDArray[np.float64]
N = r.N_STATES
SLOWEST = 2.0 * np.pi / 3650.0  # per day: a cycle of ten years


@dataclass(frozen=True, slots=True)
class Turning:
    """Where a resting state changes its nature.

    Parameters
    ----------
    kind
        ``"fold"``, ``"pitchfork"`` or ``"hopf"``.
    value
        Of the parameter.
    states
        Shape (11,).
    period
        Days, of the cycle born at a Hopf; NaN elsewhere.
    """

    kind: str
    value: float
    states: FloatArray
    period: float


@dataclass(frozen=True, slots=True)
class Branch:
    """One curve of resting states.

    Parameters
    ----------
    value
        Shape (T,): the parameter along the curve.
    states
        Shape (T, 11).
    stable
        Shape (T,).
    turnings
        What happens on the way.
    """

    value: FloatArray
    states: FloatArray
    stable: NDArray[np.bool_]
    turnings: tuple[Turning, ...]


class _Curve:
    """Zero set of the drift in states and one parameter; the parameter moves one or several rows alike."""

    def __init__(self, theta: FloatArray, rows: list[int], span: float) -> None:
        self.theta, self.rows, self.span = theta, rows, span

    def at(self, value: complex) -> FloatArray:
        theta = self.theta.astype(np.result_type(value, np.float64))
        theta[self.rows] = value
        return np.asarray(theta)

    def rate(self, y: FloatArray) -> FloatArray:
        return np.asarray(eq.drift(y[:N], self.at(y[N] * self.span)))

    def slope(self, y: FloatArray) -> FloatArray:
        along = eq.drift(y[:N].astype(np.complex128), self.at(complex(y[N] * self.span, 1e-30))).imag / 1e-30
        return np.column_stack([jacobian(y[:N], self.at(y[N] * self.span)), along * self.span])

    def tangent(self, y: FloatArray, like: FloatArray) -> FloatArray:
        t = np.linalg.svd(self.slope(y))[2][-1]
        return np.asarray(t if t @ like >= 0.0 else -t)

    def correct(self, y: FloatArray, tangent: FloatArray) -> FloatArray | None:
        guess = y.copy()
        for _ in range(12):
            residual = np.append(self.rate(y), (y - guess) @ tangent)
            if np.abs(residual).max() < 1e-12:
                return y
            y = y - np.linalg.solve(np.vstack([self.slope(y), tangent]), residual)
        return y if np.abs(self.rate(y)).max() < 1e-9 else None

    def tests(self, y: FloatArray, tangent: FloatArray) -> tuple[float, float, float, float]:
        """Signs whose change means: the parameter turns; another branch; an eigenvalue pair; frequency."""
        J = self.slope(y)
        values = np.linalg.eigvals(J[:, :N])
        pair = values[np.abs(values.imag) > 1e-9]
        leading = pair[pair.real.argmax()] if len(pair) else complex(-1.0, 0.0)
        branching = float(np.linalg.slogdet(np.vstack([J, tangent]))[0])
        return float(tangent[N]), branching, float(leading.real), float(abs(leading.imag))


def _turning(
    curve: _Curve, kind: str, which: int, y0: FloatArray, t0: FloatArray, length: float
) -> Turning | None:
    """Halve the interval until the change of sign is pinned down."""
    before = curve.tests(y0, t0)[which]
    low, high = 0.0, length
    y, t = y0, t0
    for _ in range(45):
        middle = 0.5 * (low + high)
        found = curve.correct(y0 + middle * t0, t0)
        if found is None:
            return None
        y, t = found, curve.tangent(found, t0)
        low, high = (middle, high) if curve.tests(y, t)[which] * before > 0.0 else (low, middle)
    frequency = curve.tests(y, t)[3]
    if kind != "hopf":
        return Turning(kind, float(y[N] * curve.span), y[:N].copy(), float("nan"))
    real = abs(curve.tests(y, t)[2])
    if real > 1e-6 or frequency < SLOWEST:  # the pair became two real eigenvalues, which is no bifurcation
        return None
    return Turning(kind, float(y[N] * curve.span), y[:N].copy(), float(2.0 * np.pi / frequency))


def _follow(
    curve: _Curve, y: FloatArray, like: FloatArray, low: float, high: float, longest: float
) -> tuple[list[FloatArray], list[Turning]]:
    """Walk along one branch until the parameter leaves its range."""
    points, turnings, length = [y], [], longest
    tangent = curve.tangent(y, like)
    before = curve.tests(y, tangent)
    while len(points) < 4000 and length > 1e-7:
        reached = curve.correct(y + length * tangent, tangent)
        if reached is None or curve.tangent(reached, tangent) @ tangent < 0.95:
            length *= 0.5
            continue
        new = curve.tangent(reached, tangent)
        after = curve.tests(reached, new)
        for which, kind in enumerate(("fold", "pitchfork", "hopf")):
            quiet = which == 2 and min(before[3], after[3]) <= 0.0
            if before[which] * after[which] < 0.0 and not quiet:
                turning = _turning(curve, kind, which, y, tangent, length)
                turnings += [turning] if turning is not None and low <= turning.value <= high else []
        y, tangent, before = reached, new, after
        points.append(y)
        if not low <= y[N] * curve.span <= high or (
            len(points) > 5 and np.abs(y - points[0]).max() < 1e-3 * longest
        ):
            break
        length = min(longest, 1.5 * length)
    return points, turnings


def continuation(
    theta: FloatArray, names: tuple[str, ...], low: float, high: float, longest: float = 0.02
) -> tuple[Branch, ...]:
    """Follow every resting state there is at either end of a range of one parameter.

    Parameters
    ----------
    theta
        Shape (P,).
    names
        Rows of theta that are set to the parameter together, e.g. ``("reach_1",)`` or both partners'.
    low, high
        The range.
    longest
        Longest step, in states and in shares of the range.

    Returns
    -------
    tuple of Branch
        Each branch once. Islands that reach neither end are not seen; `equilibria` sees them.
    """
    unknown = [name for name in names if name not in r.NAMES]
    if unknown or not names:
        raise InputError("loop.no-parameter", where="names", name=", ".join(unknown), known=r.NAMES)
    if not low < high:
        raise InputError("loop.low-above-high", where="low", low=float(low), high=float(high))
    curve = _Curve(theta, [r.NAMES.index(name) for name in names], high - low)
    branches: list[Branch] = []
    for value, direction in ((low, 1.0), (high, -1.0)):
        for states in rest.equilibria(curve.at(value)):
            start = np.append(states, value / curve.span)
            ends = [
                b.states[k] for b in branches for k in (0, -1) if abs(b.value[k] - value) < 1e-6 * curve.span
            ]
            if any(np.abs(states - end).max() < 1e-5 for end in ends):
                continue
            like = np.append(np.zeros(N), direction)
            points, turnings = _follow(curve, start, like, low, high, longest)
            path = np.array(points)
            path, values = _trimmed(curve, path, low, high)
            held = np.column_stack([curve.at(v) for v in values])
            steady = np.linalg.eigvals(jacobian(path.T, held)).real.max(axis=1) < 0.0
            branches.append(Branch(values, path, steady, tuple(turnings)))
    return tuple(branches)


def _trimmed(curve: _Curve, path: FloatArray, low: float, high: float) -> tuple[FloatArray, FloatArray]:
    """Put the last point, which stepped over the edge, onto it."""
    values = path[:, N] * curve.span
    last = values[-1]
    if not low <= last <= high:
        edge = low if last < low else high
        x, _ = rest.polish(path[-1:, :N].T, curve.at(edge))
        path, values = path.copy(), values.copy()
        path[-1, :N], values[-1] = x[:, 0], edge
    return path[:, :N], values
