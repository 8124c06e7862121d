r"""One pair of tellings: the weight of all true turns that could stand behind it, and one draw of them.

True turns are states ``s = 3 * person + class``; a teller leaves a turn out or tells it as some class, and
told turns of one person in a row become one, the hottest. A teller's place is 0 (nothing told yet),
``2 j - 1`` (told turn j begun, its class not reached) or ``2 j`` (reached). With a true turn s a teller stays
or goes on by one or two places,

.. math::
    F_{ab}(s) = \sum_{x, y \in \{0, 1, 2\}} E^1_{a-x,x}(s)\, E^2_{b-y,y}(s)\, (F_{a-x,b-y} P)(s) ,

where x = y = 0 is a loop at one place: any number of turns that leave both where they are. As turns
alternate, it is summed exactly by a 3 x 3 inverse, once for each pair of kinds of places (`around`).
A teller who told nothing has a single place and never moves.
"""

import numpy as np
from numpy.typing import NDArray

from pasdedeux.compiled import compiled, part

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

TELLINGS = "i8[::1], i8[::1], i8[::1], i8[::1]"
WAYS = "f8[:, :, ::1], f8[:, :, ::1], f8[:, :, ::1]"
EMISSIONS = "void(i8, f8[::1], f8[:, :, ::1], f8[:, ::1], f8[:, ::1], f8[:, ::1])"
AROUND = "void(f8[:, ::1], f8[:, ::1], f8[:, :, ::1], u1[:, ::1], f8[:, :, :, ::1])"
FORWARD = f"f8({TELLINGS}, {WAYS}, f8[:, :, :, ::1], f8[:, :, ::1], f8[::1], f8[:, :, ::1], f8[:, :, ::1])"
BACKWARD = (
    f"i8({TELLINGS}, {WAYS}, f8[:, ::1], f8[:, :, :, ::1], f8[:, :, ::1], f8[::1],"
    " f8[:, :, ::1], f8[:, :, ::1], i8[:, ::1])"
)
PLACES = 14
"""Kinds of places: nothing told; (who, class, reached or not); 13, has told nothing at all."""
SCALE = 3.0  # for each told turn of each teller: keeps long tellings from underflowing


@part()
def place(who: IntArray, told: IntArray, x: int) -> int:
    """Kind of place x of a telling."""
    if len(who) == 0:
        return 13
    if x == 0:
        return 0
    j = (x + 1) // 2 - 1
    return 1 + 2 * (3 * who[j] + told[j]) + (1 - x % 2)


@compiled(EMISSIONS)
def emissions(
    me: int, left_out: FloatArray, told_as: FloatArray, stay: FloatArray, reach: FloatArray, begin: FloatArray
) -> None:
    """Fill what a teller does with a true turn s.

    ``stay[kind of place, s]`` leaves the place as it is; ``reach[3 * who + class, s]`` tells this class;
    ``begin[..., s]`` tells it as a cooler class, to which a hotter one of the same person is still to come.
    """
    for s in range(6):
        who, c = s // 3, s % 3
        own = 0 if who == me else 1
        kept = 1.0 - left_out[own]
        stay[0, s] = left_out[own]
        stay[13, s] = 1.0
        for v in range(2):
            for r in range(3):
                cooler = 0.0
                for k in range(r + 1, 3):
                    cooler += kept * told_as[own, c, k]
                same = kept * told_as[own, c, r] if v == who else 0.0
                cooler = cooler if v == who else 0.0
                reach[3 * v + r, s] = same
                begin[3 * v + r, s] = cooler
                stay[1 + 2 * (3 * v + r), s] = left_out[own] + cooler
                stay[2 + 2 * (3 * v + r), s] = left_out[own] + cooler + same


@part()
def invert3(A: FloatArray, out: FloatArray) -> None:
    """Inverse of a 3 x 3 matrix."""
    for i in range(3):
        j, k = (i + 1) % 3, (i + 2) % 3
        for m in range(3):
            n, o = (m + 1) % 3, (m + 2) % 3
            out[m, i] = A[j, n] * A[k, o] - A[j, o] * A[k, n]
    determinant = A[0, 0] * out[0, 0] + A[0, 1] * out[1, 0] + A[0, 2] * out[2, 0]
    for i in range(3):
        for m in range(3):
            out[i, m] /= determinant


