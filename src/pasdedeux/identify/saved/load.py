"""`load`: a saved fit, as it was."""

from __future__ import annotations

import os

from pasdedeux.errors import InputError
from pasdedeux.identify.linear.result import Fit
from pasdedeux.identify.nonlinear.fit import NonlinearFit
from pasdedeux.identify.saved.archive import Archive

KINDS: dict[str, type[Fit | NonlinearFit]] = {"linear fit": Fit, "nonlinear fit": NonlinearFit}
"""What can be loaded, by the name under which it was saved."""


def load(path: str | os.PathLike[str]) -> Fit | NonlinearFit:
    """Load a fit that ``fit.save(path)`` wrote.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    Fit or NonlinearFit
        Equal to what was saved: it draws, reports, forecasts and runs a what-if as that would have. Nothing
        is fitted or compiled.

    Raises
    ------
    InputError
        If the file cannot be read, is none of ours, is damaged, or was saved by a newer version.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from pasdedeux.identify import fit
    >>> from pasdedeux.simulate import example_records
    >>> found = fit(example_records(couples=1, days=30), checks=False)
    >>> with TemporaryDirectory() as folder:
    ...     load(found.save(f"{folder}/us.pdd")).loop_gain_ == found.loop_gain_
    True
    """
    archive = Archive.load(path)
    if archive.kind not in KINDS:
        raise InputError("results.other-kind", where=str(path), kind=archive.kind)
    found: Fit | NonlinearFit = archive.build(KINDS[archive.kind])
    return found
