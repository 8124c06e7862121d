"""Score a questionnaire out of a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.instruments.keys import Key
from pasdedeux.instruments.scoring import Scores, score_answers
from pasdedeux.readers.forms import read_answers
from pasdedeux.readers.forms.columns import Items

if TYPE_CHECKING:
    import pandas as pd


@names_wrong_arguments
def score(
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
    trust_key: bool = False,
) -> Scores:
    """Score a questionnaire, whether a row of the table is a person, a couple or a single answer.

    Missing items are stood in for by the person's own mean on the scale, up to the key's limit
    (a fifth of the items); beyond that the scale is not scored, and `Scores.unscored` says so.

    Parameters
    ----------
    table
        Data frame, or a mapping from column to values.
    instrument
        Short name, see `instruments`, or a `Key` of your own.
    items
        How to find the columns when names like ``Q1`` or ``ecr_01`` do not show it: the text before the
        number (``"M_Q+F_Q"`` for both partners of a row), a list in published order, or a map from number
        to column.
    couple, partner
        Columns that say who answered; they are carried into the scores.
    rows
        Row of the file for each row of the table, for messages; 2, 3, ... where None.
    missing
        Codes that mean "no answer", e.g. ``[0]``. Blank cells are always missing.
    answered
        Range people answered on, where it is not the key's, e.g. ``(1, 5)``; answers are moved linearly.
    impossible
        ``"stop"`` raises at impossible answers; ``"exclude"`` lists them and scores everybody else.
    full_form
        True to take a short form out of the columns of its long form (ECR-12 out of the ECR).
    trust_key
        True to skip the check that the items of each scale point the same way in these data.

    Returns
    -------
    Scores

    Raises
    ------
    InputError
        If columns are not found or name another questionnaire, answers are impossible or seem to come
        from another range, items work against the key (another order, another form, or already
        turned), or nobody could be scored.

    Examples
    --------
    >>> forms = {f"Q{i}": [4, 1, 7] for i in range(1, 10)}
    >>> forms["Q9"] = [4, None, 7]
    >>> scores = score(forms, "ecr-rs")
    >>> scores["avoidance"].tolist(), scores["anxiety"].tolist()
    ([4.0, 5.0, 3.0], [4.0, nan, 7.0])
    >>> print(scores.unscored[0].row, scores.unscored[0].reason)
    3 Too many items are missing: 1 of 3 in anxiety.
    """
    read = read_answers(
        table,
        instrument,
        items=items,
        couple=couple,
        partner=partner,
        rows=rows,
        missing=missing,
        answered=answered,
        answers=answers,
        turned=turned,
        impossible=impossible,
        full_form=full_form,
    )
    return score_answers(read, trust_key=trust_key)
