# ruff: noqa: ANN001, ANN201, ANN202, C901, PLR0912, PLR0915, PLR0917 - kernels are long loops over plain arrays
# mypy: disallow-untyped-defs=False, disallow-untyped-calls=False
r"""The filter: what the loop expects of each report, given the reports before it.

The state is the loop's eleven states, three moods and what is left of stress events on each partner (rows in
`pasdedeux.loop.rows`, then stress), followed by one level per channel, which does not move. Between reports
the mean follows the loop's own equations by Heun's method, and the covariance follows the derivative of that
step,

.. math::
    F = \tfrac12 I + \tfrac12 (I + h J_1)(I + h J_0), \qquad P \leftarrow F (P + \tfrac h2 Q) F' + \tfrac h2 Q

with J the Jacobian at both ends of the step (Jazwinski 1970, ch. 8: the extended Kalman filter). One thing is
added. Where an argument of a bend is in doubt, the bend is rounded to what it gives on average, by simple
formulas that are exact without doubt (Gelb 1974, ch. 6, statistical linearisation): a mood that swings
through a saturation does not move a couple as far as the steepest slope says. Rates and Jacobian are the
loop's own where nothing is in doubt.

Noise enters where the loop has it, through moods and stress events. From report to report each partner met an
event or did not: the cases are run side by side, each with a normal process of the mean and spread that
events then have, weighed by the report, and joined again by mean and covariance.

Where a couple leaves one state for the other within a day, no local picture foresees it. So with a chance of
one in fifty a day is a surprise, after which arousal and moves may be anywhere in their ranges.

A channel reads ``level + scale * u``, with u one state or the part of a move that goes towards or away. Such
a part is nought on one side and linear on the other: a report splits what is known into two cut normals, each
exact; they are joined again by their mean and covariance. An answer at an end of its scale says only that
what was meant lay there or beyond (Tobin 1958).
"""

from __future__ import annotations

from math import erfc

import numpy as np

from pasdedeux.compiled import compiled
from pasdedeux.loop import equations as eq
from pasdedeux.loop import rows as r
from pasdedeux.loop.kernels import felt_distance, felt_pressure, inline, rates, security_target

STRESSED = r.THETA  # first of the two rows of stress left over from events
N_MOVING = STRESSED + 2  # states, moods, stress: what moves
KNEE, SURPRISE_KNEE, TURN = eq.KNEE, eq.SURPRISE_KNEE, eq.TURN
ROUND_KNEE, ROUND_TURN, ROUND_LEAN = 0.64, 1.57, 2.6  # how far doubt of variance 1 rounds a bend
SURPRISE = 0.02  # chance of a day that no local picture foresees
SOME_AROUSAL, ANY_AROUSAL, ANY_MOVE = 0.4, 0.4, 0.6  # after it: mean and spread of arousal, spread of moves
UNLIKELY = -2.8  # log of a chance that is let go: hardly ever are both struck between two reports
WIDEST = 1.0  # most that the standard deviation of a state can be: none has a range wider than two
ROOT_2PI, ROOT_HALF = float(np.sqrt(2.0 * np.pi)), float(np.sqrt(0.5))


def _entries():
    """Give the places of the Jacobian that are not nought, in the order in which `slopes` fills them."""
    places = []
    for i in (0, 1):
        own, other, C = r.N_OWN * i, r.N_OWN * (1 - i) + r.MOVE, r.CLOSENESS
        A, M, S, L, F = (own + k for k in range(r.N_OWN))
        mood, shared, stress = r.MOOD + i, r.MOOD + 2, STRESSED + i
        places += [(A, A), (A, S), (A, other), (A, C), (A, stress)]
        places += [(M, A), (M, M), (M, S), (M, L), (M, F), (M, other), (M, C), (M, mood), (M, shared)]
        places += [(S, S), (S, other), (S, C), (L, S), (L, other), (L, C), (L, L), (F, M), (F, F)]
        places += [(mood, mood), (stress, stress)]
    C, A1, M1, shared = r.CLOSENESS, r.AROUSAL, r.MOVE, r.MOOD + 2
    places += [(C, A1), (C, r.N_OWN + A1), (C, M1), (C, r.N_OWN + M1), (C, C), (C, shared), (shared, shared)]
    return np.array(places, dtype=np.int64)


