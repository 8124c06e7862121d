"""The likelihood is the density of a multivariate normal, and its gradient is its derivative."""

import numba
import numpy as np
import pytest
import scipy.linalg
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from pasdedeux.identify.linear.forecasting import matrices as matrices_of
from pasdedeux.identify.linear.kernels import matrices
from pasdedeux.identify.linear.kernels.filtering import forecasts, static_effects
from pasdedeux.identify.linear.kernels.likelihood import likelihood_of
from pasdedeux.identify.linear.panel import panel_of
from pasdedeux.identify.linear.parameters import Layout
from pasdedeux.identify.linear.single.posterior import posterior_of
from pasdedeux.simulate import example_records


def callable_from_python(part):
    """Compile a part of a kernel by itself."""
    return numba.njit(part.py_func, error_model="numpy")


expm, expm2, lyapunov = map(callable_from_python, (matrices.expm, matrices.expm2, matrices.lyapunov))
expm_adjoint, expm2_adjoint = map(callable_from_python, (matrices.expm_adjoint, matrices.expm2_adjoint))
NOWHERE = np.empty(0)


def gradient(theta, data, grad):
    """Log-likelihood; its derivative is written to ``grad`` if that has room for one."""
    T, d, q = data[0].shape
    memory = [np.empty((2, T, d, q)), np.empty((2, T, d, d)), np.empty((len(data[4]), d, d))]
    return likelihood_of(data)(theta, *data, *memory, np.empty((d, d)), np.empty((q, q)), grad)


def loglik(theta, data):
    return gradient(theta, data, NOWHERE)


def record_of(d, T, p, seed, *, inputs=False, missing=0.2, loss=0.0):
    """A random record: data, design, irregular gaps, prior of static effects."""
    rng = np.random.default_rng(seed)
    seen = rng.random((T, d)) > missing
    X = np.zeros((T, d, p))
    X[:, :, : min(d, p)] = np.eye(d)[:, : min(d, p)]
    X[:, :, d:] = rng.normal(size=(T, d, max(p - d, 0)))
    W = np.concatenate([np.where(seen, rng.normal(size=(T, d)), 0.0)[:, :, None], X], axis=2)
    U = np.zeros((0, d, p))
    if inputs:
        U = np.zeros((T, d, p))
        U[:, :, -1] = rng.normal(size=(T, d))
        W[:, :, -1] = 0.0
    gaps, index = np.unique(rng.exponential(size=T) + 0.2, return_inverse=True)
    B = np.eye(p) * 0.5 + 0.1
    logdet = -np.linalg.slogdet(B)[1] if p else 0.0
    return (
        np.ascontiguousarray(W), seen, U, index.astype(np.int64), gaps, np.repeat([0.01, loss], d),
        rng.normal(size=p) * 0.1, np.ascontiguousarray(np.linalg.inv(B)), float(logdet),
    )  # fmt: skip


def dense(theta, data):
    """The same likelihood, written as one large normal density."""
    mean, cov, y = dense_moments(theta, data)
    off = y - mean
    return -0.5 * (np.linalg.slogdet(2 * np.pi * cov)[1] + off @ np.linalg.solve(cov, off))


def dense_moments(theta, data):
    W, seen, U, gap, gaps, floor, b0, precision, _ = data
    T, d, q = W.shape
    layout = Layout(d, reliability=float(np.exp(-floor[d])))
    A, S, R = (found[0] for found in matrices_of(layout, theta[None]))
    R = R + np.diag(floor[:d])
    P = scipy.linalg.solve_continuous_lyapunov(A, -S)
    time = np.concatenate([[0], np.cumsum(gaps[gap[1:]])])
    n = T * d
    cov = np.zeros((n, n))
    for i in range(T):
        for j in range(i + 1):
            block = scipy.linalg.expm(A * (time[i] - time[j])) @ P
            cov[i * d : (i + 1) * d, j * d : (j + 1) * d] = block
            cov[j * d : (j + 1) * d, i * d : (i + 1) * d] = block.T
        cov[i * d : (i + 1) * d, i * d : (i + 1) * d] += R
    X = W[:, :, 1:].reshape(n, -1).copy()
    if len(U):
        effect = np.zeros((d, q - 1))
        for i in range(1, T):
            effect = scipy.linalg.expm(A * gaps[gap[i]]) @ effect + U[i]
            X[i * d : (i + 1) * d] += effect
    if q > 1:
        cov += X @ np.linalg.inv(precision) @ X.T
    at = seen.ravel()
    return (X @ b0)[at], cov[np.ix_(at, at)], W[:, :, 0].ravel()[at]


def theta_of(d, seed, size=0.3):
    theta = np.random.default_rng(seed).normal(size=Layout(d).size) * size
    if d > 2:
        theta[d : d * d] *= 0.3
    return theta


@pytest.mark.parametrize(
    ("d", "p", "inputs", "loss"),
    [(2, 0, False, 0.0), (2, 2, False, 0.3), (2, 5, True, 0.0), (4, 4, False, 0.3), (4, 6, True, 0.0)],
)
def test_likelihood_is_the_normal_density(d, p, inputs, loss):
    data = record_of(d, 11, p, seed=d + p, inputs=inputs, loss=loss)
    theta = theta_of(d, 3)
    assert_allclose(loglik(theta, data), dense(theta, data), rtol=1e-10)


