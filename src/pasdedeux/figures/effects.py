"""Coded talks of many couples: each couple's effect of the partner's last move, in a forest."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.estimates import Interval
from pasdedeux.figures.forest import ForestRow, draw_forest, evenly
from pasdedeux.figures.kit import Shape, shorten, some
from pasdedeux.words import Language, words


@names_wrong_arguments
def partner_effects(
    rows: Sequence[ForestRow],
    *,
    receiver: str,
    together: Interval | None = None,
    shape: Shape = "wide",
    language: Language = "en",
    prefix: str = "effects",
) -> str:
    """Draw what the partner's last move does to the next one, couple by couple.

    Parameters
    ----------
    rows
        One per couple, log-odds.
    receiver
        Whose next move it is.
    together
        The same for the population.
    shape
        Wide: with numbers in a column; phone: marks only, the numbers are in the table.
    language
        Language of the words.
    prefix
        Starts every id.

    Returns
    -------
    str
        SVG.

    Examples
    --------
    >>> row = ForestRow("couple 07", Interval(0.7, 0.2, 1.2, 0.5, 0.9))
    >>> "couple 07" in partner_effects([row], receiver="her")
    True
    """
    some("rows", rows)
    say = words(language)
    ordered = sorted(rows, key=lambda row: (row.size.estimate, row.label))
    chosen = [ordered[at] for at in evenly(len(ordered))]
    sizes = [row.size for row in chosen] + ([together] if together else [])
    low = float(np.floor(2 * min(0.0, *(size.low for size in sizes), -0.3)) / 2)
    high = float(np.ceil(2 * max(0.0, *(size.high for size in sizes), 0.3)) / 2)
    # a phone has room for one end, the one that lies farther from the words at 0
    ends = sorted((low, high), key=abs)[shape == "phone" :]
    ticks = [
        (0.0, say("figures.effects.none")),
        *((end, say.number(end, 1)) for end in ends if abs(end) >= 0.5),
    ]
    return draw_forest(
        chosen,
        total=len(rows),
        together=together,
        head=say("figures.effects.head", name=shorten(receiver, 120 if shape == "phone" else 300, 14)),
        own=say("figures.effects.own"),
        ticks=ticks,
        limits=(low, high),
        whole=None,
        shape=shape,
        say=say,
        prefix=prefix,
    )
