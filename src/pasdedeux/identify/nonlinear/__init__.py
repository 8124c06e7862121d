"""The nonlinear loop, fitted to one couple's record; see docs/nonlinear-fit.md.

Importing this package loads nothing heavy; the kernel loads with the first fit.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pasdedeux.identify.nonlinear.fit import Edge, NonlinearFit, fit_nonlinear
    from pasdedeux.identify.nonlinear.preference import Preference, prefer
    from pasdedeux.identify.nonlinear.reading import with_episodes

_HOMES = {
    "Edge": "pasdedeux.identify.nonlinear.fit",
    "NonlinearFit": "pasdedeux.identify.nonlinear.fit",
    "Preference": "pasdedeux.identify.nonlinear.preference",
    "fit_nonlinear": "pasdedeux.identify.nonlinear.fit",
    "prefer": "pasdedeux.identify.nonlinear.preference",
    "with_episodes": "pasdedeux.identify.nonlinear.reading",
}

__all__ = ["Edge", "NonlinearFit", "Preference", "fit_nonlinear", "prefer", "with_episodes"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'pasdedeux.identify.nonlinear' has no attribute '{name}'")
    return getattr(importlib.import_module(_HOMES[name]), name)
