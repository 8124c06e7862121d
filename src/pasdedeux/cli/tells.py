"""What `loop` says in the terminal, and what `cite` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pasdedeux import __version__
from pasdedeux.cli.terminal import as_typed, grid, plain
from pasdedeux.report.story import Story, citations
from pasdedeux.words import words

BY_SCORE = "coupling by "
"""How estimates of what scores shift begin."""

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from pasdedeux.report import Fitted


def tell(sheet: Console, fit: Fitted, roles: tuple[str, ...]) -> None:
    """Print the answer first, then the gain in words, what it rests on, and the numbers.

    Parameters
    ----------
    sheet
        Where to.
    fit
        The fit.
    roles
        All roles of the file, so that the ones that were not followed can be named.
    """
    story = Story(fit)
    sheet.print(plain(story.head), style="bold")
    sheet.print(plain(story.lead))
    if fit.records.provenance.simulated:
        sheet.print(story.say("report.page.simulated"))
    sheet.print()
    for sentence in story.seen:
        sheet.print(f"- {plain(sentence)}")
    others = [role for role in roles if role not in fit.roles]
    if others:
        sheet.print(
            plain(f"- Followed: {', '.join(fit.roles)}. Also in the file: {', '.join(others)} (--roles).")
        )
    if not story.silent:
        sheet.print()
        sheet.print(_numbers(fit))
        if shifts := _shifts(fit):
            sheet.print()
            sheet.print(shifts)
    for warning in (*fit.warnings_, *read_with_care(fit)):
        sheet.print(f"Note: {plain(warning)}")
    sheet.print()


def read_with_care(fit: Fitted) -> list[str]:
    """List what the reader left out or found odd."""
    origin = fit.records.provenance
    gone = len(origin.dropped)
    unused = [f"{gone} of {origin.rows} rows of the file were not used; `pasdedeux look` names them."]
    return [*map(as_typed, origin.cautions), *(unused if gone else [])]


def _numbers(fit: Fitted) -> Table:
    """Lay out gain, half-life and links with their ranges."""
    say, table = words(), grid("", "estimate", "90 % range", "sign")
    for name, value in (("loop gain", fit.loop_gain_), ("half-life, days", fit.half_life_)):
        table.add_row(name, say.number(value.estimate), say.span(value))
    for link in fit.links_:
        sender, receiver = plain(fit.partners[link.sender]), plain(fit.partners[link.receiver])
        size = link.response
        table.add_row(
            f"{sender}, {plain(link.sender_role)} → {receiver}, {plain(link.receiver_role)}",
            say.number(size.estimate),
            say.span(size),
            "sure" if link.sure else f"P = {min(link.p_sign, 0.99):.2f}",
        )
    return table


def _shifts(fit: Fitted) -> Table | None:
    """Lay out how scores shift the links, if any were asked about."""
    found = {name: value for name, value in fit.estimates_.items() if name.startswith(BY_SCORE)}
    say, table = words(), grid("shift of a link, per standard deviation", "estimate", "90 % range")
    for name, value in found.items():
        table.add_row(plain(name.removeprefix(BY_SCORE)), say.number(value.estimate), say.span(value))
    return table if found else None


def how_to_cite() -> list[str]:
    """List the program and the works its methods come from."""
    say = words()
    program = (
        f"Pas de Deux: the pursue-withdraw cycle of a couple (version {__version__}) [Computer program]."
    )
    return ["The program", program, "", "The methods", *citations(say)]
