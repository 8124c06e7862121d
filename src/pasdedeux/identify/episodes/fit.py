"""`fit_episodes`: from what a couple told to what is answered with what in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from pasdedeux.arguments import names_wrong_arguments, whole
from pasdedeux.errors import InputError
from pasdedeux.estimates import Interval, MonteCarlo
from pasdedeux.identify.episodes.answers import TurnAnswers
from pasdedeux.identify.episodes.sequences import TurnSequence, one_account, sequence_of
from pasdedeux.identify.episodes.shape import CANDIDATES, SURE, Shape, name_shape
from pasdedeux.identify.episodes.tellers import TrueTurns, true_turns
from pasdedeux.identify.episodes.turns import Turn, turns_of
from pasdedeux.people import Couple
from pasdedeux.records import Episode, Episodes, Kind
from pasdedeux.words import Message

MORE = 4
"""So many times the draws, where the name of the shape hangs on them."""
MOST_TURNS = 100
"""A telling of more turns is no telling of one episode."""


@dataclass(frozen=True, eq=False)
class EpisodesFit:
    """One couple's answers, from the episodes and near misses that it told.

    Made by `fit_episodes`. Estimates end in ``_``; `Interval` holds the median, 50 % and 90 %.

    Parameters
    ----------
    episodes
        What was told.
    answers
        Posterior of what is answered with what.
    seed
        Seed of all random numbers.

    Examples
    --------
    >>> from pasdedeux.simulate import Dance, simulate_episodes
    >>> found = fit_episodes(simulate_episodes(Dance.of("polarised"), 15, seed=2))
    >>> found.return_.low < 0.56 < found.return_.high
    True
    """

    episodes: Episodes
    answers: TurnAnswers
    seed: int
    _drawn: TrueTurns = field(repr=False)
    _counted: tuple[int, ...] = field(repr=False)

    @property
    def couple(self) -> Couple:
        """Who the two are."""
        return self.episodes.couple

    @property
    def counted(self) -> int:
        """Number of episodes and near misses that have turns, and are counted."""
        return len(self._counted)

    @cached_property
    def return_(self) -> Interval:
        """How often a hot turn comes back hot after one full turn, 0 to 1; never the loop gain."""
        return Interval.of(self.answers.return_draws)

    @cached_property
    def further_turns_(self) -> Interval:
        """Further hot turns that one hot turn sets off."""
        return Interval.of(self.answers.further_draws)

    @cached_property
    def _shape(self) -> tuple[int, MonteCarlo]:
        return name_shape(self.answers.draws, self.answers.sweeps)

    @property
    def shape_(self) -> Shape | None:
        """The shape, where its probability exceeds .9 beyond the error of the draws; else None."""
        best, probability = self._shape
        return CANDIDATES[best][0] if probability.above(SURE) else None

    @property
    def reaching_(self) -> int | None:
        """Which of the two reaches, where the shape is reach and away."""
        best, _ = self._shape
        return CANDIDATES[best][1] if self.shape_ else None

    @property
    def shape_probability_(self) -> MonteCarlo:
        """Probability of the likeliest shape."""
        return self._shape[1]

    @property
    def prior_weight_(self) -> float:
        """How much what is usual for couples still weighs in the return, 1 to 0."""
        return self.answers.prior_weight

    @cached_property
    def sequences_(self) -> Mapping[str, TurnSequence]:
        """By episode id, what may have happened; one telling alone stays one account."""
        return {
            self.episodes[place].id: self._sequence(self.episodes[place], number)
            for number, place in enumerate(self._counted)
        }

    def _sequence(self, episode: Episode, number: int) -> TurnSequence:
        first, second = _told(episode, self.couple)
        if first and second:
            return sequence_of(self._drawn.paths[number])
        return one_account(first or second, 0 if first else 1)


@names_wrong_arguments
def fit_episodes(episodes: Episodes, *, seed: int = 0) -> EpisodesFit:
    """Find what is answered with what in the episodes of one couple.

    Episodes and near misses count, told by both or by one; a near miss is a short episode. Good turns do not:
    they are told because they went well. Nothing hangs on names, ids or the order of episodes, and exchanging
    the two people mirrors the result.

    Parameters
    ----------
    episodes
        What the couple told. With none, the answer is what is usual for couples.
    seed
        Seed of all random numbers; what was told has a part in it.

    Returns
    -------
    EpisodesFit
        Answers, return, further turns, shape and sequences.

    Raises
    ------
    InputError
        If a telling has more than 100 turns.

    Examples
    --------
    >>> from pasdedeux.simulate import Dance, simulate_episodes
    >>> fit = fit_episodes(simulate_episodes(Dance.of("soft"), 8, seed=1))
    >>> fit.answers.draws.shape[1:], fit.prior_weight_ < 1.0
    ((2, 3, 4), True)
    """
    whole("seed", seed, 0)
    counted, told = [], []
    for place, episode in enumerate(episodes):
        turns = _told(episode, episodes.couple)
        if max(map(len, turns)) > MOST_TURNS:
            where = Message("records.at.episode", episode=episode.id)
            raise InputError("identify.many-turns", where=where, most=MOST_TURNS, n=max(map(len, turns)))
        if any(turns):
            counted.append(place)
            told.append(turns)
    drawn = true_turns(told, small_recorded=episodes.small_recorded, seed=seed)
    if name_shape(drawn.answers.draws, drawn.answers.sweeps)[1].above(SURE) is None:
        more = MORE * drawn.answers.sweeps
        drawn = true_turns(told, small_recorded=episodes.small_recorded, sweeps=more, seed=seed)
    return EpisodesFit(episodes, drawn.answers, seed, drawn, tuple(counted))


def _told(episode: Episode, couple: Couple) -> tuple[tuple[Turn, ...], tuple[Turn, ...]]:
    """Give the turns as the first and the second tell them; none of a good turn."""
    tellings = [episode.by(person.id) for person in couple.partners]
    first, second = (
        turns_of(telling, couple) if telling and telling.kind is not Kind.GOOD_TURN else ()
        for telling in tellings
    )
    return first, second