ENTRIES = _entries()
PER_PARTNER = 25


@inline
def bend(x, knee):
    """Slope of the bent positive part."""
    return 0.5 * (1.0 + x / np.sqrt(x * x + knee * knee))


@inline
def doubt_of(P, at, by, count):
    """Variance of a weighted sum of states."""
    total = 0.0
    for a in range(count):
        for b in range(count):
            total += by[a] * by[b] * P[at[a], at[b]]
    return max(total, 0.0)


@inline
def rounded(p, doubt):
    """Take the positive part of an argument in doubt, known by its value ``p`` without: value, and slope."""
    x, knee = p - KNEE * KNEE / (4.0 * p), KNEE * KNEE + ROUND_KNEE * doubt
    value = 0.5 * (x + np.sqrt(x * x + knee))
    return value, value * value / (value * value + 0.25 * knee)


@inline
def partner_slopes(w, i, hidden, P, at, by, J, k):
    """Fill partner i's entries, and the rates of arousal and move; ``hidden`` 1 where stress is not told."""
    own, other, C, shared = r.N_OWN * i, r.N_OWN * (1 - i) + r.MOVE, r.CLOSENESS, r.MOOD + 2
    A, M, S, L, F = own, own + 1, own + 2, own + 3, own + 4
    here = 1.0 - w[r.APART, 0]
    move, closeness, arousal = w[other, 0], w[C, 0], w[A, 0]
    at[0], at[1] = other, C
    by[0], by[1] = here, 1.0
    distance, near = rounded(felt_distance(w, i, 0, move, closeness), doubt_of(P, at, by, 2))
    arriving, crowding = (1.0 - w[r.SOFTNESS + 1 - i, 0]) * here, w[r.CROWDING, 0] * here
    by[0], by[1] = arriving, crowding
    pressure, tight = rounded(felt_pressure(w, i, 0, move, closeness), doubt_of(P, at, by, 2))
    lift = w[r.REACH + i, 0] * w[r.INSECURITY + i, 0]
    reach = w[r.REACH + i, 0] + lift * (w[r.SET_POINT + i, 0] - w[S, 0])
    guard = w[r.GUARD + i, 0]
    alarm_s = -lift * distance
    alarm_m, alarm_c = -reach * near * here, -reach * near
    retreat_m, retreat_c = guard * tight * arriving, guard * tight * crowding

    e = PER_PARTNER * i
    gap = reach * distance + guard * pressure + w[r.STRESS + i, 0] - arousal
    at[0], at[1], at[2], at[3], at[4] = A, S, other, C, STRESSED + i
    by[0], by[1], by[2], by[3], by[4] = -1.0, alarm_s, alarm_m + retreat_m, alarm_c + retreat_c, hidden
    doubt = doubt_of(P, at, by, 5)
    up, down = 0.5 / w[r.ONSET + i, 0], 0.5 / w[r.RECOVERY + i, 0]
    root = np.sqrt(TURN * TURN + gap * gap + ROUND_TURN * doubt)
    square = gap * gap + doubt
    k[A] = (up + down) * gap + (up - down) * square / root
    rate = up + down + (up - down) * gap * (2.0 / root - square / (root * root * root))
    for a in range(5):
        J[e + a] = rate * by[a]

    urge = (
        reach * distance
        - guard * pressure
        + w[r.YEARNING + i, 0] * w[L, 0]
        + w[r.OWNERSHIP + i, 0] * w[r.ISSUE + i, 0]
        - w[r.DESPAIR + i, 0] * w[F, 0]
        + w[r.MOOD + i, 0]
        + w[shared, 0]
    )
    sharp = 1.0 + w[r.URGENCY + i, 0] * arousal
    at[0], at[1], at[2], at[3], at[4], at[5] = A, S, L, F, other, C
    at[6], at[7] = r.MOOD + i, shared
    by[0], by[1] = urge * w[r.URGENCY + i, 0], sharp * alarm_s
    by[2], by[3] = sharp * w[r.YEARNING + i, 0], -sharp * w[r.DESPAIR + i, 0]
    by[4], by[5] = sharp * (alarm_m - retreat_m), sharp * (alarm_c - retreat_c)
    by[6], by[7] = sharp, sharp
    value, slope = saturated(urge * sharp, doubt_of(P, at, by, 8))
    pace = 1.0 / w[r.TEMPO + i, 0]
    k[M] = (value - w[M, 0]) * pace
    turn = slope * pace
    J[e + 5], J[e + 6], J[e + 7] = turn * by[0], -pace, turn * by[1]
    for a in range(2, 8):
        J[e + 6 + a] = turn * by[a]

    lived = 0.25 * w[r.LIVED + i, 0]
    surprise = security_target(w, i, 0, move, closeness) - w[S, 0]
    glad = bend(surprise, SURPRISE_KNEE) / w[r.LONGING_PACE, 0]
    slow = 1.0 / w[r.SECURITY_PACE, 0]
    J[e + 14], J[e + 15], J[e + 16] = -slow, slow * lived * here, slow * lived
    J[e + 17], J[e + 18], J[e + 19] = -glad, glad * lived * here, glad * lived
    J[e + 20] = -1.0 / w[r.LONGING_PACE, 0]
    J[e + 21] = bend(w[M, 0], KNEE) / w[r.WEARINESS_PACE, 0]
    J[e + 22] = -1.0 / w[r.WEARINESS_PACE, 0]
    J[e + 23], J[e + 24] = -1.0 / w[r.MOOD_PACE, 0], -1.0 / w[r.STRESS_MEMORY, 0]


