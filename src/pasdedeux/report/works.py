"""The works an answer stands on, as a list and as BibTeX; works.toml holds them."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.errors import InputError

Answer = Literal["loop", "rounds", "nonlinear", "talks", "whatif"]
EN_DASH = "\N{EN DASH}"
ANSWERS: tuple[Answer, ...] = get_args(Answer)
SPECIAL = re.compile(r"([&%$#_{}])")
"""What TeX would not print as it stands."""


@dataclass(frozen=True, slots=True)
class Reference:
    """An article, a book or a chapter.

    Parameters
    ----------
    id
        Key in works.toml and in BibTeX.
    authors
        Family name and initials of each.
    year, title, journal, book, volume, pages, publisher
        As printed; empty where there is none. ``book`` is what a chapter stands in.
    doi
        Digital object identifier; empty where none was found or looked for.
    answers
        Which answers stand on it.
    what
        Whether they take a method or a finding from it.
    checked
        Whether the entry was held against a page that shows it; False where it was written from memory.
    """

    id: str
    authors: tuple[str, ...]
    year: int
    title: str
    answers: tuple[str, ...]
    journal: str = ""
    book: str = ""
    volume: str = ""
    pages: str = ""
    publisher: str = ""
    doi: str = ""
    what: Literal["method", "finding"] = "method"
    checked: bool = True

    def __str__(self) -> str:
        """Write it as reference lists do."""
        *others, last = self.authors
        names = f"{', '.join(others)}, & {last}" if others else last
        volume, pages = self.volume and f", {self.volume}", self.pages and f", {self.pages}"
        inside = f"In {self.book} (pp. {self.pages})." if self.book else ""
        place = f"{self.journal}{volume}{pages}." if self.journal else inside
        parts = (f"{names} ({self.year}).", f"{self.title}.", place, self.publisher and f"{self.publisher}.")
        end = self.doi and f"doi:{self.doi}"
        return " ".join(part for part in (*parts, end) if part)

    def bibtex(self, note: str = "") -> str:
        """Write it as an entry of a BibTeX file.

        Parameters
        ----------
        note
            What else is to be known of it.

        Examples
        --------
        >>> print(works("talks")[-1].bibtex())  # doctest: +ELLIPSIS
        @article{vehtari2021,
          author = {Vehtari, A. and Gelman, A. and Simpson, D. and Carpenter, B. and Bürkner, P.-C.},
        ...
        }
        """
        kind = "article" if self.journal else "incollection" if self.book else "book"
        volume, _, number = self.volume.removesuffix(")").partition("(")
        fields = {
            "author": " and ".join(self.authors),
            "title": f"{{{_tex(self.title)}}}",
            "journal": _tex(self.journal),
            "booktitle": _tex(self.book),
            "publisher": _tex(self.publisher),
            "year": str(self.year),
            "volume": volume,
            "number": number.replace(EN_DASH, "--"),
            "pages": self.pages.replace(EN_DASH, "--"),
            "doi": self.doi,
            "note": _tex(note),
        }
        return bibtex_entry(kind, self.id, fields)


def bibtex_entry(kind: str, key: str, fields: dict[str, str]) -> str:
    """Write one entry; fields without a value are left out.

    Examples
    --------
    >>> print(bibtex_entry("book", "kenny2006", {"year": "2006", "note": ""}))
    @book{kenny2006,
      year = {2006},
    }
    """
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@{kind}{{{key},", *lines, "}"])


def _tex(text: str) -> str:
    return SPECIAL.sub(r"\\\1", text)


@cache
def _all() -> tuple[Reference, ...]:
    text = files("pasdedeux.report").joinpath("works.toml").read_text("utf-8")
    return tuple(_work(key, row) for key, row in sorted(tomllib.loads(text).items()))


def _work(key: str, row: dict[str, Any]) -> Reference:
    authors, answers = tuple(row.pop("authors")), tuple(row.pop("answers"))
    return Reference(id=key, authors=authors, answers=answers, **row)


@names_wrong_arguments
def works(answer: str | None = None) -> tuple[Reference, ...]:
    """Give the works that an answer stands on, by their first authors.

    Parameters
    ----------
    answer
        One of `ANSWERS`; all works where None.

    Raises
    ------
    InputError
        If there is no such answer.

    Examples
    --------
    >>> [work.id for work in works("talks")]
    ['bakeman1997', 'christensen1990', 'kenny2006', 'polson2013', 'vehtari2021']
    """
    if answer is not None and answer not in ANSWERS:
        raise InputError("report.no-such-answer", where="answer", answer=answer, known=ANSWERS)
    return tuple(work for work in _all() if answer is None or answer in work.answers)


def cited(answer: str) -> list[str]:
    """List the works that an answer stands on, a line each."""
    return [str(work) for work in works(answer)]
