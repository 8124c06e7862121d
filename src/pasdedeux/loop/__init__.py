"""The loop between two partners and everything that follows from its parameters."""

from pasdedeux.loop.linear import LinearLoop, half_life, loop_gain, transition

__all__ = ["LinearLoop", "half_life", "loop_gain", "transition"]