@inline
def saturated(x, doubt):
    """Saturate an argument in doubt: expected value, and its slope."""
    bent = np.sqrt(1.0 + x * x)
    wide = bent * bent + ROUND_LEAN * doubt / bent
    root = np.sqrt(wide)
    turned = 1.0 - 0.5 * ROUND_LEAN * doubt / (bent * bent * bent)
    return x / root, (1.0 - x * x * turned / wide) / root


@inline
def slopes(w, hidden, P, at, by, J, k):
    """Fill all entries of the Jacobian, in the order of `ENTRIES`, and the rates that doubt rounds."""
    partner_slopes(w, 0, hidden[0], P, at, by, J, k)
    partner_slopes(w, 1, hidden[1], P, at, by, J, k)
    A1, A2, M1, M2 = r.AROUSAL, r.N_OWN + r.AROUSAL, r.MOVE, r.N_OWN + r.MOVE
    at[0], at[1], at[2], at[3], at[4] = A1, A2, M1, M2, r.MOOD + 2
    by[0], by[1], by[2], by[3], by[4] = -w[r.WEAR, 0], -w[r.WEAR, 0], w[r.BIDS, 0], w[r.BIDS, 0], 1.0
    pull = w[r.WARMTH, 0]
    for a in range(5):
        pull += by[a] * w[at[a], 0]
    value, slope = saturated(pull, doubt_of(P, at, by, 5))
    pace = 1.0 / w[r.CLOSENESS_PACE, 0]
    k[r.CLOSENESS] = (value * (1.0 - w[r.APART, 0]) - w[r.CLOSENESS, 0]) * pace
    slope *= (1.0 - w[r.APART, 0]) * pace
    e = 2 * PER_PARTNER
    for a in range(4):
        J[e + a] = slope * by[a]
    J[e + 4], J[e + 5], J[e + 6] = -pace, slope, -1.0 / w[r.MOOD_PACE, 0]


@inline
def load_point(w, x, standing, hidden):
    """Put a point of the state into the rows that the equations read."""
    for row in range(r.THETA):
        w[row, 0] = x[row]
    for i in range(2):
        w[r.STRESS + i, 0] = standing[i] + hidden[i] * x[STRESSED + i]


