r"""The loop's equations, once, as plain functions of plain arrays.

They use only ``+ - * /`` and the square root. Every processor rounds those alike, so results are the same
bit for bit wherever they run; compilers turn them into vector code; and they stay true for complex numbers,
so that derivatives can be checked exactly. The same text is run by NumPy (one couple, or many columns at
once) and compiled by Numba (one column at a time).

With M the move (towards +, away -), C closeness, S security, L longing, F weariness, and j the other:

.. math::

   d_i &= (n_i + \alpha\,\mathrm{apart} - C - m_j - c\,U_i)_+ \qquad m_j = M_j (1 - \mathrm{apart}) \\
   p_i &= \bigl((1-\sigma_j)(m_j + \omega_j z_j) + \kappa (C - r_i)(1-\mathrm{apart})
          + o_i U_i/(U_i+\tfrac14) - \rho_i U_i\bigr)_+ \\
   h_i &= \mathrm{reach}_i\,(1 + \iota_i(\mu_i - S_i)) \\
   A_i' &= \text{towards } h_i d_i + g_i p_i + \mathrm{stress}_i,
           \text{ quickly up, slowly down} \\
   M_i' &= (s((h_i d_i - g_i p_i + \ell_i L_i + \omega_i z_i - q_i F_i + \mathrm{mood}_i)(1 + \chi_i A_i))
           - M_i)/\tau_M \\
   S_i' &= \delta_i/\tau_S, \quad \delta_i = (1-w_i)\mu_i + w_i R_i - S_i,
           \quad R_i = \tfrac12 + \tfrac14(m_j + C) \\
   L_i' &= ((\delta_i)_+ - L_i)/\tau_L, \qquad F_i' = ((M_i)_+ - F_i)/\tau_F \\
   C' &= (s(b + \beta(M_1+M_2) - \epsilon(A_1+A_2) + \mathrm{mood}_0)(1-\mathrm{apart}) - C)/\tau_C

where :math:`s(x) = x/\sqrt{1+x^2}` and :math:`(x)_+ = (x+\sqrt{x^2+w^2})/2`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pasdedeux.loop import rows as r

KNEE = 0.14  # width of the bend of felt distance, felt pressure and weariness
SURPRISE_KNEE = 0.02  # surprise in security is small, so its bend is
TURN = 0.10  # width of the passage from rising to falling arousal
IN_CYCLE = 0.16  # moves in opposite directions are the cycle where their product exceeds this: both about .4
LITTLE_SUPPORT = 0.25  # support at which half of the obligation is felt


def saturate(x: Any) -> Any:
    """Odd, slope one at nought, never beyond one."""
    return x / np.sqrt(1.0 + x * x)


def positive(x: Any, knee: float) -> Any:
    """Take the positive part, with a bend of this width instead of a corner."""
    return 0.5 * (x + np.sqrt(x * x + knee * knee))


def felt_distance(w: Any, i: int, c: Any, other_move: Any, closeness: Any) -> Any:
    """How far away the other is felt to be; ``w`` holds all rows, ``c`` picks the column."""
    return positive(
        w[r.NEED + i, c]
        + w[r.ABSENCE, c] * w[r.APART, c]
        - closeness
        - other_move * (1.0 - w[r.APART, c])
        - w[r.COMFORT, c] * w[r.SUPPORT + i, c],
        KNEE,
    )


def felt_pressure(w: Any, i: int, c: Any, other_move: Any, closeness: Any) -> Any:
    """How much the other is felt to press. Support obliges first and relieves when there is plenty."""
    j = 1 - i
    together = 1.0 - w[r.APART, c]
    support = w[r.SUPPORT + i, c]
    arriving = other_move * together + w[r.OWNERSHIP + j, c] * w[r.ISSUE + j, c]
    return positive(
        (1.0 - w[r.SOFTNESS + j, c]) * arriving
        + w[r.CROWDING, c] * (closeness - w[r.ROOM + i, c]) * together
        + w[r.OBLIGATION + i, c] * support / (support + LITTLE_SUPPORT)
        - w[r.RELIEF + i, c] * support,
        KNEE,
    )


def security_target(w: Any, i: int, c: Any, other_move: Any, closeness: Any) -> Any:
    """Where felt security is drawn: between one's own set-point and the responsiveness one lives with."""
    received = 0.5 + 0.25 * (other_move * (1.0 - w[r.APART, c]) + closeness)
    lived = w[r.LIVED + i, c]
    return (1.0 - lived) * w[r.SET_POINT + i, c] + lived * received


