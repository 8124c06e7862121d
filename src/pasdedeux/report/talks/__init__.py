"""The page of coded talks, for the scientist: what was read, what was found, what it was checked against."""

from pasdedeux.report.talks.page import render_talks_report, write_talks_report

__all__ = ["render_talks_report", "write_talks_report"]
