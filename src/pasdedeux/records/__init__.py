"""Records: whatever two people have, as one type that everything else takes."""

from pasdedeux.records.describe import Description, Raster, RoleDescription, describe, raster
from pasdedeux.records.observations import Observation, Observed, observations_of
from pasdedeux.records.record import Record, Scale
from pasdedeux.records.records import Dropped, Provenance, Records, as_records

__all__ = [
    "Description",
    "Dropped",
    "Observation",
    "Observed",
    "Provenance",
    "Raster",
    "Record",
    "Records",
    "RoleDescription",
    "Scale",
    "as_records",
    "describe",
    "observations_of",
    "raster",
]
