"""A table of filled-in questionnaires in, answers out."""

from pasdedeux.readers.forms.read import read_answers

__all__ = ["read_answers"]
