"""What the command line, the app and a notebook all ask for: no printing, no HTML."""

from pasdedeux.services.score import score

__all__ = ["score"]
