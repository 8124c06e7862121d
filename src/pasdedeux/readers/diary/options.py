"""What a caller may settle about a diary, in one bundle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from math import isfinite
from zoneinfo import ZoneInfo

from pasdedeux.arguments import shown
from pasdedeux.errors import InputError

UNITS = {"day": 1.0, "hour": 1 / 24, "minute": 1 / 1440, "second": 1 / 86400, "week": 7.0}
"""Units of time, in days."""
CHOICES = {
    "layout": ("long", "wide", "pairwise"),
    "dates": ("dmy", "mdy", "ymd"),
    "unit": tuple(UNITS),
    "week": ("monday", "sunday"),
    "trial": ("drop", "keep"),
}
"""What may be said for an option; None leaves it to the reader."""


@dataclass(frozen=True)
class ReadOptions:
    """Everything the caller settled about a table; see `pasdedeux.read` for what each means.

    Raises
    ------
    InputError
        If an option is none of its choices, no number of hours, or no time zone.

    Examples
    --------
    >>> ReadOptions(dates="dmy").week
    'monday'
    """

    columns: Mapping[str, str] | None = None
    roles: tuple[str, ...] | None = None
    missing: tuple[str, ...] = ()
    layout: str | None = None
    dates: str | None = None
    zone: str | None = None
    unit: str | None = None
    week: str = "monday"
    late: float | None = None
    together: float | None = None
    trial: str = "drop"
    distinguishable: bool | None = None
    answers: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name, choices in CHOICES.items():
            value = getattr(self, name)
            if value not in choices and not (value is None and _default(name) is None):
                raise InputError(
                    "readers.no-choice", where=name, value=shown(value), choices=", ".join(choices)
                )
        for name in ("late", "together"):
            hours = getattr(self, name)
            if hours is not None and not (hours >= 0 and isfinite(hours)):
                raise InputError("readers.no-hours", where=name, value=shown(hours))
        if self.zone is not None:
            self.time_zone()

    def time_zone(self) -> ZoneInfo | None:
        """Zone of stamps that name none; None where the caller gave none."""
        if self.zone is None:
            return None
        try:
            return ZoneInfo(self.zone)
        except Exception:  # noqa: BLE001 - a name that is none fails in many ways
            raise InputError("readers.no-zone", where="zone", value=self.zone) from None


def _default(name: str) -> object:
    return next(field.default for field in fields(ReadOptions) if field.name == name)