@given(
    seed=st.integers(0, 10**6),
    d=st.sampled_from([2, 4]),
    size=st.floats(0.05, 0.8),
    loss=st.sampled_from([0.0, 0.25]),
)
@settings(max_examples=25, deadline=None)
def test_gradient_is_the_derivative(seed, d, size, loss):
    data = record_of(d, 9, d, seed, loss=loss)
    theta = theta_of(d, seed, size)
    grad = np.empty(len(theta))
    value = gradient(theta, data, grad)
    if not np.isfinite(value):
        assert np.isinf(loglik(theta, data))  # an unstable four-state loop: both say so
        return
    step = 1e-5
    near = [(loglik(theta + step * e, data), loglik(theta - step * e, data)) for e in np.eye(len(theta))]
    if not np.isfinite(near).all():
        return  # on the edge of stability
    numeric = np.array([(up - down) / (2 * step) for up, down in near])
    assert_allclose(grad, numeric, rtol=1e-5, atol=1e-5 * max(1.0, np.abs(numeric).max()))


@given(seed=st.integers(0, 10**6))
@settings(max_examples=40, deadline=None)
def test_every_real_vector_is_a_stable_loop_of_two(seed):
    layout = Layout(2)
    theta = np.random.default_rng(seed).normal(size=layout.size) * 2.0
    A = layout.drift(theta)
    # at the far end tanh rounds to 1, so the gain may touch it and the slowest rate 0
    assert np.linalg.eigvals(A).real.max() < 1e-12
    assert A[0, 1] * A[1, 0] / (A[0, 0] * A[1, 1]) <= 1 + 1e-12


def test_missing_everything_has_likelihood_one():
    data = list(record_of(2, 6, 2, seed=1))
    data[1] = np.zeros_like(data[1])
    data[0] = data[0].copy()
    data[0][:, :, 0] = 0.0
    assert_allclose(loglik(theta_of(2, 1), data), 0.0, atol=1e-12)


def test_exponential_and_its_adjoint_agree_with_scipy():
    rng = np.random.default_rng(0)
    for _ in range(50):
        A, gap = rng.normal(size=(2, 2)) - np.eye(2), rng.exponential()
        out = np.empty((2, 2))
        expm2(A, gap, out)
        assert_allclose(out, scipy.linalg.expm(A * gap), rtol=1e-10)
        pull = rng.normal(size=(2, 2))
        quick, general = np.zeros((2, 2)), np.zeros((2, 2))
        expm2_adjoint(A, gap, pull, quick)
        expm_adjoint(A, gap, pull, general)
        reference = scipy.linalg.expm_frechet(A.T * gap, pull * gap, compute_expm=False)
        assert_allclose(quick, reference, rtol=1e-7, atol=1e-9)
        assert_allclose(general, reference, rtol=1e-7, atol=1e-9)
        B = rng.normal(size=(4, 4))
        assert_allclose(expm(B), scipy.linalg.expm(B), rtol=1e-9, atol=1e-11)


@pytest.mark.parametrize("d", [2, 4])
def test_long_run_covariance_solves_its_equation_or_says_no(d):
    rng = np.random.default_rng(d)
    for _ in range(50):
        A = rng.normal(size=(d, d)) * 0.5 - np.eye(d)
        S = np.cov(rng.normal(size=(d, 20)))
        P = np.empty((d, d))
        settles = bool(np.linalg.eigvals(A).real.max() < 0)
        assert lyapunov(A, S, P) == settles
        if settles:
            assert_allclose(A @ P + P @ A.T + S, 0.0, atol=1e-8 * np.abs(P).max())


def test_forecasts_are_conditional_normals():
    data = record_of(2, 8, 2, seed=5, missing=0.1)
    theta = theta_of(2, 7)
    T = 8
    mean, covariance = np.empty((T, 2)), np.empty((T, 2, 2))
    assert forecasts(theta, data, mean, covariance)
    # the last row, given all rows before it, from the one large normal
    m, C, y = dense_moments(theta, data)
    seen = data[1]
    last = np.flatnonzero(np.repeat(np.arange(T), 2)[seen.ravel()] == T - 1)
    rest = np.setdiff1d(np.arange(len(y)), last)
    gain = C[np.ix_(last, rest)] @ np.linalg.inv(C[np.ix_(rest, rest)])
    assert_allclose(mean[-1][seen[-1]], m[last] + gain @ (y[rest] - m[rest]), rtol=1e-8)
    expected = C[np.ix_(last, last)] - gain @ C[np.ix_(rest, last)]
    assert_allclose(covariance[-1][np.ix_(seen[-1], seen[-1])], expected, rtol=1e-8)


def test_static_effects_are_the_posterior_of_the_set_points():
    data = record_of(2, 10, 2, seed=9)
    theta = theta_of(2, 2)
    mean, covariance = np.empty(2), np.empty((2, 2))
    assert static_effects(theta, data, mean, covariance)
    m, C, y = dense_moments(theta, data)
    X = data[0][:, :, 1:].reshape(-1, 2)[data[1].ravel()]
    B = np.linalg.inv(data[7])
    gain = B @ X.T @ np.linalg.inv(C)
    assert_allclose(mean, data[6] + gain @ (y - m), rtol=1e-8)
    assert_allclose(covariance, B - gain @ X @ B, rtol=1e-7, atol=1e-10)


def test_a_chain_hangs_on_its_seed_and_not_on_where_arrays_lie():
    panel, layout = panel_of(example_records(couples=1, days=30)), Layout(2)
    data, prior = panel.data(0, panel.weak_static()), layout.couple_prior
    kept, chains = [], set()
    for n in range(12):
        kept.append(np.empty(3 * n + 1))
        found = posterior_of(data, layout, prior, np.random.default_rng(3), draws=120, most=120)
        chains.add(found.chains.tobytes())
    assert len(chains) == 1
