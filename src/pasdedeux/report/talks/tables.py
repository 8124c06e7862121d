"""Tables of coded talks: what was read, every estimate with its interval, what it was checked against."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.metadata import version
from typing import TYPE_CHECKING

import numpy as np

from pasdedeux.figures.table import Table, worded
from pasdedeux.figures.typography import minus, upper
from pasdedeux.records import Talks
from pasdedeux.report.fitted import FittedTalks
from pasdedeux.report.tables import ESTIMATE, MOST_COUPLES, estimate_row
from pasdedeux.report.works import cited
from pasdedeux.words import Words

if TYPE_CHECKING:
    from pasdedeux.identify.talks.results import CoupleDependence

COUPLE = ("couple", "responses", "effect", "range", "p-positive")
AFTER = {"neither": "nobody", "own": "own", "partner": "partner", "both": "both"}
"""What both did last, as a fit calls it and as the figure does."""
BY = re.compile(r"(?P<what>level|partner)\.by-(?P<whose>own|partner)\[(?P<trait>.+)\]")
"""Names of what a trait shifts."""


def who_answers(fit: FittedTalks, say: Words) -> list[str]:
    """Name who answers: each of the two, or both where they are not told apart."""
    if len(fit.partners) == 1:
        return [say("report.talks.both")]
    return list(fit.partners)


def source_of(talks: Talks, say: Words) -> str:
    """Say where talks come from: a file by its name, simulated ones in words."""
    origin = talks.provenance
    return say("report.layout.simulated") if origin.simulated else origin.source


def read_table(fit: FittedTalks, say: Words) -> Table:
    """Say what was read: couples, talks, codes, and what is not there."""
    talks = fit.talks
    rows = [
        ("couples", say.grouped(talks.couples)),
        ("talks", say.grouped(len(talks))),
        ("form", say(f"report.talks.form.{talks.form}")),
        ("length", _lengths(talks, say)),
        ("responses", say.grouped(fit.responses)),
        ("uncoded", say.percent(_uncoded(talks))),
        ("scheme", talks.scheme or say("report.version.none")),
        ("apart", say(f"report.talks.{'yes' if talks.distinguishable else 'no'}")),
    ]
    named = tuple((say(f"report.talks.read.{name}"), value) for name, value in rows)
    return worded(say, "report.talks.table.read", ("item", "value"), named, ())


def _lengths(talks: Talks, say: Words) -> str:
    lengths = [len(talk.grid) if talks.form == "intervals" else len(talk) for talk in talks]
    low, middle, high = (int(at) for at in np.quantile(lengths, (0.0, 0.5, 1.0)))
    return str(middle) if low == high else say("report.talks.range", n=middle, low=low, high=high)


def _uncoded(talks: Talks) -> float:
    codes = np.concatenate([talk.code for talk in talks])
    return float((codes < 0).mean()) if len(codes) else 0.0


def codes_table(fit: FittedTalks, say: Words) -> Table:
    """Count each code of each partner, and say what it counts as."""
    talks = fit.talks
    labels = _labels(talks, say)
    rows = tuple(
        (code, talks.classes.get(code, "\N{EN DASH}"), *(say.grouped(int(n)) for n in talks.counts[at]))
        for at, code in enumerate(talks.codes)
    )
    head = (say("report.talks.table.code"), say("report.talks.table.class"), *labels)
    return Table(say("report.talks.table.codes"), head, rows, (2, 3))


def _labels(talks: Talks, say: Words) -> tuple[str, str]:
    """Give the partners' labels where all couples have the same; else the first and the second."""
    known = {talk.couple.labels for talk in talks}
    if len(known) == 1:
        return known.pop()
    return say("report.partner", name=1), say("report.partner", name=2)


def effects_tables(fit: FittedTalks, say: Words) -> list[Table]:
    """Write every effect and spread with its intervals."""
    found = []
    for name, by_partner in (
        ("effects", fit.effects_),
        ("spreads", fit.spreads_),
        ("alike", (fit.alike_,)),
    ):
        who = who_answers(fit, say) if name != "alike" else [""]
        rows = tuple(
            estimate_row(
                f"{label}: {parameter(key, say)}" if label else upper(parameter(key, say)), size, say
            )
            for label, values in zip(who, by_partner, strict=True)
            for key, size in values.items()
        )
        if rows:
            found.append(worded(say, f"report.talks.table.{name}", ESTIMATE, rows))
    return found


