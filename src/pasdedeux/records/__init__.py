"""Records: whatever two people have, as one type that everything else takes."""

from pasdedeux.records.arrangement import Arrangement, Order, arrange
from pasdedeux.records.describe import Description, Raster, RoleDescription, describe, raster
from pasdedeux.records.observations import Observation, Observed, observations_of
from pasdedeux.records.record import Record, Scale
from pasdedeux.records.records import Dropped, Provenance, Records, as_records

__all__ = [
    "Arrangement",
    "Description",
    "Dropped",
    "Observation",
    "Observed",
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
    "observations_of",
    "raster",
]
