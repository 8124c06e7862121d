"""Report: one self-contained HTML page from a fit.

Each page loads what it needs when it is first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pasdedeux import lazy

if TYPE_CHECKING:
    from pasdedeux.report.episodes import render_episodes_report, write_episodes_report
    from pasdedeux.report.fitted import Fitted
    from pasdedeux.report.notebook import notebook_html
    from pasdedeux.report.talks import render_talks_report, write_talks_report
    from pasdedeux.report.write import render_report, write_report

_HOMES = {
    "Fitted": "fitted",
    "notebook_html": "notebook",
    "render_episodes_report": "episodes",
    "render_report": "write",
    "render_talks_report": "talks",
    "write_episodes_report": "episodes",
    "write_report": "write",
    "write_talks_report": "talks",
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

__getattr__ = lazy.names(__name__, _HOMES)
