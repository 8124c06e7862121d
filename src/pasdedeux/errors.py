"""What the program says when it cannot go on: what, where, and what to do."""

from __future__ import annotations


class PasDeDeuxError(Exception):
    """Base of every error a person can meet; the command line prints it and exits with 2.

    Parameters
    ----------
    what
        What is wrong, in one sentence.
    where
        File, row and column, or the name of the argument; empty where there is no place.
    remedy
        What to do about it, in one sentence.

    Examples
    --------
    >>> error = InputError("'x' is not a number.", where="diary.csv, row 3", remedy="Put a number there.")
    >>> print(error)
    diary.csv, row 3: 'x' is not a number. Put a number there.
    """

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        self.what = what
        self.where = where
        self.remedy = remedy
        super().__init__(what)

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        remedy = f" {self.remedy}" if self.remedy else ""
        return f"{place}{self.what}{remedy}"


class InputError(PasDeDeuxError):
    """A file, a table or an argument cannot be used as it is."""


class MissingExtraError(PasDeDeuxError):
    """A reader or a cluster needs a package that is not installed."""