def chances_table(fit: FittedTalks, say: Words) -> Table:
    """Write how often the response comes next, by what both showed last."""
    rows = [
        estimate_row(f"{who}: {say(f'figures.following.{AFTER[name]}')}", size, say)
        for who, values in zip(who_answers(fit, say), fit.probabilities_, strict=True)
        for name, size in values.items()
    ]
    return worded(say, "report.talks.table.chances", ESTIMATE, rows)


def parameter(name: str, say: Words) -> str:
    """Say the name of an estimate in the language of the page.

    Examples
    --------
    >>> from pasdedeux.words import words
    >>> parameter("own-before", words()), parameter("partner.by-own[anxiety]", words())
    ('own, one before', "partner's last, by own anxiety")
    """
    shifted = BY.fullmatch(name)
    if shifted is None:
        return say(f"report.talks.parameter.{name}")
    what = say(f"report.talks.parameter.{shifted['what']}")
    return say(f"report.talks.parameter.by-{shifted['whose']}", what=what, trait=shifted["trait"])


def swapped_table(fit: FittedTalks, say: Words) -> Table:
    """Write each partner effect beside the ones of swapped partners."""
    rows = tuple(
        (
            who,
            say.number(effects["partner"].estimate),
            say.span(effects["partner"]),
            say.number(swapped.mean),
            say.number(swapped.sd),
            say.number(swapped.distance(effects["partner"].estimate), 1),
        )
        for who, effects, swapped in zip(
            who_answers(fit, say), fit.effects_, fit.swapped_ or (), strict=False
        )
    )
    head = ("who", "effect", "range", "swapped-mean", "swapped-sd", "distance")
    return worded(say, "report.talks.table.swapped", head, rows)


def held_out_table(fit: FittedTalks, say: Words) -> Table:
    """Write what the partner's last adds to foretelling what was not seen."""
    rows = tuple(
        (
            f"{who}: {say(f'report.talks.held-out.{name}')}",
            say.grouped(held.responses),
            say.number(held.coupled, 4),
            say.number(held.alone, 4),
            say.number(held.gain.value, 4),
            say.number(held.gain.error, 4),
        )
        for name, found in (("couples", fit.new_couples_), ("thirds", fit.last_thirds_))
        for who, held in zip(who_answers(fit, say), found or (), strict=False)
    )
    head = ("unseen", "responses", "with", "without", "gain", "error")
    return worded(say, "report.talks.table.held-out", head, rows)


def couples_table(fit: FittedTalks, at: int, who: str, say: Words) -> Table:
    """Write the partner effect of all couples together and of each; at most four hundred couples."""
    together = fit.effects_[at]["partner"]
    rows = [(say("figures.forest.together"), "", say.number(together.estimate), say.span(together), "")]
    rows += [
        (
            name,
            say.grouped(couple.responses[i]),
            say.number(couple.effects[i]["partner"].estimate),
            say.span(couple.effects[i]["partner"]),
            say.chance(couple.p_positive[i]),
        )
        for name, couple, i in members(fit, at)[:MOST_COUPLES]
    ]
    head = tuple(say(f"report.talks.table.{name}") for name in COUPLE)
    return Table(say("report.talks.table.couples", name=who), head, tuple(rows), range(1, len(head)))


def members(fit: FittedTalks, at: int) -> list[tuple[str, CoupleDependence, int]]:
    """List who stands behind one partner's number: one of each couple, or both where they are alike."""
    if len(fit.partners) > 1:
        return [(couple.id, couple, at) for couple in fit.couples_]
    labels = {talk.couple.id: talk.couple.labels for talk in fit.talks}
    return [(f"{couple.id} {labels[couple.id][i]}", couple, i) for couple in fit.couples_ for i in (0, 1)]


def versions_table(fit: FittedTalks, say: Words) -> Table:
    """Write what is needed to find every number again."""
    origin = fit.talks.provenance
    rows: Mapping[str, str] = {
        say("report.version.source"): source_of(fit.talks, say),
        say("report.version.hash-file"): origin.sha256 or say("report.version.none"),
        say("report.version.hash-numbers"): fit.data_hash,
        say("report.version.seed"): str(fit.seed),
        **fit.versions,
    }
    cells = [(name, minus(value)) for name, value in rows.items()]
    return worded(say, "report.table.versions", ("item", "value"), cells, ())


def cite(say: Words) -> list[str]:
    """Say how to cite the program, and the works that the method comes from."""
    return [say("report.talks.cite", version=version("pasdedeux")), *cited("talks")]
