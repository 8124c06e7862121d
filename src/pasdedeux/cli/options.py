"""Options that several commands share, and how a file is to be read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from inspect import signature
from pathlib import Path
from shlex import join
from typing import TYPE_CHECKING, Annotated, Any, Literal

from typer import Argument, Option

from pasdedeux.cli.parse import parse_list, parse_map, parse_setting
from pasdedeux.errors import InputError

if TYPE_CHECKING:
    from pasdedeux.records import Records, Talks

WORDS = ("decimal", "encoding", "separator", "table", "trial", "unit", "week", "zone")
HOURS = ("late", "together")
TALK_WORDS, TALK_NUMBERS = ("decimal", "encoding", "separator", "table"), ("interval", "rate")

Files = Annotated[list[str], Argument(metavar="FILE...", help="cli.option.file")]
Columns = Annotated[str | None, Option("--map", metavar="ROLE=COLUMN,...", help="cli.option.map")]
Roles = Annotated[str | None, Option(metavar="ROLE,...", help="cli.option.roles")]
Layout = Annotated[Literal["long", "wide", "pairwise"] | None, Option(help="cli.option.layout")]
Dates = Annotated[Literal["dmy", "mdy", "ymd"] | None, Option(help="cli.option.dates")]
Missing = Annotated[list[str] | None, Option(metavar="CODE", help="cli.option.missing")]
More = Annotated[list[str] | None, Option("--read", metavar="NAME=VALUE", help="cli.option.read")]
Partners = Annotated[Literal["told-apart", "alike"] | None, Option(help="cli.option.partners")]
Answers = Annotated[str | None, Option(metavar="LOWEST,...,HIGHEST", help="cli.option.answers-order")]
Couple = Annotated[list[str] | None, Option("--couple", metavar="ID", help="cli.option.couple")]
Seed = Annotated[int, Option(min=0, metavar="N", help="cli.option.seed")]
Jobs = Annotated[int, Option(min=1, metavar="N", help="cli.option.jobs")]
Dask = Annotated[bool, Option("--dask", help="cli.option.dask")]
Codes = Annotated[str | None, Option("--codes", metavar="NAME|FILE", help="cli.option.codes")]
People = Annotated[str | None, Option("--people", metavar="ONE+TWO", help="cli.option.people")]
Json = Annotated[str | None, Option("--json", metavar="PATH", help="cli.option.json")]
Csv = Annotated[Path | None, Option("--csv", metavar="PATH", help="cli.option.csv")]
Force = Annotated[bool, Option("--force", help="cli.option.force")]
Everything = Annotated[bool, Option("--all", help="cli.option.all")]


@dataclass(frozen=True)
class Reading:
    """What the options say of how to read the files of one table."""

    columns: Columns = None
    roles: Roles = None
    layout: Layout = None
    dates: Dates = None
    missing: Missing = None
    more: More = None
    couple: Couple = None
    partners: Partners = None
    answers: Answers = None

    def records(self, files: Sequence[str]) -> Records:
        """Read the files, and keep the couples that were named."""
        from pasdedeux.readers.diary import read

        found = read(
            files if len(files) > 1 else files[0],
            columns=parse_map(self.columns) if self.columns else None,
            roles=parse_list(self.roles, "--roles pursuit,withdrawal"),
            layout=self.layout,
            dates=self.dates,
            missing=self.missing or (),
            distinguishable=None if self.partners is None else self.partners == "told-apart",
            answers=parse_list(self.answers, "--answers never,sometimes,always") or (),
            **_options(self.more, WORDS, HOURS, "cli.not-hours"),
        )
        return found.choose(self.couple) if self.couple else found

    def typed(self, files: Sequence[str]) -> str:
        """Write the files and the options as they are typed, for the next command."""
        return join([*files, *(word for pair in self._given() for word in pair)])

    def options(self) -> list[str]:
        """Name the options that were given."""
        return list(dict.fromkeys(flag for flag, _value in self._given()))

    def _given(self) -> list[tuple[str, str]]:
        once = {
            "--map": self.columns,
            "--roles": self.roles,
            "--layout": self.layout,
            "--dates": self.dates,
            "--partners": self.partners,
            "--answers": self.answers,
        }
        often = {"--missing": self.missing, "--read": self.more, "--couple": self.couple}
        given = [(flag, value) for flag, value in once.items() if value]
        return given + [(flag, value) for flag, values in often.items() for value in values or ()]


def with_reading(command: Callable[..., None]) -> Callable[..., None]:
    """Put the options of `Reading` in the place of a command's parameter ``reading``.

    Typer finds a command's options among its parameters, each by itself; here they become one value.
    """
    own, options = signature(command, eval_str=True), signature(Reading, eval_str=True).parameters

    @wraps(command)
    def run(**given: Any) -> None:
        command(reading=Reading(**{name: given.pop(name) for name in options}), **given)

    parameters = [
        one.replace(kind=one.KEYWORD_ONLY)
        for name, parameter in own.parameters.items()
        for one in (options.values() if name == "reading" else (parameter,))
    ]
    run.__signature__ = own.replace(parameters=parameters)  # type: ignore[attr-defined]  # Typer reads it
    return run


@dataclass(frozen=True)
class TalkReading:
    """Files of coded talks, and what the options say of how to read them."""

    files: tuple[str, ...]
    columns: str | None
    codes: str | None
    people: str | None
    missing: list[str] | None
    more: list[str] | None

    def talks(self) -> Talks:
        """Read the files."""
        from pasdedeux.readers.talks import read_talks

        return read_talks(
            self.files,
            columns=parse_map(self.columns) if self.columns else None,
            codes=self.codes,
            people=self.people,
            missing=self.missing or (),
            **_options(self.more, TALK_WORDS, TALK_NUMBERS, "cli.not-number"),
        )

    def typed(self) -> str:
        """Write the files and their options as they are typed, for the next command."""
        given = [("--map", self.columns), ("--codes", self.codes), ("--people", self.people)]
        given += [("--missing", value) for value in self.missing or ()]
        given += [("--read", value) for value in self.more or ()]
        return join([*self.files, *(word for flag, value in given if value for word in (flag, value))])


def refuse_idle(where: str, **given: object) -> None:
    """Refuse options that would do nothing.

    Parameters
    ----------
    where
        Where they do something, as in ``--as diary``.
    **given
        Values by name of the option, with underscores.
    """
    for name, value in given.items():
        if value:
            option = f"--{name.replace('_', '-')}"
            raise InputError("cli.idle", where=option, option=option, only=where)


def _options(
    pairs: list[str] | None, words: tuple[str, ...], numbers: tuple[str, ...], refusal: str
) -> dict[str, Any]:
    """Take pairs as they are typed: some names stand for words, some for numbers."""
    found: dict[str, Any] = {}
    for pair in pairs or ():
        name, value = parse_setting(pair, (*words, *numbers))
        try:
            found[name] = value if name in words else float(value)
        except ValueError:
            raise InputError(refusal, where="--read", name=name, value=value) from None
    return found
