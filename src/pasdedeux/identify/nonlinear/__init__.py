"""The nonlinear loop, fitted to one couple's record; see docs/nonlinear-fit.md.

Importing this package loads nothing heavy; the kernel loads with the first fit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pasdedeux import lazy

if TYPE_CHECKING:
    from pasdedeux.identify.nonlinear.fit import Edge, NonlinearFit, fit_nonlinear
    from pasdedeux.identify.nonlinear.preference import Preference, prefer
    from pasdedeux.identify.nonlinear.reading import with_episodes

_HOMES = {
    "Edge": "fit",
    "NonlinearFit": "fit",
    "Preference": "preference",
    "fit_nonlinear": "fit",
    "prefer": "preference",
    "with_episodes": "reading",
}

__all__ = ["Edge", "NonlinearFit", "Preference", "fit_nonlinear", "prefer", "with_episodes"]

__getattr__ = lazy.names(__name__, _HOMES)
