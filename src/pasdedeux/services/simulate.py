"""Run a scenario: one couple with every state, or many by their means, and what they show."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.errors import InputError
from pasdedeux.progress import Progress
from pasdedeux.report.simulation import CoupleStory, ManyStory
from pasdedeux.simulate import (
    Scenario,
    just_met,
    read_scenario,
    read_sweep,
    simulate,
    simulate_ensemble,
    survival,
    sweep,
)
from pasdedeux.simulate.run import fresh
from pasdedeux.simulate.scenario import NOT_RAISED, Raised
from pasdedeux.words import Language, Message

MANY: dict[str, Any] = {"step": 1 / 24, "scheme": "heun"}
"""Steps of many couples, and of one of them that runs again: with others it would meet other luck."""
MONTH = 30.0  # days a mean is taken over, as long as
MOST_MEANS = 3_000_000  # couples times spans are kept: a few hundred MB
STAGES = (("like", 0.2), ("luck", 0.4), ("courses", 0.5), ("steady", 0.6), ("land", 0.8))


@names_wrong_arguments
def run_scenario(
    source: str,
    *,
    raised: Raised = NOT_RAISED,
    days: float | None = None,
    couples: int | None = None,
    couple: int | None = None,
    seed: int | None = None,
    folder: Path | None = None,
    threads: int = 1,
    language: Language = "en",
    progress: Progress | None = None,
) -> CoupleStory | ManyStory:
    """Run a couple, or many, and find what they show.

    Parameters
    ----------
    source
        Name of a preset, or path of a scenario in TOML.
    raised
        How each partner was cared for; see `pasdedeux.simulate.read_scenario`.
    days, couples, seed
        What the scenario says where None.
    couple
        Run only this one of many again, with every state.
    folder
        Where pieces of many couples are kept; the same call goes on after a kill.
    threads
        How many processor cores may be used.
    language
        Of the story.
    progress
        Called with what is being done and how much of it.

    Raises
    ------
    InputError
        If the scenario is not known or does not fit, or there is no such couple.

    Examples
    --------
    >>> run_scenario("secure-secure", days=10).state
    'calm'
    """
    given = {"days": days, "couples": couples, "seed": seed}
    changed: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    plan = replace(read_scenario(source, raised=raised), **changed)
    step = progress or (lambda _stage, _share: None)
    step(Message("cli.step.running"), 0.0)
    alone = plan.couples == 1 and plan.population is None
    if couple is None and not alone:
        return _many(plan, folder, threads, language, step)
    if not 0 <= (couple or 0) < plan.couples:
        raise InputError("simulation.no-couple", where="--couple", n=couple, last=plan.couples - 1)
    if folder is not None:
        raise InputError("simulation.sweep-of-one", where="--sweep")
    return _one(plan, couple or 0, {} if alone else MANY, language, step)


def _one(
    plan: Scenario, couple: int, steps: dict[str, Any], language: Language, step: Progress
) -> CoupleStory:
    if plan.population is not None:
        plan = replace(plan, loop=plan.population.loop(couple), population=None)
    start = None
    if plan.start == "met":  # couples of an ensemble have already begun to be close
        start = fresh(plan.loop.theta()[:, None])[:, 0] if steps else just_met(plan.loop)
    given: dict[str, Any] = {"seed": plan.seed, "schedule": plan.schedule, "start": start, **steps}
    story = CoupleStory(plan, simulate(plan.loop, plan.days, couple=couple, **given), language)
    for part, share in STAGES:
        step(Message("cli.step.running"), share)
        getattr(story, part)
    return story


def _many(plan: Scenario, folder: Path | None, threads: int, language: Language, step: Progress) -> ManyStory:
    source = plan.population or plan.loop
    given: dict[str, Any] = {
        **MANY,
        "couples": plan.couples,
        "seed": plan.seed,
        "every": min(max(MONTH, plan.days * plan.couples / MOST_MEANS), plan.days),
        "schedule": plan.schedule,
        "start": plan.loop.calm() if plan.start == "calm" else None,
        "threads": threads,
        "progress": step,
    }
    if folder is None:
        many = simulate_ensemble(source, plan.days, **given)
    else:
        many = read_sweep(sweep(folder, source, plan.days, **given))
    return ManyStory(plan, many, survival(many, source, seed=plan.seed), language)
