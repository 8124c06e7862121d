"""Told episodes in any small file, in and out."""

from pasdedeux.readers.episodes.read import read_episodes
from pasdedeux.readers.episodes.write import write_episodes

__all__ = ["read_episodes", "write_episodes"]
