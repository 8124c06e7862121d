"""Records: whatever two people have, as one type that everything else takes."""

from pasdedeux.records.acts import ACTS, HOT, Act, ActClass
from pasdedeux.records.arrangement import Arrangement, Order, arrange
from pasdedeux.records.describe import Description, Raster, RoleDescription, describe, raster
from pasdedeux.records.doubts import find_doubts, set_aside
from pasdedeux.records.episodes import (
    Beneath,
    Ending,
    Episode,
    Episodes,
    Kind,
    Lasting,
    Move,
    OnTop,
    Story,
    Telling,
    Trigger,
)
from pasdedeux.records.observations import Observation, Observed, observations_of
from pasdedeux.records.record import Record, Scale
from pasdedeux.records.records import Doubt, Dropped, Provenance, Records, as_records
from pasdedeux.records.talks import Talk, Talks

__all__ = [
    "ACTS",
    "HOT",
    "Act",
    "ActClass",
    "Arrangement",
    "Beneath",
    "Description",
    "Doubt",
    "Dropped",
    "Ending",
    "Episode",
    "Episodes",
    "Kind",
    "Lasting",
    "Move",
    "Observation",
    "Observed",
    "OnTop",
    "Order",
    "Provenance",
    "Raster",
    "Record",
    "Records",
    "RoleDescription",
    "Scale",
    "Story",
    "Talk",
    "Talks",
    "Telling",
    "Trigger",
    "arrange",
    "as_records",
    "describe",
    "find_doubts",
    "observations_of",
    "raster",
    "set_aside",
]
