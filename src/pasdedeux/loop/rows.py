"""Where each number stands: the row layout that the equations, the solvers and the kernels share.

A couple is one column; a thousand couples are a thousand columns of the same rows. Rows of partner i follow
those of the other at a fixed stride, so that one text of the equations serves both.
"""

from __future__ import annotations

from pasdedeux.loop.parameters import INPUTS, PARAMETERS

STATES = (
    "arousal_1",
    "move_1",
    "security_1",
    "longing_1",
    "weariness_1",
    "arousal_2",
    "move_2",
    "security_2",
    "longing_2",
    "weariness_2",
    "closeness",
)
N_STATES = 11
N_OWN = 5  # states of one partner
AROUSAL, MOVE, SECURITY, LONGING, WEARINESS, CLOSENESS = 0, 1, 2, 3, 4, 10
MOOD = 11  # rows of the three moods, right after the states: own, own, shared
N_MOODS = 3
THETA = N_STATES + N_MOODS  # first row of what is held over a step

NAMES = tuple(
    [f"{p.name}_{i}" for p in (*PARAMETERS, *INPUTS) if p.of == "partner" for i in (1, 2)]
    + [p.name for p in (*PARAMETERS, *INPUTS) if p.of == "couple"]
)
"""Name of every row of theta: partner rows in pairs, then the couple's."""
N_THETA = len(NAMES)
N_ROWS = THETA + N_THETA


def _row(name: str) -> int:
    return THETA + NAMES.index(name)


REACH, GUARD, NEED, ROOM = _row("reach_1"), _row("guard_1"), _row("need_1"), _row("room_1")
SOFTNESS, SUPPRESSION, YEARNING = _row("softness_1"), _row("suppression_1"), _row("yearning_1")
SET_POINT, LIVED, INSECURITY = _row("set_point_1"), _row("lived_1"), _row("insecurity_1")
URGENCY, DESPAIR, OWNERSHIP = _row("urgency_1"), _row("despair_1"), _row("ownership_1")
OBLIGATION, RELIEF = _row("obligation_1"), _row("relief_1")
DEPENDENCE, COMPARISON = _row("dependence_1"), _row("comparison_1")
ONSET, RECOVERY, TEMPO = _row("onset_1"), _row("recovery_1"), _row("tempo_1")
STRESS, ISSUE, SUPPORT, APART = _row("stress_1"), _row("issue_1"), _row("support_1"), _row("apart")
WARMTH, BIDS, WEAR = _row("warmth"), _row("bids"), _row("wear")
CROWDING, COMFORT, ABSENCE = _row("crowding"), _row("comfort"), _row("absence")
CLOSENESS_PACE, SECURITY_PACE = _row("closeness_pace"), _row("security_pace")
LONGING_PACE, WEARINESS_PACE = _row("longing_pace"), _row("weariness_pace")
STRAIN, ESTRANGEMENT, TRUST = _row("strain"), _row("estrangement"), _row("trust")
EXIT_RATE, EXIT_SLOPE = _row("exit_rate"), _row("exit_slope")
INVESTMENT = _row("investment")
OWN_MOOD, SHARED_MOOD, MOOD_PACE = _row("own_mood"), _row("shared_mood"), _row("mood_pace")
STRESS_RATE, STRESS_SIZE = _row("stress_rate"), _row("stress_size")
STRESS_MEMORY = _row("stress_memory")
