# ruff: noqa: ANN001, ANN201, ANN202, PLR0917 - the compiler infers these types; kernels take plain arrays
# mypy: disallow-untyped-defs=False, disallow-untyped-calls=False
"""The loop run forward, compiled.

Couples run in tiles: a tile is one small array, a row per number and a column per couple, so that each pass
over the columns turns into vector code. Random numbers are counted, not drawn in turn: Philox4x32-10 keyed by
the seed and counted by (couple, step). Any couple can therefore be run again alone, two arms of a comparison
share their noise, and neither threads nor chunks change a single bit.
"""

from __future__ import annotations

import numpy as np

from pasdedeux.compiled import compiled
from pasdedeux.loop import rows as r
from pasdedeux.loop.equations import IN_CYCLE
from pasdedeux.loop.kernels import inline, put, rates

MASK = np.uint64(0xFFFFFFFF)
M0, M1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
W0, W1 = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
S32 = np.uint64(32)
S52 = np.uint64(52)
ROOT_HALF = np.uint64(0x3FE6A09E667F3BCD)  # bits of the square root of one half
TO_ONE = np.uint64(0x3FF0000000000000 - 0x3FE6A09E667F3BCD)
FRACTION = np.uint64(0x000FFFFFFFFFFFFF)
TWO52, TWO52_BITS = 2.0**52, np.uint64(0x4330000000000000)
LN2 = float(np.log(2.0))
PER_WORD = 2.0**-32

# Rows of a tile beyond those of the equations.
TRIAL = r.N_ROWS  # states and moods at the end of the step, as first guessed
BASE = TRIAL + r.THETA  # standing stress of one and two
LEVEL = BASE + 2  # what is left of stress events at the start of the step
NEXT = LEVEL + 2  # time of the next random event
SIZE = NEXT + 2  # and its size
DRAWN = SIZE + 2  # how many random events have been drawn
STRESS_LEFT, STRESS_MEAN = DRAWN + 2, DRAWN + 3
MOOD_LEFT, OWN_KICK, SHARED_KICK = DRAWN + 4, DRAWN + 5, DRAWN + 6
NORMAL = DRAWN + 7
SUM = NORMAL + 3  # running sums of a summary
MEANS = r.N_STATES  # rows of a summary: the mean of every state, then the share of time in the cycle
N_SUMMARY = MEANS + 1
ENTERED = SUM + N_SUMMARY  # when the couple first entered the cycle
N_TILE = ENTERED + 1
FAR = 1e300
EULER, HEUN = 0, 1
STREAM_NOISE, STREAM_EVENT, STREAM_START = np.uint64(0), np.uint64(1), np.uint64(3)


@inline
def philox(couple, step, stream, key):
    """Four random words for this couple at this step: Philox4x32, ten rounds (Salmon et al. 2011)."""
    x0, x1 = couple & MASK, couple >> S32
    x2, x3 = step, stream
    k0, k1 = key & MASK, key >> S32
    for _ in range(10):
        p0, p1 = M0 * x0, M1 * x2
        x0, x1, x2, x3 = (p1 >> S32) ^ x1 ^ k0, p1 & MASK, (p0 >> S32) ^ x3 ^ k1, p0 & MASK
        k0, k1 = (k0 + W0) & MASK, (k1 + W1) & MASK
    return x0, x1, x2, x3


@inline
def half_sine(turn):
    """Sine of half of a turn in (-1/2, 1/2), by its series, to 1e-11."""
    y = np.pi * turn
    q = y * y
    s = 1.0 - q * (1.0 / 210.0)
    s = 1.0 - q * (1.0 / 156.0) * s
    s = 1.0 - q * (1.0 / 110.0) * s
    s = 1.0 - q * (1.0 / 72.0) * s
    s = 1.0 - q * (1.0 / 42.0) * s
    s = 1.0 - q * (1.0 / 20.0) * s
    return y * (1.0 - q * (1.0 / 6.0) * s)


