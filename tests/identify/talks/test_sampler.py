"""The sampler draws from the posterior: held against weighted draws of the prior, and against Bayes' rule."""

import numpy as np
import pytest
from scipy.special import log_expit
from scipy.stats import invwishart

from pasdedeux.identify.talks.design import PRIOR_SD, SPREAD, TIED, TalkDesign
from pasdedeux.identify.talks.responses import as_pair, responses_of
from pasdedeux.identify.talks.sampler import TalkChain, TalkPanel
from pasdedeux.simulate import simulate_talks


def tiny(*, exchangeable, partner):
    talks = simulate_talks(2, 4, seed=4, distinguishable=not exchangeable)
    found = responses_of(talks, as_pair("tense"), as_pair("tense"))
    return TalkPanel.of(found, TalkDesign(exchangeable, np.zeros((2, 2, 0)), partner=partner))


def prior_draws(panel, count, rng):
    """Coefficients, shape (count, 2, P), and couples' deviations, shape (count, N, 2 K), before any talk."""
    design, N = panel.design, len(panel)
    q, G = 2 * len(design.varying), int(design.into.max()) + 1
    gamma = PRIOR_SD * rng.standard_normal((count, G))
    delta = SPREAD[0] + SPREAD[1] * rng.standard_normal((count, q))
    eta = np.empty((count, N, q))
    for first, end in zip(design.blocks[:-1], design.blocks[1:], strict=True):
        size = end - first
        Q = (
            invwishart(size + TIED, (TIED + 1) * np.eye(size))
            .rvs(count, random_state=rng)
            .reshape(count, size, size)
        )
        z = rng.standard_normal((count, N, size))
        eta[:, :, first:end] = np.einsum("sab,snb->sna", np.linalg.cholesky(Q), z)
    deviations = (eta * delta[:, None]) @ design.turn.T
    return gamma[:, design.into].reshape(count, 2, -1), deviations


def log_likelihood(panel, gamma, deviations):
    """Shape (count,)."""
    K = len(panel.design.varying)
    total = np.zeros(len(gamma))
    for n in range(len(panel)):
        for i in (0, 1):
            rows = slice(panel.start[2 * n + i], panel.start[2 * n + i + 1])
            X, sign = panel.X[rows], 2 * panel.y[rows] - 1
            logits = gamma[:, i] @ X.T + deviations[:, n, i * K : (i + 1) * K] @ X[:, :K].T
            total += log_expit(sign * logits).sum(axis=1)
    return total


@pytest.mark.parametrize("exchangeable", [False, True])
@pytest.mark.parametrize("partner", [False, True])
def test_draws_agree_with_weighted_draws_of_the_prior(exchangeable, partner):
    panel = tiny(exchangeable=exchangeable, partner=partner)
    gamma, deviations = prior_draws(panel, 100_000, np.random.default_rng(1))
    weight = np.exp((log := log_likelihood(panel, gamma, deviations)) - log.max())
    weight /= weight.sum()
    effective = 1 / (weight**2).sum()
    assert effective > 100
    chain = TalkChain(panel, np.random.SeedSequence(1)).warm_up(300).go_on(8_000)
    K = len(panel.design.varying)
    couples = gamma[:, None, :, :K] + deviations.reshape(len(gamma), -1, 2, K)
    for drawn, weighed in ((chain.gammas, gamma), (chain.couples, couples)):
        for squashed in (np.tanh, lambda x: np.tanh(x / 4), lambda x: np.tanh(x / 4) ** 2):
            known = np.tensordot(weight, squashed(weighed), 1)
            sd = np.sqrt(np.tensordot(weight, (squashed(weighed) - known) ** 2, 1))
            errors = np.abs(squashed(drawn).mean(axis=0) - known) / sd
            assert errors.max() < 4.5 * np.sqrt(1 / effective + 1 / 200)


def test_without_any_row_the_prior_comes_back():
    panel = tiny(exchangeable=False, partner=True)
    empty = TalkPanel(panel.X[:0], panel.y[:0], np.zeros_like(panel.start), panel.design)
    chain = TalkChain(empty, np.random.SeedSequence(2)).warm_up(200).go_on(20_000)
    assert np.allclose(chain.gammas.std(axis=0), PRIOR_SD, rtol=0.05)
    spread = np.sqrt(np.diagonal(chain.covariances, axis1=1, axis2=2))
    rng = np.random.default_rng(3)
    known = np.abs(rng.normal(*SPREAD, 50_000)) * np.sqrt((TIED + 1) / rng.chisquare(TIED + 1, 50_000))
    shares = (0.1, 0.5, 0.9)
    assert np.allclose(np.quantile(spread, shares, axis=0).T, np.quantile(known, shares), rtol=0.15)
    ties = chain.covariances[:, 0, 1] / spread[:, 0] / spread[:, 1]
    assert np.isclose(ties.std(), 1 / np.sqrt(TIED + 2), rtol=0.1)


def test_a_chain_in_pieces_is_the_same_chain():
    panel = tiny(exchangeable=False, partner=True)
    whole = TalkChain(panel, np.random.SeedSequence(3)).go_on(60)
    pieces = TalkChain(panel, np.random.SeedSequence(3)).go_on(25).go_on(35)
    assert (whole.gammas == pieces.gammas).all()
    assert (whole.couples == pieces.couples).all()
