"""Told episodes in plain words: what may be said with so many, and nothing more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from pasdedeux.estimates import Interval
from pasdedeux.figures.periods import hours_range
from pasdedeux.figures.typography import ten, upper
from pasdedeux.identify.episodes.change import SURE, PeriodChange, change_between
from pasdedeux.identify.episodes.helped import what_helped
from pasdedeux.identify.episodes.opening import Opening, opening_of
from pasdedeux.identify.episodes.returns import kept_returns
from pasdedeux.identify.episodes.sayable import TABLE, Claim, Told, sayable
from pasdedeux.identify.episodes.times import EpisodeTimes, times_of
from pasdedeux.records import Episode, Kind
from pasdedeux.report.episodes.telling import newest
from pasdedeux.report.fitted import FittedEpisodes
from pasdedeux.report.page import partner_names
from pasdedeux.words import Language, Message, Words, words

MOSTLY = 0.5
"""Weight of the prior above which a number is still mostly what is usual for couples."""
NEXT = (Claim.TIMES, Claim.RETURN, Claim.LINKS, Claim.CHANGE)
"""What is announced while it may not be said yet, in this order."""
MOST_HELPED = 3


@dataclass(frozen=True)
class EpisodesStory:
    """One couple's told episodes in plain words.

    Parameters
    ----------
    fit
        The fit.
    periods
        Fits of two periods to compare, before and since; None where there is nothing to compare.
    by_lot
        Whether the first day of the second period was drawn by lot.
    language
        Two letters.
    bad_days
        What the nonlinear loop says of bad days, where it was fitted to the couple's days.
    """

    fit: FittedEpisodes
    periods: tuple[FittedEpisodes, FittedEpisodes] | None = None
    by_lot: bool = False
    language: Language = "en"
    bad_days: tuple[Message, ...] = ()

    @cached_property
    def say(self) -> Words:
        """The catalogue."""
        return words(self.language)

    @cached_property
    def partners(self) -> tuple[str, str]:
        """The two names, as they are shown."""
        return partner_names(self.fit.couple.labels, self.say)

    @cached_property
    def told(self) -> Told:
        """How much was told."""
        counted = Told.of(self.fit.episodes)
        if self.periods is None:
            return counted
        fewest = min(fit.counted for fit in self.periods)
        return Told(counted.episodes, counted.timed, counted.returns, counted.raised, fewest)

    @cached_property
    def claims(self) -> frozenset[Claim]:
        """What may be said."""
        return sayable(self.told, named=self.fit.shape_ is not None)

    def may(self, claim: Claim) -> bool:
        """Whether something may be said."""
        return claim in self.claims

    @cached_property
    def episode(self) -> Episode | None:
        """The episode that is shown in words."""
        return newest(self.fit.episodes)

    @cached_property
    def times(self) -> EpisodeTimes | None:
        """How long until at ease, where it may be said."""
        return times_of(self.fit.episodes) if self.may(Claim.TIMES) else None

    @cached_property
    def change(self) -> PeriodChange | None:
        """Before and since, where it may be said."""
        if self.periods is None or not self.may(Claim.CHANGE):
            return None
        return change_between(*self.periods, by_lot=self.by_lot)  # type: ignore[arg-type]  # what a fit is

    # ---- the top of the page

    @cached_property
    def head(self) -> str:
        """The situation in one line."""
        if not len(self.fit.episodes):
            return self.say("report.episodes.head.empty")
        if self.may(Claim.SHAPE) and self.fit.shape_ is not None:
            return self.say(f"report.episodes.head.{self.fit.shape_.value}")
        return self.say(
            "report.episodes.head.open" if self.may(Claim.RETURN) else "report.episodes.head.words"
        )

    @cached_property
    def lead(self) -> str:
        """The gist under the heading: how it comes back, and what is not known of it."""
        if not self.may(Claim.RETURN):
            return self.say("report.episodes.lead.words")
        return self.returns if self.bad_days else f"{self.returns} {self.say('report.episodes.lead.days')}"

    @cached_property
    def returns(self) -> str:
        """How often it comes back, with its range; and whether that is still mostly what is usual."""
        sentence = self.say("report.episodes.return", **tenths(self.fit.return_))
        if self.fit.prior_weight_ > MOSTLY:
            return f"{sentence} {self.say('report.episodes.usual')}"
        return sentence

    # ---- what may be said

    @cached_property
    def seen(self) -> list[str]:
        """What may be said, a sentence each."""
        said = [self._told(), self._further(), self._ease(), self._kept(), self._opens()]
        return [one for one in (*said, *self._triggers(), *self._helped(), *self._changed()) if one]

    def _told(self) -> str:
        kinds = [one.tellings[0].kind for one in self.fit.episodes]
        both = sum(len(one.tellings) == 2 for one in self.fit.episodes)
        small, good = kinds.count(Kind.NEAR_MISS), kinds.count(Kind.GOOD_TURN)
        said = [self.say("report.episodes.told", n=len(kinds))]
        counts = {"both": both, "nearly": small, "well": good}
        said += [self.say(f"report.episodes.told-{name}", n=n) for name, n in counts.items() if n]
        return " ".join(said)

    def _further(self) -> str:
        if not self.may(Claim.RETURN):
            return ""
        size = self.fit.further_turns_
        low, high = round(size.low), round(size.high)
        if low == high:
            return self.say("report.episodes.further-one", n=low)
        return self.say("report.episodes.further", low=low, high=high)

    def _ease(self) -> str:
        if self.times is None:
            return ""
        sentence = self.say("report.episodes.ease", gap=hours_range(self.times.median, self.say))
        if not self.times.still_open:
            return sentence
        return f"{sentence} {self.say('report.episodes.ease-open', n=self.times.still_open)}"

    def _kept(self) -> str:
        kept = kept_returns(self.fit.episodes) if self.may(Claim.KEPT_RETURNS) else None
        if kept is None:
            return ""
        return self.say("report.episodes.kept", told=kept.told, **tenths(kept.share))

    @cached_property
    def opening(self) -> Opening:
        """How episodes begin."""
        return opening_of(self.fit.episodes)

    def _opens(self) -> str:
        found = self.opening.opens
        if found is None or not self.may(Claim.OPENER):
            return ""
        size = found.share
        if size.low <= 0.5 <= size.high:
            return self.say("report.episodes.opens-either")
        who, share = (0, size) if size.estimate > 0.5 else (1, _rest(size))
        return self.say("report.episodes.opens", name=self.partners[who], **tenths(share))

    def _triggers(self) -> list[str]:
        if not self.may(Claim.COUNTS):
            return []
        counts = self._count_triggers()
        most = max(counts.values(), default=0)
        if most < 2:
            return []
        named = [self.say(f"episodes.trigger.{name}") for name, n in counts.items() if n == most]
        return [self.say("report.episodes.trigger", names=named[:3], n=most)]

    def _count_triggers(self) -> Mapping[str, int]:
        """Count episodes in which a trigger was named by anybody."""
        counts: dict[str, int] = {}
        for one in self.fit.episodes:
            if one.tellings[0].kind is not Kind.GOOD_TURN:
                for name in dict.fromkeys(told.trigger.value for told in one.tellings if told.trigger):
                    counts[name] = counts.get(name, 0) + 1
        return counts

    def _helped(self) -> list[str]:
        if not self.may(Claim.COUNTS):
            return []
        said = []
        for name, counts in zip(self.partners, what_helped(self.fit.episodes), strict=True):
            acts = [
                self.say("report.episodes.helped-act", act=self.say(f"acts.room.{act}"), n=n)
                for act, n in list(counts.items())[:MOST_HELPED]
            ]
            if acts:
                said.append(self.say("report.episodes.helped", name=name, acts=acts))
        return said

    def _changed(self) -> list[str]:
        found = self.change
        if found is None:
            return []
        parts = {"return": found.return_less, "ease": found.sooner_at_ease}
        said = []
        for name, p in parts.items():
            if p is not None:
                seen = name if p.above(SURE) else f"{name}-open"
                said.append(
                    upper(self.say(f"report.episodes.change.{seen}", sure=self.say.sureness(p.value)))
                )
        return [*said, self.say(found.remark)]

    # ---- what may not be said, and what to do

    @cached_property
    def yet(self) -> list[str]:
        """What can be said later, with how much of it is there."""
        said = []
        for claim in NEXT:
            for count, least in TABLE[claim].least.items():
                has = getattr(self.told, count)
                if claim not in self.claims and has < least and count in {"episodes", "timed"}:
                    said.append(self.say(f"report.episodes.yet.{claim.value}", n=has, least=least))
        return said

    @cached_property
    def shape(self) -> str:
        """Whether there is a shape, where there are enough episodes for one."""
        if self.fit.shape_ is not None or not self.may(Claim.RETURN):
            return ""
        return self.say("report.episodes.no-shape")

    @cached_property
    def help(self) -> list[str]:
        """What would help."""
        small = [] if self.fit.episodes.small_recorded else [self.say("report.episodes.help.small")]
        names = ("report.help.either-many", "report.episodes.help.ease")
        return [*(self.say(name) for name in names), *small, self.say("report.help.afraid")]

    @cached_property
    def limits(self) -> list[str]:
        """What this does not say."""
        names = ("verdict", "account", "fewer", "days", "fate")
        return [self.say(f"report.episodes.limits.{name}") for name in names]

    @cached_property
    def reading(self) -> list[str]:
        """How the pictures are read."""
        names = ["eight", "beads", "told", *(["links"] if self.may(Claim.LINKS) else [])]
        return [self.say(f"report.episodes.reading.{name}") for name in names]


def tenths(size: Interval) -> dict[str, int]:
    """Give a share out of ten, for a sentence that says it with its range.

    Examples
    --------
    >>> tenths(Interval(0.42, 0.2, 0.6, 0.3, 0.5))
    {'n': 4, 'low': 2, 'high': 6}
    """
    return {"n": ten(size.estimate), "low": ten(size.low), "high": ten(size.high)}


def _rest(size: Interval) -> Interval:
    """Turn a share of the first person into one of the second."""
    return Interval(1 - size.estimate, 1 - size.high, 1 - size.low, 1 - size.high50, 1 - size.low50)
