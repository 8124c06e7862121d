"""Records: whatever two people have, as one type that everything else takes."""

from pasdedeux.records.arrangement import Arrangement, Order, arrange
from pasdedeux.records.describe import Description, Raster, RoleDescription, describe, raster
from pasdedeux.records.record import Dropped, Provenance, Record, Records, Scale, as_records

__all__ = [
    "Arrangement",
    "Description",
    "Dropped",
    "Order",
    "Provenance",
    "Raster",
    "Record",
    "Records",
    "RoleDescription",
    "Scale",
    "arrange",
    "as_records",
    "describe",
    "raster",
]