@inline
def half_cosine(turn):
    """Cosine of half of a turn in (-1/2, 1/2), by its series, to 1e-11."""
    y = np.pi * turn
    q = y * y
    k = 1.0 - q * (1.0 / 240.0)
    k = 1.0 - q * (1.0 / 182.0) * k
    k = 1.0 - q * (1.0 / 132.0) * k
    k = 1.0 - q * (1.0 / 90.0) * k
    k = 1.0 - q * (1.0 / 56.0) * k
    k = 1.0 - q * (1.0 / 30.0) * k
    k = 1.0 - q * (1.0 / 12.0) * k
    return 1.0 - q * 0.5 * k


@inline
def log_near_one(m):
    """Natural logarithm for m between the square roots of 1/2 and 2, to 1e-11."""
    y = (m - 1.0) / (m + 1.0)
    q = y * y
    t = 1.0 / 11.0 + q * (1.0 / 13.0)
    t = 1.0 / 9.0 + q * t
    t = 1.0 / 7.0 + q * t
    t = 1.0 / 5.0 + q * t
    t = 1.0 / 3.0 + q * t
    return 2.0 * y * (1.0 + q * t)


@inline
def draw_normals(w, couples, step, stream, key, bits, floats):
    """Three standard normals per column into the rows from NORMAL on (Box & Muller 1958).

    ``floats`` looks at the same memory as ``bits``: a whole number becomes a float, and a float gives up its
    exponent, by its bits, which vectorises where a conversion would not.
    """
    width = w.shape[1]
    for c in range(width):
        a0, a1, a2, a3 = philox(couples[c], step, stream, key)
        bits[0, c], bits[1, c], bits[2, c], bits[3, c] = (
            a0 | TWO52_BITS,
            a1 | TWO52_BITS,
            a2 | TWO52_BITS,
            a3 | TWO52_BITS,
        )
    for row in range(4):
        for c in range(width):
            floats[row, c] = floats[row, c] - (TWO52 - 0.5)
    for row in range(0, 4, 2):
        for c in range(width):
            shifted = bits[row, c] + TO_ONE
            bits[4, c] = (shifted >> S52) | TWO52_BITS
            bits[row, c] = (shifted & FRACTION) + ROOT_HALF
        for c in range(width):
            exponent = floats[4, c] - (TWO52 + 1023.0 + 32.0)
            w[NORMAL + row, c] = np.sqrt(-2.0 * (log_near_one(floats[row, c]) + exponent * LN2))
    for c in range(width):
        sine, cosine = half_sine(floats[1, c] * PER_WORD - 0.5), half_cosine(floats[1, c] * PER_WORD - 0.5)
        w[NORMAL + 1, c] = w[NORMAL, c] * (2.0 * sine * cosine)
        w[NORMAL, c] = w[NORMAL, c] * (cosine * cosine - sine * sine)
    for c in range(width):
        half = half_sine(floats[3, c] * PER_WORD - 0.5)
        w[NORMAL + 2, c] = w[NORMAL + 2, c] * (1.0 - 2.0 * half * half)


@inline
def next_event(w, i, c, couple, key):
    """Draw when the next random event meets partner i, and how big it is, from the event's own number."""
    number = np.uint64(w[DRAWN + i, c])
    a, b, _, _ = philox(couple, number, STREAM_EVENT + np.uint64(i), key)
    rate = w[r.STRESS_RATE, c]
    gap = -np.log((float(a) + 0.5) * PER_WORD) / rate if rate > 0.0 else np.inf
    w[DRAWN + i, c] += 1.0
    w[NEXT + i, c] += gap
    w[SIZE + i, c] = -np.log((float(b) + 0.5) * PER_WORD) * w[r.STRESS_SIZE, c]


@inline
def meet(w, i, c, at, size, end, h):
    """Let an event of this size strike partner i at its exact time and fade until the step's end."""
    memory = w[r.STRESS_MEMORY, c]
    left = np.exp((at - end) / memory)
    w[r.STRESS + i, c] += size * memory * (1.0 - left) / h
    w[LEVEL + i, c] += size * left


