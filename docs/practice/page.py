"""Write docs/practice.md from the data of practices and rules: python docs/practice/page.py."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from pasdedeux.practice.library import GRADES, Practice, practices, sources
from pasdedeux.practice.steps import rules
from pasdedeux.practice.timer import SCREEN_CHARS, SCREEN_LINES
from pasdedeux.safety import QUESTIONS, Aim, SafetyEvent, SafetyState, between, standing
from pasdedeux.words import LANGUAGES, words

SAFETY_SOURCES = ("screen-limits", "greene-bogo", "mccollum2008", "freed2018", "own")
_OPENING = f"""# Practices, rules and safety logic

Written from the data in `src/pasdedeux/practice/`; a test fails when this page and the data differ.
Words exist in {len(LANGUAGES)} languages ({", ".join(LANGUAGES)}); this page shows the English ones.

A step that is read in alarm has at most 12 words. A timer fits on one phone screen: title and all steps
take at most {SCREEN_LINES} lines of {SCREEN_CHARS} characters. In a browser of 320 x 568 pixels, with header,
clock and a button to stop, the longest is 483 pixels high.

```sh
pasdedeux practice                            # the list
pasdedeux practice settle-90 --timer          # one of them, with a clock
pasdedeux practice weekly-date --ics date.ics --start '2027-03-06 20:00'
```

Nothing here is treatment, and no grade says that a practice helps *you*. Whether it does is for you to see.
"""


def handbook() -> str:
    """Text of the page.

    Examples
    --------
    >>> handbook().splitlines()[0]
    '# Practices, rules and safety logic'
    """
    parts = chain([_OPENING], _grades(), _practices(), _rules(), _safety(), _sources())
    return "\n".join(parts).rstrip() + "\n"


def _grades() -> Iterator[str]:
    yield "## Grades\n"
    yield from (f"- {words('en')(f'practice.grade.{grade}')}" for grade in GRADES)


def _practices() -> Iterator[str]:
    yield "\n## Practices\n"
    for chosen in practices().values():
        yield from _one(chosen)


def _one(chosen: Practice) -> Iterator[str]:
    yield f"### {chosen.word('title', 'en')} (`{chosen.id}`)\n"
    yield f"{chosen.word('for', 'en')} {chosen.word('when', 'en')}\n"
    yield from (
        f"{number}. {text} ({_clock(seconds)})"
        for number, (text, seconds) in enumerate(
            zip(chosen.steps("en"), chosen.seconds, strict=True), start=1
        )
    )
    yield f"\n{chosen.word('why', 'en')}\n"
    yield f"- lever: `{chosen.lever}` · asks: `{chosen.aim}` · people: {chosen.people}"
    yield f"- cue: {words('en')(f'practice.anchor.{chosen.anchor}')}"
    yield f"- not when: {' '.join(words('en')(f'practice.not_when.{key}') for key in chosen.not_when)}"
    yield f"- afterwards: {' '.join(words('en')(f'practice.record.{key}') for key in chosen.record)}"
    yield f"- evidence: {chosen.grade} ({', '.join(chosen.sources)})"
    if chosen.ritual is not None:
        ritual = chosen.ritual
        yield f"- calendar: {ritual.every}, {ritual.times} times, then look back; remind {ritual.remind} min"
    yield ""


def _clock(seconds: int) -> str:
    return f"{seconds // 60} min" if seconds % 60 == 0 else f"{seconds} s"


def _rules() -> Iterator[str]:
    yield "## The next step\n"
    yield "Asked in this order; the first rule that applies decides. A practice that the safety logic does"
    yield "not suggest is never a candidate. One step at a time, at most 20 minutes, hung on a cue,"
    yield "looked back on"
    yield "after a week. Where a fit shows a loop that reinforces, its strongest round names the link on the"
    yield "person's own side to begin with (`own_link`). Where one lever comes first in 8 of 10 futures of"
    yield "the model, its first practice is named (`own_lever`). Nothing else of a fit is asked.\n"
    yield "| rule | sentence | action | grade | sources |\n|---|---|---|---|---|"
    for rule in rules():
        sentence = words("en")(f"practice.rule.{rule.id}")
        yield f"| `{rule.id}` | {sentence} | {rule.action} | {rule.grade} | {', '.join(rule.sources)} |"


def _safety() -> Iterator[str]:
    yield "\n## Safety logic\n"
    yield from (f"- `{question}`: {words('en')(f'safety.screen.{question}')}" for question in QUESTIONS)
    yield "\n**An answer changes only what is suggested on one's own phone.** In `both` everything is"
    yield "suggested; in the"
    yield f"other three states only what asks for `{Aim.SELF}`. What a person *does* has one effect in"
    yield "every state."
    yield f"The questions come every {standing.ASK_DAYS} days, on the same dates in every state;"
    yield "whoever misses a date is"
    yield "in `new` until they are answered. A round of no leads from `new` to `both` at 04:00 of the"
    yield "next day; from"
    yield f"`again` it takes {standing.ROUNDS} rounds, each after {standing.ROUND_DAYS} days. Time"
    yield "alone never leads to"
    yield "`both`, and nothing that the partner does is an event.\n"
    yield "**What the other sees hangs on what both do and on the clock.** Something for two opens"
    yield "where both chose it"
    yield f"within {between.WINDOW.days} days and both confirmed it on a later day, each without"
    yield "seeing the other's part: at"
    hours = " or ".join(f"{hour:%H:%M}" for hour in between.OPENING_HOURS)
    yield f"{hours}, {between.COOLING.seconds // 3600} hours after the later confirmation at the"
    yield "soonest. It lasts"
    yield f"{between.PERIOD.days} days and goes on only if both say so. An act of the moment shows"
    yield "once an evening, for"
    yield f"{between.SHOWN_FOR.seconds // 3600} hours, and leaves no receipt.\n"
    yield f"Grade: untested as a whole ({', '.join(SAFETY_SOURCES)}). What is open for a specialist:"
    yield "[questions](specialist.md).\n"
    yield "| event | " + " | ".join(SafetyState) + " |\n|---|" + "---|" * len(SafetyState)
    for event in SafetyEvent:
        cells = (standing.TRANSITIONS[state, event] for state in SafetyState)
        marks = ("·" if cell == state else cell.value for cell, state in zip(cells, SafetyState, strict=True))
        yield f"| {event} | " + " | ".join(marks) + " |"
    yield "\nA dot: the state stays as it is.\n"


def _sources() -> Iterator[str]:
    yield "## Sources\n"
    yield "How checked: paper = abstract, page or data seen; second-hand = read in another source; memory ="
    yield "recalled, check before relying on it; none = nothing to check.\n"
    yield from (f"- `{src.id}`: {src.cite}. {src.says} [{src.checked}]" for src in sources().values())


if __name__ == "__main__":
    (Path(__file__).parents[1] / "practice.md").write_text(handbook(), "utf-8")
