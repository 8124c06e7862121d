"""Records: whatever two people have, as one type that everything else takes."""

from pasdedeux.records.describe import Description, Raster, RoleDescription, describe, raster
from pasdedeux.records.read import read
from pasdedeux.records.record import Dropped, Provenance, Record, Records, Scale, as_records
from pasdedeux.records.safe import safe_cell

__all__ = [
    "Description",
    "Dropped",
    "Provenance",
    "Raster",
    "Record",
    "Records",
    "RoleDescription",
    "Scale",
    "as_records",
    "describe",
    "raster",
    "read",
    "safe_cell",
]
