"""`pasdedeux cite`: how to cite the program and the works its methods come from."""

from __future__ import annotations

from pasdedeux import __version__
from pasdedeux.cli.language import Speaking, speaking
from pasdedeux.cli.terminal import paper


def cite(language: Speaking = None) -> None:
    """List how to cite the program and its methods."""
    from pasdedeux.report.story import citations

    say, sheet = speaking(language), paper()
    sheet.print(say("cli.cite.program"))
    sheet.print(say("cli.cite.entry", version=__version__))
    sheet.print()
    sheet.print(say("cli.cite.methods"))
    for line in citations(say):
        sheet.print(line)
