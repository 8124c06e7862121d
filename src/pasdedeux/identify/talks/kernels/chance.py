"""Random numbers inside kernels: uniform, normal, chi-squared, and Pólya-Gamma.

The state of a generator is four words that the caller seeds, so that a run depends on nothing else.
"""

from math import erfc

import numpy as np
from numpy.typing import NDArray

from pasdedeux.compiled import part

FloatArray = NDArray[np.float64]
State = NDArray[np.uint64]

_11, _17, _19, _23, _41, _45 = (np.uint64(n) for n in (11, 17, 19, 23, 41, 45))
_UNIT = 2.0**-53
_BEND = 0.64
"""Where the two pieces of the Pólya-Gamma proposal meet (Devroye 2009; Polson, Scott & Windle 2013)."""
_SQUEEZE = 0.994
"""Below what the alternating series comes to everywhere: nearly every proposal is taken at once."""
_STEEP = 40.0
"""Half of the logit beyond which the distribution is taken as there."""
_FEW = 1e-12


@part()
def uniform(state: State) -> float:
    """Draw from (0, 1) by xoshiro256++ (Blackman & Vigna 2021, ACM Trans. Math. Softw. 47:36)."""
    total = state[0] + state[3]
    word = ((total << _23) | (total >> _41)) + state[0]
    shifted = state[1] << _17
    state[2] ^= state[0]
    state[3] ^= state[1]
    state[1] ^= state[2]
    state[0] ^= state[3]
    state[2] ^= shifted
    state[3] = (state[3] << _45) | (state[3] >> _19)
    return (np.float64(word >> _11) + 0.5) * _UNIT


@part()
def normals(state: State, out: FloatArray) -> None:
    """Fill an array with standard normals (Box & Muller 1958)."""
    for k in range(0, len(out), 2):
        radius, turn = np.sqrt(-2.0 * np.log(uniform(state))), 2.0 * np.pi * uniform(state)
        out[k] = radius * np.cos(turn)
        if k + 1 < len(out):
            out[k + 1] = radius * np.sin(turn)


@part()
def chi_squared(state: State, freedom: float) -> float:
    """Draw a chi-squared number of at least two degrees of freedom (Marsaglia & Tsang 2000)."""
    d = 0.5 * freedom - 1.0 / 3.0
    c = 1.0 / np.sqrt(9.0 * d)
    pair = np.empty(1)
    while True:
        normals(state, pair)
        v = (1.0 + c * pair[0]) ** 3
        if v > 0.0 and np.log(uniform(state)) < 0.5 * pair[0] ** 2 + d - d * v + d * np.log(v):
            return 2.0 * d * v


@part()
def _below(state: State, z: float) -> float:
    """Draw an inverse-Gaussian number of mean 1/z below the bend."""
    if z * _BEND < 1.0:
        while True:
            first, second = -np.log(uniform(state)), -np.log(uniform(state))
            if first * first <= 2.0 * second / _BEND:
                x = _BEND / (1.0 + _BEND * first) ** 2
                if uniform(state) <= np.exp(-0.5 * z * z * x):
                    return x
    mean = 1.0 / z
    while True:
        radius, turn = -2.0 * np.log(uniform(state)), 2.0 * np.pi * uniform(state)
        half = 0.5 * mean * radius * np.cos(turn) ** 2
        x = mean * (1.0 + half - np.sqrt(half * (2.0 + half)))
        if uniform(state) > mean / (mean + x):
            x = mean * mean / x
        if _FEW < x < _BEND:
            return x


def _share(z: float) -> float:
    """Share of proposals that come from beyond the bend."""
    rate = np.pi * np.pi / 8.0 + 0.5 * z * z
    right = np.pi / (2.0 * rate) * np.exp(-rate * _BEND)
    lower = erfc((1.0 - _BEND * z) / np.sqrt(2.0 * _BEND))
    upper = erfc((1.0 + _BEND * z) / np.sqrt(2.0 * _BEND))
    return float(right / (right + np.exp(-z) * lower + np.exp(z) * upper))


_share_there = part()(_share)
_PER_STEP = 32
_SHARES = np.array([_share(k / _PER_STEP) for k in range(8 * _PER_STEP + 1)])
"""It falls with z, so that its values at both sides tell nearly always on which side of it a number lies."""


@part()
def _beyond(u: float, z: float) -> bool:
    """Whether ``u`` is below the share of proposals from beyond the bend."""
    step = int(z * _PER_STEP)
    if step + 1 < len(_SHARES):
        if u < _SHARES[step + 1]:
            return True
        if u > _SHARES[step]:
            return False
    return u < _share_there(z)


@part()
def polya_gamma(state: State, logit: float) -> float:
    """Draw from the Pólya-Gamma distribution PG(1, logit), exactly.

    Accept and reject by an alternating series (Polson, Scott & Windle 2013, JASA 108:1339, section 4).
    """
    z = min(0.5 * abs(logit), _STEEP)
    rate = np.pi * np.pi / 8.0 + 0.5 * z * z
    while True:
        right = _beyond(uniform(state), z)
        x = _BEND - np.log(uniform(state)) / rate if right else _below(state, z)
        # the series of the density in parts of its first term: 1 - r_1 + r_2 - ...
        height = uniform(state)
        if height < _SQUEEZE:
            return 0.25 * x
        fall = 0.5 * np.pi * np.pi * x if x > _BEND else 2.0 / x
        total, n = 1.0, 0
        while True:
            n += 1
            term = (2 * n + 1) * np.exp(-n * (n + 1) * fall)
            if n % 2:
                total -= term
                if height <= total:
                    return 0.25 * x
            else:
                total += term
                if height > total:
                    break
