r"""Two tellers of the same episodes: draws of the true turns and the answers from what both told.

Each teller leaves a true turn out with a probability of its own (for own turns and for the other's), or tells
it as some class; told turns of one person with nothing of the other's between become one, the hottest. All of
this is within the likelihood (`kernels.tellings`), and nothing is averaged. The two err independently.

Two things are given up on the way in, and come back on the way out: which of the two comes first, and the
order of the episodes. So the same tellings give the same draws, whatever they and the people are called.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pasdedeux.identify.episodes import prior
from pasdedeux.identify.episodes.answers import TurnAnswers
from pasdedeux.identify.episodes.kernels import sampler, tellings
from pasdedeux.identify.episodes.kernels.logits import SIZE
from pasdedeux.identify.episodes.turns import Turn

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
Account = tuple[int, ...]
"""Told turns as ``3 * person + class``."""
Pair = tuple[Account, Account]

BURN, SWEEPS, STEPS = 60, 300, 8
ROOM = 20
"""Turns that may have been there beyond those that both told."""
KEPT_RESULTS = 32


@dataclass(frozen=True, eq=False)
class TrueTurns:
    """Draws of the answers, and of the true turns of each episode.

    Parameters
    ----------
    answers
        What is answered with what.
    paths
        For each episode, in the order given, draws of its true turns: shape (S, T, 3), with ``3 * person +
        class`` (-1 after the last turn), and the class in which each of the two told it: 3 where it was left
        out, -1 where there is no telling.
    """

    answers: TurnAnswers
    paths: tuple[NDArray[np.int8], ...]


def true_turns(
    told: Sequence[tuple[Sequence[Turn], Sequence[Turn]]],
    *,
    small_recorded: tuple[int, int] | None = None,
    known: bool = False,
    sweeps: int = SWEEPS,
    seed: int = 0,
) -> TrueTurns:
    """Draw the true turns and the answers behind told episodes.

    Parameters
    ----------
    told
        For each episode the turns as the first and as the second person tells them; empty where one tells
        nothing. At least one of the two has turns.
    small_recorded
        Of how many small occasions, and how many of them were put down.
    known
        Whether the first of each two are the true turns, and the second are to be left aside.
    sweeps
        Draws of the true turns; for each there are eight of the answers.
    seed
        Seed; the tellings have a part in it.

    Returns
    -------
    TrueTurns
        The draws.

    Examples
    --------
    >>> from pasdedeux.identify.episodes.turns import Response
    >>> pressed = (Turn(0, Response.PRESS), Turn(1, Response.AWAY))
    >>> true_turns([(pressed, pressed)]).answers.draws.shape
    (2400, 2, 3, 4)
    """
    pairs = [(_account(first), _account(() if known else second)) for first, second in told]
    swapped = [(_mirror(second), _mirror(first)) for first, second in pairs]
    if known:
        swapped = [(second, first) for first, second in swapped]
    mirrored = sorted(swapped) < sorted(pairs)
    pairs = swapped if mirrored else pairs
    order = sorted(range(len(pairs)), key=pairs.__getitem__)
    drawn = _sample(tuple(pairs[i] for i in order), small_recorded or (0, 0), known, sweeps, seed)
    paths = dict(zip(order, drawn.paths, strict=True))
    if mirrored:
        paths = {episode: _mirror_path(path) for episode, path in paths.items()}
    answers = drawn.answers
    if mirrored:
        answers = TurnAnswers(answers.draws[:, ::-1], answers.counts[::-1], answers.small_told)
    return TrueTurns(answers, tuple(paths[episode] for episode in range(len(pairs))))


def _account(turns: Sequence[Turn]) -> Account:
    return tuple(3 * turn.who + int(turn.response) for turn in turns)


def _mirror(account: Account) -> Account:
    return tuple((state + 3) % 6 for state in account)


def _mirror_path(path: NDArray[np.int8]) -> NDArray[np.int8]:
    states = path[..., 0]
    mirrored = np.where(states < 0, states, (states + 3) % 6)
    return np.stack([mirrored, path[..., 2], path[..., 1]], axis=-1).astype(np.int8)


@lru_cache(maxsize=KEPT_RESULTS)
def _sample(
    pairs: tuple[Pair, ...],
    small: tuple[int, int],
    known: bool,  # noqa: FBT001 - part of a key
    sweeps: int,
    seed: int,
) -> TrueTurns:
    first, second = (_pack([pair[teller] for pair in pairs]) for teller in range(2))
    room = np.array([len(a) + len(b) + (0 if known else ROOM) for a, b in pairs], dtype=np.int64)
    at_path = _offsets(room)
    mean, covariance = prior.prior()
    logits = np.empty((sweeps, STEPS, SIZE))
    paths = np.empty((sweeps, at_path[-1], 3), dtype=np.int8)
    counts, small_told = np.zeros((6, 4)), np.empty(sweeps)
    digest = hashlib.sha256(repr((pairs, small, known, seed)).encode()).digest()
    weight = sampler.sample(
        tellings.emissions,
        tellings.around,
        tellings.forward,
        tellings.backward,
        sampler.draw_logits,
        sampler.dirichlet,
        *first,
        *second,
        at_path,
        known,
        mean.copy(),
        np.linalg.inv(covariance),
        np.array(prior.TOLD_AS) * prior.TOLD_AS_WEIGHT,
        np.array(prior.LEFT_OUT),
        np.tile(prior.USUAL_OPENING, 2) * prior.OPENING_WEIGHT,
        np.add(prior.SMALL_TOLD, (small[1], small[0] - small[1])),
        BURN,
        sweeps,
        STEPS,
        int.from_bytes(digest[:4], "little"),
        logits,
        paths,
        counts,
        small_told,
    )
    if not weight > 0.0:
        raise ArithmeticError("a telling has no weight")
    draws = prior.answers_of(logits.reshape(-1, SIZE))
    answers = TurnAnswers(draws, counts.reshape(2, 3, 4), small_told)
    for array in (answers.draws, answers.counts, answers.small_told, paths):
        array.setflags(write=False)
    parts = (paths[:, start:end] for start, end in pairwise(at_path))
    return TrueTurns(answers, tuple(parts))


def _pack(accounts: Sequence[Account]) -> tuple[IntArray, IntArray, IntArray]:
    states = np.array([state for account in accounts for state in account], dtype=np.int64)
    lengths = np.array([len(account) for account in accounts], dtype=np.int64)
    return states // 3, states % 3, _offsets(lengths)


def _offsets(lengths: IntArray) -> IntArray:
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths)])
