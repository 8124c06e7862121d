"""What a change would do, in words and on one page: gain and resilience together, each with its range."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import version

from pasdedeux.change import Choice, Held, Measure, WhatIf, lever
from pasdedeux.change.measures import PATIENCE
from pasdedeux.estimates import Interval
from pasdedeux.figures.frame import frame, scroll
from pasdedeux.figures.table import Table, span, two
from pasdedeux.figures.typography import upper
from pasdedeux.figures.whatif import FirstRow, what_if_fans, which_first_rows
from pasdedeux.report.page import fill, safe
from pasdedeux.report.pictures import both_shapes
from pasdedeux.words import Language, Words, words

MONTH = 30
MEASURES = ("alarm", "in_cycle", "satisfaction", "loop_gain", "resilience", "recovery")
MOST, SOME = 0.8, 0.3  # shares of futures from which "most" and "some" are said
HARDER = 0.2
TOLD = 5  # bad days beyond which "more than" is said


@dataclass(frozen=True)
class WhatIfStory:
    """An answer told; or, without a plan, only which change would come first.

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
    settings
        What was asked for, for the table.
    simulated
        Whether no record stands behind the loop.
    language
        Two letters.
    """

    name: str
    partners: tuple[str, str]
    answer: WhatIf | None = None
    alone: Mapping[str, WhatIf | None] = field(default_factory=dict)
    choices: Sequence[Choice] = ()
    settings: Mapping[str, str] = field(default_factory=dict)
    simulated: bool = True
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
        told = self.say(
            "report.answer.gain", now=self.say.parts(gain.now), changed=self.say.parts(gain.changed)
        )
        days = self._bad_days(tips.now), self._bad_days(tips.changed)
        return f"{told} {self.say('report.answer.tips', now=days[0], changed=days[1])}"

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
        told = [
            say(
                "report.answer.ranked",
                lever=self.held_by(best.held),
                n=_of_ten(best.first, say),
                hours=f"{best.hours:.1f}",
                grade=say(f"report.answer.grade.{lever(best.held.lever).grade}"),
            )
        ]
        if best.first <= 0.5:
            told.append(say("report.answer.ranked-unsure"))
        for other in others[:2]:
            n = _of_ten(other.first, say)
            told.append(say("report.answer.ranked-more", lever=self.held_by(other.held), n=n))
        return told

    @cached_property
    def limits(self) -> list[str]:
        """What this is not."""
        rests = self.answer.rests_on if self.answer else "loop" if self.simulated else "fit"
        gap = self.say.gap(self.answer.days) if self.answer else self.settings.get("ahead", "")
        return [
            self.say("report.answer.not-fate", gap=gap),
            self.say(f"report.answer.not-{rests}"),
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
        low, middle, high = (round(times * one) for one in (value.low, value.estimate, value.high))
        return (
            f"{middle}" if low == high else self.say("report.answer.range", middle=middle, low=low, high=high)
        )

    def _more(self, days: float) -> str:
        whole = round(days)
        if whole == 0:
            return self.say("report.answer.none")
        return self.say("report.answer.fewer" if whole < 0 else "report.answer.more", n=abs(whole))

    def _bad_days(self, value: Interval) -> str:
        low, middle, high = (self._bad_day(one) for one in (value.low, value.estimate, value.high))
        return middle if low == high else self.say("report.answer.range", middle=middle, low=low, high=high)

    def _bad_day(self, size: float) -> str:
        if size >= TOLD:
            return self.say("report.answer.bad-more")
        if size == 0.0:
            return self.say("report.answer.bad-none")
        return f"{round(size)}" if size >= 1 else self.say("report.answer.bad-less")

    def _days(self, value: Interval) -> str:
        low, middle, high = (
            self.say("report.answer.later") if one >= PATIENCE - 1 else self.say.gap(one)
            for one in (value.low, value.estimate, value.high)
        )
        return middle if low == high else self.say("report.answer.range", middle=middle, low=low, high=high)

    def _alone(self) -> list[str]:
        told = []
        for name, answer in zip(self.partners, self.alone.values(), strict=False):
            if answer is None:
                told.append(upper(self.say("report.answer.alone-nothing", name=name)))
            else:
                told.append(self.say("report.answer.alone", name=name, n=self.say.sureness(answer.calmer_)))
        return told

    def _effort(self, answer: WhatIf) -> str:
        hours = answer.plan.hours(answer.days)
        return self.say(
            "report.answer.effort" if hours >= 0 else "report.answer.effort-less", hours=f"{abs(hours):.1f}"
        )

    def _known(self, answer: WhatIf) -> str:
        names = dict.fromkeys(one.lever for one in answer.plan.held)
        told = (
            f"{self.say(f'figures.lever.{n}')}, {self.say(f'report.answer.grade.{lever(n).grade}')}"
            for n in names
        )
        return self.say("report.answer.known", told="; ".join(told))


def _of_ten(share: float, say: Words) -> str:
    """Say a share as the picture beside it does."""
    return say("figures.raster.of", n=round(10 * share), of=10)


def as_data(story: WhatIfStory) -> dict[str, object]:
    """All numbers of a story as JSON-ready values."""
    return {
        "software": {"name": "pasdedeux", "version": version("pasdedeux")},
        "simulated": story.simulated,
        "settings": dict(story.settings),
        "answer": story.answer.to_dict() if story.answer else None,
        "alone": {one: answer.to_dict() if answer else None for one, answer in story.alone.items()},
        "which_first": [one.to_dict() for one in story.choices],
    }


def what_if_page(story: WhatIfStory) -> str:
    """Make the page of an answer.

    Parameters
    ----------
    story
        What is told.

    Returns
    -------
    str
        A whole HTML document with everything inside.
    """
    say, settings = story.say, story.settings
    pictures = ([_fans(story, story.answer)] if story.answer else []) + (
        [_first(story)] if story.choices else []
    )
    return fill(
        "told.html",
        part="report.answer",
        note=say("report.page.simulated-print") if story.simulated else "",
        say=say,
        simulated=story.simulated,
        story=story,
        kicker=say("report.answer.kicker", name=story.name, gap=settings["ahead"], n=settings["futures"]),
        order=story.order,
        figures=[safe(markup) for markup in pictures],
        tables=[(one.title, safe(scroll(one, story.language))) for one in _tables(story)],
        settings=safe(scroll(_settings(story), story.language)),
    )


def _fans(story: WhatIfStory, answer: WhatIf) -> str:
    drawn = both_shapes(
        what_if_fans,
        "whatif",
        answer.time,
        answer.now_,
        answer.changed_,
        answer.difference_,
        days=answer.days,
        calmer=answer.calmer_,
        change=story.change,
        language=story.language,
    )
    title, caption = story.say("figures.whatif.title"), story.say("report.answer.caption")
    return frame(drawn, title=title, caption=caption, table=_course(story, answer), language=story.language)


def _first(story: WhatIfStory) -> str:
    rows = [FirstRow(story.held_by(one.held), one.per_hour, one.first) for one in story.choices]
    drawn = both_shapes(which_first_rows, "first", rows, language=story.language)
    title, caption = story.say("figures.first.title"), story.say("report.answer.caption-first")
    return frame(drawn, title=title, caption=caption, table=_choices(story), language=story.language)


def _course(story: WhatIfStory, answer: WhatIf) -> Table:
    """Alarm over time, every other row where there are many."""
    say, rows = story.say, []
    for at in range(0, len(answer.time), max(1, len(answer.time) // 14)):
        cells = (
            f"{two(float(fan[at, 2]))} ({two(float(fan[at, 0]))} to {two(float(fan[at, 4]))})"
            for fan in (answer.now_, answer.changed_, answer.difference_)
        )
        rows.append((f"{answer.time[at]:.0f}", *cells))
    head = (
        say("report.table.days"),
        say("report.answer.now"),
        say("report.answer.changed"),
        say("report.answer.difference"),
    )
    return Table(say("figures.whatif.head"), head, tuple(rows), range(1, 4))


def _choices(story: WhatIfStory) -> Table:
    say = story.say
    rows = tuple(
        (
            story.held_by(one.held),
            f"{one.hours:.1f}",
            f"{two(one.per_hour.estimate)} ({span(one.per_hour)})",
            f"{two(one.in_cycle.estimate)} ({span(one.in_cycle)})",
            f"{two(one.loop_gain.estimate)} ({span(one.loop_gain)})",
            f"{two(one.resilience.estimate)} ({span(one.resilience)})",
            two(one.first),
        )
        for one in story.choices
    )
    names = ("hours", "per-hour", "in_cycle", "measure.loop_gain", "measure.resilience", "share-first")
    return Table(
        say("report.answer.table-first"),
        ("", *(say(f"report.answer.{name}") for name in names)),
        rows,
        range(1, 7),
    )


def _tables(story: WhatIfStory) -> list[Table]:
    if story.answer is None:
        return []
    say, rows = story.say, []
    for name in MEASURES:
        one: Measure = getattr(story.answer, f"{name}_")
        cells = (f"{two(part.estimate)} ({span(part)})" for part in (one.now, one.changed, one.difference))
        rows.append((say(f"report.answer.measure.{name}"), *cells, two(one.better), two(one.worse)))
    head = (
        "",
        *(say(f"report.answer.{name}") for name in ("now", "changed", "difference", "better", "worse")),
    )
    return [Table(say("report.answer.table"), head, tuple(rows), range(1, 6))]


def _settings(story: WhatIfStory) -> Table:
    rows = tuple({**story.settings, "pasdedeux": version("pasdedeux")}.items())
    return Table(
        story.say("report.answer.table-settings"),
        (story.say("report.table.setting"), story.say("report.table.value")),
        rows,
    )
