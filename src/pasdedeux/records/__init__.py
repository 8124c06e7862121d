"""Records: whatever two people have, as one type that everything else takes."""

from pasdedeux.records.describe import Description, Raster, RoleDescription, describe, raster
from pasdedeux.records.record import Dropped, Provenance, Record, Records, Scale, as_records

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
]
