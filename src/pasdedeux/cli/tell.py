"""What `tell` does: one hard or good moment, told by one person alone, one question at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING, Annotated, Any

from typer import Option

from pasdedeux.cli.language import Country, Speaking, speaking
from pasdedeux.cli.pages import Left, Pages, pages
from pasdedeux.cli.terminal import paper, plain
from pasdedeux.words import Words

if TYPE_CHECKING:
    from pasdedeux.people import Couple
    from pasdedeux.records import Move, Telling
    from pasdedeux.services.telling import Form, Step

YES = frozenset({"y", "yes", "j", "ja"})
BACK = object()
WIDEST, NARROWEST = 60, 40
FIRST_PAGE, LAST = 12, 2


def tell(
    language: Speaking = None,
    country: Country = None,
    save: Annotated[Path | None, Option(metavar="FILE", help="cli.option.tell-save")] = None,
) -> None:
    """Tell one moment, alone."""
    say = speaking(language)
    couple = _kept_couple(save)
    kept = False
    with pages(say, country, say("tell.next")) as shown, suppress(Left):
        try:
            kept = _talk(_Talk(shown, say), save, couple)
        except Left:
            shown.read(shown.help)
            return
    if save:
        paper().print(plain(say("tell.kept-in", file=str(save)) if kept else say("tell.not-kept")))


def _kept_couple(save: Path | None) -> Couple | None:
    from pasdedeux.readers.episodes.append import couple_told_of

    return couple_told_of(save) if save else None


def _talk(talk: _Talk, save: Path | None, couple: Couple | None) -> bool:
    """Ask everything, show what was told, and keep it where that is wanted."""
    from pasdedeux.services.telling import shown, told

    if not talk.begins(save):
        return False
    form = talk.form()
    telling = told(form, talk.answers(form))
    width = min(talk.shown.sheet.width, WIDEST)
    talk.shown.read((talk.say("tell.shown.title"), "", *shown(telling, talk.say, width)))
    return save is not None and talk.keeps(telling, save, couple)


@dataclass(slots=True)
class _Talk:
    """Questions on pages."""

    shown: Pages
    say: Words
    today: date = field(default_factory=lambda: datetime.now(UTC).astimezone().date())
    wrong: bool = False

    def ask(self, lines: Sequence[str], keys: str, strong: str) -> str:
        """Show a page with the way to help below it; say so where the last answer was not understood."""
        again = (self.say("tell.again"),) if self.wrong else ()
        self.wrong = False
        door = self.say("tell.door", door=self.say("safety.help.door"))
        return self.shown.ask((*lines, "", *again, door), self.say(keys), strong=strong)

    def begins(self, save: Path | None) -> bool:
        """Say who sees this and where to stop; go on only with somebody who is alone."""
        kept = self.say("tell.to-keep", file=str(save)) if save else self.say("tell.keeps-nothing")
        question = self.say("tell.alone")
        about = (self.say("tell.private"), self.say("tell.where-to-stop"), kept, "", question)
        if self.ask(about, "tell.yes-no", question).lower() in YES:
            return True
        self.shown.read((self.say("tell.later"), "", *self.shown.help))
        return False

    def form(self) -> Form:
        """Ask what is to be told, and how much of it."""
        from pasdedeux.services.telling import Form

        forms, question = tuple(Form), self.say("tell.form")
        while True:
            lines = _numbered(self.say(f"tell.form.{form}") for form in forms)
            typed = self.ask((question, "", *lines), "tell.form-keys", question) or "1"
            if typed in {str(n) for n in range(1, len(forms) + 1)}:
                return forms[int(typed) - 1]
            self.wrong = True

    def answers(self, form: Form) -> dict[Step, Any]:
        """Ask one question after the other; ``b`` goes one back."""
        from pasdedeux.services.telling import MOVES, steps

        answers: dict[Step, Any] = {}
        at = 0
        while at < len(asked := steps(form, answers)):
            step = asked[at]
            place = self.say("tell.place", n=at + 1, of=len(asked))
            answer = self.moves(step, place, answers) if step in MOVES else self.one(step, place)
            if answer is BACK:
                at = max(at - 1, 0)
                continue
            answers[step] = answer
            at += 1
        return answers

    def one(self, step: Step, place: str) -> Any:
        """Ask a question that is answered by a number, or by a line."""
        from pasdedeux.services.telling import Step, choices, understood

        question = self.say(f"tell.ask.{step}")
        lines = _numbered(text for _, text in choices(step, self.say))
        keys = "tell.keys-day" if step is Step.DAY else "tell.keys"
        if step is Step.DAY:
            lines.append(self.say("tell.day.other", day=self.today.isoformat()))
        while True:
            typed = self.ask((place, question, *([""] if lines else []), *lines), keys, question)
            if typed.lower() == "b":
                return BACK
            try:
                return understood(step, typed, self.today, self.say)
            except ValueError:
                self.wrong = True

    def moves(self, step: Step, place: str, answers: dict[Step, Any]) -> Any:
        """Ask for one move after the other, in turn; ``w`` changes whose it is, ``m`` shows more of them."""
        from pasdedeux.services.telling import MOVES, Step, move_understood, offered

        by_phone = bool(answers.get(Step.APART))
        acts, moves = offered(step), list(answers.get(step, ()))[: MOVES[step] - 1]
        mine, more = not (moves and moves[-1].mine), False
        while len(moves) < MOVES[step]:
            lines = self.moves_page(step, moves, mine=mine, more=more, by_phone=by_phone)
            question = f"{place}  {self.say(f'tell.ask.{step}')}"
            typed = self.ask((question, *lines), "tell.keys-moves", question)
            if typed.lower() in {"w", "m"}:
                mine, more = mine ^ (typed.lower() == "w"), more ^ (typed.lower() == "m")
            elif typed.lower() == "b":
                if not moves:
                    return BACK
                mine = moves.pop().mine
            elif not typed:
                break
            else:
                try:
                    moves.append(move_understood(typed, acts, mine=mine, by_phone=by_phone))
                    mine, more = not mine, False
                except ValueError:
                    self.wrong = True
        return tuple(moves)

    def moves_page(
        self, step: Step, moves: Sequence[Move], *, mine: bool, more: bool, by_phone: bool
    ) -> tuple[str, ...]:
        """Lay out the last moves, whose the next one is, and what it can be."""
        from pasdedeux.readers.episodes.names import act_wording
        from pasdedeux.services.telling import move_words, offered

        before = [self.move(move, move_words(move, self.say)) for move in moves[-LAST:]]
        acts = [act_wording(act, self.say, mine=mine, by_phone=by_phone) for act in offered(step)]
        lines = _numbered(acts)
        page = lines[FIRST_PAGE:] if more and len(lines) > FIRST_PAGE else lines[:FIRST_PAGE]
        who = self.say("episodes.me" if mine else "episodes.other")
        return (*(before or [self.say("tell.own-words")]), self.say("tell.now", who=who), *page)

    def move(self, move: Move, called: str) -> str:
        """Say whose a move was, and what it was, in one line."""
        who = self.say("episodes.me" if move.mine else "episodes.other")
        return shorten(self.say("tell.move", who=who, move=called), NARROWEST, placeholder=" …")

    def keeps(self, telling: Telling, save: Path, couple: Couple | None) -> bool:
        """Ask whether to keep it, and whose telling it is where the file names two people; no by default."""
        from pasdedeux.readers.episodes.append import append_telling

        question = self.say("tell.ask.keep", file=str(save))
        if self.ask((question,), "tell.keys-keep", question).lower() not in YES:
            return False
        append_telling(telling, save, self.who(save, couple) if couple else "")
        return True

    def who(self, save: Path, couple: Couple) -> str:
        """Ask which of the two people of a file tells this; nobody is asked where the file names none."""
        from pasdedeux.readers.episodes.read import ALONE

        if couple.labels == ALONE:
            return ""
        question = self.say("tell.ask.who", file=str(save))
        while True:
            typed = self.ask((question, "", *_numbered(couple.labels)), "tell.keys-who", question)
            if typed in {"1", "2"}:
                return couple.partners[int(typed) - 1].id
            self.wrong = True


def _numbered(texts: Iterable[str]) -> list[str]:
    return [f"{number:2} {text}" for number, text in enumerate(texts, start=1)]
