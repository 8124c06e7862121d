"""One couple's tellings in their own words, and as beads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from pasdedeux.figures.beads import Bead
from pasdedeux.figures.dance_map import Half
from pasdedeux.identify.episodes.sequences import TurnSequence
from pasdedeux.identify.episodes.turns import RESPONSE_OF, Response
from pasdedeux.people import Couple
from pasdedeux.records import ActClass, Episode, Kind, Move, Telling
from pasdedeux.words import Words

CLASS_OF = {Response.PRESS: ActClass.PRESS, Response.AWAY: ActClass.AWAY, Response.SOFT: ActClass.SOFT}
MOST_ACTS = 2
"""Acts of one person that find room on the map."""


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
    return ", ".join(list(dict.fromkeys(act_words(move, say) for move in hot or moves))[:MOST_ACTS])


def beads_of(episode: Episode, couple: Couple, sequence: TurnSequence | None) -> tuple[Bead, ...]:
    """Turn an episode into beads: as it was put together from both, or as one person tells it.

    Turns that neither told are not drawn.
    """
    told = tellings_of(episode, couple)
    classes = tuple(list(_turn_classes(one, couple)) if one else [] for one in told)
    if sequence is None:  # a good turn is not counted, so there is no sequence
        return _one_account(told, couple)
    at = [0, 0]
    beads = []
    whole = [
        len(classes[t]) == sum(pair[t] is not None for pair in sequence.told) for t in (0, 1)
    ]  # then turns and draws can be matched one by one
    for turn, pair in zip(sequence.turns, sequence.told, strict=True):
        seen: list[ActClass | None] = [None, None]
        for teller, response in enumerate(pair):
            if response is None:
                continue
            seen[teller] = CLASS_OF[response]
            if whole[teller]:
                seen[teller] = classes[teller][at[teller]]
            at[teller] += 1
        if any(seen):
            beads.append(Bead(turn.who, (seen[0], seen[1])))
    return tuple(beads)


def _one_account(told: tuple[Telling | None, Telling | None], couple: Couple) -> tuple[Bead, ...]:
    """Draw a good turn as the one who tells it does; where both do, as the first."""
    teller, telling = next(((t, one) for t, one in enumerate(told) if one), (0, None))
    if telling is None:
        return ()
    both = all(told)
    beads = []
    for who, act_class in zip(_speakers(telling, couple), _turn_classes(telling, couple), strict=True):
        pair = (act_class if teller == 0 or both else None, act_class if teller == 1 or both else None)
        beads.append(Bead(who, pair))
    return tuple(beads)


def _runs(telling: Telling) -> Iterator[list[Move]]:
    """Moves in a row of one person."""
    starts = [0] + [at + 1 for at, (a, b) in enumerate(pairwise(telling.moves)) if a.mine is not b.mine]
    for start, end in pairwise([*starts, len(telling.moves)]):
        if end > start:
            yield list(telling.moves[start:end])


def _speakers(telling: Telling, couple: Couple) -> Iterator[int]:
    me = person_of(telling, couple)
    return (me if run[0].mine else 1 - me for run in _runs(telling))


def _turn_classes(telling: Telling, couple: Couple) -> Iterator[ActClass]:
    """Give the class of the hottest act of each turn; an answer back only where nobody pressed beside it."""
    for run in _runs(telling):
        hottest = min(RESPONSE_OF[move.act_class] for move in run)
        classes = {move.act_class for move in run if RESPONSE_OF[move.act_class] is hottest}
        yield ActClass.COUNTER if classes == {ActClass.COUNTER} else CLASS_OF[hottest]


def newest(episodes: Sequence[Episode]) -> Episode | None:
    """Choose the episode that is shown in words: the newest that both told, or else the newest."""
    with_moves = [
        one
        for one in episodes
        if any(told.kind is Kind.EPISODE and told.moves for told in one.tellings)
    ]
    both = [one for one in with_moves if sum(bool(told.moves) for told in one.tellings) == 2]
    return next(reversed(both or with_moves), None)