@inline
def rate_of(w, x, storm, k):
    """Rates of change of everything that moves, at the point loaded into ``w``."""
    moved = rates(w, 0, 0)
    k[0], k[1], k[2], k[3], k[4], k[5] = moved[0], moved[1], moved[2], moved[3], moved[4], moved[5]
    k[6], k[7], k[8], k[9], k[10] = moved[6], moved[7], moved[8], moved[9], moved[10]
    for row in range(r.MOOD, r.THETA):
        k[row] = -x[row] / w[r.MOOD_PACE, 0]
    usual = w[r.STRESS_RATE, 0] * w[r.STRESS_SIZE, 0]
    for i in range(2):
        k[STRESSED + i] = storm[0, i] * usual - x[STRESSED + i] / w[r.STRESS_MEMORY, 0]


@inline
def push(X, Y, J, h, n):
    """Y = (I + h J) X for the rows that move and the first n columns."""
    C, shared = r.CLOSENESS, r.MOOD + 2
    for i in range(2):
        A, M, S, L, F = r.N_OWN * i, r.N_OWN * i + 1, r.N_OWN * i + 2, r.N_OWN * i + 3, r.N_OWN * i + 4
        other, mood, stress = r.N_OWN * (1 - i) + r.MOVE, r.MOOD + i, STRESSED + i
        v = J[PER_PARTNER * i : PER_PARTNER * (i + 1)]
        for c in range(n):
            a, m, s, far, near = X[A, c], X[M, c], X[S, c], X[other, c], X[C, c]
            Y[A, c] = a + h * (v[0] * a + v[1] * s + v[2] * far + v[3] * near + v[4] * X[stress, c])
            Y[M, c] = m + h * (
                v[5] * a + v[6] * m + v[7] * s + v[8] * X[L, c] + v[9] * X[F, c] + v[10] * far + v[11] * near
                + v[12] * X[mood, c] + v[13] * X[shared, c]
            )  # fmt: skip
            Y[S, c] = s + h * (v[14] * s + v[15] * far + v[16] * near)
            Y[L, c] = X[L, c] + h * (v[17] * s + v[18] * far + v[19] * near + v[20] * X[L, c])
            Y[F, c] = X[F, c] + h * (v[21] * m + v[22] * X[F, c])
            Y[mood, c] = X[mood, c] + h * v[23] * X[mood, c]
            Y[stress, c] = X[stress, c] + h * v[24] * X[stress, c]
    v = J[2 * PER_PARTNER :]
    A1, A2, M1, M2 = r.AROUSAL, r.N_OWN + r.AROUSAL, r.MOVE, r.N_OWN + r.MOVE
    for c in range(n):
        moved = v[0] * X[A1, c] + v[1] * X[A2, c] + v[2] * X[M1, c] + v[3] * X[M2, c]
        Y[C, c] = X[C, c] + h * (moved + v[4] * X[C, c] + v[5] * X[shared, c])
        Y[shared, c] = X[shared, c] + h * v[6] * X[shared, c]


@inline
def carry(P, J, h, n, X, Y):
    """P <- F P F' with F = I / 2 + (I + h J1)(I + h J0) / 2; levels do not move."""
    push(P, X, J[0], h, n)
    push(X, Y, J[1], h, n)
    for a in range(N_MOVING):
        for c in range(N_MOVING, n):
            P[a, c] = 0.5 * (P[a, c] + Y[a, c])
            P[c, a] = P[a, c]
    for a in range(N_MOVING):
        for b in range(N_MOVING):
            P[a, b] = 0.5 * (P[a, b] + Y[a, b])
    for a in range(N_MOVING):
        for b in range(a):
            P[a, b], P[b, a] = P[b, a], P[a, b]
    push(P, X, J[0], h, N_MOVING)
    push(X, Y, J[1], h, N_MOVING)
    for a in range(N_MOVING):
        for b in range(N_MOVING):
            P[a, b] = 0.5 * (P[a, b] + Y[a, b])


