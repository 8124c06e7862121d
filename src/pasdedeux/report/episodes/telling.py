"""One couple's tellings in their own words, and as beads."""

from __future__ import annotations

from collections.abc import Sequence

from pasdedeux.figures.beads import Bead
from pasdedeux.figures.dance_map import Half
from pasdedeux.identify.episodes.sequences import TurnSequence, one_account
from pasdedeux.identify.episodes.turns import Response, turns_of
from pasdedeux.people import Couple
from pasdedeux.records import ActClass, Episode, Kind, Move, Telling
from pasdedeux.words import Words

CLASS_OF = {Response.PRESS: ActClass.PRESS, Response.AWAY: ActClass.AWAY, Response.SOFT: ActClass.SOFT}
MOST_LETTERS = 26
"""Of two acts that find room on the map; of longer ones the first is named."""


def act_words(move: Move, say: Words) -> str:
    """Say one move: in the teller's own words where there are some."""
    if move.words:
        return move.words
    return say(f"acts.{'phone' if move.by_phone else 'room'}.{move.act}")


def lines_of(telling: Telling, couple: Couple, partners: tuple[str, str], say: Words) -> list[str]:
    """Say a telling move by move, as this person tells it."""
    me = person_of(telling, couple)
    return [
        say("report.episodes.move", name=partners[me if move.mine else 1 - me], act=act_words(move, say))
        for move in telling.moves
    ]


def person_of(telling: Telling, couple: Couple) -> int:
    """Which of the two tells it."""
    return [person.id for person in couple.partners].index(telling.person)


def tellings_of(episode: Episode, couple: Couple) -> tuple[Telling | None, Telling | None]:
    """Give the first person's telling and the second's."""
    first, second = (episode.by(person.id) for person in couple.partners)
    return first, second


def half_of(telling: Telling | None, beads: Sequence[Bead], who: int, say: Words) -> Half:
    """Put one person's telling into a half of the eight; an empty half where that person told nothing."""
    if telling is None:
        return Half()
    own = [bead for bead in beads if bead.who == who]
    both = any(bead.told[1 - who] is not None for bead in beads)
    return Half(
        does=_acts(telling, mine=True, say=say),
        shows=say(f"episodes.on-top.{telling.on_top.value}") if telling.on_top else "",
        beneath=say(f"episodes.beneath.{telling.beneath.value}") if telling.beneath else "",
        sees=_acts(telling, mine=False, say=say),
        alike=all(bead.alike for bead in own) if both and own else None,
    )


def _acts(telling: Telling, *, mine: bool, say: Words) -> str:
    """Say what one of the two did first and next that kept it going, or whatever it was."""
    moves = [move for move in telling.moves if move.mine is mine]
    hot = [move for move in moves if move.act_class is not ActClass.SOFT]
    named = list(dict.fromkeys(act_words(move, say) for move in hot or moves))
    both = ", ".join(named[:2])
    return both if len(both) <= MOST_LETTERS else "".join(named[:1])


def beads_of(episode: Episode, couple: Couple, sequence: TurnSequence | None) -> tuple[Bead, ...]:
    """Turn an episode into beads: as it was put together from both, or as one person tells it.

    Turns that neither told are not drawn. An answer back is drawn as pressing, as it is counted.
    """
    if sequence is None:  # a good turn is not counted: the first account of it is drawn
        telling = next((one for one in tellings_of(episode, couple) if one), episode.tellings[0])
        sequence = one_account(turns_of(telling, couple), person_of(telling, couple))
    beads = (
        Bead(turn.who, (_class(first), _class(second)))
        for turn, (first, second) in zip(sequence.turns, sequence.told, strict=True)
    )
    return tuple(bead for bead in beads if bead.accounts)


def _class(told: Response | None) -> ActClass | None:
    return None if told is None else CLASS_OF[told]


def newest(episodes: Sequence[Episode]) -> Episode | None:
    """Choose the episode that is shown in words: the newest that both told, or else the newest."""
    with_moves = [
        one for one in episodes if any(told.kind is Kind.EPISODE and told.moves for told in one.tellings)
    ]
    both = [one for one in with_moves if sum(bool(told.moves) for told in one.tellings) == 2]
    return next(reversed(both or with_moves), None)