@inline
def stress_over_step(w, couples, start, end, h, key, events, met):
    """Mean stress over the step, held in the STRESS rows: what is left of old events, and new ones."""
    width = w.shape[1]
    for i in range(2):
        for c in range(width):
            w[r.STRESS + i, c] = w[BASE + i, c] + w[LEVEL + i, c] * w[STRESS_MEAN, c]
            w[LEVEL + i, c] = w[LEVEL + i, c] * w[STRESS_LEFT, c]
        for c in range(width):
            while w[NEXT + i, c] < end:
                meet(w, i, c, w[NEXT + i, c], w[SIZE + i, c], end, h)
                next_event(w, i, c, couples[c], key)
    while met < len(events) and events[met, 0] < end:
        for c in range(width):
            meet(w, int(events[met, 1]), c, max(events[met, 0], start), events[met, 2], end, h)
        met += 1
    return met


@inline
def set_paces(w, h):
    """Recompute what follows from the paces of moods and stress, after a change."""
    for c in range(w.shape[1]):
        memory = w[r.STRESS_MEMORY, c]
        w[STRESS_LEFT, c] = np.exp(-h / memory)
        w[STRESS_MEAN, c] = memory * (1.0 - w[STRESS_LEFT, c]) / h
        w[MOOD_LEFT, c] = np.exp(-h / w[r.MOOD_PACE, c])
        fresh = np.sqrt(1.0 - w[MOOD_LEFT, c] * w[MOOD_LEFT, c])
        w[OWN_KICK, c] = w[r.OWN_MOOD, c] * fresh
        w[SHARED_KICK, c] = w[r.SHARED_MOOD, c] * fresh


@inline
def moods_after(w):
    """Moods at the step's end, exactly, into the trial rows."""
    for c in range(w.shape[1]):
        left, own = w[MOOD_LEFT, c], w[OWN_KICK, c]
        w[TRIAL + r.MOOD, c] = w[r.MOOD, c] * left + w[NORMAL, c] * own
        w[TRIAL + r.MOOD + 1, c] = w[r.MOOD + 1, c] * left + w[NORMAL + 1, c] * own
        w[TRIAL + r.MOOD + 2, c] = w[r.MOOD + 2, c] * left + w[NORMAL + 2, c] * w[SHARED_KICK, c]


@inline
def step_states(w, h, scheme):
    """One step of all columns: Euler's, or Heun's as the mean of standing still and of two Euler steps."""
    if scheme == EULER:
        for c in range(w.shape[1]):
            put(w, 0, 0, c, h, rates(w, 0, c))
    else:
        for c in range(w.shape[1]):
            put(w, TRIAL, 0, c, h, rates(w, 0, c))
        for c in range(w.shape[1]):
            put(w, TRIAL, TRIAL, c, h, rates(w, TRIAL, c))
        for row in range(r.N_STATES):
            for c in range(w.shape[1]):
                w[row, c] = 0.5 * (w[row, c] + w[TRIAL + row, c])
    for row in range(r.MOOD, r.THETA):
        for c in range(w.shape[1]):
            w[row, c] = w[TRIAL + row, c]


@inline
def summarise(w, end):
    """Add this step to the running sums; note when the couple first enters the cycle."""
    for row in range(r.N_STATES):
        for c in range(w.shape[1]):
            w[SUM + row, c] += w[row, c]
    for c in range(w.shape[1]):
        inside = 1.0 if -w[r.MOVE, c] * w[r.N_OWN + r.MOVE, c] > IN_CYCLE else 0.0
        w[SUM + MEANS, c] += inside
        w[ENTERED, c] = min(w[ENTERED, c], end + (1.0 - inside) * FAR)


@inline
def make_changes(w, changes, values, changed, step, column, h):
    """Set all rows whose change is due, each couple to its own value; returns how many have been made."""
    before = changed
    while changed < len(changes) and changes[changed, 0] <= step:
        row = changes[changed, 1]
        target = BASE + row - r.STRESS if row == r.STRESS or row == r.STRESS + 1 else row
        for c in range(w.shape[1]):
            w[target, c] = values[changed, column[c]]
        changed += 1
    if changed > before:
        set_paces(w, h)
    return changed


