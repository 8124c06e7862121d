"""Records: whatever two people have, as one type that everything else takes."""

from pasdedeux.records.read import read
from pasdedeux.records.record import Dropped, Provenance, Record, Records, Scale

__all__ = ["Dropped", "Provenance", "Record", "Records", "Scale", "read"]
