"""Fits that were kept, and the one that comes with the program."""

from __future__ import annotations

import os
from importlib.resources import as_file, files

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.errors import InputError
from pasdedeux.identify import Fit, load

EXAMPLE = "example.pdd"
"""One simulated couple's fit; docs/example/make.py makes it anew."""


@names_wrong_arguments
def saved_fit(path: str | os.PathLike[str] | None = None) -> Fit:
    """Load a linear fit that was saved, or the example.

    Parameters
    ----------
    path
        What `Fit.save` wrote; the example that comes with the program where None.

    Raises
    ------
    InputError
        If the file cannot be used, or holds a fit of another kind.

    Examples
    --------
    >>> saved_fit().records.provenance.simulated
    True
    """
    if path is None:
        with as_file(files("pasdedeux.services").joinpath(EXAMPLE)) as example:
            return saved_fit(example)
    found = load(path)
    if not isinstance(found, Fit):
        raise InputError("services.not-linear", where=str(path))
    return found
