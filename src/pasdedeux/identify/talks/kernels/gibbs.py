r"""Gibbs sampler of a multilevel logistic model with Pólya-Gamma weights.

Given a weight of every response, the model is linear and normal. One turn draws

1. the weights (Polson, Scott & Windle 2013, JASA 108:1339, section 3.1);
2. the population's coefficients, couples integrated out, then the couples given them;
3. the rows of the lower factor of the covariance, given what the couples are in parts of it: the proposal is
   normal, and taken by its prior (Metropolis & Hastings);
4. the population's coefficients and the scales of the couples' deviations together, given standardised
   deviations (Gelman, van Dyk, Huang & Boscardin 2008, J. Comput. Graph. Stat. 17:95);
5. the covariance, given the couples.

Couples' deviations are :math:`b = T (\delta \circ \eta)`, :math:`\eta = R z \sim N(0, Q)`: the scaled
inverse-Wishart prior (O'Malley & Zaslavsky 2008, JASA 103:1405). Step 3 mixes where talks are short, step
5 where they are long (Yu & Meng 2011, J. Comput. Graph. Stat. 20:531).
"""

import numpy as np
from numpy.typing import NDArray

from pasdedeux.compiled import compiled, part
from pasdedeux.identify.linear.kernels.matrices import cholesky, solve_lower, solve_upper
from pasdedeux.identify.talks.kernels.chance import State, chi_squared, normals, polya_gamma, uniform

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


@part()
def _normal_given(P: FloatArray, line: FloatArray, L: FloatArray, z: FloatArray) -> None:
    """Overwrite ``line`` with a draw from the normal of precision ``P`` and mean ``P^-1 line``."""
    cholesky(P, L)
    solve_lower(L, line)
    for k in range(len(line)):
        line[k] += z[k]
    solve_upper(L, line)


@part()
def _covariance_given(
    state: State, z: FloatArray, S: FloatArray, first: int, size: int, freedom: float, Q: FloatArray
) -> None:
    """Draw one block of a covariance from the inverse-Wishart of scale ``S``."""
    R, B = np.zeros((size, size)), np.zeros((size, size))
    V, column = np.empty((size, size)), np.empty(size)
    for a in range(size):
        for b in range(size):
            V[a, b] = S[first + a, first + b]
    cholesky(V, R)
    # it is V V' with V = R B'^-1, and B lower triangular (Bartlett)
    for a in range(size):
        B[a, a] = np.sqrt(chi_squared(state, freedom - a))
        for b in range(a):
            B[a, b] = z[(first + a) * len(S) + b]
    for b in range(size):
        for a in range(size):
            column[a] = 1.0 if a == b else 0.0
        solve_upper(B, column)
        for a in range(size):
            V[a, b] = 0.0
            for c in range(a + 1):
                V[a, b] += R[a, c] * column[c]
    for a in range(size):
        for c in range(size):
            Q[first + a, first + c] = 0.0
            for b in range(size):
                Q[first + a, first + c] += V[a, b] * V[c, b]


@part()
def _log_prior(R: FloatArray, blocks: IntArray, extra: float, inverse: FloatArray) -> float:
    """Log prior density of the lower factor of the covariance, whose inverse it leaves behind."""
    value = 0.0
    column = np.empty(len(R))
    for block in range(len(blocks) - 1):
        first, end = blocks[block], blocks[block + 1]
        for k in range(first, end):
            value -= (end - first + extra + 1 + k - first) * np.log(abs(R[k, k]))
    for k in range(len(R)):
        for j in range(len(R)):
            column[j] = 1.0 if j == k else 0.0
        solve_lower(R, column)
        for j in range(len(R)):
            inverse[j, k] = column[j]
            value -= 0.5 * (extra + 1.0) * column[j] * column[j]
    return value


