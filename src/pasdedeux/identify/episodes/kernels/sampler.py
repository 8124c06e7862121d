r"""Gibbs sampling of true turns, answers, each teller's ways, and what was not written down.

In each sweep, given the rest: the true turns of each episode (`tellings`); the small occasions that were not
written down; the logits (`logits`), several steps for one set of counts; openings; for each teller what is
left out and what is taken for what; and the share of small occasions that is written down.

A small occasion, of one or two turns, is written down rho times as often as a longer one. So a written one
with first turn s has the chance of its turns, times rho where it is small, over

.. math:: Z_s = 1 - q_s, \qquad 1 / Z_s = \sum_k q_s^k, \qquad q_s = (1 - \rho)\, P(\mathrm{small} \mid s)

and is followed by k small ones that nobody wrote down: drawn along with it, they leave a multinomial
likelihood for the answers and a beta distribution for rho.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pasdedeux.compiled import compiled, part
from pasdedeux.identify.episodes.kernels.logits import (
    SIZE,
    log_answers,
    log_posterior,
    mode,
    solve_upper,
)
from pasdedeux.identify.episodes.kernels.tellings import AROUND, BACKWARD, EMISSIONS, FORWARD, PLACES, place

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

DIRICHLET = "void(f8[::1], f8[::1])"
DRAW_LOGITS = "void(f8[:, ::1], f8[::1], f8[:, ::1], f8[::1], i8, f8[:, ::1])"
POINTERS = ", ".join(
    f"FunctionType({signature})"
    for signature in (EMISSIONS, AROUND, FORWARD, BACKWARD, DRAW_LOGITS, DIRICHLET)
)
Kernel = Callable[..., Any]
SMALL = 3
"""An occasion of fewer turns is a small one; `answer_small` has this built in."""
TRIES = 200
MOST_LEFT_OUT = 0.9
ALL_BUT = 40  # small occasions that may stay untold before each one that is told


@compiled(DIRICHLET)
def dirichlet(weights: FloatArray, out: FloatArray) -> None:
    """Draw shares that sum to one."""
    total = 0.0
    for k in range(len(weights)):
        out[k] = np.random.gamma(weights[k], 1.0) + 1e-12  # noqa: NPY002
        total += out[k]
    for k in range(len(weights)):
        out[k] /= total


@compiled(DRAW_LOGITS)
def draw_logits(
    counts: FloatArray,
    mean: FloatArray,
    precision: FloatArray,
    theta: FloatArray,
    steps: int,
    out: FloatArray,
) -> None:
    """Make so many steps from ``theta`` given the counts; all are kept in ``out``, the last in ``theta``."""
    size = len(theta)
    L = np.empty((size, size))
    middle, trial, z = np.empty(size), np.empty(size), np.empty(size)
    logs = np.empty((6, 4))
    mode(counts, mean, precision, mean, middle, L, logs, z, trial)
    before = 0.0
    for t in range(-1, steps):  # first, where the chain stands
        for i in range(size):
            z[i] = np.random.standard_normal()  # noqa: NPY002
            trial[i] = z[i]
        if t < 0:
            for i in range(size):
                z[i] = 0.0
                for k in range(i, size):
                    z[i] += L[k, i] * (theta[k] - middle[k])
                trial[i] = theta[i]
        else:
            solve_upper(L, trial)
            for i in range(size):
                trial[i] += middle[i]
        weight = log_posterior(trial, counts, mean, precision, logs)
        for i in range(size):
            weight += 0.5 * z[i] * z[i]
        if t < 0 or np.log(np.random.random()) < weight - before:  # noqa: NPY002
            before = weight
            for i in range(size):
                theta[i] = trial[i]
        if t >= 0:
            for i in range(size):
                out[t, i] = theta[i]


@part()
def small_chance(p: FloatArray, s: int) -> float:
    """Chance that an occasion that begins with s has one or two turns."""
    w, c = s // 3, s % 3
    chance = p[1 - w, c, 3]
    for k in range(3):
        chance += p[1 - w, c, k] * p[w, k, 3]
    return chance


@part()
def answer_small(p: FloatArray, s: int, counts: FloatArray) -> None:
    """Draw a small occasion that begins with s, and count its answers."""
    w, c = s // 3, s % 3
    left = np.random.random() * small_chance(p, s)  # noqa: NPY002
    for k in range(3):
        left -= p[1 - w, c, k] * p[w, k, 3]
        if left < 0.0:
            counts[3 * (1 - w) + c, k] += 1.0
            counts[3 * w + k, 3] += 1.0
            return
    counts[3 * (1 - w) + c, 3] += 1.0


@compiled(
    f"f8({POINTERS}, i8[::1], i8[::1], i8[::1], i8[::1], i8[::1], i8[::1], i8[::1], b1,"
    " f8[::1], f8[:, ::1], f8[:, :, ::1], f8[::1], f8[::1], f8[::1], i8, i8, i8, i8,"
    " f8[:, :, ::1], i1[:, :, ::1], f8[:, ::1], f8[::1])"
)
def sample(
    emissions: Kernel,
    around: Kernel,
    forward: Kernel,
    backward: Kernel,
    draw_logits: Kernel,
    dirichlet: Kernel,
    who_a: IntArray,
    told_a: IntArray,
    at_a: IntArray,
    who_b: IntArray,
    told_b: IntArray,
    at_b: IntArray,
    at_path: IntArray,
    known: bool,
    mean: FloatArray,
    precision: FloatArray,
    told_as_prior: FloatArray,
    left_out_prior: FloatArray,
    opening_prior: FloatArray,
    small_prior: FloatArray,
    burn: int,
    keep: int,
    steps: int,
    seed: int,
    logits: FloatArray,
    paths: NDArray[np.int8],
    mean_counts: FloatArray,
    small_share: FloatArray,
) -> float:
    """Draw, and fill the last four arguments.

    Parameters
    ----------
    who_a, told_a, at_a
        First teller: who and class of told turns; episode i has those from ``at_a[i]`` to ``at_a[i + 1]``.
    who_b, told_b, at_b
        Second teller.
    at_path
        Where the turns of episode i begin in ``paths``.
    known
        Whether the first telling holds the true turns.
    mean, precision
        Prior of the logits.
    told_as_prior, left_out_prior, opening_prior, small_prior
        Weights, shapes (2, 3, 3), (2,), (6,), (2,).
    burn, keep, steps
        Sweeps not kept, sweeps kept, steps of the logits in each.
    seed
        Of this thread's generator.
    logits, paths, mean_counts, small_share
        Shapes (keep, steps, 18), (keep, T, 3), (6, 4), (keep,).

    Returns
    -------
    float
        Weight of the tellings at the last draw, 0 where one could not be explained.
    """
    np.random.seed(seed)  # noqa: NPY002
    n_episodes = len(at_path) - 1
    most_a = most_b = 0
    longest = 1
    used = np.zeros((PLACES, PLACES), dtype=np.uint8)
    for i in range(n_episodes):
        most_a = max(most_a, at_a[i + 1] - at_a[i])
        most_b = max(most_b, at_b[i + 1] - at_b[i])
        longest = max(longest, at_path[i + 1] - at_path[i])
        turns_a, turns_b = slice(at_a[i], at_a[i + 1]), slice(at_b[i], at_b[i + 1])
        for x in range(2 * (at_a[i + 1] - at_a[i]) + 1):
            first = place(who_a[turns_a], told_a[turns_a], x)
            for y in range(2 * (at_b[i + 1] - at_b[i]) + 1):
                used[first, place(who_b[turns_b], told_b[turns_b], y)] = 1
    F = np.zeros((2 * most_a + 1, 2 * most_b + 1, 6))
    G = np.zeros((2 * most_a + 1, 2 * most_b + 1, 6))
    stay = np.zeros((2, PLACES, 6))
    reach, begin = np.zeros((2, 6, 6)), np.zeros((2, 6, 6))
    loops = np.zeros((PLACES, PLACES, 6, 6))
    path = np.zeros((longest, 3), dtype=np.int64)
    theta = mean.copy()
    out = np.empty((steps, SIZE))
    logs, counts, untold = np.empty((6, 4)), np.empty((6, 4)), np.empty((6, 4))
    p = np.empty((2, 3, 4))
    opening, opened = opening_prior / opening_prior.sum(), np.empty(6)
    weighted = np.empty(6)
    share, drawn = np.empty(2), np.empty(2)
    left_out = np.full((2, 2), left_out_prior[1] / left_out_prior.sum())
    lost = np.empty((2, 2, 2))
    told_as, seen = np.empty((2, 2, 3, 3)), np.empty((2, 2, 3, 3))
    for t in range(2):
        for o in range(2):
            for c in range(3):
                for k in range(3):
                    told_as[t, o, c, k] = told_as_prior[o, c, k] / told_as_prior[o, c].sum()
    rho = small_prior[0] / small_prior.sum()
    weight = 1.0
    for sweep in range(-burn, keep):
        log_answers(theta, logs)
        for r in range(6):
            for k in range(4):
                p[r // 3, r % 3, k] = np.exp(logs[r, k])
                counts[r, k] = untold[r, k] = 0.0
        for s in range(6):
            opened[s] = opening_prior[s]
            weighted[s] = opening[s] / (1.0 - (1.0 - rho) * small_chance(p, s))
        for t in range(2):
            for o in range(2):
                lost[t, o, 0], lost[t, o, 1] = left_out_prior[0], left_out_prior[1]
                for c in range(3):
                    for k in range(3):
                        seen[t, o, c, k] = told_as_prior[o, c, k]
            if not known:
                emissions(t, left_out[t], told_as[t], stay[t], reach[t], begin[t])
        if not known:
            around(stay[0], stay[1], p, used, loops)
        share[0], share[1] = small_prior[0], small_prior[1]
        for i in range(n_episodes):
            wa, ta = who_a[at_a[i] : at_a[i + 1]], told_a[at_a[i] : at_a[i + 1]]
            wb, tb = who_b[at_b[i] : at_b[i + 1]], told_b[at_b[i] : at_b[i + 1]]
            length = len(wa)
            if known:
                for t in range(length):
                    path[t, 0] = 3 * wa[length - 1 - t] + ta[length - 1 - t]
                    path[t, 1] = path[t, 2] = -1
            else:
                weight = forward(wa, ta, wb, tb, stay, reach, begin, loops, p, weighted, F, G)
                if not weight > 0.0:
                    return 0.0
                room = path[: at_path[i + 1] - at_path[i]]
                for _ in range(TRIES):  # a small one is kept with chance rho
                    length = backward(
                        wa, ta, wb, tb, stay, reach, begin, left_out, told_as, p, weighted, F, G, room
                    )
                    if length >= SMALL or np.random.random() < rho:  # noqa: NPY002
                        break
            last = path[0, 0]
            counts[3 * (1 - last // 3) + last % 3, 3] += 1.0
            for t in range(length):
                s = path[t, 0]
                if t + 1 < length:
                    counts[3 * (s // 3) + path[t + 1, 0] % 3, s % 3] += 1.0
                for teller in range(2):
                    k = path[t, 1 + teller]
                    own = 0 if s // 3 == teller else 1
                    if k == 3:
                        lost[teller, own, 1] += 1.0
                    elif k >= 0:
                        lost[teller, own, 0] += 1.0
                        seen[teller, own, s % 3, k] += 1.0
            first = path[length - 1, 0]
            opened[first] += 1.0
            share[0] += length < SMALL
            chance = (1.0 - rho) * small_chance(p, first)
            for _ in range(ALL_BUT):
                if np.random.random() >= chance:  # noqa: NPY002
                    break
                answer_small(p, first, untold)
                share[1] += 1.0
            if sweep >= 0:
                start = at_path[i]
                for t in range(at_path[i + 1] - start):
                    inside = t < length
                    paths[sweep, start + t, 0] = path[length - 1 - t, 0] if inside else -1
                    paths[sweep, start + t, 1] = path[length - 1 - t, 1] if inside else -1
                    paths[sweep, start + t, 2] = path[length - 1 - t, 2] if inside else -1
        for r in range(6):
            for k in range(4):
                mean_counts[r, k] += counts[r, k] / keep if sweep >= 0 else 0.0
                counts[r, k] += untold[r, k]
        draw_logits(counts, mean, precision, theta, steps, out)
        dirichlet(opened, opening)
        dirichlet(share, drawn)
        rho = drawn[0]
        if not known:
            for t in range(2):
                for o in range(2):
                    dirichlet(lost[t, o], drawn)
                    left_out[t, o] = min(drawn[1], MOST_LEFT_OUT)
                    for c in range(3):
                        dirichlet(seen[t, o, c], told_as[t, o, c])
        if sweep >= 0:
            small_share[sweep] = rho
            for t in range(steps):
                for k in range(SIZE):
                    logits[sweep, t, k] = out[t, k]
    return weight
