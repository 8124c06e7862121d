"""What `experiment` does: days drawn by lot, how long it takes to see something, what they show."""

from __future__ import annotations

import secrets
from contextlib import suppress
from datetime import date
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option, Typer

from pasdedeux import files
from pasdedeux.cli.language import Country, Speaking, speaking
from pasdedeux.cli.options import Force, Seed
from pasdedeux.cli.pages import Left, Pages, pages
from pasdedeux.cli.terminal import grid, paper, plain, progress
from pasdedeux.errors import InputError
from pasdedeux.words import Words

if TYPE_CHECKING:
    from rich.console import Console

    from pasdedeux.change import Finding, Held
    from pasdedeux.safety import Leave

ANSWERS = {"n": "no", "y": "yes", "j": "yes", "u": "unsure", "s": "skip"}
DAYS_A_WEEK = 7

app = Typer(help="experiment.help.experiment")


@app.command(help="experiment.help.draw")
def draw(
    levers: Annotated[list[str], Argument(metavar="LEVER[:WHO[:DOSE]] ...", help="experiment.option.lever")],
    weeks: Annotated[int, Option(metavar="N", help="experiment.option.weeks")] = 8,
    block: Annotated[int, Option(metavar="N", help="experiment.option.block")] = 4,
    start: Annotated[str | None, Option(metavar="DAY", help="experiment.option.start")] = None,
    seed: Annotated[int | None, Option(metavar="N", help="experiment.option.seed")] = None,
    out: Annotated[Path, Option(metavar="FILE", help="experiment.option.out")] = Path("experiment.csv"),
    language: Speaking = None,
    country: Country = None,
    *,
    force: Force = False,
) -> None:
    """Draw the days and write them as a table to fill in."""
    from pasdedeux.change import Experiment, Held
    from pasdedeux.change.experiment import check_design
    from pasdedeux.services.experiment import experiment_rows

    say = speaking(language)
    files.check_target(out, force=force)
    first = _date(start)
    held = tuple(map(Held.of, levers))
    days = weeks * DAYS_A_WEEK
    check_design(held, days, block)
    leave = _leave(say, country, _what(held, say))
    if leave is None:
        paper().print(plain(say("change.not-available")))
        return
    lot = secrets.randbits(32) if seed is None else seed
    drawn = Experiment.drawn(held, days=days, block=block, seed=lot, opening=leave)
    files.write(out, files.csv_text(experiment_rows(drawn, first)))
    sheet = paper()
    sheet.print(say("experiment.drawn.head", days=days, weeks=weeks), style="bold")
    for at, one in enumerate(held):
        sheet.print(say("experiment.drawn.lead", what=_what((one,), say)))
        sheet.print(say("experiment.drawn.days", days=", ".join(map(str, drawn.days_of(at)))))
    parts = [say(f"experiment.drawn.{name}") for name in ("report", "counts", "stop")]
    _part(sheet, say("experiment.drawn.how"), parts)
    command = f"pasdedeux experiment analyse {plain(str(out))}"
    sheet.print(say("experiment.drawn.next", command=command))