@compiled(AROUND)
def around(
    stay_a: FloatArray, stay_b: FloatArray, p: FloatArray, used: NDArray[np.uint8], loops: FloatArray
) -> None:
    """Fill ``loops[a, b, s, s']``: from a turn s on arrival to a turn s' after any number of further ones.

    With e the chance that a turn leaves both where they are, it is the inverse of I - P diag(e), for each
    pair of kinds of places that is used.
    """
    A = np.empty((3, 3))
    inverse = np.empty((3, 3))
    there = np.empty((3, 3))
    back = np.empty((3, 3))
    for a in range(PLACES):
        for b in range(PLACES):
            if not used[a, b]:
                continue
            for w in range(2):
                u, v = 3 * w, 3 - 3 * w
                for c in range(3):
                    for k in range(3):
                        there[c, k] = p[1 - w, c, k] * stay_a[a, v + k] * stay_b[b, v + k]
                        back[c, k] = p[w, c, k] * stay_a[a, u + k] * stay_b[b, u + k]
                for c in range(3):
                    for k in range(3):
                        A[c, k] = 1.0 if c == k else 0.0
                        for m in range(3):
                            A[c, k] -= there[c, m] * back[m, k]
                invert3(A, inverse)
                for c in range(3):
                    for k in range(3):
                        loops[a, b, u + c, u + k] = inverse[c, k]
                        total = 0.0
                        for m in range(3):
                            total += inverse[c, m] * there[m, k]
                        loops[a, b, u + c, v + k] = total


