"""How a long job reports how far it is."""

from collections.abc import Callable

from pasdedeux.words import Message

Progress = Callable[[Message | str, float], None]
"""Called now and then with what is being done, and how much of it is done: 0 to 1."""
