"""What `check` does: the five-minute check, one question at a time, for one person alone."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from typer import Option

from pasdedeux import files
from pasdedeux.cli.language import Country, Speaking, asked_language
from pasdedeux.cli.options import Force
from pasdedeux.cli.pages import Left, Pages, pages
from pasdedeux.cli.terminal import paper, plain
from pasdedeux.errors import InputError
from pasdedeux.words import Words, words

if TYPE_CHECKING:
    from pasdedeux.instruments import CheckResult

PARTNER = "P"
LONGEST_NAME = 30
YES = frozenset({"y", "yes", "j", "ja"})


def check(
    language: Speaking = None,
    country: Country = None,
    save: Annotated[
        Path | None,
        Option(metavar="FILE", help="cli.option.check-save"),
    ] = None,
    *,
    force: Force = False,
) -> None:
    """Take the five-minute check, alone."""
    say = words(language or asked_language(()))
    if save:
        files.check_target(save, force=force)
    with pages(say, country, say("instruments.check.next")) as shown, suppress(Left):
        try:
            result = _talk(shown, say, save)
        except Left:
            shown.read(shown.help)
            return
    if save and result:
        day = datetime.now(UTC).astimezone().date().isoformat()
        files.write(save, files.json_text({"day": day, **result.to_dict()}))
        paper().print(plain(say("instruments.check.kept", file=str(save))))


def _talk(shown: Pages, say: Words, save: Path | None) -> CheckResult | None:
    from pasdedeux.instruments import five_minute_check

    kept = (
        say("instruments.check.to-keep", file=str(save)) if save else say("instruments.check.keeps-nothing")
    )
    about = (say("instruments.check.private"), say("instruments.check.unvalidated"), kept)
    question = say("instruments.check.alone")
    alone = shown.ask((*about, "", question), say("instruments.check.alone-keys"), strong=question)
    if alone.lower() not in YES:
        shown.read((say("instruments.check.later"), "", *shown.help))
        return None
    keys = say("instruments.check.name-keys", partner=PARTNER)
    partner = shown.ask((say("instruments.check.name"),), keys)[:LONGEST_NAME] or PARTNER
    answers = _asked(shown, say, partner)
    try:
        result = five_minute_check(answers)
    except InputError as error:
        shown.read((error.text(say.language), "", *shown.help))
        return None
    found = result.words(partner, say.language)
    shown.read((*found.point, "", *found.moments, "", *found.limits, "", *shown.help))
    return result


def _asked(shown: Pages, say: Words, partner: str) -> dict[str, int | None]:
    """Answer by item, asked one after the other; ``b`` goes one back."""
    from pasdedeux.instruments import questions

    asked = questions(partner, say.language)
    scale = [f"{n} {say(f'instruments.check.answer.{n}')}" for n in range(1, 6)]
    heads = {"weeks": say("instruments.check.intro", partner=partner), "hot": say("instruments.check.hot")}
    answers: dict[str, int | None] = {}
    again: tuple[str, ...] = ()
    at = 0
    while at < len(asked):
        one = asked[at]
        place = say("instruments.check.place", n=at + 1, of=len(asked))
        page = (place, heads[one.section], "", one.text, "", *scale, *again)
        typed = shown.ask(page, say("instruments.check.keys"), strong=one.text).lower()
        again = ()
        if typed == "b":
            at = max(at - 1, 0)
        elif typed in {"", *"12345"}:
            answers[one.id] = int(typed) if typed else None
            at += 1
        else:
            again = ("", say("instruments.check.again"))
    return answers
