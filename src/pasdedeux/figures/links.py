"""What the links of a fit say: which round is drawn, how strong and how sure each link is, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.errors import InputError
from pasdedeux.estimates import Interval, VerdictName
from pasdedeux.identify.linear.results import Link
from pasdedeux.words import Language, words


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
    rounds = []
    for out, home in product(there, back):
        first = inner.get((0, home.receiver_role, out.sender_role))
        second = inner.get((1, out.receiver_role, home.sender_role))
        closed = home.receiver_role == out.sender_role and out.receiver_role == home.sender_role
        if closed or (first and second):
            rounds.append(Round((out, home), (None, None) if closed else (first, second)))
    if not rounds:
        raise InputError("these links make no round.", where="links", remedy="Give links both ways.")
    best = max(rounds, key=lambda one: _product(one.links))
    return Round(best.across, best.inside, len(rounds))


def _product(links: Sequence[Link]) -> float:
    size = 1.0
    for link in links:
        size *= abs(link.response.estimate)
    return size


def reaches_zero(interval: Interval) -> bool:
    """Tell whether the 90 % interval holds zero."""
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


def loop_state(verdict: VerdictName, p_reinforcing: float) -> str:
    """Name the state the eight is in: five for four verdicts, as "not enough" may already lean."""
    if verdict is VerdictName.NOT_ENOUGH:
        return "leaning" if p_reinforcing > 0.8 else "not-enough"
    known = {
        VerdictName.REINFORCING: "reinforcing",
        VerdictName.BALANCING: "balancing",
        VerdictName.NO_CYCLE: "no-cycle",
    }
    return known[verdict]


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
    """Tell the eight in three sentences: state, how a round comes back, what is not known of big days.

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
    'This round feeds itself.'
    """
    say = words(language)
    state = loop_state(verdict, p_reinforcing)
    head = "balancing-many" if state == "balancing" and many else state
    body = "reinforcing-many" if state == "reinforcing" and many else state
    noun = say("common.noun.many") if many else say.noun(role)
    told = turned(gain) if state == "balancing" else gain
    return (
        say(f"figures.loop.state.{head}"),
        say(f"figures.loop.gain.{body}", noun=noun, parts=say.parts(told)),
        say("figures.loop.resilience.no-cycle" if state == "no-cycle" else "figures.loop.resilience.any"),
    )


def turned(interval: Interval) -> Interval:
    """Turn the sign of an interval."""
    low, middle, high = -interval.high, -interval.estimate, -interval.low
    return Interval(middle, low, high, -interval.high50, -interval.low50)
