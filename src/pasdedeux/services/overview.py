"""What records hold and what they can carry, before anything is fitted."""

from __future__ import annotations

from dataclasses import dataclass

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.identify import Carry, carry
from pasdedeux.identify.rounds import Count, carry_rounds, counts_of
from pasdedeux.records import Description, Doubt, Raster, Records, describe, find_doubts, raster
from pasdedeux.words import Message


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
    rounds
        What they can carry of a round of pursuit and withdrawal, where both are there.
    counts
        Of one couple's first weeks, what followed what.
    doubts
        Answers that can hardly be two people's own.
    """

    records: Records
    description: Description
    raster: Raster
    carry: Carry
    rounds: tuple[Message, ...]
    counts: tuple[Count, ...]
    doubts: tuple[Doubt, ...] = ()


@names_wrong_arguments
def look(records: Records) -> Look:
    """Look at records without fitting anything.

    Examples
    --------
    >>> from pasdedeux.simulate import example_records
    >>> look(example_records(couples=2, days=10)).description.couples
    2
    """
    counts = counts_of(records[0]) if len(records) == 1 else ()
    return Look(
        records,
        describe(records),
        raster(records),
        carry(records),
        carry_rounds(records),
        counts,
        find_doubts(records),
    )
