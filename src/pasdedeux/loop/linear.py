r"""The linear loop: how two partners' deviations from their own usual drive each other.

.. math:: dx = A\,x\,dt + dW, \qquad \operatorname{Cov}(dW) = \Sigma\,dt

``x`` stacks the R roles of partner one on the R roles of partner two. Everything here is derived from
``A`` and ``Sigma`` and holds exactly (Driver, Oud & Voelkle 2017, J. Stat. Softw. 77(5)). A link can
change sign with the gap between reports. All functions take leading axes, so that
one call serves a single loop or a posterior of many.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pasdedeux.arguments import as_numbers, names_wrong_arguments, within
from pasdedeux.errors import InputError

FloatArray = NDArray[np.float64]


def _drift(drift: ArrayLike) -> FloatArray:
    A = as_numbers(drift, "drift")
    if A.ndim < 2 or A.shape[-1] != A.shape[-2] or A.shape[-1] % 2:
        raise InputError("loop.no-drift", where="drift", shape=str(A.shape))
    return A


def responses(drift: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Steady-state response of one partner while the other is held one unit away from usual.

    Parameters
    ----------
    drift
        Shape (..., 2R, 2R), per day.

    Returns
    -------
    one_to_two, two_to_one
        Shape (..., R, R) each: entry [a, b] is where the receiver's role a settles while the sender's
        role b is held at one.

    Examples
    --------
    >>> one_to_two, two_to_one = responses([[-1.0, 0.5], [0.4, -2.0]])
    >>> float(one_to_two[0, 0]), float(two_to_one[0, 0])
    (0.2, 0.5)
    """
    A = _drift(drift)
    R = A.shape[-1] // 2
    one_to_two = np.linalg.solve(-A[..., R:, R:], A[..., R:, :R])
    two_to_one = np.linalg.solve(-A[..., :R, :R], A[..., :R, R:])
    return np.asarray(one_to_two), np.asarray(two_to_one)


@names_wrong_arguments
def loop_gain(drift: ArrayLike) -> FloatArray:
    """Gain of one full round, me -> you -> me, in steady state.

    The eigenvalue of largest modulus of the round of responses; with one role per partner it is
    ``c12 * c21 / (k1 * k2)``. Above 0 each round feeds itself, below 0 it answers against itself; at 1
    calm is lost. A complex leading pair counts by its modulus with the sign of its real part.

    Parameters
    ----------
    drift
        Shape (..., 2R, 2R), per day.

    Returns
    -------
    numpy.ndarray
        Shape (...), without unit.

    Examples
    --------
    >>> round(float(loop_gain([[-1.0, 0.5], [0.4, -2.0]])), 3)
    0.1
    """
    one_to_two, two_to_one = responses(drift)
    rounds = two_to_one @ one_to_two
    if rounds.shape[-1] == 1:
        return np.asarray(rounds[..., 0, 0])
    values = np.linalg.eigvals(rounds)
    leading = np.take_along_axis(values, np.abs(values).argmax(axis=-1)[..., None], axis=-1)[..., 0]
    return np.asarray(np.abs(leading) * np.where(leading.real < 0, -1.0, 1.0))


@names_wrong_arguments
def half_life(drift: ArrayLike) -> FloatArray:
    """Days until the slowest disturbance of the two together has halved; infinite where it never does.

    Parameters
    ----------
    drift
        Shape (..., 2R, 2R), per day.

    Returns
    -------
    numpy.ndarray
        Shape (...), in days.

    Examples
    --------
    >>> round(float(half_life([[-1.0, 0.0], [0.0, -2.0]])), 3)
    0.693
    """
    slowest = np.linalg.eigvals(_drift(drift)).real.max(axis=-1)
    return np.where(slowest < 0, np.log(2.0) / np.maximum(-slowest, 1e-300), np.inf)


@names_wrong_arguments
def transition(drift: ArrayLike, gap: ArrayLike) -> FloatArray:
    """Exact discrete transition ``expm(A * gap)``: what is left of each deviation, and where it went.

    Parameters
    ----------
    drift
        Shape (..., 2R, 2R), per day.
    gap
        Shape (G,), days.

    Returns
    -------
    numpy.ndarray
        Shape (..., G, 2R, 2R).

    Examples
    --------
    >>> transition([[-1.0, 0.0], [0.0, -1.0]], [1.0]).round(3)[0, 0, 0]
    np.float64(0.368)
    """
    A = _drift(drift)
    gaps = np.atleast_1d(as_numbers(gap, "gap"))
    return _exponential(A[..., None, :, :] * gaps[:, None, None])


def _exponential(M: FloatArray) -> FloatArray:
    """Exponentials of many small matrices at once, by scaling and squaring a Taylor series of order 14."""
    size = float(np.abs(M).sum(axis=-1).max(initial=0.0))
    halvings = max(int(np.ceil(np.log2(max(size, 0.5) / 0.5))), 0)
    small, eye = M / 2.0**halvings, np.eye(M.shape[-1])
    series = eye + small / 14.0
    for order in range(13, 0, -1):
        series = eye + small @ series / order
    for _ in range(halvings):
        series = series @ series
    return np.asarray(series)


