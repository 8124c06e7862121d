"""From a fit to the next step: the link on a person's own side, and the lever that gives most for its effort.

Both links of a round weigh the same in its gain, whoever sends. So the rule looks for the strongest round
that feeds itself, and in it for the link that is known best; the step that follows is the person's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.errors import InputError

if TYPE_CHECKING:
    from pasdedeux.change import Choice
    from pasdedeux.estimates import VerdictName
    from pasdedeux.identify.linear.results import Link

MOVES = {"pursuit": "reach", "withdrawal": "quiet"}


@names_wrong_arguments
def own_link(links: Sequence[Link], person: int, verdict: VerdictName) -> tuple[str | None, float]:
    """Name the link to begin with, and how sure the record is of the round it belongs to.

    Parameters
    ----------
    links
        Of one fit, or of one couple within a study.
    person
        0 or 1: whose next step it is.
    verdict
        Of the same fit. Only a loop that is shown to reinforce names a link.

    Returns
    -------
    link
        A key of `pasdedeux.practice.steps.LINKS`, or None where the record names no link.
    sureness
        Probability that the less sure of the round's two links has its sign; 0 where there is no link.

    Examples
    --------
    >>> from pasdedeux.estimates import Interval, VerdictName
    >>> from pasdedeux.identify.linear.results import Link
    >>> def response(size):
    ...     return Interval(size, size - 0.1, size + 0.1, size - 0.05, size + 0.05)
    >>> there = Link(0, 1, "pursuit", "withdrawal", response(0.7), 0.98, True)
    >>> back = Link(1, 0, "withdrawal", "pursuit", response(0.8), 0.99, True)
    >>> own_link([there, back], 0, VerdictName.REINFORCING)
    ('reach.urge', 0.98)
    >>> own_link([there, back], 1, VerdictName.REINFORCING)
    ('quiet.landing', 0.98)
    >>> own_link([there, back], 1, VerdictName.NOT_ENOUGH)
    (None, 0.0)
    """
    _known(person)
    from pasdedeux.estimates import VerdictName  # noqa: PLC0415 - the practices open without a fit

    rounds = sorted(_rounds(links, person), key=_gain)
    if not rounds or verdict != VerdictName.REINFORCING:
        return None, 0.0
    sent, received = rounds[-1]
    move = MOVES[sent.sender_role]
    end = "landing" if sent.p_sign > received.p_sign else "urge"
    return f"{move}.{end}", min(sent.p_sign, received.p_sign)


@names_wrong_arguments
def own_lever(choices: Sequence[Choice], person: int) -> tuple[str | None, float]:
    """Name the lever that most often gives most for its effort, of those that the person has a hand in.

    Parameters
    ----------
    choices
        From `pasdedeux.change.which_first`.
    person
        0 or 1: whose next step it is.

    Returns
    -------
    lever
        One of `pasdedeux.practice.library.LEVERS`, or None where nothing was compared.
    sureness
        Share of futures in which it comes first, all its kinds together, 0 to 1.

    Examples
    --------
    >>> from pasdedeux.change import which_first
    >>> from pasdedeux.loop import Loop
    >>> levers = ("softening", "naming")
    >>> ranked = which_first(Loop.preset("anxious-avoidant"), among=levers, partners=("1", "both"), draws=20)
    >>> own_lever(ranked, 0)[0] in levers, own_lever([], 0)
    (True, (None, 0.0))
    """
    from pasdedeux.change import lever  # noqa: PLC0415 - the practices open without a model

    _known(person)
    shares: dict[str, float] = {}
    for choice in choices:
        if choice.held.partner in {str(person + 1), "both"}:
            family = lever(choice.held.lever).family
            shares[family] = shares.get(family, 0.0) + choice.first
    if not shares:
        return None, 0.0
    best = max(shares, key=shares.__getitem__)
    return best, min(shares[best], 1.0)


def _known(person: int) -> None:
    if person not in {0, 1}:
        raise InputError("practice.no-partner", where="person", person=person)


def _rounds(links: Sequence[Link], person: int) -> Iterator[tuple[Link, Link]]:
    """Pairs of links, out from the person and back, that feed each other: more of one, more of the other."""
    for sent in links:
        if sent.sender != person or sent.receiver == person or sent.sender_role not in MOVES:
            continue
        for back in links:
            roles = (back.sender_role, back.receiver_role) == (sent.receiver_role, sent.sender_role)
            ends = (back.sender, back.receiver) == (sent.receiver, sent.sender)
            if roles and ends and sent.response.estimate > 0 and back.response.estimate > 0:
                yield sent, back


def _gain(pair: tuple[Link, Link]) -> float:
    sent, back = pair
    return sent.response.estimate * back.response.estimate