@inline
def widen(P, w, storm, h):
    """Add the noise of a time h: moods, and stress events as a normal process of the same spread."""
    own, shared = w[r.OWN_MOOD, 0], w[r.SHARED_MOOD, 0]
    left = 2.0 * h / w[r.MOOD_PACE, 0]
    P[r.MOOD, r.MOOD] += left * own * own
    P[r.MOOD + 1, r.MOOD + 1] += left * own * own
    P[r.MOOD + 2, r.MOOD + 2] += left * shared * shared
    strike = 2.0 * h * w[r.STRESS_RATE, 0] * w[r.STRESS_SIZE, 0] ** 2
    for i in range(2):
        P[STRESSED + i, STRESSED + i] += storm[1, i] * strike


@inline
def bound(x, P, n):
    """Put states that left their range back to its edge, and no wider than the range."""
    for row in range(r.N_STATES):
        low = -1.0 if row in (r.MOVE, r.N_OWN + r.MOVE, r.CLOSENESS) else 0.0
        high = 20.0 if row in (r.AROUSAL, r.N_OWN + r.AROUSAL) else 1.0
        x[row] = min(max(x[row], low), high)
        if row not in (r.AROUSAL, r.N_OWN + r.AROUSAL) and P[row, row] > WIDEST * WIDEST:
            shrink = WIDEST / np.sqrt(P[row, row])
            for c in range(n):
                P[row, c] *= shrink
            for c in range(n):
                P[c, row] *= shrink


@inline
def step(w, x, P, standing, hidden, storm, h, n, k0, k1, there, J, X, Y, at, by):
    """Move mean and covariance by a time h."""
    load_point(w, x, standing, hidden)
    rate_of(w, x, storm, k0)
    slopes(w, hidden, P, at, by, J[0], k0)
    for row in range(N_MOVING):
        there[row] = x[row] + h * k0[row]
    load_point(w, there, standing, hidden)
    rate_of(w, there, storm, k1)
    slopes(w, hidden, P, at, by, J[1], k1)
    for row in range(N_MOVING):
        x[row] += 0.5 * h * (k0[row] + k1[row])
    widen(P, w, storm, 0.5 * h)
    carry(P, J, h, n, X, Y)
    widen(P, w, storm, 0.5 * h)


@inline
def log_below(a):
    """Log of the share of a standard normal variable below a."""
    if a > -30.0:
        return np.log(0.5 * erfc(-a * ROOT_HALF))
    return -0.5 * a * a - np.log(-a * ROOT_2PI)


@inline
def hazard(a):
    """Density over share below a; -a far out."""
    return np.exp(-0.5 * a * a - log_below(a)) / ROOT_2PI


@inline
def learn(x, P, g, y, slope, at, level, noise, n):
    """Take in a report of ``level + slope * state`` with error of variance ``noise``; its log density."""
    for a in range(n):
        g[a] = slope * P[a, at] + P[a, level]
    width = slope * g[at] + g[level] + noise
    off = y - x[level] - slope * x[at]
    for a in range(n):
        x[a] += g[a] * off / width
        for c in range(n):
            P[a, c] -= g[a] * g[c] / width
    return -0.5 * (off * off / width + np.log(2.0 * np.pi * width))


@inline
def hear(x, P, g, y, slope, at, level, error, floor, low, high, n):
    """Take in an answer; at an end of its scale it says only "there, or beyond". Its log density."""
    half = np.sqrt(3.0 * floor)  # of a rounding step
    if y <= low:
        return cut(x, P, g, -1.0, low + half, slope, at, level, error * error, n)
    if y >= high:
        return cut(x, P, g, 1.0, high - half, slope, at, level, error * error, n)
    return learn(x, P, g, y, slope, at, level, error * error + floor, n)


