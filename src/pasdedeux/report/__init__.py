"""Report: one self-contained HTML page from a fit."""

from pasdedeux.report.fitted import Fitted
from pasdedeux.report.notebook import notebook_html
from pasdedeux.report.write import render_report, write_report

__all__ = ["Fitted", "notebook_html", "render_report", "write_report"]
