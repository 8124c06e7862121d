"""From acts to turns: what is counted of a telling."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

from pasdedeux.people import Couple
from pasdedeux.records import ActClass, Telling


class Response(IntEnum):
    """How a turn is answered, hottest first; an index of every answer axis.

    Countering keeps a quarrel going as pressing does, and is counted with it.
    """

    PRESS = 0
    AWAY = 1
    SOFT = 2
    END = 3


RESPONSE_OF = {
    ActClass.PRESS: Response.PRESS,
    ActClass.COUNTER: Response.PRESS,
    ActClass.AWAY: Response.AWAY,
    ActClass.SOFT: Response.SOFT,
}


class Turn(NamedTuple):
    """What one person did until the other did something.

    Parameters
    ----------
    who
        0 or 1: which partner of the couple.
    response
        Press, away or soft.
    """

    who: int
    response: Response


def turns_of(telling: Telling, couple: Couple) -> tuple[Turn, ...]:
    """Give the turns of a telling; acts in a row of one person are one turn, and the hottest counts.

    Parameters
    ----------
    telling
        By one of the couple.
    couple
        Whose order says who is 0 and who is 1.

    Returns
    -------
    tuple of Turn
        The two people by turns.

    Examples
    --------
    >>> from datetime import date
    >>> from pasdedeux.people import Person
    >>> from pasdedeux.records import Move
    >>> acts = ("explains", True), ("asks-again", True), ("goes-quiet", False)
    >>> telling = Telling("B", date(2026, 11, 3), tuple(Move(act, mine=mine) for act, mine in acts))
    >>> [tuple(turn) for turn in turns_of(telling, Couple("07", (Person("A"), Person("B"))))]
    [(1, <Response.PRESS: 0>), (0, <Response.AWAY: 1>)]
    """
    me = [person.id for person in couple.partners].index(telling.person)
    turns: list[Turn] = []
    for move in telling.moves:
        turn = Turn(me if move.mine else 1 - me, RESPONSE_OF[move.act_class])
        if turns and turns[-1].who == turn.who:
            turns[-1] = Turn(turn.who, min(turns[-1].response, turn.response))
        else:
            turns.append(turn)
    return tuple(turns)
