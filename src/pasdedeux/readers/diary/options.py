"""What a caller asks of the reader, in one bundle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Wishes:
    """Everything the caller said about a table; see `read` for what each means."""

    columns: Mapping[str, str] | None = None
    roles: Sequence[str] | None = None
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
