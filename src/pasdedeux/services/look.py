"""What records hold and what they can carry, before anything is fitted."""

from __future__ import annotations

from dataclasses import dataclass

from pasdedeux.identify import Carry, carry
from pasdedeux.records import Description, Raster, Records, describe, raster


@dataclass(frozen=True, eq=False)
class Look:
    """Everything there is to know of records before a fit.

    Parameters
    ----------
    records
        As they were read.
    description
        What was understood, and how answers were given.
    raster
        Who reported when.
    carry
        What they can carry.
    """

    records: Records
    description: Description
    raster: Raster
    carry: Carry


def look(records: Records) -> Look:
    """Look at records without fitting anything.

    Examples
    --------
    >>> from pasdedeux.simulate import example_records
    >>> look(example_records(couples=2, days=10)).description.couples
    2
    """
    return Look(records, describe(records), raster(records), carry(records))
