"""The derivative of the drift with respect to the states, written out.

Derived term by term from `pasdedeux.loop.equations` and checked against the complex step, which is exact to
the last bits because the equations use only arithmetic and square roots.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pasdedeux.loop import equations as eq
from pasdedeux.loop import rows as r

FloatArray = NDArray[np.float64]


def _bend(x: Any, knee: float) -> Any:
    """Slope of `positive`."""
    return 0.5 * (1.0 + x / np.sqrt(x * x + knee * knee))


def _slope(x: Any) -> Any:
    """Slope of `saturate`."""
    return (1.0 + x * x) ** -1.5


def _partner(w: Any, i: int, J: Any) -> None:
    """Fill the rows of partner i."""
    own, other = r.N_OWN * i, r.N_OWN * (1 - i) + r.MOVE
    A, M, S, L, F = (own + k for k in range(r.N_OWN))
    C = r.CLOSENESS
    here = 1.0 - w[r.APART]
    move, closeness = w[other], w[C]
    distance = eq.felt_distance(w, i, ..., move, closeness)
    pressure = eq.felt_pressure(w, i, ..., move, closeness)
    # The bend of a positive part follows from its value: x = p - knee^2 / (4 p).
    near = _bend(distance - eq.KNEE**2 / (4.0 * distance), eq.KNEE)
    tight = _bend(pressure - eq.KNEE**2 / (4.0 * pressure), eq.KNEE)
    reach = w[r.REACH + i] * (1.0 + w[r.INSECURITY + i] * (w[r.SET_POINT + i] - w[S]))
    guard = w[r.GUARD + i]
    alarm_S = -w[r.REACH + i] * w[r.INSECURITY + i] * distance
    alarm_M, alarm_C = -reach * near * here, -reach * near
    retreat_M = guard * tight * (1.0 - w[r.SOFTNESS + 1 - i]) * here
    retreat_C = guard * tight * w[r.CROWDING] * here

    gap = reach * distance + guard * pressure + w[r.STRESS + i] - w[A]
    up, down, z = 0.5 / w[r.ONSET + i], 0.5 / w[r.RECOVERY + i], gap / eq.TURN
    rate = up + down + (up - down) * (eq.saturate(z) + z * _slope(z))
    J[A, A], J[A, S] = -rate, rate * alarm_S
    J[A, other], J[A, C] = rate * (alarm_M + retreat_M), rate * (alarm_C + retreat_C)

    urge = (
        reach * distance
        - guard * pressure
        + w[r.YEARNING + i] * w[L]
        + w[r.OWNERSHIP + i] * w[r.ISSUE + i]
        - w[r.DESPAIR + i] * w[F]
        + w[r.MOOD + i]
        + w[r.MOOD + 2]
    )
    sharp = 1.0 + w[r.URGENCY + i] * w[A]
    turn = _slope(urge * sharp) / w[r.TEMPO + i]
    J[M, A], J[M, M], J[M, S] = turn * urge * w[r.URGENCY + i], -1.0 / w[r.TEMPO + i], turn * sharp * alarm_S
    J[M, L], J[M, F] = turn * sharp * w[r.YEARNING + i], -turn * sharp * w[r.DESPAIR + i]
    J[M, other], J[M, C] = turn * sharp * (alarm_M - retreat_M), turn * sharp * (alarm_C - retreat_C)

    surprise = eq.security_target(w, i, ..., move, closeness) - w[S]
    glad = _bend(surprise, eq.SURPRISE_KNEE)
    for row, weight, pace in ((S, 1.0, r.SECURITY_PACE), (L, glad, r.LONGING_PACE)):
        J[row, S] = -weight / w[pace]
        J[row, other] = weight * 0.25 * w[r.LIVED + i] * here / w[pace]
        J[row, C] = weight * 0.25 * w[r.LIVED + i] / w[pace]
    J[L, L] = -1.0 / w[r.LONGING_PACE]
    J[F, M], J[F, F] = _bend(w[M], eq.KNEE) / w[r.WEARINESS_PACE], -1.0 / w[r.WEARINESS_PACE]


def jacobian(states: Any, theta: Any, mood: Any = 0.0) -> FloatArray:
    """Jacobian of the drift.

    Parameters
    ----------
    states, theta, mood
        As for `pasdedeux.loop.equations.drift`.

    Returns
    -------
    numpy.ndarray
        Shape (..., 11, 11), per day: entry [a, b] is what state b does to the rate of state a.
    """
    w = eq.stacked(states, theta, mood)
    J = np.zeros((r.N_STATES, r.N_STATES, *w.shape[1:]))
    _partner(w, 0, J)
    _partner(w, 1, J)
    A, M, C = r.AROUSAL, r.MOVE, r.CLOSENESS
    moves, arousals = w[M] + w[r.N_OWN + M], w[A] + w[r.N_OWN + A]
    pull = w[r.WARMTH] + w[r.BIDS] * moves - w[r.WEAR] * arousals + w[r.MOOD + 2]
    slope = _slope(pull) * (1.0 - w[r.APART]) / w[r.CLOSENESS_PACE]
    for own in (0, r.N_OWN):
        J[C, own + M] = slope * w[r.BIDS]
        J[C, own + A] = -slope * w[r.WEAR]
    J[C, C] = -1.0 / w[r.CLOSENESS_PACE]
    return np.moveaxis(J, (0, 1), (-2, -1))
