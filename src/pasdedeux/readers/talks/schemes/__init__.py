"""Code schemes: what each code of a known system is counted as, with the sources."""

from pasdedeux.readers.talks.schemes.scheme import Scheme, recognised, scheme, schemes

__all__ = ["Scheme", "recognised", "scheme", "schemes"]
