"""Draws and reports as an xarray `DataTree`, as ArviZ takes it; needs the extra ``arviz``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pasdedeux.errors import MissingExtraError
from pasdedeux.records import Records

FloatArray = NDArray[np.float64]
Variables = dict[str, tuple[tuple[str, ...], FloatArray]]
"""Dimensions and values by name."""
STATE = ("person", "role")
SAMPLE = ("chain", "draw")
SENDER = ("from_person", "from_role")


def loop_variables(
    quantities: Mapping[str, FloatArray], roles: int, chains: int, each: tuple[str, ...] = ()
) -> Variables:
    """Give draws of linear loops their dimensions.

    Parameters
    ----------
    quantities
        By name: numbers, shape (S, ...), or matrices between states, shape (S, ..., 2R, 2R); all draws of the
        first chain come first.
    roles, chains
        How many.
    each
        Dimensions between draws and matrices, such as ``("couple",)``.
    """
    found = {}
    for name, values in quantities.items():
        between = values.shape[1 : 1 + len(each)]
        matrix = values.ndim > 1 + len(each)
        dims = (*SAMPLE, *each, *((*STATE, *SENDER) if matrix else ()))
        shape = (chains, -1, *between, *((2, roles, 2, roles) if matrix else ()))
        found[name] = (dims, values.reshape(shape))
    return found


def inference_data(
    posterior: Variables,
    records: Records,
    versions: Mapping[str, str],
    coordinates: Mapping[str, Sequence[str]] | None = None,
    **attributes: Any,
) -> Any:
    """Put draws beside the reports that they were learned from.

    Parameters
    ----------
    posterior
        Draws.
    records
        The reports.
    versions
        Of the software that drew.
    coordinates
        Names along dimensions that the records do not know; those without are numbered.
    attributes
        What else should be known, e.g. ``seed``.

    Returns
    -------
    xarray.DataTree
        Groups ``posterior``, ``observed_data`` and ``constant_data``.

    Raises
    ------
    MissingExtraError
        If arviz-base is not installed.
    """
    try:
        from arviz_base import from_dict  # noqa: PLC0415 - loads only where it is asked for
    except ImportError as error:
        raise MissingExtraError("results.no-arviz") from error

    observed, constant = _reports(records)
    groups = {"posterior": posterior, "observed_data": observed, "constant_data": constant}
    dims = {name: one[0] for group in groups.values() for name, one in group.items()}
    known = {**_coordinates(records), **(coordinates or {})}
    software = {"inference_library": "pasdedeux", "inference_library_version": versions["pasdedeux"]}
    return from_dict(
        {group: {name: one[1] for name, one in found.items()} for group, found in groups.items()},
        dims={name: [dim for dim in of if dim not in SAMPLE] for name, of in dims.items()},
        coords={dim: known[dim] for of in dims.values() for dim in of if dim in known},
        attrs={"/": software | attributes},
    )


def _coordinates(records: Records) -> Mapping[str, Sequence[str]]:
    persons, roles = list(records.labels), list(records.roles)
    return {
        "couple": list(records.ids),
        "person": persons,
        "role": roles,
        "from_person": persons,
        "from_role": roles,
        "input": list(records.input_names),
    }


def _reports(records: Records) -> tuple[Variables, Variables]:
    """Stack reports, and their times and inputs; couples with fewer reports are filled up with NaN."""
    longest = max(map(len, records))

    def stacked(name: str) -> FloatArray:
        filled = []
        for record in records:
            part = np.asarray(getattr(record, name), dtype=np.float64)
            more = [(0, longest - len(part)), *[(0, 0)] * (part.ndim - 1)]
            filled.append(np.pad(part, more, constant_values=np.nan))
        return np.stack(filled)

    at = ("couple", "report")
    constant: Variables = {"day": (at, stacked("time"))}
    if records.input_names:
        constant["inputs"] = ((*at, "person", "input"), stacked("inputs"))
    return {"answer": ((*at, *STATE), stacked("values"))}, constant
