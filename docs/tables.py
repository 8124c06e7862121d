"""Tables of the pages, written from the data: parameters, attachment, levers, acts, what may be said.

Run it to write them anew; a test holds the pages to them.
"""

from __future__ import annotations

import re
from pathlib import Path

from pasdedeux.change.library import Effect, levers
from pasdedeux.identify.episodes.sayable import TABLE as NEEDS
from pasdedeux.loop import INPUTS, PARAMETERS
from pasdedeux.loop.attachment import TRAITS
from pasdedeux.readers.episodes.names import act_wording, wording
from pasdedeux.readers.episodes.telling import ANSWERS
from pasdedeux.records import ACTS
from pasdedeux.words import words

DOCS = Path(__file__).parent


def parameter_table() -> str:
    """Write the table of all parameters and inputs as Markdown, as it stands in the model card."""
    head = "| parameter | of | ordinary | range | unit | meaning | rests on |\n|---|---|---|---|---|---|---|"
    lines = (
        f"| `{p.name}` | {p.of} | {p.default:g} | {p.low:g} to {p.high:g}"
        f" | {p.unit} | {p.meaning} | {p.source} |"
        for p in (*PARAMETERS, *INPUTS)
    )
    return "\n".join((head, *lines))


def trait_table() -> str:
    """Write how parameters follow from attachment as Markdown, as it stands in the model card."""
    head = "| parameter | adds up on | anxiety, per SD | avoidance, per SD | signs |\n|---|---|---|---|---|"
    lines = (
        f"| `{n}` | {t.scale} | {t.anxiety:+g} | {t.avoidance:+g} | {t.source} |" for n, t in TRAITS.items()
    )
    return "\n".join((head, *lines))


def lever_table() -> str:
    """Write the table of all levers as Markdown, as it stands in docs/change.md."""
    head = (
        "| lever | takes | what a full dose does | doses | learnt in | stays | min/week | grade | sources |"
        "\n|---|---|---|---|---|---|---|---|---|"
    )
    lines = (
        f"| `{one.name}` | {one.takes} | {'; '.join(map(_in_words, one.effects))} | {one.doses[0]:g} to"
        f" {one.doses[1]:g} | {one.weeks} weeks | {one.kept:.0%} | {one.minutes:g} | {one.grade} |"
        f" {', '.join(one.sources)} |"
        for one in levers().values()
    )
    return "\n".join((head, *lines))


def _in_words(effect: Effect) -> str:
    what = f"`{effect.parameter}`" if effect.on == "couple" else f"{effect.on} `{effect.parameter}`"
    sign = {"times": f"x {effect.size:g}", "gap": f"gap to 1 x {effect.size:g}", "plus": f"+ {effect.size:g}"}
    return f"{what} {sign[effect.way]}"


def act_table() -> str:
    """Write the acts with their wordings as Markdown, as they stand in docs/episodes.md."""
    head = "| act | in one room | by phone | auf Deutsch |\n|---|---|---|---|"
    english, german = words("en"), words("de")

    def said(act: str) -> tuple[str, ...]:
        room, phone = (act_wording(act, english, mine=False, by_phone=by) for by in (False, True))
        return f"`{act}`", room, phone, act_wording(act, german, mine=False)

    return "\n".join((head, *(f"| {' | '.join(said(act))} |" for act in ACTS)))


def answer_table() -> str:
    """Write the answers to all other questions as Markdown, as they stand in docs/episodes.md."""
    head = "| key | answer | wording | auf Deutsch |\n|---|---|---|---|"
    lines = (
        f"| `{key}` | `{each.value}` | {wording(each, words('en'))} | {wording(each, words('de'))} |"
        for key, kind in ANSWERS.items()
        for each in kind
        if key != "at_ease"
    )
    return "\n".join((head, *lines))


def sayable_table() -> str:
    """Write what may be said with how many episodes as Markdown, as it stands in docs/episodes-numbers.md."""
    head = "| claim | from | wrong at most | what is then wrong |\n|---|---|---|---|"
    lines = (
        f"| `{claim}` | {', '.join(f'{least} {count}' for count, least in need.least.items())}"
        f"{', a shape named' if need.named else ''} | {need.error or ''} | {need.wrong} |"
        for claim, need in NEEDS.items()
    )
    return "\n".join((head, *lines))


TABLES = {
    "model-card.md": (parameter_table, trait_table),
    "change.md": (lever_table,),
    "episodes.md": (act_table, answer_table),
    "episodes-numbers.md": (sayable_table,),
}


def main() -> None:
    """Put every table in its page anew."""
    for page, tables in TABLES.items():
        text = (DOCS / page).read_text("utf-8")
        for table in (write() for write in tables):
            head = re.escape(table.splitlines()[0])
            text = re.sub(rf"{head}\n(?:\|.*\n?)*", lambda _, new=table: f"{new}\n", text)
        (DOCS / page).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
