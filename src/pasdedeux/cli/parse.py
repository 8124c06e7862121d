"""What is typed as one text: pairs, lists and settings, each with the place an error names."""

from __future__ import annotations

import csv
from collections.abc import Collection
from typing import Literal, cast

from pasdedeux.errors import InputError


def parse_map(text: str, where: str = "--map") -> dict[str, str]:
    """Read ``role=column`` pairs.

    Parameters
    ----------
    text
        Pairs separated by commas: ``couple=dyadid,partner=gender,time=DIARYDAY,arousal=anx``. Where each
        partner has a column of their own, both are joined by a plus: ``arousal=M_Anx.+W_Anx.``. A pair whose
        column name holds a comma stands in double quotes: ``couple=id,"arousal=anx, 1-7"``.
    where
        The option, for errors.

    Returns
    -------
    dict
        Column name(s) by role, ready for the argument ``columns`` of `pasdedeux.read`.

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
            raise InputError("cli.no-pair", where=where, pair=pair.strip())
        if role in found:
            raise InputError("cli.role-twice", where=where, role=role)
        found[role] = column
    if not found:
        raise InputError("cli.empty-map", where=where)
    return found


def parse_list(text: str | None, like: str) -> tuple[str, ...] | None:
    """Read names separated by commas; one that holds a comma itself stands in double quotes.

    Parameters
    ----------
    text
        What was typed; None where nothing was.
    like
        How it is typed, with its option, for errors.

    Examples
    --------
    >>> parse_list("pursuit, withdrawal", "--roles pursuit,withdrawal")
    ('pursuit', 'withdrawal')
    """
    if text is None:
        return None
    names = next(csv.reader([" ".join(text.split())], skipinitialspace=True), [])
    found = tuple(name.strip() for name in names if name.strip())
    if not found:
        raise InputError("cli.empty-list", where=like.split(maxsplit=1)[0], like=like)
    return found


def parse_reliability(text: str | None) -> float | Literal["none"] | None:
    """Read a share, or "none" for no report error.

    Examples
    --------
    >>> parse_reliability("0.8"), parse_reliability("none")
    (0.8, 'none')
    """
    if text is None or text == "none":
        return cast(Literal["none"] | None, text)
    try:
        return float(text)
    except ValueError:
        raise InputError("cli.no-reliability", where="--reliability", value=text) from None


def parse_setting(pair: str, known: Collection[str]) -> tuple[str, str]:
    """Read one ``name=value`` of ``--read``.

    Parameters
    ----------
    pair
        What was typed.
    known
        Names of settings.

    Examples
    --------
    >>> parse_setting("decimal=,", {"decimal", "encoding"})
    ('decimal', ',')
    """
    name, _, value = pair.partition("=")
    if name not in known or not value:
        raise InputError("cli.unknown-setting", where="--read", pair=pair, known=sorted(known))
    return name, value
