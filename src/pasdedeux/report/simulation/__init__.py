"""A simulation as a story: what it shows, in plain words, figures and numbers with their ranges."""

from pasdedeux.report.simulation.couple import CoupleStory
from pasdedeux.report.simulation.many import ManyStory
from pasdedeux.report.simulation.page import columns, run_page

__all__ = ["CoupleStory", "ManyStory", "columns", "run_page"]
