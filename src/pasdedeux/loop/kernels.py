# ruff: noqa: ANN001, ANN201, ANN202, C901 - the compiler infers these types; a kernel is one loop
# mypy: disallow-untyped-defs=False, disallow-untyped-calls=False
"""The equations compiled, one column at a time, and a couple left to itself until it comes to rest.

Importing this module loads Numba; nothing else in the loop does.
"""

from __future__ import annotations

from types import FunctionType
from typing import Any

import numpy as np

from pasdedeux.compiled import compiled, part
from pasdedeux.loop import equations
from pasdedeux.loop import rows as r

inline = part()


def _compile_all(*functions: Any) -> dict[str, Any]:
    """Compile the equations as they stand; each sees those before it compiled."""
    scope = dict(vars(equations))
    for function in functions:
        scope[function.__name__] = inline(FunctionType(function.__code__, scope, function.__name__))
    return scope


_compiled = _compile_all(
    equations.saturate,
    equations.positive,
    equations.felt_distance,
    equations.felt_pressure,
    equations.security_target,
    equations.partner,
    equations.together,
)
partner, together = _compiled["partner"], _compiled["together"]
felt_distance, felt_pressure = _compiled["felt_distance"], _compiled["felt_pressure"]
security_target = _compiled["security_target"]


@inline
def rates(w, base, c):
    """Rates of change of all states of one column; states start at row ``base``."""
    # a plain 0 or 1 is a type of its own to the compiler, and the equations would be compiled for each
    start, one, two = np.int64(base), np.int64(0), np.int64(1)
    a1, m1, s1, l1, f1 = partner(w, start, one, c)
    a2, m2, s2, l2, f2 = partner(w, start, two, c)
    return a1, m1, s1, l1, f1, a2, m2, s2, l2, f2, together(w, start, c)


@inline
def put(w, at, source, c, h, k):
    """States from row ``source`` on, moved for a time h at these rates, into the rows from ``at`` on."""
    w[at, c] = w[source, c] + h * k[0]
    w[at + 1, c] = w[source + 1, c] + h * k[1]
    w[at + 2, c] = w[source + 2, c] + h * k[2]
    w[at + 3, c] = w[source + 3, c] + h * k[3]
    w[at + 4, c] = w[source + 4, c] + h * k[4]
    w[at + 5, c] = w[source + 5, c] + h * k[5]
    w[at + 6, c] = w[source + 6, c] + h * k[6]
    w[at + 7, c] = w[source + 7, c] + h * k[7]
    w[at + 8, c] = w[source + 8, c] + h * k[8]
    w[at + 9, c] = w[source + 9, c] + h * k[9]
    w[at + 10, c] = w[source + 10, c] + h * k[10]


def _make_settle():
    """Build `settle`: leave couples to themselves, and say which rest each comes within reach of."""

    def settle(states, theta, stress, rests, reach, h, longest):
        trial = r.N_ROWS
        w = np.zeros((r.N_ROWS + r.N_STATES + r.N_MOODS, 1))
        verdict = np.empty(states.shape[1], np.int64)
        keep = np.exp(-h / theta[r.STRESS_MEMORY - r.THETA])
        for n in range(states.shape[1]):
            for row in range(r.N_STATES):
                w[row, 0] = states[row, n]
            for row in range(r.N_THETA):
                w[r.THETA + row, 0] = theta[row]
            left_1, left_2 = stress[0, n], stress[1, n]
            standing_1, standing_2 = w[r.STRESS, 0], w[r.STRESS + 1, 0]
            verdict[n] = -1
            for _ in range(int(longest / h)):
                w[r.STRESS, 0], w[r.STRESS + 1, 0] = standing_1 + left_1, standing_2 + left_2
                put(w, trial, 0, 0, h, rates(w, 0, 0))
                left_1 *= keep
                left_2 *= keep
                w[r.STRESS, 0], w[r.STRESS + 1, 0] = standing_1 + left_1, standing_2 + left_2
                put(w, trial, trial, 0, h, rates(w, trial, 0))
                for row in range(r.N_STATES):
                    w[row, 0] = 0.5 * (w[row, 0] + w[trial + row, 0])
                if left_1 + left_2 > 0.01:
                    continue
                for k in range(len(rests)):
                    far = 0.0
                    for row in range(r.N_STATES):
                        far = max(far, abs(w[row, 0] - rests[k, row]))
                    if far < reach[k]:
                        verdict[n] = k
                if verdict[n] >= 0:
                    break
            for row in range(r.N_STATES):
                states[row, n] = w[row, 0]
        return verdict

    return compiled(SETTLE)(settle)


MATRIX = "float64[:, ::1]"
SETTLE = f"int64[::1]({MATRIX}, float64[::1], {MATRIX}, {MATRIX}, float64[::1], float64, float64)"
settle = _make_settle()
