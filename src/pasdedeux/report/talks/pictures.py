"""Figures of coded talks: each drawn from a fit, with its sentence and its table."""

from __future__ import annotations

from pasdedeux.figures.effects import partner_effects
from pasdedeux.figures.following import Following, following
from pasdedeux.figures.forest import MOST_ROWS, ForestRow
from pasdedeux.figures.frame import figure
from pasdedeux.figures.links import reaches_zero
from pasdedeux.figures.swapped import Swapped, swapped_partners
from pasdedeux.report.fitted import FittedTalks
from pasdedeux.report.talks import tables
from pasdedeux.words import Words


def following_figure(fit: FittedTalks, say: Words) -> str:
    """Draw how often the response comes next."""
    panels = []
    for at, (who, chances) in enumerate(zip(tables.who_answers(fit, say), fit.probabilities_, strict=True)):
        nobody, own, partner, both = (chances[name] for name in tables.AFTER)
        panels.append(Following(who, _index(fit, at), fit.response[at], (nobody, own, partner, both)))
    caption, table = say("report.talks.caption.following"), tables.chances_table(fit, say)
    return figure(say, "following", following, panels, caption=caption, table=table)


def _index(fit: FittedTalks, at: int) -> int | None:
    return None if len(fit.partners) == 1 else at


def forest_figures(fit: FittedTalks, say: Words) -> list[str]:
    """Draw each couple's partner effect; one forest for each partner who can be told apart."""
    drawn = []
    for at, who in enumerate(tables.who_answers(fit, say)):
        rows = [
            ForestRow(name, couple.effects[i]["partner"], note=say.grouped(couple.responses[i]))
            for name, couple, i in tables.members(fit, at)
        ]
        clear = sum(not reaches_zero(row.size) for row in rows)
        caption = say("report.talks.caption.forest", n=clear, of=len(rows))
        if len(rows) > MOST_ROWS:
            caption += " " + say("report.talks.caption.some", n=MOST_ROWS, of=len(rows))
        drawn.append(
            figure(
                say,
                f"effects-{at + 1}",
                partner_effects,
                rows,
                receiver=who,
                together=fit.effects_[at]["partner"],
                title=say("figures.effects.head", name=who),
                caption=caption,
                table=tables.couples_table(fit, at, who, say),
            )
        )
    return drawn


def swapped_figure(fit: FittedTalks, say: Words) -> str:
    """Draw each partner effect above the ones of swapped partners; nothing where that was not checked."""
    if fit.swapped_ is None:
        return ""
    panels = [
        Swapped(who, _index(fit, at), fit.effects_[at]["partner"], swapped.effects)
        for at, (who, swapped) in enumerate(zip(tables.who_answers(fit, say), fit.swapped_, strict=True))
    ]
    caption = say("report.talks.caption.swapped", n=len(fit.swapped_[0].effects))
    return figure(
        say, "swapped", swapped_partners, panels, caption=caption, table=tables.swapped_table(fit, say)
    )
