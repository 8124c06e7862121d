"""Try a change in the model: a couple and a plan in, futures with and without it out."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.change import Futures, Held, Plan, which_first
from pasdedeux.errors import InputError
from pasdedeux.loop import Loop
from pasdedeux.progress import Progress
from pasdedeux.report.whatif import WhatIfStory
from pasdedeux.services.subjects import Couple, Subject, subject_of
from pasdedeux.words import Language


@names_wrong_arguments
def try_change(
    couple: Couple,
    change: Sequence[str] = (),
    *,
    stop: Sequence[str] = (),
    start: float = 0.0,
    until: float | None = None,
    days: float = 182.0,
    draws: int = 200,
    seed: int | None = None,
    alone: str | None = None,
    first: bool = False,
    chosen: Sequence[str] = (),
    progress: Progress | None = None,
    language: Language = "en",
) -> WhatIfStory:
    """Run one couple forward with a change and without it, on the same days.

    A record is taken through the nonlinear fit, so that what it leaves open is open in the futures too.

    Parameters
    ----------
    couple
        Name of a preset; path of a scenario in TOML, of a diary, or of a fit that was saved; or records or a
        fit. Of a linear fit the records are taken.
    change, stop
        What is changed, and what the two do already and would stop, each as ``"lever:who:dose"``; who is
        1, 2, ``both`` or what a partner is called.
    start, until
        Day on which it starts, and on which it ends; kept up where None.
    days, draws
        How far to look, and how many futures.
    seed
        Seed; the scenario's where None, and 0 where there is none.
    alone
        Whose changes alone are to be ranked: 1, 2 or a name.
    first
        Whether to rank which change would come first; always where nothing is changed.
    chosen
        Id of the couple that is meant, where records hold several.
    progress
        Called with the stage of a fit and the share done.
    language
        Of the story.

    Raises
    ------
    InputError
        If the couple, a lever or a person is not known, a number is out of range, or a record is of several
        couples or too short for the nonlinear fit.

    Examples
    --------
    >>> try_change("anxious-avoidant", ["softening:1"], days=14, draws=20).name
    'anxious-avoidant'
    """
    who = subject_of(couple, seed, chosen, progress)
    plan = _plan(who, change, stop, start, inf if until is None else until)
    ranked = ("1", "2", "both") if alone is None else (_one(who, alone),)
    wanted = first or alone is not None or not plan.held
    return _story(
        who,
        plan,
        days=days,
        draws=draws,
        seed=who.seed if seed is None else seed,
        ranked=ranked if wanted else (),
        language=language,
    )


def _plan(who: Subject, change: Sequence[str], stop: Sequence[str], start: float, until: float) -> Plan:
    held = [Held.of(_numbered(who, words), start=start, stop=until) for words in change]
    ended = [Held.of(_numbered(who, words), start=start, stopping=True) for words in stop]
    return Plan((*held, *ended))


def _numbered(who: Subject, words: str) -> str:
    """Put a partner's number where a name stands."""
    lever, *rest = words.split(":")
    return ":".join((lever, *(_number(who, one) for one in rest[:1]), *rest[1:]))


def _one(who: Subject, name: str) -> str:
    number = _number(who, name)
    if number not in {"1", "2"}:
        raise InputError(
            "services.no-partner", where="--alone", name=name, partners=["1", "2", *who.partners]
        )
    return number


def _number(who: Subject, name: str) -> str:
    return str(who.partners.index(name) + 1) if name in who.partners else name


def _story(
    who: Subject,
    plan: Plan,
    *,
    days: float,
    draws: int,
    seed: int,
    ranked: tuple[str, ...],
    language: Language,
) -> WhatIfStory:
    answer, alone = None, {}
    if plan.held:
        futures = Futures.of(who.source, days=days, draws=draws, seed=seed)
        own = {one: plan.alone(one) for one in ("1", "2")} if _shared(plan) else {}
        tried = [one for one in own.values() if one.held]
        answer, *found = futures.compare(plan, *tried)
        left = iter(found)
        alone = {one: next(left) if part.held else None for one, part in own.items()}
    choices = which_first(who.source, partners=ranked, days=days, draws=draws, seed=seed) if ranked else ()
    return WhatIfStory(
        who.name,
        who.partners,
        answer,
        alone,
        choices,
        days=days,
        futures=draws,
        seed=seed,
        simulated=who.simulated,
        rests_on="loop" if isinstance(who.source, Loop) else "fit",
        notes=who.notes,
        language=language,
    )


def _shared(plan: Plan) -> bool:
    """Whether more than one person takes part, so that one alone is another question."""
    return any(one.persons == 2 for one in plan.held) or len({one.partner for one in plan.held}) > 1
