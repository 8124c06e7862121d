"""One call from a table of filled-in questionnaires to answers on the range of their key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.instruments.answers import Answers
from pasdedeux.instruments.keys import Key, key
from pasdedeux.readers.forms.answers import check_answers
from pasdedeux.readers.forms.columns import Items
from pasdedeux.readers.forms.forms import read_forms
from pasdedeux.readers.forms.turned import as_given
from pasdedeux.readers.forms.worded import in_numbers_given

if TYPE_CHECKING:
    import pandas as pd


@names_wrong_arguments
def read_answers(
    table: pd.DataFrame | Mapping[str, Any],
    instrument: str | Key,
    *,
    items: Items | None = None,
    couple: str | None = None,
    partner: str | None = None,
    rows: Sequence[int] | NDArray[np.int64] | None = None,
    missing: Sequence[float] = (),
    answered: tuple[int, int] | None = None,
    answers: Sequence[str] = (),
    turned: bool | None = None,
    impossible: Literal["stop", "exclude"] = "stop",
    full_form: bool = False,
) -> Answers:
    """Read a table of answers, whether a row of it is a person, a couple or a single answer.

    Parameters
    ----------
    table
        Data frame, or a mapping from column to values.
    instrument
        Short name, see `pasdedeux.instruments.instruments`, or a `Key` of your own.
    items
        How to find the columns when names like ``Q1`` or ``ecr_01`` do not show it: the text before the
        number (``"M_Q+F_Q"`` for both partners of a row), a list in published order, or a map from number
        to column.
    couple, partner
        Columns that say who answered; they are carried along.
    rows
        Row of the file for each row of the table, for messages; 2, 3, ... where None.
    missing
        Codes that mean "no answer", e.g. ``[0]``. Blank cells are always missing.
    answered
        Range people answered on, where it is not the key's, e.g. ``(1, 5)``; answers are moved linearly.
    impossible
        ``"stop"`` raises at impossible answers; ``"exclude"`` lists them and keeps everybody else.
    full_form
        True to take a short form out of the columns of its long form (ECR-12 out of the ECR).

    Raises
    ------
    InputError
        If columns are not found or name another questionnaire, or answers are impossible or seem to come
        from another range.

    Examples
    --------
    >>> read_answers({f"ras_{i}": [4, 5] for i in range(1, 8)}, "ras").given.shape
    (7, 2)
    """
    form = instrument if isinstance(instrument, Key) else key(instrument)
    forms = read_forms(
        table, form, items=items, couple=couple, partner=partner, rows=rows, full_form=full_form
    )
    forms = in_numbers_given(forms, form, answers, answered)
    checked = check_answers(forms, form, missing=missing, answered=answered, impossible=impossible)
    return as_given(checked, forms.marked, turned)
