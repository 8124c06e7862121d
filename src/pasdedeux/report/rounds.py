"""Rounds of pursuit and withdrawal in plain words, and their drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isinf
from typing import TYPE_CHECKING

from pasdedeux.figures.frame import figure
from pasdedeux.figures.loopmap import loop_map
from pasdedeux.identify.rounds.rule import LEAST
from pasdedeux.report.tables import links_table
from pasdedeux.words import Words

if TYPE_CHECKING:
    from pasdedeux.identify.rounds import Count, PairRound, RoundsFit


@dataclass(frozen=True)
class RoundsStory:
    """What there is to say of rounds, sentence by sentence.

    Parameters
    ----------
    found
        What was found.
    say
        The sentences.
    partners
        The two names as they are shown.
    """

    found: RoundsFit
    say: Words
    partners: tuple[str, str]

    @cached_property
    def head(self) -> str:
        """The round that is shown, or that none is yet."""
        shown = self.found.shown_
        return self._round(shown[0]) if shown else self.say("rounds.head.open")

    def _round(self, one: PairRound) -> str:
        names = {"reaching": self.partners[one.reaching], "pulling": self.partners[1 - one.reaching]}
        return self.say("rounds.head.shown", **names)

    @cached_property
    def seen(self) -> list[str]:
        """What was seen: size and standing of what is shown, what it does not exclude, or what is open."""
        said = []
        for at, one in enumerate(self.found.shown_):
            said += [self._round(one)] if at else []
            kind = "study" if self.found.study else "shown"
            said.append(self.say(f"rounds.seen.{kind}", n=len(self.found.records)))
            said.append(self.say("rounds.seen.gain", parts=self.say.parts(one.gain)))
        if self.found.caution_:
            said.append(self.say(self.found.caution_))
        elif self.found.pairs_:
            said.append(self.say("rounds.seen.open", n=self.found.moments))
        elif self.found.study:
            said.append(self.say(self.found.verdict_.reasons[0]))
        said += [self.say(one) for one in self.found.few_]
        if self.found.couples_:
            shown = sum(any(one.shown for one in pairs) for pairs in self.found.couples_.values())
            said.append(self.say("rounds.seen.couples", n=shown, all=len(self.found.couples_)))
        return said

    @cached_property
    def help(self) -> list[str]:
        """What would help: more days where that may settle it, a first move where a round is shown."""
        if self.found.study:
            return [self.say("report.help.study")]
        moves = ("either-many", "try") if self.found.shown_ else ()
        return [*self.wait, *(self.say(f"report.help.{name}") for name in (*moves, "afraid"))]

    @cached_property
    def wait(self) -> list[str]:
        """How many more days might tell, where one couple's record is open."""
        found, more = self.found, self.found.verdict_.more
        if found.study or found.shown_:
            return []
        if not found.pairs_:
            return [self.say("rounds.wait.few", n=found.moments, needed=LEAST)]
        return [self.say("rounds.wait.days", days=more.message) if more else self.say("rounds.wait.none")]

    @cached_property
    def counts(self) -> list[str]:
        """What followed what in the first weeks, each with its chance and range."""
        return counted(self.found.counts_, self.partners, self.say)

    @cached_property
    def figure(self) -> str:
        """The eight of the surest round that is shown, framed; empty where none is."""
        if not self.found.shown_:
            return ""
        one = self.found.shown_[0]
        there, back = one.links
        return figure(
            self.say,
            "round",
            loop_map,
            one.links,
            one.gain,
            one.verdict.name,
            there.p_sign * back.p_sign,
            partners=self.partners,
            title=self.say("figures.loop.title", first=self.partners[0], second=self.partners[1]),
            caption=self.head,
            table=links_table(one.links, self.partners, self.say),
        )


def counted(counts: Sequence[Count], partners: tuple[str, str], say: Words) -> list[str]:
    """Say counts, each with its chance and range, and that they are no answer."""
    said = [" ".join((_counted(one, partners, say), _chance(one, say), _odds(one, say))) for one in counts]
    return [*said, say("rounds.count.note")] if said else []


def _counted(one: Count, partners: tuple[str, str], say: Words) -> str:
    return say(
        f"rounds.count.{'pulls' if one.receiver_role == 'withdrawal' else 'reaches'}",
        sender=partners[one.sender],
        receiver=partners[one.receiver],
        after=one.after,
        of_after=one.of_after,
        other=one.other,
        of_other=one.of_other,
    )


def _chance(one: Count, say: Words) -> str:
    hundred = round(100 * one.p)
    return say("rounds.count.chance", n=hundred) if hundred else say("rounds.count.rare")


def _odds(one: Count, say: Words) -> str:
    if isinf(one.high):
        return say("rounds.count.odds-open", low=one.low)
    return say("rounds.count.odds", low=one.low, high=one.high)
