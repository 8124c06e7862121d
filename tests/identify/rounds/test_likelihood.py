"""The likelihood is that of the normal distribution of all answers, and its gradient is its gradient."""

import numpy as np
import pytest
from scipy.optimize import approx_fprime
from scipy.stats import multivariate_normal

from pasdedeux.identify.rounds.kernels.mode import objective
from pasdedeux.identify.rounds.model import CROSSINGS, OTHERS

PLACES = np.array([*CROSSINGS, *OTHERS], dtype=np.int64)
SIZE = 4 + 12 + 10 + 4 + 2
MATES = np.array([-1, 0, -1, 2])


@pytest.fixture
def record():
    """Eleven moments: gaps of quarters, the same moment twice, a new record, missing answers."""
    rng = np.random.default_rng(3)
    Y = rng.standard_normal((11, 4))
    Y[rng.random(Y.shape) < 0.25] = np.nan
    Y[4] = np.nan
    return Y, np.array([-1, 4, 0, 1, 4, 4, 3, -1, 2, 4, 4])


@pytest.fixture
def theta():
    rng = np.random.default_rng(4)
    return (
        0.25 * rng.standard_normal(SIZE) + np.r_[np.full(4, 0.3), np.zeros(22), np.full(4, -1.0), 0.6, -0.4]
    )


def problem_of(Y, moves, precision):
    P0 = 0.6 * np.eye(4) + 0.3
    return (Y, moves, MATES, P0, PLACES, np.zeros(SIZE), precision)


def unpacked(theta):
    A, L, d = np.diag(theta[:4]), np.zeros((4, 4)), 1 / (1 + np.exp(-theta[26:30]))
    for (i, j), value in zip(PLACES, theta[4:16], strict=True):
        A[i, j] = value
    L[np.tril_indices(4)] = theta[16:26]
    L[np.diag_indices(4)] = np.exp(np.diag(L))
    R = np.diag(d)
    for i, rho in ((1, theta[30]), (3, theta[31])):
        R[i, i - 1] = R[i - 1, i] = np.tanh(rho) * np.sqrt(d[i] * d[i - 1])
    return A, L @ L.T, R


def by_covariance(theta, Y, moves, P0):
    """Log density of all answers from their joint covariance, written out."""
    A, Q, R = unpacked(theta)
    total, start = 0.0, 0
    ends = [*np.flatnonzero(moves < 0)[1:], len(moves)]
    for end in ends:
        T = end - start
        cov = np.zeros((4 * T, 4 * T))
        cov[:4, :4] = P0
        for t in range(1, T):
            f = moves[start + t] / 4
            B = np.eye(4) - A
            Af = np.eye(4) - f * B
            Qf = f * Q + f * (1 - f) * B @ P0 @ B.T if f else np.zeros((4, 4))
            now, before = slice(4 * t, 4 * t + 4), slice(4 * t - 4, 4 * t)
            cov[now, : 4 * t] = Af @ cov[before, : 4 * t]
            cov[: 4 * t, now] = cov[now, : 4 * t].T
            cov[now, now] = Af @ cov[before, before] @ Af.T + Qf
        cov += np.kron(np.eye(T), R)
        y = Y[start:end].ravel()
        seen = ~np.isnan(y)
        total += multivariate_normal.logpdf(y[seen], np.zeros(seen.sum()), cov[np.ix_(seen, seen)])
        total += 0.5 * seen.sum() * np.log(2 * np.pi)
        start = end
    return total


def test_it_is_the_density_of_all_answers(record, theta):
    problem = problem_of(*record, np.zeros((SIZE, SIZE)))
    assert -objective(theta, problem, np.empty(SIZE)) == pytest.approx(
        by_covariance(theta, *record, problem[3])
    )


def test_its_gradient_is_that_of_differences(record, theta):
    problem, grad = problem_of(*record, np.eye(SIZE)), np.empty(SIZE)
    objective(theta, problem, grad)
    by_steps = approx_fprime(theta, lambda at: objective(at, problem, np.empty(SIZE)), 1e-6)
    assert grad == pytest.approx(by_steps, abs=2e-4)


def test_a_prior_adds_its_square(record, theta):
    flat, drawn = (
        objective(theta, problem_of(*record, k * np.eye(SIZE)), np.empty(SIZE)) for k in (0.0, 2.0)
    )
    assert drawn - flat == pytest.approx(theta @ theta)
