"""Figures: SVG drawn from data, one drawing for report, app and notebook.

Each function takes plain values and gives the text of one drawing; `frame` puts drawings into a figure with
its sentence and its table, `stylesheet` holds the colours, and `standalone` makes a file of a drawing.
"""

from pasdedeux.figures.answers import answers
from pasdedeux.figures.beads import Bead
from pasdedeux.figures.beliefs import beliefs
from pasdedeux.figures.care import care_curves
from pasdedeux.figures.course import link_courses
from pasdedeux.figures.dance_map import Half, dance_map
from pasdedeux.figures.ease import EaseRow, time_until_ease
from pasdedeux.figures.effects import partner_effects
from pasdedeux.figures.effort import who_reaches
from pasdedeux.figures.following import Following, following
from pasdedeux.figures.forest import ForestRow, forest
from pasdedeux.figures.frame import frame
from pasdedeux.figures.lanes import Fan, lanes
from pasdedeux.figures.links import link_words, loop_story
from pasdedeux.figures.longing import steady_and_not
from pasdedeux.figures.loopmap import Stations, loop_map
from pasdedeux.figures.periods import Period, before_since
from pasdedeux.figures.phase import phase_portrait, phase_sides, phase_words
from pasdedeux.figures.raster import RasterRow, raster
from pasdedeux.figures.recoverability import recoverability, recoverability_table
from pasdedeux.figures.spread import spread
from pasdedeux.figures.strips import Strip, strips
from pasdedeux.figures.style import standalone, stylesheet
from pasdedeux.figures.swapped import Swapped, swapped_partners
from pasdedeux.figures.table import Table
from pasdedeux.figures.timeline import course_timeline
from pasdedeux.figures.whatif import FirstRow, what_if_fans, which_first_rows
from pasdedeux.figures.worlds import two_worlds

__all__ = [
    "Bead",
    "EaseRow",
    "Fan",
    "FirstRow",
    "Following",
    "ForestRow",
    "Half",
    "Period",
    "RasterRow",
    "Stations",
    "Strip",
    "Swapped",
    "Table",
    "answers",
    "before_since",
    "beliefs",
    "care_curves",
    "course_timeline",
    "dance_map",
    "following",
    "forest",
    "frame",
    "lanes",
    "link_courses",
    "link_words",
    "loop_map",
    "loop_story",
    "partner_effects",
    "phase_portrait",
    "phase_sides",
    "phase_words",
    "raster",
    "recoverability",
    "recoverability_table",
    "spread",
    "standalone",
    "steady_and_not",
    "strips",
    "stylesheet",
    "swapped_partners",
    "time_until_ease",
    "two_worlds",
    "what_if_fans",
    "which_first_rows",
    "who_reaches",
]
