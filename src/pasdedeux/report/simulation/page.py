"""The page of a simulation, whole in one file; and the run as columns of a table."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.loop import STATES
from pasdedeux.report.page import fill, tabled
from pasdedeux.report.simulation.couple import CoupleStory
from pasdedeux.report.simulation.many import ManyStory
from pasdedeux.report.simulation.parts import parts_of
from pasdedeux.report.simulation.tables import parameters_table, settings_table

FloatArray = NDArray[np.float64]


@names_wrong_arguments
def columns(story: CoupleStory | ManyStory) -> dict[str, NDArray[np.generic]]:
    """Give what was simulated as columns of a table, the last one saying that it is simulated.

    Returns
    -------
    dict
        One couple: time in days, every state, arousal as the other can see it, whether in the cycle. Many: a
        row per couple.

    Examples
    --------
    >>> from pasdedeux.loop import Loop
    >>> from pasdedeux.simulate import Scenario, simulate
    >>> loop = Loop.preset("secure-secure")
    >>> story = CoupleStory(Scenario("two days", loop, days=2), simulate(loop, 2))
    >>> list(columns(story))[-3:]
    ['shown_2', 'in_cycle', 'simulated']
    """
    if isinstance(story, CoupleStory):
        run = story.run
        found: dict[str, NDArray[np.generic]] = {"day": run.time}
        found |= {name: run.state(name) for name in STATES}
        found |= {f"shown_{i + 1}": run.shown[:, i] for i in (0, 1)}
        found["in_cycle"] = run.in_cycle.astype(np.int64)
    else:
        many, fate = story.many, story.fate
        found = {"couple": many.couples, "in_cycle": many.in_cycle, "entered_day": _or_never(many.entered)}
        found |= {name: many.mean(name)[-1] for name in STATES}
        found |= {f"satisfaction_{i + 1}": fate.satisfaction[-1, i] for i in (0, 1)}
        found |= {"parted_day": _or_never(fate.left), "parted_by": fate.by + 1}
    return found | {"simulated": np.ones(len(next(iter(found.values()))), dtype=np.int64)}


def _or_never(days: FloatArray) -> FloatArray:
    """Mark what never came with NaN, which tables leave empty."""
    return np.where(np.isinf(days), np.nan, days)


@names_wrong_arguments
def run_page(story: CoupleStory | ManyStory) -> str:
    """Make the page of a simulation.

    Parameters
    ----------
    story
        What the page shows.

    Returns
    -------
    str
        A whole HTML document with everything inside.

    Examples
    --------
    >>> from pasdedeux.loop import Loop
    >>> from pasdedeux.simulate import Scenario, simulate
    >>> loop = Loop.preset("secure-secure")
    >>> run_page(CoupleStory(Scenario("two days", loop, days=2), simulate(loop, 2))).count("<figure>")
    7
    """
    say, scenario = story.say, story.scenario
    found = [settings_table(scenario, say)]
    if isinstance(story, CoupleStory):
        found.append(parameters_table(story))
    return fill(
        "simulation.html",
        say=say,
        simulated=True,
        story=story,
        kicker=say("simulation.run.kicker", name=scenario.name, gap=say.gap(scenario.days)),
        parts=parts_of(story),
        tables=[tabled(table, say) for table in found],
    )
