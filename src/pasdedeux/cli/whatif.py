"""What `whatif` does: a couple and a change in; futures with and without it, in words and on one page."""

from __future__ import annotations

from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option

from pasdedeux import files
from pasdedeux.cli.terminal import paper, progress, tell, tell_files
from pasdedeux.errors import InputError

if TYPE_CHECKING:
    from pasdedeux.change import Plan
    from pasdedeux.report.whatif import WhatIfStory
    from pasdedeux.simulate import Scenario


def whatif(
    couple: Annotated[
        str,
        Argument(
            metavar="[COUPLE]",
            help="example, secure-secure, anxious-secure, avoidant-secure, anxious-anxious, "
            "avoidant-avoidant, anxious-avoidant; or a TOML file.",
        ),
    ] = "example",
    change: Annotated[
        list[str] | None,
        Option(
            metavar="LEVER[:WHO[:DOSE]]",
            help="What is changed: softening:1, daily_check_in, therapy_gain:both:0.5; may be repeated. "
            "WHO is 1, 2, both or a name of the file. Without it, only which change would come first.",
        ),
    ] = None,
    stop: Annotated[
        list[str] | None,
        Option(metavar="LEVER[:WHO[:DOSE]]", help="What the two do already and would stop; may be repeated."),
    ] = None,
    start: Annotated[float, Option("--from", metavar="DAY", help="Day on which it starts.")] = 0.0,
    until: Annotated[
        float | None, Option(metavar="DAY", help="Day on which it ends; kept up unless given.")
    ] = None,
    days: Annotated[float, Option(metavar="N", help="How far to look, 14 to 365.")] = 182.0,
    draws: Annotated[int, Option(metavar="N", help="How many futures, 20 to 5,000.")] = 200,
    seed: Annotated[int | None, Option(metavar="N", help="Seed of everything random.")] = None,
    report: Annotated[Path, Option(metavar="PATH", help="Where the page goes.")] = Path("whatif.html"),
    json: Annotated[
        str | None,
        Option("--json", metavar="PATH", help="Write all numbers as JSON; - prints them and nothing else."),
    ] = None,
    alone: Annotated[
        str | None,
        Option(metavar="WHO", help="With what comes first: only what 1, or 2, can do without the other."),
    ] = None,
    *,
    first: Annotated[bool, Option("--first", help="Also say which change would come first.")] = False,
    force: Annotated[bool, Option("--force", help="Replace files that exist.")] = False,
) -> None:
    """Try a change in the model before it is tried in life.

    A couple is run forward with the change and without it, on the same days. It tells ranges, no fate.
    """
    source = Path(couple)
    data = Path(json) if json and json != "-" else None
    for target in (report, data) if data else (report,) if json != "-" else ():
        files.check_target(target, source=source if source.is_file() else None, force=force)
    with progress() as step:
        step("Reading", 0.0)
        who = _couple(couple)
        plan = _plan(who, change or [], stop or [], start, inf if until is None else until)
        step("Running", 0.3)
        ask = who.seed if seed is None else seed
        ranked = ("1", "2", "both") if alone is None else (_one(who, alone),)
        wanted = first or alone is not None or not plan.held
        story = _story(who, plan, days, draws, ask, ranked if wanted else ())
    _hand_out(story, report, data, only_json=json == "-")


def _couple(source: str) -> Scenario:
    from pasdedeux.simulate import read_scenario

    who = read_scenario(source)
    if who.population is not None or who.schedule.changes or who.schedule.events:
        raise InputError(
            "a what-if takes one couple, without events and changes of its own.",
            where=source,
            remedy="Leave out [population], [[event]] and [[change]]; name changes with --change.",
        )
    return who


def _plan(who: Scenario, change: list[str], stop: list[str], start: float, until: float) -> Plan:
    from pasdedeux.change import Held, Plan

    held = [Held.of(_numbered(who, words), start=start, stop=until) for words in change]
    ended = [Held.of(_numbered(who, words), start=start, stopping=True) for words in stop]
    return Plan((*held, *ended))


def _numbered(who: Scenario, words: str) -> str:
    """Put a partner's number where a name stands."""
    lever, *rest = words.split(":")
    return ":".join((lever, *(_number(who, one) for one in rest[:1]), *rest[1:]))


def _one(who: Scenario, name: str) -> str:
    number = _number(who, name)
    if number not in {"1", "2"}:
        raise InputError(
            f"'{name}' is no partner.", where="--alone", remedy=f"Say 1, 2, {' or '.join(who.partners)}."
        )
    return number


def _number(who: Scenario, name: str) -> str:
    return str(who.partners.index(name) + 1) if name in who.partners else name


def _story(
    who: Scenario, plan: Plan, days: float, draws: int, seed: int, ranked: tuple[str, ...]
) -> WhatIfStory:
    from pasdedeux.change import Futures, which_first
    from pasdedeux.report.whatif import WhatIfStory

    answer, alone = None, {}
    if plan.held:
        futures = Futures.of(who.loop, days=days, draws=draws, seed=seed)
        own = {one: plan.alone(one) for one in ("1", "2")} if _shared(plan) else {}
        tried = [one for one in own.values() if one.held]
        answer, *found = futures.compare(plan, *tried)
        left = iter(found)
        alone = {one: next(left) if part.held else None for one, part in own.items()}
    choices = which_first(who.loop, partners=ranked, days=days, draws=draws, seed=seed) if ranked else ()
    return WhatIfStory(who.name, who.partners, answer, alone, choices, days=days, futures=draws, seed=seed)


def _shared(plan: Plan) -> bool:
    """Whether more than one person takes part, so that one alone is another question."""
    return any(one.persons == 2 for one in plan.held) or len({one.partner for one in plan.held}) > 1


def _hand_out(story: WhatIfStory, page: Path, data: Path | None, *, only_json: bool) -> None:
    from pasdedeux.files import write
    from pasdedeux.report.whatif import as_data, what_if_page

    text = files.json_text(as_data(story))
    if only_json:
        paper().out(text, end="")
        return
    whole = what_if_page(story)
    if data:
        files.write(data, text)
    write(page, whole)
    sheet, say = paper(), story.say
    parts = ((say("report.answer.seen"), story.seen), (say("report.answer.over"), story.order))
    tell(sheet, story.head, story.lead, (*parts, (say("report.answer.not"), story.limits)))
    tell_files(sheet, Report=page, JSON=data)
