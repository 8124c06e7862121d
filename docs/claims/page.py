"""Write docs/claims.md from claims.toml beside this file: python docs/claims/page.py."""

import tomllib
from collections import Counter
from pathlib import Path

HERE = Path(__file__).parent
PAGE = HERE.parent / "claims.md"
STATUSES = ("supported", "mixed", "contradicted", "untested")
TREATMENTS = ("built in", "follows", "open", "shown otherwise", "left out")
INTRO = """\
# What is claimed, and what became of it

<!-- Written by docs/claims/page.py from docs/claims/claims.toml: change those. -->

The program began with four articles for the public about the anxious-avoidant cycle. This is every claim in
them, in our own words: what research says of it, how the [loop](model-card.md) treats it, what is left when
the mechanism is switched off, and the tests that show it. What research contradicts is never built in and
never a target; a test holds that, down to the words.

**Evidence**: supported, mixed, contradicted or untested. **In the loop**: *built in* (a term carries it),
*follows* (it comes out of the terms), *open* (the loop can express it and takes no side), *shown otherwise*
(the loop does something else), *left out*. Being built in makes nothing true: it makes it visible, and a fit
to records is free to find otherwise. Sizes carry no evidence. Twelve findings are run as
[simulated studies](battery.md).
"""


def data() -> dict:
    """Read the articles and claims."""
    return tomllib.loads((HERE / "claims.toml").read_text("utf-8"))


def counts(claims: list[dict]) -> str:
    """How many claims of each status are treated how."""
    tally = Counter((one["status"], one["treatment"]) for one in claims)
    lines = [f"| evidence | {' | '.join(TREATMENTS)} | all |", "|---" * (len(TREATMENTS) + 2) + "|"]
    for status in STATUSES:
        row = [tally[status, treatment] for treatment in TREATMENTS]
        lines.append(f"| {status} | {' | '.join(str(n or '–') for n in row)} | {sum(row)} |")  # noqa: RUF001
    return "\n".join(lines)


def text_of(one: dict) -> str:
    """One claim as it stands on the page."""
    files: dict[str, list[str]] = {}
    for node in one["tests"]:
        path, _, name = node.partition("::")
        files.setdefault(path, []).append(f"`{name}`")
    shown = "; ".join(f"[{path}](../tests/{path}): {', '.join(names)}" for path, names in files.items())
    rows = {
        "In": ", ".join(one["articles"]),
        "Evidence": f"**{one['status']}**. {one['evidence']}",
        "In the loop": f"**{one['treatment']}**. {one['model']}",
        "Mechanism off": one["ablation"],
        "Result": one["result"],
        "Tests": shown,
    }
    lines = [f"- {head}: {text}" for head, text in rows.items() if text]
    return "\n".join((f"### {one['id']}", "", one["says"], "", *lines))


def page() -> str:
    """Write the whole page."""
    ledger = data()
    articles = "\n".join(f"- **{key}**: {title}" for key, title in ledger["articles"].items())
    parts = [INTRO, articles + "\n", counts(ledger["claims"]) + "\n"]
    for one in ledger["claims"]:
        if one["id"] in ledger["sections"]:
            parts.append(f"## {ledger['sections'][one['id']]}\n")
        parts.append(text_of(one) + "\n")
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
