"""`pasdedeux cite`: how to cite the program, and the methods and findings that its answers stand on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option

from pasdedeux import __version__
from pasdedeux.cli.language import Speaking, speaking
from pasdedeux.cli.terminal import paper

if TYPE_CHECKING:
    from pasdedeux.report.works import Reference
    from pasdedeux.words import Words


def cite(
    answer: Annotated[str | None, Argument(metavar="[ANSWER]", help="cli.option.cited-for")] = None,
    language: Speaking = None,
    *,
    bibtex: Annotated[bool, Option("--bibtex", help="cli.option.bibtex")] = False,
) -> None:
    """List how to cite the program, its methods and the findings it rests on."""
    from pasdedeux.report.works import works

    say, sheet, found = speaking(language), paper(), works(answer)
    if bibtex:
        sheet.out("\n\n".join((_program(say), *(one.bibtex(_note(one, say)) for one in found))))
        return
    sheet.print(say("cli.cite.program"))
    sheet.print(say("cli.cite.entry", version=__version__))
    for what in ("method", "finding"):
        sheet.print()
        sheet.print(say(f"cli.cite.{what}s"))
        for one in found:
            if one.what == what:
                sheet.print(f"{one} {_note(one, say)}".rstrip())


def _note(work: Reference, say: Words) -> str:
    return "" if work.checked else say("cli.cite.unchecked")


def _program(say: Words) -> str:
    from pasdedeux.report.works import bibtex_entry

    fields = {"title": f"{{{say('cli.cite.title')}}}", "version": __version__}
    return bibtex_entry("software", "pasdedeux", fields)