@inline
def fill(w, states, theta, column, who, key, h):
    """Put a tile's couples at their start: states, parameters, first events, nothing summed yet."""
    for c in range(w.shape[1]):
        for row in range(r.N_STATES):
            w[row, c] = states[row, column[c]]
        for row in range(r.N_THETA):
            w[r.THETA + row, c] = theta[row, column[c]]
        for i in range(2):
            w[BASE + i, c] = w[r.STRESS + i, c]
            w[LEVEL + i, c] = 0.0
            w[NEXT + i, c] = 0.0
            w[DRAWN + i, c] = 0.0
            next_event(w, i, c, who[c], key)
        for row in range(N_SUMMARY):
            w[SUM + row, c] = 0.0
        w[ENTERED, c] = FAR
    set_paces(w, h)


@inline
def first_moods(w):
    """Draw moods as they are in the long run."""
    for c in range(w.shape[1]):
        w[r.MOOD, c] = w[NORMAL, c] * w[r.OWN_MOOD, c]
        w[r.MOOD + 1, c] = w[NORMAL + 1, c] * w[r.OWN_MOOD, c]
        w[r.MOOD + 2, c] = w[NORMAL + 2, c] * w[r.SHARED_MOOD, c]


@inline
def copy_out(w, out, begin, here):
    """Copy states and moods of a tile to where they are kept."""
    for c in range(here):
        for row in range(len(out)):
            out[row, begin + c] = w[row, c]


@inline
def close_span(w, means, begin, here, steps):
    """Turn the running sums into means, and start anew."""
    for row in range(len(means)):
        for c in range(here):
            means[row, begin + c] = w[SUM + row, c] / steps
        for c in range(w.shape[1]):
            w[SUM + row, c] = 0.0


def _make(width):
    """Build the kernel for tiles of this many couples."""

    def run(
        couples,
        states,
        theta,
        changes,
        values,
        events,
        key,
        h,
        steps,
        span,
        every,
        scheme,
        end,
        means,
        entered,
        trace,
    ):
        w = np.zeros((N_TILE, width))
        bits = np.empty((5, width), np.uint64)
        floats = bits.view(np.float64)
        who = np.empty(width, np.uint64)
        column = np.empty(width, np.int64)
        for begin in range(0, len(couples), width):
            here = min(width, len(couples) - begin)
            for c in range(width):
                column[c] = begin + min(c, here - 1)
                who[c] = couples[column[c]]
            fill(w, states, theta, column, who, key, h)
            draw_normals(w, who, np.uint64(0), STREAM_START, key, bits, floats)
            changed, met = make_changes(w, changes, values, 0, 0, column, h), 0
            first_moods(w)
            for step in range(steps):
                changed = make_changes(w, changes, values, changed, step, column, h)
                if len(trace) and step % every == 0:
                    copy_out(w, trace[step // every], begin, here)
                draw_normals(w, who, np.uint64(step), STREAM_NOISE, key, bits, floats)
                met = stress_over_step(w, who, step * h, (step + 1) * h, h, key, events, met)
                moods_after(w)
                step_states(w, h, scheme)
                summarise(w, (step + 1) * h)
                if (step + 1) % span == 0:
                    close_span(w, means[step // span], begin, here, span)
            if len(trace) and steps % every == 0:
                copy_out(w, trace[steps // every], begin, here)
            copy_out(w, end, begin, here)
            for c in range(here):
                entered[begin + c] = w[ENTERED, c]

    return compiled(RUN)(run)


RUN = (
    "void(uint64[::1], float64[:, ::1], float64[:, ::1], int64[:, ::1], float64[:, ::1], float64[:, ::1],"
    " uint64, float64, int64, int64, int64, int64, float64[:, ::1], float64[:, :, ::1], float64[::1],"
    " float64[:, :, ::1])"
)
TILE = 32  # small enough for the nearest cache, and little is wasted on the couples of a slider
run_tiles = _make(TILE)
run_one = _make(1)