@app.command(help="experiment.help.power")
def power(
    lever: Annotated[str, Argument(metavar="LEVER[:WHO[:DOSE]]", help="experiment.option.lever")],
    effect: Annotated[float | None, Option(metavar="SD", help="experiment.option.effect")] = None,
    couple: Annotated[str, Option(metavar="COUPLE", help="experiment.option.couple")] = "example",
    reliability: Annotated[float, Option(metavar="SHARE", help="experiment.option.reliability")] = 0.7,
    couples: Annotated[int, Option(metavar="N", help="experiment.option.couples")] = 200,
    seed: Seed = 0,
    language: Speaking = None,
) -> None:
    """Say how many weeks it takes to see something, in simulated couples."""
    from pasdedeux.change import Held
    from pasdedeux.services.experiment import OFTEN, weeks_to_see
    from pasdedeux.simulate import read_scenario

    say = speaking(language)
    hold = Held.of(lever)
    loop = read_scenario(couple).loop
    with progress() as step:
        step(say("simulate.running"), 0.0)
        found = weeks_to_see(loop, hold, effect=effect, reliability=reliability, couples=couples, seed=seed)
    sheet = paper()
    sheet.print(say("experiment.power.head", what=_what((hold,), say)), style="bold")
    given = "experiment.power.model" if effect is None else "experiment.power.given"
    sheet.print(say(given, **({} if effect is None else {"effect": float(effect)})))
    table = grid(*(say(f"experiment.power.{name}") for name in ("weeks", "seen", "range")))
    for one in found:
        share, low, high = (str(round(100 * value)) for value in (one.share, one.low, one.high))
        table.add_row(str(one.days // DAYS_A_WEEK), share, f"{low}-{high}")
    sheet.print(table)
    enough = next((one.days // DAYS_A_WEEK for one in found if one.share >= OFTEN), None)
    lines = [say("experiment.power.never") if enough is None else say("experiment.power.enough", n=enough)]
    lines += [say("experiment.power.alarm"), say("experiment.power.model-only")]
    _part(sheet, "", lines)


@app.command(help="experiment.help.analyse")
def analyse(
    file: Annotated[Path, Argument(metavar="FILE", help="experiment.option.file")],
    column: Annotated[str, Option(metavar="NAME", help="experiment.option.column")] = "report",
    seed: Seed = 0,
    language: Speaking = None,
    *,
    json: Annotated[bool, Option("--json", help="experiment.option.json")] = False,
) -> None:
    """Compare days with and days without, from the table you filled in."""
    from dataclasses import asdict

    from pasdedeux.change import analyse as compare
    from pasdedeux.services.experiment import read_experiment

    say = speaking(language)
    filled = read_experiment(file, column)
    holds = filled.experiment.holds
    found = [compare(filled.experiment, filled.reports, which=at, seed=seed) for at in range(len(holds))]
    sheet = paper()
    if json:
        rows = [
            {"lever": one.lever, "partner": one.partner, "dose": one.dose, "interval": 0.9, **asdict(shown)}
            for one, shown in zip(holds, found, strict=True)
        ]
        sheet.out(files.json_text({"effects": rows}), end="")
        return
    for held, shown in zip(holds, found, strict=True):
        _show(sheet, say, _what((held,), say), shown)
    named = ("absence",) if any(one.low <= 0.0 <= one.high for one in found) else ("chance",)
    limits = [say(f"experiment.found.{name}") for name in (*named, "carry", "you")]
    _part(sheet, say("experiment.found.not"), limits)


def _show(sheet: Console, say: Words, what: str, found: Finding) -> None:
    open_ = found.low <= 0.0 <= found.high
    way = "open" if open_ else "up" if found.effect > 0.0 else "down"
    sheet.print(say(f"experiment.found.head-{way}", what=what[:1].upper() + what[1:]), style="bold")
    sheet.print(say("experiment.found.effect", effect=found.effect, low=found.low, high=found.high))
    hundred = ceil(100 * found.p)
    least = found.p < 0.01
    sheet.print(say("experiment.found.p-least") if least else say("experiment.found.p", n=hundred))
    sheet.print(say("experiment.found.reports", n=found.reports))
    sheet.print()


def _part(sheet: Console, heading: str, lines: list[str]) -> None:
    sheet.print(heading, style="bold")
    for line in lines:
        sheet.print(plain(f"- {line}"))
    sheet.print()


def _what(held: tuple[Held, ...], say: Words) -> str:
    """Say what is done on the days, and by whom."""
    parts = (
        say("experiment.by", what=say(f"experiment.on.{one.lever}"), who=say(f"experiment.who-{one.partner}"))
        for one in held
    )
    return "; ".join(parts)


def _date(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise InputError("experiment.no-date", where="--start", start=text) from None


# The questions of safety, asked of each of the two alone


def _leave(say: Words, country: str | None, what: str) -> Leave | None:
    """Ask both, one after the other; what opens hangs on what each wants, and on no other answer."""
    from pasdedeux.safety import agreed_here

    with pages(say, country, say("experiment.ask.ready")) as shown, suppress(Left):
        wants, wants_too = (_ask(shown, say, turn, what) for turn in (1, 2))
        return agreed_here("experiment", mine=wants, theirs=wants_too)
    return None


def _ask(shown: Pages, say: Words, turn: int, what: str) -> bool:
    """Ask one of the two; the page after the questions is the same for every answer, and none is kept."""
    from pasdedeux.safety import QUESTIONS, after_questions

    intro = (say("safety.screen.title"), "", *say.lines("safety.screen.intro"))
    shown.ask((say(f"experiment.ask.turn-{turn}"), "", *intro), say("experiment.ask.ready"))
    for name in QUESTIONS:
        _answer(shown, say, say(f"safety.screen.{name}"))
    shown.read((*after_questions(say.language), "", *shown.help))
    return _answer(shown, say, f"{what[:1].upper()}{what[1:]}. {say('experiment.ask.want')}") == "yes"


def _answer(shown: Pages, say: Words, question: str) -> str:
    again: tuple[str, ...] = ()
    while True:
        typed = shown.ask((question, *again), say("experiment.ask.keys")).lower()
        if typed in ANSWERS:
            return ANSWERS[typed]
        again = ("", say("experiment.ask.again"))
