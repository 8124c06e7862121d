"""When each device was last used: in memory alone, so that nothing kept tells when a person was here."""

from __future__ import annotations

from datetime import datetime, timedelta


class Idle:
    """When devices were last used. After a restart only those that signed in lately go on.

    Examples
    --------
    >>> from datetime import UTC
    >>> idle, noon = Idle(), datetime(2026, 11, 3, 12, 0, tzinfo=UTC)
    >>> idle.used("a", noon, noon + timedelta(minutes=5))
    >>> idle.open("a", noon, noon + timedelta(minutes=20), 15)
    True
    >>> idle.open("a", noon, noon + timedelta(minutes=30), 15)
    False
    """

    def __init__(self) -> None:
        self._last: dict[str, datetime] = {}

    def away(self, device: str, made: datetime, now: datetime) -> timedelta:
        """Say for how long a device was not used."""
        return now - self._last.get(device, made)

    def open(self, device: str, made: datetime, now: datetime, minutes: int) -> bool:
        """Say whether a device has not been left for too long."""
        return self.away(device, made, now) <= timedelta(minutes=minutes)

    def used(self, device: str, made: datetime, now: datetime) -> None:
        """Put down that a device is used now."""
        self._last[device] = max(now, self._last.get(device, made))

    def forget(self, device: str) -> None:
        """Forget a device that was signed out."""
        self._last.pop(device, None)
