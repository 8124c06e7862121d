"""The page of told episodes: their own words first, then what may be said, each number with its range."""

from pasdedeux.report.episodes.page import render_episodes_report, write_episodes_report

__all__ = ["render_episodes_report", "write_episodes_report"]
