"""What may have happened in one episode: the likeliest true turns, with their doubt."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pasdedeux.identify.episodes.turns import Response, Turn

HELD = 0.8
"""Probability that a set of sequences holds."""
LEFT_OUT = 3


@dataclass(frozen=True, slots=True)
class TurnSequence:
    """The turns of one episode, from two tellings or one.

    Parameters
    ----------
    turns
        From two tellings, the likeliest true turns. From one telling, the turns as that person told them: one
        account is never shown as what happened.
    probability
        Of exactly these turns; None for one account.
    likely
        The likeliest sequences, which together hold at least `HELD`; empty for one account.
    told
        For each of the turns, how the first and the second person most often told it in the draws: a
        response, or None where it was left out or there is no telling.
    """

    turns: tuple[Turn, ...]
    probability: float | None
    likely: tuple[tuple[Turn, ...], ...]
    told: tuple[tuple[Response | None, Response | None], ...]

    @property
    def one_account(self) -> bool:
        """Whether only one of the two told it."""
        return self.probability is None


def one_account(turns: tuple[Turn, ...], teller: int) -> TurnSequence:
    """Give the turns of a single telling as what they are.

    Examples
    --------
    >>> one_account((Turn(0, Response.SOFT),), 0).one_account
    True
    """
    told = tuple((turn.response, None) if teller == 0 else (None, turn.response) for turn in turns)
    return TurnSequence(turns, None, (), told)


def sequence_of(path: NDArray[np.int8]) -> TurnSequence:
    """Sum up the draws of one episode.

    Parameters
    ----------
    path
        As in `TrueTurns.paths`, shape (S, T, 3).

    Examples
    --------
    >>> path = np.full((10, 2, 3), -1, dtype=np.int8)
    >>> path[:, 0] = (4, 1, 3)
    >>> found = sequence_of(path)
    >>> found.turns, found.probability, found.told
    ((Turn(who=1, response=<Response.AWAY: 1>),), 1.0, ((<Response.AWAY: 1>, None),))
    """
    states = np.ascontiguousarray(path[..., 0])
    found = Counter(row.tobytes() for row in states)
    ranked = sorted(found.items(), key=lambda one: (-one[1], one[0]))
    held, likely = 0, list[tuple[Turn, ...]]()
    for row, times in ranked:
        likely.append(_turns(np.frombuffer(row, dtype=np.int8)))
        held += times
        if held >= HELD * len(states):
            break
    same = path[(states == np.frombuffer(ranked[0][0], dtype=np.int8)).all(axis=1)]
    told = tuple((_commonest(same[:, t, 1]), _commonest(same[:, t, 2])) for t in range(len(likely[0])))
    return TurnSequence(likely[0], ranked[0][1] / len(states), tuple(likely), told)


def _turns(states: NDArray[np.int8]) -> tuple[Turn, ...]:
    return tuple(Turn(int(s) // 3, Response(int(s) % 3)) for s in states if s >= 0)


def _commonest(classes: NDArray[np.int8]) -> Response | None:
    best = int(np.bincount(classes + 1, minlength=LEFT_OUT + 2).argmax()) - 1
    return None if best in {-1, LEFT_OUT} else Response(best)
