"""One self-contained page of coded talks, for the scientist."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pasdedeux.arguments import names_wrong_arguments, shown
from pasdedeux.errors import InputError
from pasdedeux.figures.table import estimated
from pasdedeux.files import write
from pasdedeux.report.fitted import FittedTalks
from pasdedeux.report.page import fill, safe, tabled
from pasdedeux.report.tables import dropped_table
from pasdedeux.report.talks import pictures, tables
from pasdedeux.words import Language, Words, words

LIMITS = ("cause", "coder", "typical", "talk")
METHOD = ("model", "prior", "checks", "rule")


@names_wrong_arguments
def write_talks_report(fit: FittedTalks, path: str | os.PathLike[str], *, language: Language = "en") -> Path:
    """Write what was found in coded talks into one HTML file; nothing half-written is ever left.

    Parameters
    ----------
    fit
        What `fit_talks` gave.
    path
        Where to; an existing file is replaced in one step.
    language
        Two letters.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    InputError
        If this is no fit of talks, or the file cannot be written.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from pasdedeux.identify import fit_talks
    >>> from pasdedeux.simulate import example_talks
    >>> found = fit_talks(example_talks(couples=12), response=("demand", "withdraw"), checks=False)
    >>> with TemporaryDirectory() as folder:
    ...     write_talks_report(found, f"{folder}/talks.html").name
    'talks.html'
    """
    return write(path, render_talks_report(fit, language=language))


@names_wrong_arguments
def render_talks_report(fit: FittedTalks, *, language: Language = "en") -> str:
    """Make the page of coded talks as text.

    Parameters
    ----------
    fit, language
        As in `write_talks_report`.

    Returns
    -------
    str
        A whole HTML document with everything inside.

    Examples
    --------
    >>> from pasdedeux.identify import fit_talks
    >>> from pasdedeux.simulate import example_talks
    >>> found = fit_talks(example_talks(couples=5), response=("demand", "withdraw"), checks=False)
    >>> "no dependence is claimed" in render_talks_report(found)
    True
    """
    if not isinstance(fit, FittedTalks):
        raise InputError("report.no-talks-fit", where="fit", given=shown(fit))
    say = words(language)
    return fill(
        "talks.html",
        say=say,
        simulated=fit.talks.provenance.simulated,
        story=_Story(say(fit.verdict_.sentence), " ".join(_chances(fit, say))),
        kicker=_kicker(fit, say),
        fit=fit,
        figures=_figures(fit, say),
        tables=_tables(fit, say),
        limits=[say(f"report.talks.limits.{name}") for name in LIMITS],
        method=[say(f"report.talks.method.{name}") for name in METHOD],
        cite=tables.cite(say),
    )


@dataclass(frozen=True, slots=True)
class _Story:
    """The top of the page."""

    head: str
    lead: str


def _kicker(fit: FittedTalks, say: Words) -> str:
    talks = fit.talks
    source = tables.source_of(talks, say)
    couples = say("report.couples", n=talks.couples)
    return say("report.talks.kicker", source=source, couples=couples, n=fit.responses)


def _chances(fit: FittedTalks, say: Words) -> list[str]:
    """Say how often each response comes next without the other's, and after it."""
    said = []
    for at, who in enumerate(tables.who_answers(fit, say)):
        chances = fit.probabilities_[at]
        without, after = (estimated(say, one) for one in (chances["neither"], chances["partner"]))
        said.append(
            say(
                "report.talks.chance",
                who=who,
                response=fit.response[at],
                trigger=fit.trigger[1 - at],
                without=without,
                after=after,
            )
        )
    return said


def _figures(fit: FittedTalks, say: Words) -> dict[str, Any]:
    return {
        "following": safe(pictures.following_figure(fit, say)),
        "forests": [safe(one) for one in pictures.forest_figures(fit, say)],
        "swapped": safe(pictures.swapped_figure(fit, say)),
    }


def _tables(fit: FittedTalks, say: Words) -> dict[str, Any]:
    return {
        "read": tabled(tables.read_table(fit, say), say),
        "codes": tabled(tables.codes_table(fit, say), say),
        "effects": [tabled(one, say) for one in tables.effects_tables(fit, say)],
        "held_out": tabled(tables.held_out_table(fit, say), say),
        "versions": tabled(tables.versions_table(fit, say), say),
        "dropped": tabled(dropped_table(fit.talks, say), say),
    }
