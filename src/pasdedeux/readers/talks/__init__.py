"""Coded talks in, from tables and the files of software for coding."""

from pasdedeux.readers.talks.read import read_talks
from pasdedeux.readers.talks.recognise import Likely, what_it_is
from pasdedeux.readers.talks.schemes import schemes

__all__ = ["Likely", "read_talks", "schemes", "what_it_is"]
