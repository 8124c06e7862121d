"""What a device lays aside for its next pages: in memory alone, so it stands in no address and no file."""

from __future__ import annotations

from typing import Any

REMEMBERED = 1_000
"""Things at most, so that nobody can fill the memory."""


class Aside:
    """Things laid aside, by the device and a name.

    Examples
    --------
    >>> aside = Aside()
    >>> aside.put("a phone", "pause", "until eight")
    >>> aside.look("a phone", "pause"), aside.look("another", "pause")
    ('until eight', None)
    >>> aside.forget("a phone")
    >>> aside.look("a phone", "pause") is None
    True
    """

    def __init__(self) -> None:
        self._held: dict[tuple[str, str], Any] = {}

    def put(self, device: str, name: str, what: Any) -> None:
        """Lay something aside, in place of what lay there."""
        self._held.pop((device, name), None)
        self._held[device, name] = what
        while len(self._held) > REMEMBERED:
            self._held.pop(next(iter(self._held)))

    def look(self, device: str, name: str) -> Any:
        """Give what lies there; None where nothing does."""
        return self._held.get((device, name))

    def forget(self, device: str) -> None:
        """Forget all of a device that was signed out."""
        for key in [one for one in self._held if one[0] == device]:
            self._held.pop(key, None)
