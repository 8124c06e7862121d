"""Random numbers of the kernels have the distributions they claim."""

import numpy as np
import pytest
from scipy.stats import invgauss

from pasdedeux.compiled import compiled
from pasdedeux.identify.talks.kernels.chance import _SHARES, chi_squared, normals, polya_gamma

COUNT = 100_000


@compiled("void(u8[::1], f8, f8[::1])", cache=False)
def weights(state, logit, out):
    for k in range(len(out)):
        out[k] = polya_gamma(state, logit)


@compiled("void(u8[::1], f8, f8[::1])", cache=False)
def squares(state, freedom, out):
    for k in range(len(out)):
        out[k] = chi_squared(state, freedom)


@compiled("void(u8[::1], f8[::1])", cache=False)
def plain(state, out):
    normals(state, out)


def draws(kernel, *arguments):
    out = np.empty(COUNT)
    kernel(np.random.SeedSequence(7).generate_state(4, np.uint64), *arguments, out)
    return out


@pytest.mark.parametrize("logit", [0.0, 0.3, -2.0, 4.0, 15.0])
@pytest.mark.parametrize("t", [0.3, 2.0, 10.0])
def test_weights_have_their_laplace_transform(logit, t):
    """E exp(-t w) = cosh(c/2) / cosh(sqrt((c^2/2 + t) / 2)) (Polson, Scott & Windle 2013, eq. 4)."""
    values = np.exp(-t * draws(weights, logit))
    known = np.cosh(logit / 2) / np.cosh(np.sqrt((logit**2 / 2 + t) / 2))
    assert abs(values.mean() - known) < 4 * values.std() / np.sqrt(COUNT)


@pytest.mark.parametrize("freedom", [2.0, 7.0, 60.0])
def test_chi_squared_numbers_have_their_moments(freedom):
    values = draws(squares, freedom)
    assert abs(values.mean() - freedom) < 4 * np.sqrt(2 * freedom / COUNT)
    assert values.var() == pytest.approx(2 * freedom, rel=0.05)


def test_normals_have_their_moments():
    values = draws(plain)
    assert abs(values.mean()) < 4 / np.sqrt(COUNT)
    assert (values**2).mean() == pytest.approx(1, rel=0.02)
    assert (values**4).mean() == pytest.approx(3, rel=0.05)


def test_shares_fall_and_are_those_of_the_distribution():
    """The share beyond the bend is that of the mixture in Polson, Scott & Windle (2013), section 4."""
    assert (np.diff(_SHARES) < 0).all()
    z = np.arange(len(_SHARES)) / 32
    rate = np.pi**2 / 8 + z**2 / 2
    beyond = np.pi / 2 / rate * np.exp(-rate * 0.64)
    within = [2 * np.exp(-one) * invgauss(1 / one, scale=1).cdf(0.64) for one in z[1:]]
    assert np.allclose(_SHARES[1:], beyond[1:] / (beyond[1:] + within), rtol=1e-9)
