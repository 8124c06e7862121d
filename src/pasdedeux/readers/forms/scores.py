"""Scores that another table holds: who scored what on attachment, ready to go into a fit."""

from __future__ import annotations

from math import isnan
from pathlib import Path

from pasdedeux.errors import InputError
from pasdedeux.instruments.keys import key
from pasdedeux.instruments.traits import DIMENSIONS, items_in_unit
from pasdedeux.people import Person
from pasdedeux.readers.tables.cells import as_text, numbers
from pasdedeux.readers.tables.formats import load


def read_scores(file: Path | str) -> tuple[dict[tuple[str, str], Person], tuple[str, ...]]:
    """Read what `pasdedeux score --csv` wrote: partners by couple and label, and which dimensions they have.

    Parameters
    ----------
    file
        Table with the columns ``couple``, ``partner``, ``instrument`` and at least one of ``anxiety`` and
        ``avoidance``.

    Returns
    -------
    partners
        The same as `pasdedeux.instruments.partners`, in the units of one item.
    dimensions
        Those of ``anxiety`` and ``avoidance`` that are there.
    """
    file = Path(file)
    frame = load(file).frame
    known = tuple(name for name in DIMENSIONS if name in frame)
    if not {"couple", "partner", "instrument"} <= set(frame) or not known:
        raise InputError("forms.no-scores", where=file.name)
    forms = as_text(frame["instrument"])
    form = key(_only(sorted(set(forms)), file.name))
    values = {name: numbers(frame[name]).cells / items_in_unit(form, name) for name in known}
    who = zip(as_text(frame["couple"]), as_text(frame["partner"]), strict=True)
    return {
        (couple, label): Person(
            label, {name: float(cells[i]) for name, cells in values.items() if not isnan(cells[i])}
        )
        for i, (couple, label) in enumerate(who)
    }, known


def _only(forms: list[str], file: str) -> str:
    if len(forms) > 1:
        raise InputError("forms.several-questionnaires", where=file, forms=forms)
    return forms[0]
