"""The links of a fit in words: which round is drawn, how strong and sure each link is, the loop's state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.errors import InputError
from pasdedeux.estimates import Interval, VerdictName
from pasdedeux.identify.linear.results import Link
from pasdedeux.words import Language, words

LoopState = Literal["fading", "lingering", "growing", "balancing", "no-cycle", "leaning", "not-enough"]


@dataclass(frozen=True, slots=True)
class Round:
    """The links one eight can show.

    Parameters
    ----------
    across
        The link from the first to the second partner, and the one back.
    inside
        Each partner's link from feeling to doing, None where it is not estimated.
    of
        Out of how many possible rounds this one was chosen, the strongest.
    """

    across: tuple[Link, Link]
    inside: tuple[Link | None, Link | None] = (None, None)
    of: int = 1

    @property
    def links(self) -> tuple[Link, ...]:
        """The links in the order they are passed: first partner's lobe, crossing, second's, crossing."""
        there, back = self.across
        found = (self.inside[0], there, self.inside[1], back)
        return tuple(link for link in found if link is not None)


def strongest_round(links: Sequence[Link]) -> Round:
    """Choose what to draw: the round through one role of each partner whose links multiply to most.

    Examples
    --------
    >>> size = Interval(0.5, 0.2, 0.8, 0.4, 0.6)
    >>> links = [Link(one, 1 - one, "arousal", "arousal", size, 0.99, True) for one in (0, 1)]
    >>> strongest_round(links).across[0].sender
    0
    """
    there = [link for link in links if (link.sender, link.receiver) == (0, 1)]
    back = [link for link in links if (link.sender, link.receiver) == (1, 0)]
    inner = {
        (link.sender, link.sender_role, link.receiver_role): link
        for link in links
        if link.sender == link.receiver
    }
    # where one can reach and the other pull back, two who do the same is no round of theirs
    apart = {"pursuit", "withdrawal"} <= {link.sender_role for link in links}
    rounds = []
    for out, home in product(there, back):
        first = inner.get((0, home.receiver_role, out.sender_role))
        second = inner.get((1, out.receiver_role, home.sender_role))
        closed = home.receiver_role == out.sender_role and out.receiver_role == home.sender_role
        if closed and apart and out.sender_role == out.receiver_role:
            continue
        if closed or (first and second):
            rounds.append(Round((out, home), (None, None) if closed else (first, second)))
    if not rounds:
        raise InputError("figures.no-round", where="links")
    best = max(rounds, key=lambda one: _product(one.links))
    return Round(best.across, best.inside, len(rounds))


def _product(links: Sequence[Link]) -> float:
    size = 1.0
    for link in links:
        size *= abs(link.response.estimate)
    return size


def reaches_zero(interval: Interval) -> bool:
    """Whether the 90 % interval holds zero."""
    return interval.low <= 0 <= interval.high


@names_wrong_arguments
def link_words(link: Link, language: Language = "en") -> str:
    """Say how strong and how sure a link is.

    Examples
    --------
    >>> size = Interval(0.7, 0.5, 0.9, 0.6, 0.8)
    >>> link_words(Link(0, 1, "arousal", "arousal", size, 0.99, True))
    'strong, sure'
    """
    say = words(language)
    size = abs(link.response.estimate)
    strength = "faint" if size < 0.25 else "some" if size < 0.6 else "strong"
    if link.response.high < 0:
        strength = "calms"
    sure = "yes" if link.sure else "fairly" if link.p_sign > 0.8 else "no"
    return say(
        "figures.strength.label",
        strength=say(f"figures.strength.{strength}"),
        sure=say(f"common.sure.{sure}"),
    )


def loop_state(gain: Interval, verdict: VerdictName, p_reinforcing: float) -> LoopState:
    """Name the state of a loop in words for people.

    Of a reinforcing loop, by where its gain's 90 % interval lies to 1, at which each round is as big as the
    one before: below 1, what comes back is an echo that fades; from 1 on, the round feeds itself; where the
    interval holds 1, whether the echo fades is not sure. "Not enough to say" may already lean.

    Examples
    --------
    >>> loop_state(Interval(0.5, 0.3, 0.7, 0.4, 0.6), VerdictName.REINFORCING, 0.99)
    'fading'
    >>> loop_state(Interval(1.3, 1.1, 1.5, 1.2, 1.4), VerdictName.REINFORCING, 0.99)
    'growing'
    """
    if verdict is VerdictName.REINFORCING:
        return "fading" if gain.high < 1 else "growing" if gain.low >= 1 else "lingering"
    if verdict is VerdictName.BALANCING:
        return "balancing"
    if verdict is VerdictName.NO_CYCLE:
        return "no-cycle"
    return "leaning" if p_reinforcing > 0.8 else "not-enough"


@names_wrong_arguments
def loop_story(
    gain: Interval,
    verdict: VerdictName,
    p_reinforcing: float,
    role: str,
    *,
    many: bool = False,
    language: Language = "en",
) -> tuple[str, str, str]:
    """Say a loop in three sentences: its state, how a round comes back, what is not known of big days.

    Parameters
    ----------
    gain
        Loop gain.
    verdict, p_reinforcing
        The fit's answer and the probability behind it.
    role
        The role whose parts come back.
    many
        True where more than one role took part.
    language
        Language of the sentences.

    Examples
    --------
    >>> gain = Interval(0.5, 0.3, 0.7, 0.4, 0.6)
    >>> loop_story(gain, VerdictName.REINFORCING, 0.99, "arousal")[0]
    'What one sets off comes back as an echo, and fades.'
    """
    say = words(language)
    state = loop_state(gain, verdict, p_reinforcing)
    head = "balancing-many" if state == "balancing" and many else state
    body = "fading-many" if state == "fading" and many else state
    noun = say("common.noun.many") if many else say.noun(role)
    back = turned(gain) if state == "balancing" else gain
    return (
        say(f"figures.loop.state.{head}"),
        say(f"figures.loop.gain.{body}", noun=noun, parts=say.parts(back)),
        say("figures.loop.resilience.no-cycle" if state == "no-cycle" else "figures.loop.resilience.any"),
    )


def turned(interval: Interval) -> Interval:
    """Turn the sign of an interval."""
    low, middle, high = -interval.high, -interval.estimate, -interval.low
    return Interval(middle, low, high, -interval.high50, -interval.low50)