@inline
def cut(x, P, g, side, y, slope, at, level, noise, n):
    """Keep what puts ``level + slope * state + error`` on this side of y, by moments; log of its share.

    No level (-1) and no noise: of the state itself.
    """
    for a in range(n):
        g[a] = slope * P[a, at]
    mean, width = slope * x[at], slope * g[at] + noise
    if level >= 0:
        mean += x[level]
        for a in range(n):
            g[a] += P[a, level]
        width = slope * g[at] + g[level] + noise
    width = max(width, 1e-12)
    root = np.sqrt(width)
    a = side * (mean - y) / root
    rise = hazard(a)
    left = rise * (rise + a)
    for c in range(n):
        x[c] += g[c] * side * rise / root
        for d in range(n):
            P[c, d] -= g[c] * g[d] * left / width
    return log_below(a)


@inline
def join(xs, Ps, log, count, x, P, n):
    """Join cases by their mean and covariance, weighed by ``log``; log of the sum of weights."""
    top = log[0]
    for s in range(1, count):
        top = max(top, log[s])
    total = 0.0
    for s in range(count):
        total += np.exp(log[s] - top)
    for a in range(n):
        x[a] = 0.0
        for b in range(n):
            P[a, b] = 0.0
    for s in range(count):
        share = np.exp(log[s] - top) / total
        for a in range(n):
            x[a] += share * xs[s, a]
    for s in range(count):
        share = np.exp(log[s] - top) / total
        for a in range(n):
            off = share * (xs[s, a] - x[a])
            for b in range(n):
                P[a, b] += share * Ps[s, a, b] + off * (xs[s, b] - x[b])
    return top + np.log(total)


@inline
def copy_case(x, P, z, Z, n):
    """Begin another case with this mean and covariance."""
    for a in range(n):
        z[a] = x[a]
        for b in range(n):
            Z[a, b] = P[a, b]


@inline
def let_go(xs, Ps, logs, count, n):
    """Add the case of a surprise after the others: as the first of them, with arousal and moves let go."""
    x, P = xs[count], Ps[count]
    copy_case(xs[0], Ps[0], x, P, n)
    for i in range(2):
        for row in (r.N_OWN * i + r.AROUSAL, r.N_OWN * i + r.MOVE):
            for c in range(n):
                P[row, c], P[c, row] = 0.0, 0.0
        x[r.N_OWN * i + r.AROUSAL], x[r.N_OWN * i + r.MOVE] = SOME_AROUSAL, 0.0
        P[r.N_OWN * i + r.AROUSAL, r.N_OWN * i + r.AROUSAL] = ANY_AROUSAL**2
        P[r.N_OWN * i + r.MOVE, r.N_OWN * i + r.MOVE] = ANY_MOVE**2
    for case in range(count):
        logs[case] += np.log(1.0 - SURPRISE)
    logs[count] = np.log(SURPRISE)


@inline
def weather(w, span, storm, i, struck):
    """Mean and spread of stress on partner i over a time with an event, or without; log of its chance.

    Both are told as multiples of the ordinary, so that the mean and the variance of what is left at the end
    are those of a compound Poisson process of which one knows whether anything happened.
    """
    expected = w[r.STRESS_RATE, 0] * span
    chance = -np.expm1(-expected)
    if not struck:
        storm[0, i], storm[1, i] = 0.0, 0.0
        return -expected
    if chance <= 0.0:
        return -np.inf
    memory = w[r.STRESS_MEMORY, 0]
    once = memory / span * -np.expm1(-span / memory)
    twice = 0.5 * memory / span * -np.expm1(-2.0 * span / memory)
    mean = expected / chance
    surplus = expected * mean - mean * mean
    storm[0, i] = 1.0 / chance
    storm[1, i] = (1.0 + surplus * once * once / (2.0 * mean * twice)) / chance
    return np.log(chance)


@inline
def learn_move(x, P, g, y, seen, scales, errors, floor, low, high, states, sides, i, n, xs, Ps):
    """Take in what partner i's move showed: towards and away, each nought on the other's side."""
    at = r.N_OWN * i + r.MOVE
    told = False
    for c in range(len(y)):
        told = told or (seen[c] and sides[c] != 0.0 and states[c] == at)
    if not told:
        return 0.0
    log = np.empty(2)
    for s in range(2):
        side = 1.0 - 2.0 * s
        copy_case(x, P, xs[s], Ps[s], n)
        log[s] = 0.0
        for c in range(len(y)):
            if seen[c] and sides[c] != 0.0 and states[c] == at:
                slope = scales[c] * side if sides[c] == side else 0.0
                log[s] += hear(
                    xs[s], Ps[s], g, y[c], slope, at, N_MOVING + c, errors[c], floor[c], low[c], high[c], n
                )
        log[s] += cut(xs[s], Ps[s], g, side, 0.0, 1.0, at, -1, 0.0, n)
    return join(xs, Ps, log, 2, x, P, n)


