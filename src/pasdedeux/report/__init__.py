"""Report: one self-contained HTML page from a fit.

Each page loads what it needs when it is first asked for.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pasdedeux.report.episodes import render_episodes_report, write_episodes_report
    from pasdedeux.report.fitted import Fitted
    from pasdedeux.report.notebook import notebook_html
    from pasdedeux.report.talks import render_talks_report, write_talks_report
    from pasdedeux.report.write import render_report, write_report

_HOMES = {
    "Fitted": "pasdedeux.report.fitted",
    "notebook_html": "pasdedeux.report.notebook",
    "render_episodes_report": "pasdedeux.report.episodes",
    "render_report": "pasdedeux.report.write",
    "render_talks_report": "pasdedeux.report.talks",
    "write_episodes_report": "pasdedeux.report.episodes",
    "write_report": "pasdedeux.report.write",
    "write_talks_report": "pasdedeux.report.talks",
}

__all__ = [
    "Fitted",
    "notebook_html",
    "render_episodes_report",
    "render_report",
    "render_talks_report",
    "write_episodes_report",
    "write_report",
    "write_talks_report",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'pasdedeux.report' has no attribute '{name}'")
    return getattr(importlib.import_module(_HOMES[name]), name)
