"""A fit in plain words: what was seen, what would help, what this does not say."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import ceil

import numpy as np

from pasdedeux.arguments import shown
from pasdedeux.errors import InputError
from pasdedeux.estimates import Interval, VerdictName
from pasdedeux.figures.links import (
    LoopState,
    Round,
    link_words,
    loop_state,
    loop_story,
    reaches_zero,
    strongest_round,
)
from pasdedeux.figures.typography import upper
from pasdedeux.identify.linear.results import Link
from pasdedeux.identify.linear.verdicts import ENOUGH_PAIRS
from pasdedeux.report.fitted import Fitted
from pasdedeux.report.page import partner_names
from pasdedeux.words import Language, Words, words

DAILY = 0.75
"""Reports closer than this many days are counted as times, not as days."""
SURE = 0.95
LIKELY = 0.5
"""Probability of a loop too weak to matter from which it is said beside a loop that is shown."""
ECHOES = ("fading", "lingering", "growing")
"""States in which what one sets off is shown to come back."""


@dataclass(frozen=True)
class LoopStory:
    """A fit in plain words.

    Parameters
    ----------
    fit
        The fit.
    language
        Two letters.
    """

    fit: Fitted
    language: Language = "en"

    def __post_init__(self) -> None:
        if not isinstance(self.fit, Fitted):
            raise InputError("report.no-fit", where="fit", given=shown(self.fit))

    @cached_property
    def say(self) -> Words:
        """The catalogue."""
        return words(self.language)

    @cached_property
    def study(self) -> bool:
        """Whether this is about several couples."""
        return len(self.fit.records) > 1

    @cached_property
    def partners(self) -> tuple[str, str]:
        """The two names, as they are shown."""
        return partner_names(self.fit.partners, self.say)

    @cached_property
    def alike(self) -> bool:
        """Whether partners are alike and no loop is shown: one mean for both leans to an echo by itself."""
        told = self.fit.records.distinguishable or self.fit.verdict_.name is not VerdictName.NOT_ENOUGH
        return self.study and not told

    @cached_property
    def p(self) -> float:
        """Probability of an echo as it may be spoken of; where partners are alike it leans neither way."""
        return 0.5 if self.alike else self.fit.p_reinforcing_

    @cached_property
    def state(self) -> LoopState:
        """Which state the loop is in."""
        return loop_state(self.fit.loop_gain_, self.fit.verdict_.name, self.p)

    @cached_property
    def round(self) -> Round:
        """The round that is drawn."""
        return strongest_round(self.fit.links_)

    @cached_property
    def role(self) -> str:
        """The role whose parts come back."""
        return self.round.across[1].receiver_role

    @cached_property
    def alone(self) -> int | None:
        """The only partner with reports, where there is only one."""
        seen = np.sum([record.reported.sum(axis=0) for record in self.fit.records], axis=0)
        return int(seen.argmax()) if (seen == 0).any() else None

    @cached_property
    def sentences(self) -> tuple[str, str, str]:
        """State, gain and resilience in three sentences."""
        fit, many = self.fit, len(self.fit.roles) > 1
        return loop_story(
            fit.loop_gain_, fit.verdict_.name, self.p, self.role, many=many, language=self.language
        )

    @cached_property
    def head(self) -> str:
        """The situation in one line."""
        if not self.fit.converged_:
            return self.say("report.page.unsettled")
        if self.alone is not None:
            return self.say("report.page.one-partner")
        return self.say(f"report.state.{self.state}") if self.study else self.sentences[0]

    @cached_property
    def silent(self) -> bool:
        """Whether nothing may be said of a loop: one partner only, or the calculation did not settle."""
        return self.alone is not None or not self.fit.converged_

    @cached_property
    def named(self) -> bool:
        """Whether there is an answer."""
        return self.state not in {"leaning", "not-enough"}

    @cached_property
    def open(self) -> bool:
        """Whether one couple's record says nothing yet, not even which way it leans."""
        return not self.study and self.state == "not-enough"

    @cached_property
    def step(self) -> float:
        """Typical days from report to report; 1 where nobody reported twice."""
        gaps = np.concatenate([np.diff(record.time) for record in self.fit.records])
        return float(np.median(gaps)) if len(gaps) else 1.0

    @property
    def daily(self) -> bool:
        """Whether reports come about daily, or more rarely."""
        return self.step >= DAILY

    @cached_property
    def both(self) -> str:
        """On how many days both answered; at how many times where reports come more often than daily."""
        return self.say("report.both.days" if self.daily else "report.both.times", n=self.fit.records.paired)

    @cached_property
    def seen(self) -> list[str]:
        """What was seen, a few sentences."""
        say, records = self.say, self.fit.records
        reports = say("report.reports", n=records.reports)
        if self.study:
            couples = say("report.couples", n=len(records))
            first = say("report.seen.record-study", reports=reports, couples=couples, both=self.both)
        else:
            first = say("report.seen.record", reports=reports, both=self.both)
        if self.silent:
            return [first]
        half = [] if self.state in {"no-cycle", "not-enough"} else [self._half(self.fit.half_life_)]
        return [first, self._sure(), *half, *self._others()]

    @cached_property
    def lead(self) -> str:
        """The gist under the heading: how a round comes back, and what is not known of big days."""
        if not self.fit.converged_:
            return self.say("report.seen.unsettled")
        if self.alone is not None:
            return self.say("report.seen.one-partner", name=self.partners[self.alone])
        typical = [] if self.named or not self.study else [self.say("report.seen.typical")]
        return " ".join((*typical, *self.sentences[1:], *self._coded()))

    def _coded(self) -> list[str]:
        """Which way an answer errs that rests on two answers only."""
        names = (
            one.values["roles"] for one in self.fit.warnings_ if one.name == "identify.warning.two-answers"
        )
        return [
            self.say("report.seen.two-answers", roles=[self.say.noun(role) for role in roles])
            for roles in names
        ]

    def _sure(self) -> str:
        if self.alike:
            return self.say("report.seen.unclear")
        p = self.p
        if self.state == "balancing":
            return upper(self.say("report.seen.calms", sure=self.say.sureness(1 - p)))
        if self.state == "no-cycle":
            most = max(ceil(10 * self.fit.loop_gain_.high - 1e-9), 0)
            return upper(self.say("report.seen.at-most", sure=self.say.sureness(0.95), n=most))
        if self.state in ECHOES:
            weak = self.fit.verdict_.too_weak
            if weak is not None and weak > LIKELY:
                both = {"sure": self.say.sureness(p), "weak": self.say.sureness(weak)}
                return upper(self.say("report.seen.echo-weak", **both))
            return upper(self.say("report.seen.echo", sure=self.say.sureness(p)))
        failed = self.fit.verdict_.failed
        why = f"report.seen.almost.{failed.value}" if failed and p > SURE else "report.seen.unclear"
        chance = self.say("report.seen.chance", chance=self.say.sureness(p))
        return f"{chance} {self.say(why, pairs=ENOUGH_PAIRS)}"

    def _half(self, half: Interval) -> str:
        return self.say("report.seen.half", gap=self.say.gap_range(half))

    def link(self, link: Link) -> str:
        """Say what one link does."""
        kind = "open" if reaches_zero(link.response) else "plus" if link.response.estimate > 0 else "minus"
        return self.say(
            f"report.link.{kind}",
            sent=self.say.noun(link.sender_role),
            got=self.say.noun(link.receiver_role),
            sender=self.partners[link.sender],
            receiver=self.partners[link.receiver],
            label=link_words(link, self.language),
        )

    def _others(self) -> list[str]:
        say, others = self.say, []
        if self.round.of > 1:
            roles = [say.noun(role) for role in self.fit.roles]
            others.append(say("report.seen.several", n=self.round.of, roles=roles))
        if self.study:
            others.append(self._counts())
            others += [] if self.fit.records.distinguishable else [say("report.seen.alike")]
            others += [say(one.reason) for one in self.fit.records.provenance.set_aside]
        if self.unsettled and self.study:
            others.append(say("report.seen.some-unsettled", n=self.unsettled, all=len(self.fit.couples_)))
        return others

    def _counts(self) -> str:
        """How many couples of a study got which answer."""
        count = [couple.verdict for couple in self.fit.couples_].count
        everyone = len(self.fit.couples_)
        if self.fit.level == "pooled":
            return self.say("report.seen.pooled")
        if count(VerdictName.NOT_ENOUGH) == everyone:
            return self.say("report.seen.none-alone", all=everyone)
        return self.say(
            "report.seen.counts",
            n=count(VerdictName.REINFORCING),
            calm=count(VerdictName.BALANCING),
            none=count(VerdictName.NO_CYCLE),
            open=count(VerdictName.NOT_ENOUGH),
            all=everyone,
        )

    @cached_property
    def unsettled(self) -> int:
        """How many couples' calculations did not settle."""
        return sum(not couple.converged for couple in self.fit.couples_)

    @cached_property
    def help(self) -> list[str]:
        """What would help."""
        say = self.say
        if not self.fit.converged_:
            return [say("report.help.unsettled")]
        if self.alone is not None:
            return [say("report.help.both"), say("report.help.afraid")]
        if self.study:
            return [
                *self._more(),
                say("report.help.pooled" if self.fit.level == "pooled" else "report.help.study"),
            ]
        return [*self._more(), *self._moves(), say("report.help.afraid")]

    def _more(self) -> list[str]:
        verdict = self.fit.verdict_
        if verdict.name is not VerdictName.NOT_ENOUGH:
            return []
        if verdict.more is None:
            return [self.say("report.help.no-days-study" if self.study else "report.help.no-days")]
        kind = "days" if verdict.more.unit == "day" else "longer"
        return [self.say(f"report.help.{kind}", days=verdict.more.message), self.say("report.help.empty")]

    def _moves(self) -> list[str]:
        either = "either-many" if len(self.fit.roles) > 1 else "either"
        by_state = {"balancing": ("calm",), "no-cycle": ("none",), "not-enough": ()}
        return [self.say(f"report.help.{name}") for name in by_state.get(self.state, (either, "try"))]

    @cached_property
    def limits(self) -> list[str]:
        """What this does not say."""
        end = "-study" if self.study else ""
        names = (f"blame{end}", "cause", f"shown{end}", f"fate{end}")
        return [self.say(f"report.limits.{name}") for name in names]
