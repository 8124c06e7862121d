"""Versions of what numbers depend on."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

PACKAGES = ("pasdedeux", "numpy", "scipy", "numba", "pandas")


def versions() -> dict[str, str]:
    """Versions of Python and of the packages that a fit's numbers depend on, as they are installed now."""
    return {"python": platform.python_version(), **{name: _version(name) for name in PACKAGES}}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "unknown"
