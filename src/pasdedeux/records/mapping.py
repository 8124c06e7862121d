"""The short way to say which column is what: ``couple=dyadid,arousal=anx``."""

from __future__ import annotations

import csv

from pasdedeux.errors import InputError
from pasdedeux.kinds import names_wrong_arguments


@names_wrong_arguments
def parse_map(text: str) -> dict[str, str]:
    """Read ``role=column`` pairs as the command line takes them.

    Parameters
    ----------
    text
        Pairs separated by commas: ``couple=dyadid,partner=gender,time=DIARYDAY,arousal=anx``. Where each
        partner has a column of their own, both are joined by a plus: ``arousal=M_Anx.+W_Anx.``. A pair whose
        column name holds a comma stands in double quotes: ``couple=id,"arousal=anx, 1-7"``.

    Returns
    -------
    dict
        Column name(s) by role, ready for the argument ``columns`` of `read`.

    Raises
    ------
    InputError
        If a pair has no ``=``, an empty side, or a role comes twice.

    Examples
    --------
    >>> parse_map("couple=ID,time=DIARYDAY,arousal=M_Anx.+W_Anx.")
    {'couple': 'ID', 'time': 'DIARYDAY', 'arousal': 'M_Anx.+W_Anx.'}
    """
    found: dict[str, str] = {}
    for pair in next(csv.reader([" ".join(text.split())], skipinitialspace=True), []):
        role, equals, column = (part.strip() for part in pair.partition("="))
        if not equals or not role or not column:
            raise InputError(
                f"'{pair.strip()}' does not name a role and a column.",
                where="--map",
                remedy="Write role=column.",
            )
        if role in found:
            raise InputError(f"'{role}' is named twice.", where="--map", remedy="Name each role once.")
        found[role] = column
    if not found:
        raise InputError("the map is empty.", where="--map", remedy="Write role=column,role=column.")
    return found