@compiled(
    "void(u8[::1], f8[:,::1], f8[::1], i8[::1], i8[::1], f8[:,::1], i8[::1], f8[::1], f8[::1],"
    " f8[::1], f8[::1], f8[:,::1], f8[:,::1], f8[:,::1], f8[:,:,::1], f4[:,:,::1])"
)
def gibbs(
    state: State,
    X: FloatArray,
    y: FloatArray,
    start: IntArray,
    into: IntArray,
    T: FloatArray,
    blocks: IntArray,
    prior: FloatArray,
    scale: FloatArray,
    gamma: FloatArray,
    delta: FloatArray,
    Q: FloatArray,
    eta: FloatArray,
    gammas: FloatArray,
    covariances: FloatArray,
    couples: NDArray[np.float32],
) -> None:
    """Draw so many turns as ``gammas`` has rows, going on from where a chain stands.

    Parameters
    ----------
    state
        Shape (4,). Of the generator.
    X, y
        Shapes (R, P) and (R,): what may explain every response, and whether it was shown. The first K columns
        vary between couples. Rows are sorted by couple, and within a couple by who responds.
    start
        Shape (2 N + 1,). First row of each couple's two partners.
    into
        Shape (2 P,). Which population coefficient each column has, for either partner.
    T
        Shape (2 K, 2 K). Couples' deviations from independent blocks of them.
    blocks
        Where each independent block of the covariance begins, and the end.
    prior
        Shape (G,). Prior precisions of the population's coefficients.
    scale
        Shape (3,). Prior mean and standard deviation of the scales of couples' deviations, and by how much
        the degrees of freedom of the inverse-Wishart exceed its size.
    gamma, delta, Q, eta
        Shapes (G,), (2 K,), (2 K, 2 K) and (N, 2 K): where the chain stands; renewed.
    gammas, covariances, couples
        Shapes (S, G), (S, 2 K, 2 K) and (S, N, 2 K): the draws, written.
    """
    N, P, G, q = len(eta), X.shape[1], len(gamma), len(delta)
    K = q // 2
    W = np.zeros((2, P, P))
    total, reduced = np.zeros((G, G)), np.zeros((G, G))
    A, C, L = np.zeros((N, q, q)), np.zeros((N, q, G)), np.zeros((N, q, q))
    linear, h, shown = np.zeros(G), np.zeros((N, q)), np.zeros((2, P))
    B, M, theta = np.zeros((q, G)), np.zeros((q, q)), np.zeros(P)
    V, v, b = np.zeros((G, q)), np.zeros(q), np.zeros(q)
    joint, root, line = np.zeros((q + G, q + G)), np.zeros((q + G, q + G)), np.zeros(q + G)
    small, zs = np.zeros((G, G)), np.zeros(G)
    # of a turn: for the population, the couples, the population with the scales, the covariance, its factor
    chance = np.zeros(G + N * q + q + G + q * q + q * q)
    of_couples, of_joint = G, G + N * q
    of_covariance, of_factor = of_joint + q + G, of_joint + q + G + q * q
    # places of the lower factor, row by row, and where rows begin
    place, row = np.zeros((q * q, 2), np.int64), np.zeros(q + 1, np.int64)
    places = 0
    for block in range(len(blocks) - 1):
        for k in range(blocks[block], blocks[block + 1]):
            row[k] = places
            for j in range(blocks[block], k + 1):
                place[places, 0], place[places, 1] = k, j
                places += 1
    row[q] = places
    R, inverse, spare, Z = np.zeros((q, q)), np.zeros((q, q)), np.zeros((q, q)), np.zeros((N, q))
    F, f, few = np.zeros((places, places)), np.zeros(places), np.zeros((q, q))
    S = np.zeros((q, q))
    for n in range(N):
        for i in range(2):
            for a in range(P):
                shown[i, a] = 0.0
            for r in range(start[2 * n + i], start[2 * n + i + 1]):
                for a in range(P):
                    shown[i, a] += (y[r] - 0.5) * X[r, a]
            for a in range(P):
                linear[into[i * P + a]] += shown[i, a]
        for k in range(q):
            for m in range(q):
                h[n, k] += T[m, k] * shown[m // K, m % K]

    for s in range(len(gammas)):
        for a in range(G):
            for c in range(G):
                total[a, c] = reduced[a, c] = 0.0
            zs[a] = linear[a]
        cholesky(Q, R)
        height = _log_prior(R, blocks, scale[2], spare)
        for k in range(q):
            for j in range(q):
                inverse[k, j] = 0.0
                for m in range(q):
                    inverse[k, j] += spare[m, k] * spare[m, j]
        for n in range(N):
            for m in range(q):
                b[m] = 0.0
                for k in range(q):
                    b[m] += T[m, k] * delta[k] * eta[n, k]
            # weights, and the sums that they give
            for i in range(2):
                for a in range(P):
                    theta[a] = gamma[into[i * P + a]]
                    if a < K:
                        theta[a] += b[i * K + a]
                    for c in range(P):
                        W[i, a, c] = 0.0
                for r in range(start[2 * n + i], start[2 * n + i + 1]):
                    logit = 0.0
                    for a in range(P):
                        logit += X[r, a] * theta[a]
                    weight = polya_gamma(state, logit)
                    for a in range(P):
                        x = weight * X[r, a]
                        for c in range(a + 1):
                            W[i, a, c] += x * X[r, c]
                for a in range(P):
                    for c in range(a):
                        W[i, c, a] = W[i, a, c]
            for m in range(q):
                for g in range(G):
                    B[m, g] = 0.0
            for i in range(2):
                for a in range(P):
                    for c in range(P):
                        total[into[i * P + a], into[i * P + c]] += W[i, a, c]
                        if a < K:
                            B[i * K + a, into[i * P + c]] += W[i, a, c]
            for k in range(q):
                for g in range(G):
                    C[n, k, g] = 0.0
                    for m in range(q):
                        C[n, k, g] += T[m, k] * B[m, g]
                for j in range(q):
                    A[n, k, j] = 0.0
                    for m in range(q):
                        for c in range(K):
                            A[n, k, j] += T[m, k] * W[m // K, m % K, c] * T[(m // K) * K + c, j]
            # couples integrated out of what the population's coefficients are drawn from
            for k in range(q):
                for j in range(q):
                    M[k, j] = inverse[k, j] + delta[k] * A[n, k, j] * delta[j]
                v[k] = delta[k] * h[n, k]
            cholesky(M, L[n])
            solve_lower(L[n], v)
            for g in range(G):
                for k in range(q):
                    V[g, k] = delta[k] * C[n, k, g]
                solve_lower(L[n], V[g])
                for k in range(q):
                    zs[g] -= V[g, k] * v[k]
                for c in range(g + 1):
                    for k in range(q):
                        reduced[g, c] += V[g, k] * V[c, k]
        for a in range(G):
            for c in range(a + 1):
                small[a, c] = total[a, c] - reduced[a, c]
            small[a, a] += prior[a]
        for e in range(places):
            f[e] = 0.0
            for c in range(places):
                F[e, c] = 0.0
        normals(state, chance)
        _normal_given(small, zs, reduced, chance)
        for k in range(q):
            for j in range(q):
                S[k, j] = scale[2] + 1.0 if k == j else 0.0
        for k in range(q + G):
            for j in range(q + G):
                joint[k, j] = 0.0
            line[k] = linear[k - q] if k >= q else 0.0
        for n in range(N):
            for k in range(q):
                v[k] = h[n, k]
                for g in range(G):
                    v[k] -= C[n, k, g] * zs[g]
                v[k] *= delta[k]
            solve_lower(L[n], v)
            for k in range(q):
                v[k] += chance[of_couples + n * q + k]
            solve_upper(L[n], v)
            solve_lower(R, v)
            for k in range(q):
                Z[n, k] = v[k]
            for k in range(q):
                v[k] = h[n, k]
                for g in range(G):
                    v[k] -= C[n, k, g] * zs[g]
                v[k] *= delta[k]
                for j in range(q):
                    M[k, j] = delta[k] * A[n, k, j] * delta[j]
            for e in range(places):
                k, j = place[e, 0], place[e, 1]
                f[e] += v[k] * Z[n, j]
                for c in range(e + 1):
                    F[e, c] += M[k, place[c, 0]] * Z[n, j] * Z[n, place[c, 1]]
        for e in range(places):
            for c in range(e):
                F[c, e] = F[e, c]
        for k in range(q):
            first, size = row[k], row[k + 1] - row[k]
            for e in range(size):
                v[e] = f[first + e]
                for c in range(places):
                    if not first <= c < first + size:
                        v[e] -= F[first + e, c] * R[place[c, 0], place[c, 1]]
                for c in range(size):
                    few[e, c] = F[first + e, first + c] + (1.0 if e == c else 0.0)
            _normal_given(few[:size, :size], v[:size], M[:size, :size], chance[of_factor + k * q :])
            change = 0.0
            for e in range(size):
                at = place[first + e, 1]
                v[e], R[k, at] = R[k, at], v[e]
                change += 0.5 * (R[k, at] * R[k, at] - v[e] * v[e])
            there = _log_prior(R, blocks, scale[2], spare)
            if np.log(uniform(state)) < there - height + change:
                height = there
            else:
                for e in range(size):
                    R[k, place[first + e, 1]] = v[e]
        for n in range(N):
            for k in range(q):
                v[k] = 0.0
                for j in range(k + 1):
                    v[k] += R[k, j] * Z[n, j]
                eta[n, k] = v[k]
            for k in range(q):
                line[k] += v[k] * h[n, k]
                for j in range(q):
                    S[k, j] += v[k] * v[j]
                    joint[k, j] += v[k] * A[n, k, j] * v[j]
                for g in range(G):
                    joint[q + g, k] += v[k] * C[n, k, g]
        for k in range(q):
            joint[k, k] += 1.0 / (scale[1] * scale[1])
            line[k] += scale[0] / (scale[1] * scale[1])
        for a in range(G):
            for c in range(G):
                joint[q + a, q + c] = total[a, c]
            joint[q + a, q + a] += prior[a]
        _normal_given(joint, line, root, chance[of_joint:])
        for k in range(q):
            delta[k] = line[k]
        for a in range(G):
            gamma[a] = line[q + a]
            gammas[s, a] = gamma[a]
        for block in range(len(blocks) - 1):
            first, size = blocks[block], blocks[block + 1] - blocks[block]
            _covariance_given(state, chance[of_covariance:], S, first, size, size + scale[2] + N, Q)
        # what the couples' own deviations are, and how they vary
        for m in range(q):
            for j in range(q):
                M[m, j] = 0.0
                for k in range(q):
                    M[m, j] += T[m, k] * delta[k] * Q[k, j] * delta[j]
        for m in range(q):
            for c in range(m + 1):
                value = 0.0
                for j in range(q):
                    value += M[m, j] * T[c, j]
                covariances[s, m, c] = covariances[s, c, m] = value
        for n in range(N):
            for m in range(q):
                value = 0.0
                for k in range(q):
                    value += T[m, k] * delta[k] * eta[n, k]
                couples[s, n, m] = value
