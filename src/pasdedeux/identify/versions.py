"""What every result says of itself: the form of its data, and the versions that its numbers depend on."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from pasdedeux.estimates import INTERVAL
from pasdedeux.records import Provenance

HEAD = {"schema": "pasdedeux.fit/1", "interval": INTERVAL}
"""Begins every ``to_dict()``: its form, and how much each interval from ``low`` to ``high`` holds."""
PACKAGES = ("pasdedeux", "numpy", "scipy", "numba", "pandas")


def heading(model: str, provenance: Provenance, made_with: Mapping[str, str]) -> dict[str, Any]:
    """Begin the data of a fit: which model, by which version of the program, from what."""
    return {
        **HEAD,
        "model": model,
        "software": {"name": "pasdedeux", "version": made_with["pasdedeux"]},
        "source": provenance.source,
        "simulated": provenance.simulated,
    }


def versions() -> dict[str, str]:
    """Versions of Python and of the packages that a fit's numbers depend on, as they are installed now."""
    return {"python": platform.python_version(), **{name: _version(name) for name in PACKAGES}}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "unknown"
