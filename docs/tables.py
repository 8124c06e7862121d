"""Tables of the pages, written from the data: parameters, what follows from attachment, levers.

Run it to write them anew; a test holds the pages to them.
"""

from __future__ import annotations

import re
from pathlib import Path

from pasdedeux.change.library import Effect, levers
from pasdedeux.loop import INPUTS, PARAMETERS
from pasdedeux.loop.attachment import TRAITS

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


TABLES = {"model-card.md": (parameter_table, trait_table), "change.md": (lever_table,)}


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
