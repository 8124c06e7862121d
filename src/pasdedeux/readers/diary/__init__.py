"""A table of days or beeps in, records out."""

from pasdedeux.readers.diary.read import read

__all__ = ["read"]