@compiled(FORWARD, fast=True)
def forward(
    who_a: IntArray,
    told_a: IntArray,
    who_b: IntArray,
    told_b: IntArray,
    stay: FloatArray,
    reach: FloatArray,
    begin: FloatArray,
    loops: FloatArray,
    p: FloatArray,
    opening: FloatArray,
    F: FloatArray,
    G: FloatArray,
) -> float:
    """Fill F, as above, and G = F P, what comes to the next true turn; give the weight of the pair.

    ``stay``, ``reach`` and ``begin`` have the teller first. The weight has `SCALE` for each told turn.
    """
    n, m = 2 * len(who_a) + 1, 2 * len(who_b) + 1
    arrive = np.empty(6)
    for a in range(n):
        at_a = place(who_a, told_a, a)
        turn_a = 3 * who_a[(a + 1) // 2 - 1] + told_a[(a + 1) // 2 - 1] if a else -1
        for b in range(m):
            at_b = place(who_b, told_b, b)
            turn_b = 3 * who_b[(b + 1) // 2 - 1] + told_b[(b + 1) // 2 - 1] if b else -1
            for s in range(6):
                arrive[s] = opening[s] * stay[0, at_a, s] * stay[1, at_b, s] if a + b == 0 else 0.0
            if a:
                u = 3 * (turn_a // 3)
                for s in range(u, u + 3):
                    if a % 2:
                        arrive[s] += SCALE * begin[0, turn_a, s] * stay[1, at_b, s] * G[a - 1, b, s]
                    else:
                        came = G[a - 1, b, s] + SCALE * G[a - 2, b, s]
                        arrive[s] += reach[0, turn_a, s] * stay[1, at_b, s] * came
            if b:
                u = 3 * (turn_b // 3)
                for s in range(u, u + 3):
                    if b % 2:
                        arrive[s] += SCALE * begin[1, turn_b, s] * stay[0, at_a, s] * G[a, b - 1, s]
                    else:
                        came = G[a, b - 1, s] + SCALE * G[a, b - 2, s]
                        arrive[s] += reach[1, turn_b, s] * stay[0, at_a, s] * came
            if a and b and turn_a // 3 == turn_b // 3:
                u = 3 * (turn_a // 3)
                for s in range(u, u + 3):
                    came = 0.0
                    for x in range(1, 3 - a % 2):
                        for y in range(1, 3 - b % 2):
                            scale = (SCALE if x == 2 or a % 2 else 1.0) * (SCALE if y == 2 or b % 2 else 1.0)
                            came += scale * G[a - x, b - y, s]
                    told = begin[0, turn_a, s] if a % 2 else reach[0, turn_a, s]
                    arrive[s] += told * (begin[1, turn_b, s] if b % 2 else reach[1, turn_b, s]) * came
            for s in range(6):
                F[a, b, s] = 0.0
                for r in range(6):
                    F[a, b, s] += arrive[r] * loops[at_a, at_b, r, s]
            for s in range(6):
                w, k = s // 3, s % 3
                G[a, b, s] = opening[s] if a + b == 0 else 0.0
                for c in range(3):
                    G[a, b, s] += F[a, b, 3 * (1 - w) + c] * p[w, c, k]
    total = 0.0
    for s in range(6):
        total += F[n - 1, m - 1, s] * p[1 - s // 3, s % 3, 3]
    return total


@part()
def pick(weights: FloatArray, number: int) -> int:
    """Draw one of the first so many, by weight."""
    total = 0.0
    for k in range(number):
        total += weights[k]
    left = np.random.random() * total  # noqa: NPY002 - the generator that kernels have
    for k in range(number):
        left -= weights[k]
        if left < 0.0:
            return k
    last = 0
    for k in range(number):
        if weights[k] > 0.0:
            last = k
    return last


@part()
def said(
    who: IntArray,
    told: IntArray,
    x: int,
    step: int,
    s: int,
    me: int,
    left_out: FloatArray,
    told_as: FloatArray,
    weights: FloatArray,
) -> int:
    """Draw what the teller made of turn s on going from place x by a step: a class, or 3 for left out."""
    if len(who) == 0:
        return -1
    w, c = s // 3, s % 3
    own = 0 if w == me else 1
    j = (x + 1) // 2
    same = j > 0 and who[j - 1] == w
    for k in range(4):
        weights[k] = 0.0
    if step == 2 or (step == 1 and same):
        return told[j - 1 if same else j]
    if step == 0:
        weights[3] = left_out[own]
    kept = 1.0 - left_out[own]
    begun = told[j - 1] if step == 0 and same else (told[j] if step == 1 else 2)
    for k in range(begun + 1, 3):
        weights[k] = kept * told_as[own, c, k]
    if step == 0 and same and x % 2 == 0:
        weights[begun] = kept * told_as[own, c, begun]
    return pick(weights, 4)


@compiled(BACKWARD)
def backward(
    who_a: IntArray,
    told_a: IntArray,
    who_b: IntArray,
    told_b: IntArray,
    stay: FloatArray,
    reach: FloatArray,
    begin: FloatArray,
    left_out: FloatArray,
    told_as: FloatArray,
    p: FloatArray,
    opening: FloatArray,
    F: FloatArray,
    G: FloatArray,
    path: IntArray,
) -> int:
    """Draw the true turns, last first, and how each was told; give their number.

    ``path[t]`` is s, and what the first and the second teller made of it: a class, 3 where it was left out,
    -1 where nothing was told at all. Where the path is too short, only its last turns are drawn.
    """
    weights = np.empty(9)
    a, b = 2 * len(who_a), 2 * len(who_b)
    for s in range(6):
        weights[s] = F[a, b, s] * p[1 - s // 3, s % 3, 3]
    s = pick(weights, 6)
    for t in range(len(path)):
        at_a, at_b = place(who_a, told_a, a), place(who_b, told_b, b)
        turn_a = 3 * who_a[(a + 1) // 2 - 1] + told_a[(a + 1) // 2 - 1] if a else 0
        turn_b = 3 * who_b[(b + 1) // 2 - 1] + told_b[(b + 1) // 2 - 1] if b else 0
        for x in range(3):
            for y in range(3):
                weights[3 * x + y] = 0.0
                if x > min(a, 2 - a % 2) or y > min(b, 2 - b % 2):
                    continue
                first = stay[0, at_a, s]
                if x:
                    first = begin[0, turn_a, s] if a % 2 else reach[0, turn_a, s]
                    first *= SCALE if x == 2 or a % 2 else 1.0
                second = stay[1, at_b, s]
                if y:
                    second = begin[1, turn_b, s] if b % 2 else reach[1, turn_b, s]
                    second *= SCALE if y == 2 or b % 2 else 1.0
                weights[3 * x + y] = first * second * G[a - x, b - y, s]
        x, y = divmod(pick(weights, 9), 3)
        path[t, 0] = s
        path[t, 1] = said(who_a, told_a, a - x, x, s, 0, left_out[0], told_as[0], weights)
        path[t, 2] = said(who_b, told_b, b - y, y, s, 1, left_out[1], told_as[1], weights)
        a, b = a - x, b - y
        w, k = s // 3, s % 3
        for c in range(3):
            weights[c] = F[a, b, 3 * (1 - w) + c] * p[w, c, k]
        weights[3] = opening[s] if a + b == 0 else 0.0
        c = pick(weights, 4)
        if c == 3:
            return t + 1
        s = 3 * (1 - w) + c
    return len(path)