@inline
def expect(x, P, at, side, scale, level):
    """Mean and variance of what a channel reads, without error."""
    mean, variance, both = x[at], P[at, at], P[at, level]
    if side != 0.0:
        mean *= side
        root = np.sqrt(max(variance, 1e-12))
        a = mean / root
        share, density = np.exp(log_below(a)), np.exp(-0.5 * a * a) / ROOT_2PI
        seen = mean * share + root * density
        both *= side * share
        variance = max((mean * mean + variance) * share + mean * root * density - seen * seen, 1e-12)
        mean = seen
    return x[level] + scale * mean, scale * scale * variance + 2.0 * scale * both + P[level, level]


@inline
def clipped(mean, variance, low, high):
    """Mean and variance of a normal answer put back to the ends of its scale."""
    root = np.sqrt(variance)
    a, b = (low - mean) / root, (high - mean) / root
    under, over = np.exp(log_below(a)), np.exp(log_below(-b))
    da, db = np.exp(-0.5 * a * a) / ROOT_2PI, np.exp(-0.5 * b * b) / ROOT_2PI
    inside = 1.0 - under - over
    first, second = da - db, inside
    if under > 0.0:
        first, second = first + a * under, second + a * da + a * a * under
    if over > 0.0:
        first, second = first + b * over, second - b * db + b * b * over
    return mean + root * first, max(variance * (second - first * first), 1e-12)


@inline
def begin(w, x, P, theta, levels, level_sd, first, first_sd):
    """Put down what is known before the first report."""
    for row in range(r.N_THETA):
        w[r.THETA + row, 0] = theta[row]
    P[:] = 0.0
    for row in range(r.N_STATES):
        x[row], P[row, row] = first[row], first_sd[row] ** 2
    for c in range(len(levels)):
        x[N_MOVING + c], P[N_MOVING + c, N_MOVING + c] = levels[c], level_sd[c] ** 2
    usual = w[r.STRESS_RATE, 0] * w[r.STRESS_SIZE, 0] * w[r.STRESS_MEMORY, 0]
    for i in range(2):
        x[r.N_OWN * i + r.SECURITY] = w[r.SET_POINT + i, 0]
        x[r.MOOD + i], P[r.MOOD + i, r.MOOD + i] = 0.0, w[r.OWN_MOOD, 0] ** 2
        x[STRESSED + i], P[STRESSED + i, STRESSED + i] = usual, usual * w[r.STRESS_SIZE, 0]
    x[r.MOOD + 2], P[r.MOOD + 2, r.MOOD + 2] = 0.0, w[r.SHARED_MOOD, 0] ** 2


