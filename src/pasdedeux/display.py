"""What a notebook shows of a result.

Results stand below the rooms that draw, so they ask here; the package, which stands above all, says who
draws.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

views: dict[str, Callable[[Any], str]] = {}
"""By name of a class, what makes its HTML; filled once, by ``pasdedeux/__init__.py``."""


def html(result: object) -> str:
    """Make the HTML that a notebook shows of a result."""
    return views[type(result).__name__](result)