def partner(w: Any, base: int, i: int, c: Any) -> Any:
    """Rates of change of partner i's five states; states and moods start at row ``base``."""
    own = base + r.N_OWN * i
    other_move = w[base + r.N_OWN * (1 - i) + r.MOVE, c]
    closeness = w[base + r.CLOSENESS, c]
    arousal, move = w[own + r.AROUSAL, c], w[own + r.MOVE, c]
    security, longing = w[own + r.SECURITY, c], w[own + r.LONGING, c]
    weariness = w[own + r.WEARINESS, c]

    reach = w[r.REACH + i, c] * (1.0 + w[r.INSECURITY + i, c] * (w[r.SET_POINT + i, c] - security))
    alarm = reach * felt_distance(w, i, c, other_move, closeness)
    retreat = w[r.GUARD + i, c] * felt_pressure(w, i, c, other_move, closeness)
    urge = (
        alarm
        - retreat
        + w[r.YEARNING + i, c] * longing
        + w[r.OWNERSHIP + i, c] * w[r.ISSUE + i, c]
        - w[r.DESPAIR + i, c] * weariness
        + w[base + r.MOOD + i, c]
        + w[base + r.MOOD + 2, c]
    )
    gap = alarm + retreat + w[r.STRESS + i, c] - arousal
    up, down = 0.5 / w[r.ONSET + i, c], 0.5 / w[r.RECOVERY + i, c]
    surprise = security_target(w, i, c, other_move, closeness) - security
    return (
        gap * (up + down + (up - down) * saturate(gap * (1.0 / TURN))),
        (saturate(urge * (1.0 + w[r.URGENCY + i, c] * arousal)) - move) / w[r.TEMPO + i, c],
        surprise / w[r.SECURITY_PACE, c],
        (positive(surprise, SURPRISE_KNEE) - longing) / w[r.LONGING_PACE, c],
        (positive(move, KNEE) - weariness) / w[r.WEARINESS_PACE, c],
    )


def together(w: Any, base: int, c: Any) -> Any:
    """Rate of change of closeness."""
    moves = w[base + r.MOVE, c] + w[base + r.N_OWN + r.MOVE, c]
    arousals = w[base + r.AROUSAL, c] + w[base + r.N_OWN + r.AROUSAL, c]
    pull = w[r.WARMTH, c] + w[r.BIDS, c] * moves - w[r.WEAR, c] * arousals + w[base + r.MOOD + 2, c]
    return (saturate(pull) * (1.0 - w[r.APART, c]) - w[base + r.CLOSENESS, c]) / w[r.CLOSENESS_PACE, c]


def stacked(states: Any, theta: Any, mood: Any = 0.0) -> Any:
    """All rows in one array: states, moods, then what is held; shapes (11, ...), (3, ...), (P, ...)."""
    parts = [np.asarray(states), np.asarray(mood), np.asarray(theta)]
    if parts[1].ndim == 0:
        parts[1] = np.full(r.N_MOODS, parts[1])
    depth = max(part.ndim for part in parts)
    parts = [part.reshape(len(part), *(1,) * (depth - part.ndim), *part.shape[1:]) for part in parts]
    columns = np.broadcast_shapes(*(part.shape[1:] for part in parts))
    return np.concatenate([np.broadcast_to(part, (len(part), *columns)) for part in parts])


def drift(states: Any, theta: Any, mood: Any = 0.0) -> Any:
    """Rates of change of all states, per day.

    Parameters
    ----------
    states
        Shape (11, ...), rows as in `pasdedeux.loop.STATES`.
    theta
        Shape (P, ...), rows as in `pasdedeux.loop.NAMES`.
    mood
        Shape (3, ...) or 0: own mood of one, of two, shared mood.

    Returns
    -------
    numpy.ndarray
        Shape (11, ...).
    """
    w = stacked(states, theta, mood)
    return np.stack([*partner(w, 0, 0, ...), *partner(w, 0, 1, ...), together(w, 0, ...)])