def _make():
    """Build the kernel."""

    def run(
        thetas, scales, errors, strikes, reads, sides, levels, level_sd, first, first_sd,
        gaps, y, seen, floor, low, high, stress, known, issue, apart, longest,
        log, forecast, spread, states, doubt,
    ):  # fmt: skip
        T, m = y.shape
        n = N_MOVING + m
        w = np.zeros((r.N_ROWS, 1))
        x, P, X, Y = np.empty(n), np.empty((n, n)), np.empty((n, n)), np.empty((n, n))
        sides_x, sides_P = np.empty((2, n)), np.empty((2, n, n))
        xs, Ps, logs, storm = np.empty((5, n)), np.empty((5, n, n)), np.empty(5), np.zeros((2, 2))
        k0, k1, there, g = np.empty(N_MOVING), np.empty(N_MOVING), np.empty(N_MOVING), np.empty(n)
        J = np.empty((2, len(ENTRIES)))
        standing, hidden = np.zeros(2), np.ones(2)
        at, by = np.empty(8, np.int64), np.empty(8)
        for b in range(len(thetas)):
            begin(w, x, P, thetas[b], levels, level_sd, first, first_sd)
            for t in range(T):
                told = min(gaps[t], 1.0)  # a report of what comes from outside speaks of the last day
                for c in range(m):
                    forecast[b, t, c], spread[b, t, c] = 0.0, 0.0
                count, total = 0, 0.0
                for case in range(4):
                    chance = 0.0
                    for i in range(2):
                        unseen = gaps[t] - told if known[t, i] else gaps[t]
                        chance += weather(w, unseen, storm, i, case >> i & 1)
                    if chance < UNLIKELY:
                        continue
                    z, Z = xs[count], Ps[count]
                    copy_case(x, P, z, Z, n)
                    logs[count] = chance
                    for part in range(2):
                        span = told if part == 1 else gaps[t] - told
                        if span <= 0.0:
                            continue
                        w[r.APART, 0] = apart[t] if part == 1 else 0.0
                        for i in range(2):
                            given = part == 1 and known[t, i]
                            standing[i] = strikes[b] * stress[t, i] if given else 0.0
                            hidden[i] = 0.0 if given else 1.0
                            w[r.ISSUE + i, 0] = issue[t, i] if part == 1 else 0.0
                        steps = int(np.ceil(span / longest - 1e-9))
                        for _ in range(steps):
                            step(
                                w, z, Z, standing, hidden, storm, span / steps, n,
                                k0, k1, there, J, X, Y, at, by,
                            )  # fmt: skip
                            bound(z, Z, n)
                    count += 1
                if gaps[t] > 0.0:
                    let_go(xs, Ps, logs, count, n)
                    count += 1
                for case in range(count):
                    z, Z, share = xs[case], Ps[case], np.exp(logs[case])
                    total += share
                    for c in range(m):
                        mean, variance = expect(z, Z, reads[c], sides[c], scales[b, c], N_MOVING + c)
                        variance += errors[b, c] ** 2 + floor[c]
                        mean, variance = clipped(mean, variance, low[c], high[c])
                        forecast[b, t, c] += share * mean
                        spread[b, t, c] += share * (variance + mean * mean)
                    for c in range(m):
                        if seen[t, c] and sides[c] == 0.0:
                            logs[case] += hear(
                                z, Z, g, y[t, c], scales[b, c], reads[c], N_MOVING + c,
                                errors[b, c], floor[c], low[c], high[c], n,
                            )  # fmt: skip
                    for i in range(2):
                        logs[case] += learn_move(
                            z, Z, g, y[t], seen[t], scales[b], errors[b], floor, low, high,
                            reads, sides, i, n, sides_x, sides_P,
                        )  # fmt: skip
                log[b, t] = join(xs, Ps, logs, count, x, P, n)
                bound(x, P, n)
                for c in range(m):
                    forecast[b, t, c] /= total
                    spread[b, t, c] = spread[b, t, c] / total - forecast[b, t, c] ** 2
                for row in range(N_MOVING):
                    states[b, t, row] = x[row]
                    doubt[b, t, row] = np.sqrt(max(P[row, row], 0.0))

    return compiled(RUN)(run)


VECTOR, MATRIX, CUBE = "float64[::1]", "float64[:, ::1]", "float64[:, :, ::1]"
FLAGS = "boolean[:, ::1]"
RUN = (
    f"void({MATRIX}, {MATRIX}, {MATRIX}, {VECTOR}, int64[::1], {VECTOR}, {VECTOR}, {VECTOR}, {VECTOR},"
    f" {VECTOR}, {VECTOR}, {MATRIX}, {FLAGS}, {VECTOR}, {VECTOR}, {VECTOR}, {MATRIX}, {FLAGS}, {MATRIX},"
    f" {VECTOR}, float64, {MATRIX}, {CUBE}, {CUBE}, {CUBE}, {CUBE})"
)
run = _make()
