"""Score a questionnaire out of a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.instruments.keys import Key
from pasdedeux.instruments.scoring import Scores, score_answers
from pasdedeux.readers.forms import read_answers

if TYPE_CHECKING:
    import pandas as pd


@names_wrong_arguments
def score(
    table: pd.DataFrame | Mapping[str, Any],
    instrument: str | Key,
    *,
    trust_key: bool = False,
    **reading: Any,
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
    trust_key
        True to skip the check that the items of each scale point the same way in these data.
    reading
        How the table is read: ``items``, ``couple``, ``partner``, ``rows``, ``missing``, ``answered``,
        ``answers``, ``turned``, ``impossible`` and ``full_form``, as for
        `pasdedeux.readers.forms.read_answers`.

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
    return score_answers(read_answers(table, instrument, **reading), trust_key=trust_key)
