"""What a change would do, in words and on one page: gain and resilience together, each with its range."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import version
from math import inf

from pasdedeux.change import Choice, Held, Measure, WhatIf, lever
from pasdedeux.change.measures import PATIENCE
from pasdedeux.estimates import Interval
from pasdedeux.figures.frame import figure
from pasdedeux.figures.table import Table, estimated, ranged, worded
from pasdedeux.figures.typography import upper
from pasdedeux.figures.whatif import FirstRow, what_if_fans, which_first_rows
from pasdedeux.report.page import fill, safe, tabled
from pasdedeux.words import Language, Message, Words, words

MONTH = 30
MEASURES = ("alarm", "in_cycle", "satisfaction", "loop_gain", "resilience", "recovery")
FANS = ("now", "changed", "difference")
MOST, SOME = 0.8, 0.3  # shares of futures from which "most" and "some" are said
HARDER = 0.2
MOST_BAD_DAYS = 5  # beyond, "more than" is said


@dataclass(frozen=True)
class WhatIfStory:
    """An answer in words; or, without a plan, only which change would come first.

    Parameters
    ----------
    name
        Of the couple.
    partners
        What the two are called.
    answer
        What the plan would do.
    alone
        What is left of it where one partner does it alone, by ``"1"`` and ``"2"``; None where nothing is.
    choices
        Which lever first.
    days, futures, seed
        How far it looks, in how many futures, and the seed of their chance.
    simulated
        Whether no real person stands behind the loop.
    rests_on
        ``"loop"`` or ``"fit"``, where there is no answer that says so.
    notes
        What else should be known of where the loop comes from.
    language
        Two letters.
    """

    name: str
    partners: tuple[str, str]
    answer: WhatIf | None = None
    alone: Mapping[str, WhatIf | None] = field(default_factory=dict)
    choices: Sequence[Choice] = ()
    days: float = 0.0
    futures: int = 0
    seed: int = 0
    simulated: bool = True
    rests_on: str = "loop"
    notes: Sequence[Message] = ()
    language: Language = "en"

    @cached_property
    def say(self) -> Words:
        """The catalogue."""
        return words(self.language)

    @cached_property
    def head(self) -> str:
        """The situation in one line."""
        if self.answer is None:
            return self.say("report.answer.head-none")
        calmer, harder = self.answer.calmer_, self.answer.harder_
        if harder >= HARDER and harder > calmer:
            return self.say("report.answer.head-harder")
        many = "most" if calmer >= MOST else "some" if calmer >= SOME else "few"
        return self.say(f"report.answer.head-{many}")

    @cached_property
    def lead(self) -> str:
        """Gain and resilience together; without a plan, what was compared."""
        if self.answer is None:
            return self.say("report.answer.ranked-lead")
        gain, tips = self.answer.loop_gain_, self.answer.resilience_
        back = self.say(
            "report.answer.gain", now=self.say.parts(gain.now), changed=self.say.parts(gain.changed)
        )
        days = self._bad_days(tips.now), self._bad_days(tips.changed)
        return f"{back} {self.say('report.answer.tips', now=days[0], changed=days[1])}"

    @cached_property
    def seen(self) -> list[str]:
        """What the futures show; nothing without a plan."""
        if self.answer is None:
            return []
        answer, say = self.answer, self.say
        first, second = self.partners
        one, two_ = (say.sureness(one.better) for one in answer.alarm_of_)
        return [
            self._futures(answer),
            self._cycle(answer.in_cycle_),
            say(
                "report.answer.recovery",
                now=self._days(answer.recovery_.now),
                changed=self._days(answer.recovery_.changed),
            ),
            say(
                "report.answer.calm",
                now=say.sureness(answer.calm_now_),
                changed=say.sureness(answer.calm_changed_),
            ),
            say("report.answer.each", first=first, second=second, one=one, two=two_),
            *self._alone(),
            self._effort(answer),
            self._known(answer),
        ]

    @cached_property
    def order(self) -> list[str]:
        """Which change would come first; nothing where none were compared."""
        if not self.choices:
            return []
        best, *others = self.choices
        say = self.say
        if best.per_hour.estimate <= 0:
            return [say("report.answer.ranked-nothing")]
        order = [
            say(
                "report.answer.ranked",
                lever=self.held_by(best.held),
                n=_of_ten(best.first, say),
                hours=best.hours,
                grade=say(f"report.answer.grade.{lever(best.held.lever).grade}"),
            )
        ]
        if best.first <= 0.5:
            order.append(say("report.answer.ranked-unsure"))
        for other in others[:2]:
            n = _of_ten(other.first, say)
            order.append(say("report.answer.ranked-more", lever=self.held_by(other.held), n=n))
        return order

    @cached_property
    def limits(self) -> list[str]:
        """What this is not."""
        rests = self.answer.rests_on if self.answer else self.rests_on
        return [
            self.say("report.answer.not-fate", gap=self.say.gap(self.days)),
            self.say(f"report.answer.not-{rests}"),
            *([self.say("report.page.simulated")] if self.simulated and rests == "fit" else []),
            *(note.text(self.language) for note in self.notes),
            self.say("report.answer.not-size"),
            self.say("report.answer.not-all"),
            self.say("report.answer.not-safety"),
        ]

    @property
    def change(self) -> str:
        """What is changed, in words that go after "with"."""
        held = self.answer.plan.held if self.answer else ()
        return (
            self.lever(held[0])
            if len(held) == 1
            else self.say("figures.lever.several" if held else "figures.whatif.change")
        )

    def lever(self, held: Held) -> str:
        """Name a lever."""
        name = self.say(f"figures.lever.{held.lever}")
        return self.say("figures.lever.stopping", lever=name) if held.stopping else name

    def held_by(self, held: Held) -> str:
        """Name a lever and who holds it."""
        if held.partner == "both":
            return self.say("figures.lever.by-both", lever=self.lever(held))
        return self.say("figures.lever.by", lever=self.lever(held), name=self.partners[int(held.partner) - 1])

    def dose(self, held: Held) -> str:
        """Say how much of a lever is held, and when."""
        name = "report.answer.held" if held.stop == inf else "report.answer.held-until"
        values = {"dose": held.dose, "start": held.start, "stop": held.stop}
        return self.say(name, lever=self.held_by(held), **values)

    def _futures(self, answer: WhatIf) -> str:
        calmer, harder = self.say.sureness(answer.calmer_), self.say.sureness(answer.harder_)
        return self.say("report.answer.futures", n=answer.draws, calmer=calmer, harder=harder)

    def _cycle(self, measure: Measure) -> str:
        low, high = sorted((measure.difference.low, measure.difference.high))
        return self.say(
            "report.answer.cycle",
            now=self._range(measure.now, MONTH),
            changed=self._range(measure.changed, MONTH),
            low=self._more(low * MONTH),
            high=self._more(high * MONTH),
        )

    def _range(self, value: Interval, times: float) -> str:
        return self._spanned(value, lambda one: round(times * one))

    def _spanned(self, value: Interval, told: Callable[[float], str | int]) -> str:
        """Tell the middle with its range, or the middle alone where the ends are told alike."""
        low, middle, high = (told(one) for one in (value.low, value.estimate, value.high))
        return (
            f"{middle}" if low == high else self.say("report.answer.range", middle=middle, low=low, high=high)
        )

    def _more(self, days: float) -> str:
        whole = round(days)
        if whole == 0:
            return self.say("report.answer.none")
        return self.say("report.answer.fewer" if whole < 0 else "report.answer.more", n=abs(whole))

    def _bad_days(self, value: Interval) -> str:
        return self._spanned(value, self._bad_day)

    def _bad_day(self, size: float) -> str:
        if size >= MOST_BAD_DAYS:
            return self.say("report.answer.bad-more")
        if size == 0.0:
            return self.say("report.answer.bad-none")
        return f"{round(size)}" if size >= 1 else self.say("report.answer.bad-less")

    def _days(self, value: Interval) -> str:
        later = self.say("report.answer.later")
        return self._spanned(value, lambda one: later if one >= PATIENCE - 1 else self.say.gap(one))

    def _alone(self) -> list[str]:
        alone = []
        for name, answer in zip(self.partners, self.alone.values(), strict=False):
            if answer is None:
                alone.append(upper(self.say("report.answer.alone-nothing", name=name)))
            else:
                alone.append(self.say("report.answer.alone", name=name, n=self.say.sureness(answer.calmer_)))
        return alone

    def _effort(self, answer: WhatIf) -> str:
        hours = answer.plan.hours(answer.days)
        name = "report.answer.effort" if hours >= 0 else "report.answer.effort-less"
        return self.say(name, hours=float(abs(hours)))

    def _known(self, answer: WhatIf) -> str:
        names = dict.fromkeys(one.lever for one in answer.plan.held)
        grades = (
            f"{self.say(f'figures.lever.{n}')}, {self.say(f'report.answer.grade.{lever(n).grade}')}"
            for n in names
        )
        return self.say("report.answer.known", grades="; ".join(grades))


def _of_ten(share: float, say: Words) -> str:
    """Say a share as the picture beside it does."""
    return say("figures.raster.of", n=round(10 * share), of=10)


def as_data(story: WhatIfStory) -> dict[str, object]:
    """All numbers of a story as JSON-ready values."""
    return {
        "software": {"name": "pasdedeux", "version": version("pasdedeux")},
        "simulated": story.simulated,
        "settings": {"couple": story.name, "days": story.days, "futures": story.futures, "seed": story.seed},
        "notes": [note.text(story.language) for note in story.notes],
        "answer": story.answer.to_dict() if story.answer else None,
        "alone": {one: answer.to_dict() if answer else None for one, answer in story.alone.items()},
        "which_first": [one.to_dict() for one in story.choices],
    }


def what_if_page(story: WhatIfStory) -> str:
    """Make the page of an answer.

    Parameters
    ----------
    story
        What is said.

    Returns
    -------
    str
        A whole HTML document with everything inside.
    """
    say = story.say
    pictures = ([_fans(story, story.answer)] if story.answer else []) + (
        [_first(story)] if story.choices else []
    )
    return fill(
        "findings.html",
        part="report.answer",
        say=say,
        simulated=story.simulated,
        story=story,
        kicker=say("report.answer.kicker", name=story.name, gap=say.gap(story.days), n=story.futures),
        order=story.order,
        figures=[safe(markup) for markup in pictures],
        tables=[(one.title, tabled(one, say)) for one in _tables(story)],
        settings=tabled(_settings(story), say),
    )


def _fans(story: WhatIfStory, answer: WhatIf) -> str:
    return figure(
        story.say,
        "whatif",
        what_if_fans,
        answer.time,
        answer.now_,
        answer.changed_,
        answer.difference_,
        days=answer.days,
        calmer=answer.calmer_,
        change=story.change,
        caption=story.say("report.answer.caption"),
        table=_course(story, answer),
    )


def _first(story: WhatIfStory) -> str:
    rows = [FirstRow(story.held_by(one.held), one.per_hour, one.first) for one in story.choices]
    caption = story.say("report.answer.caption-first")
    return figure(story.say, "first", which_first_rows, rows, caption=caption, table=_choices(story))


def _course(story: WhatIfStory, answer: WhatIf) -> Table:
    """Alarm over time, every other row where there are many."""
    say, rows = story.say, []
    for at in range(0, len(answer.time), max(1, len(answer.time) // 14)):
        fans = (answer.now_, answer.changed_, answer.difference_)
        cells = (ranged(say, fan[at, 2], fan[at, 0], fan[at, 4]) for fan in fans)
        rows.append((f"{answer.time[at]:.0f}", *cells))
    head = (say("report.table.days"), *(say(f"report.answer.{name}") for name in FANS))
    return Table(say("figures.whatif.head"), head, tuple(rows), range(1, 4))


def _choices(story: WhatIfStory) -> Table:
    say = story.say
    rows = tuple(
        (
            story.held_by(one.held),
            say.number(one.hours, 1),
            *(estimated(say, size) for size in (one.per_hour, one.in_cycle, one.loop_gain, one.resilience)),
            say.number(one.first),
        )
        for one in story.choices
    )
    names = ("hours", "per-hour", "in_cycle", "measure.loop_gain", "measure.resilience", "share-first")
    return worded(say, "report.answer.table-first", ("", *names), rows)


def _tables(story: WhatIfStory) -> list[Table]:
    if story.answer is None:
        return []
    say, rows = story.say, []
    for name in MEASURES:
        one: Measure = getattr(story.answer, f"{name}_")
        cells = (estimated(say, part) for part in (one.now, one.changed, one.difference))
        shares = (say.number(share) for share in (one.better, one.worse))
        rows.append((say(f"report.answer.measure.{name}"), *cells, *shares))
    return [worded(say, "report.answer.table", ("", *FANS, "better", "worse"), rows)]


def _settings(story: WhatIfStory) -> Table:
    say = story.say
    settings = {
        "couple": story.name,
        "plan": "; ".join(story.dose(one) for one in story.answer.plan.held) if story.answer else "",
        "ahead": say.gap(story.days),
        "futures": say.grouped(story.futures),
        "seed": str(story.seed),
    }
    rows = [(say(f"report.answer.setting.{name}"), value) for name, value in settings.items() if value]
    return Table(
        say("report.answer.table-settings"),
        (say("report.table.setting"), say("report.table.value")),
        (*rows, ("pasdedeux", version("pasdedeux"))),
    )
