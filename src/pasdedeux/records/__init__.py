"""Records: whatever two people have, as one type that everything else takes."""

from pasdedeux.records.describe import Description, Raster, RoleDescription, describe, raster
from pasdedeux.records.mapping import parse_map
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
    "parse_map",
    "raster",
    "read",
    "safe_cell",
]