def stationary_covariance(drift: ArrayLike, diffusion: ArrayLike) -> FloatArray:
    """Covariance of the two partners' deviations in the long run: ``A P + P A' + Sigma = 0``.

    Parameters
    ----------
    drift, diffusion
        Shape (2R, 2R), per day.

    Returns
    -------
    numpy.ndarray
        Shape (2R, 2R).

    Raises
    ------
    InputError
        If the loop does not settle (an eigenvalue of the drift is not negative).
    """
    from scipy.linalg import solve_continuous_lyapunov  # noqa: PLC0415 - SciPy loads only where it is used

    A = _drift(drift)
    if np.linalg.eigvals(A).real.max() >= 0:
        raise InputError("loop.not-stationary", where="drift")
    return np.asarray(solve_continuous_lyapunov(A, -np.asarray(diffusion, dtype=np.float64)))


@names_wrong_arguments
@dataclass(frozen=True, eq=False, slots=True)
class LinearLoop:
    """One couple's loop around each partner's own usual.

    Parameters
    ----------
    drift
        Shape (2R, 2R), per day: what each deviation does to each other one.
    diffusion
        Shape (2R, 2R), per day: covariance of what happens to the two from outside, own and shared.
    roles
        The R roles, in order.

    Examples
    --------
    >>> loop = LinearLoop.of_gain(0.5, pace=(1.0, 1.0), shared=0.3)
    >>> round(float(loop.loop_gain), 3), round(float(loop.half_life), 2)
    (0.5, 2.37)
    """

    drift: FloatArray
    diffusion: FloatArray
    roles: tuple[str, ...] = ("arousal",)

    def __post_init__(self) -> None:
        for name in ("drift", "diffusion"):
            object.__setattr__(self, name, as_numbers(getattr(self, name), name))
        if _drift(self.drift).shape != self.diffusion.shape:
            shapes = {"drift": str(self.drift.shape), "diffusion": str(self.diffusion.shape)}
            raise InputError("loop.shapes-differ", where="diffusion", **shapes)
        if len(self.roles) * 2 != self.drift.shape[0]:
            raise InputError(
                "loop.roles-do-not-fit", where="roles", n=len(self.roles), shape=str(self.drift.shape)
            )

    @classmethod
    def of_gain(
        cls,
        gain: float,
        *,
        pace: tuple[float, float] = (1.0, 1.0),
        asymmetry: float = 1.0,
        scale: float = 1.0,
        shared: float = 0.0,
        role: str = "arousal",
    ) -> LinearLoop:
        """Build a one-role loop from what one wants it to show.

        Parameters
        ----------
        gain
            Loop gain; negative for a balancing loop, below 1, where a loop no longer settles.
        pace
            Rate per day at which each partner returns to usual when the other stays at usual.
        asymmetry
            Ratio of the relative coupling two -> one to one -> two.
        scale
            Standard deviation of each partner without coupling.
        shared
            Correlation of what happens to both from outside.
        role
            Name of the role.

        Raises
        ------
        InputError
            If one of these is no number, or out of its range.

        Examples
        --------
        >>> LinearLoop.of_gain(-0.3).loop_gain.round(3).item()
        -0.3
        """
        within("gain", gain, -100.0, 0.999)
        for name, value in (("pace of one", pace[0]), ("pace of two", pace[1])):
            within(name, value, 1e-6, 1e6, "per-day")
        within("asymmetry", asymmetry, 1e-6, 1e6)
        within("scale", scale, 0.0, 1e12)
        within("shared", shared, -0.999, 0.999)
        size = np.sqrt(abs(gain))
        relative = np.array([size * np.sqrt(asymmetry), np.sign(gain) * size / np.sqrt(asymmetry)])
        k = np.asarray(pace, dtype=np.float64)
        cross = relative * np.sqrt(k[0] * k[1])
        drift = np.array([[-k[0], cross[0]], [cross[1], -k[1]]])
        sd = scale * np.sqrt(2 * k)
        correlation = np.array([[1.0, shared], [shared, 1.0]])
        return cls(drift, correlation * np.outer(sd, sd), (role,))

    @property
    def loop_gain(self) -> FloatArray:
        """Gain of one full round, shape (), without unit; see `loop_gain`."""
        return loop_gain(self.drift)

    @property
    def half_life(self) -> FloatArray:
        """Days until the slowest disturbance has halved, shape (); see `half_life`."""
        return half_life(self.drift)

    @property
    def stationary_covariance(self) -> FloatArray:
        """Long-run covariance of the deviations, shape (2R, 2R); see `stationary_covariance`."""
        return stationary_covariance(self.drift, self.diffusion)

    def transition(self, gap: ArrayLike) -> FloatArray:
        """Exact transition over gaps (G,) in days, shape (G, 2R, 2R); see `transition`."""
        return transition(self.drift, gap)
