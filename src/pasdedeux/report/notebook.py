"""A fit shown in a notebook cell: the loop map as a picture, its sentence and the numbers behind it."""

from __future__ import annotations

import base64
import re

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.figures.kit import element, escape
from pasdedeux.figures.style import standalone
from pasdedeux.report.fitted import Fitted
from pasdedeux.report.pictures import NO_WORDS, OwnWords, loop_drawing, loop_table
from pasdedeux.report.story import LoopStory
from pasdedeux.words import Language


@names_wrong_arguments
def notebook_html(fit: Fitted, *, words: OwnWords = NO_WORDS, language: Language = "en") -> str:
    """Make what ``fit._repr_html_()`` returns.

    The drawing travels as a picture, so that its stylesheet touches nothing else in the notebook.

    Parameters
    ----------
    fit
        The fit.
    words
        The couple's own words for the loop map.
    language
        Two letters.

    Returns
    -------
    str
        HTML of one cell's output.

    Examples
    --------
    >>> from pasdedeux.identify import fit
    >>> from pasdedeux.simulate import example_records
    >>> "<img" in notebook_html(fit(example_records(couples=1, days=30), checks=False))
    True
    """
    story = LoopStory(fit, language)
    svg = loop_drawing(story, words, shape="wide", language=language)
    found = re.search(r"<desc[^>]*>(.*?)</desc>", svg, re.DOTALL)
    about = found.group(1) if found else ""
    picture = base64.b64encode(standalone(svg).encode()).decode()
    simulated = story.say("report.page.simulated") if fit.records.provenance.simulated else ""
    return element(
        "figure",
        f'<img alt="{about}" src="data:image/svg+xml;base64,{picture}" width="760">'
        if fit.converged_
        else "",
        element("figcaption", escape(" ".join(filter(None, (simulated, story.head, story.lead))))),
        element(
            "details",
            element("summary", escape(story.say("figures.frame.numbers"))),
            loop_table(story).html(),
        ),
    )
