"""A file of told episodes in, `Episodes` out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.errors import InputError
from pasdedeux.people import Couple, Person
from pasdedeux.records import Episode, Episodes, Provenance, Telling
from pasdedeux.words import Message

if TYPE_CHECKING:
    from pasdedeux.readers.episodes.file import ToldFile, ToldTelling
    from pasdedeux.readers.episodes.tree import Tree

ALONE = ("me", "other")
"""The two people of a file that names nobody."""


@names_wrong_arguments
def read_episodes(source: str | Path) -> Episodes:
    r"""Read told episodes that were written down in a TOML, JSON or CSV file.

    A file holds the tellings of one couple; only the day of each is needed. Acts and answers go by their
    ids or by their wordings, in any language.

    Parameters
    ----------
    source
        A path that ends in ``.toml``, ``.json``, ``.csv``, ``.tsv`` or ``.txt``, of at most 2 MB.

    Returns
    -------
    Episodes
        Tellings that name the same episode are two accounts of it. Where nobody is named, the two people
        are "me" and "other".

    Raises
    ------
    InputError
        Names the file, the line, what is wrong and what to write.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "told.toml"
    ...     text = 'moves = "me: asks again; other: goes quiet: not a word"'
    ...     _ = path.write_text(f"[[telling]]\nday = 2026-11-03\n{text}")
    ...     (episode,) = read_episodes(path)
    >>> [(move.mine, move.act, move.words) for move in episode.tellings[0].moves]
    [(True, 'asks-again', ''), (False, 'goes-quiet', 'not a word')]
    """
    from pasdedeux.readers.episodes.file import told_file  # noqa: PLC0415 - pydantic loads when it is needed
    from pasdedeux.readers.episodes.table import read_table  # noqa: PLC0415 - same, and pandas
    from pasdedeux.readers.episodes.tree import TABLES, read_tree  # noqa: PLC0415 - same

    path = Path(source)
    tree = read_table(path) if path.suffix.lower() in TABLES else read_tree(path)
    return _Reading(tree, told_file(tree)).episodes()


@dataclass(frozen=True, slots=True)
class _Reading:
    """A checked file on its way to nouns."""

    tree: Tree
    file: ToldFile

    def episodes(self) -> Episodes:
        if not self.file.telling:
            raise InputError("readers.episodes.none", where=self.tree.name)
        couple = self._couple()
        told = self._grouped(couple)
        with self._naming(None, "small_recorded"):
            return Episodes(couple, told, self._small(), self._provenance())

    def _provenance(self) -> Provenance:
        rows, simulated = len(self.file.telling), self.file.simulated
        return Provenance(self.tree.name, self.tree.sha256, "told", rows=rows, simulated=simulated)

    def _couple(self) -> Couple:
        named = self.file.partners
        if not named:
            named = tuple(dict.fromkeys(told.by for told in self.file.telling if told.by)) or ALONE
            self._refuse_a_third(named)
            named = named if len(named) == 2 else (*named, ALONE[1])
        ids = self.file.ids or named
        if len(named) != 2 or len(ids) != 2:
            key = "ids" if len(named) == 2 else "partners"
            raise InputError("readers.episodes.not-two", where=self.tree.at(None, key), key=key)
        with self._naming(None, "partners"):
            one, two = (Person(label, id=id_) for label, id_ in zip(named, ids, strict=True))
            return Couple(self.file.couple, (one, two))

    def _refuse_a_third(self, named: tuple[str, ...]) -> None:
        if len(named) > 2:
            third = next(at for at, told in enumerate(self.file.telling) if told.by == named[2])
            where = self.tree.at(third, "by")
            raise InputError("readers.episodes.third", where=where, persons=named[:3])

    def _small(self) -> tuple[int, int] | None:
        counts = self.file.small_recorded
        if counts and len(counts) != 2:
            raise InputError("readers.episodes.small", where="small_recorded")
        return (counts[0], counts[1]) if counts else None

    def _grouped(self, couple: Couple) -> tuple[Episode, ...]:
        """Put accounts of one episode together; one without a name is an episode of its own."""
        groups: dict[str, list[Telling]] = {}
        taken = {told.episode for told in self.file.telling}
        free = (str(n) for n in range(1, 2 * len(self.file.telling) + 1) if str(n) not in taken)
        for at, told in enumerate(self.file.telling):
            name = told.episode or next(free)
            groups.setdefault(name, []).append(self._telling(at, told, couple))
            with self._naming(at, "episode"):
                Episode(name, tuple(groups[name]))
        return tuple(Episode(name, tuple(tellings)) for name, tellings in groups.items())

    def _telling(self, at: int, told: ToldTelling, couple: Couple) -> Telling:
        from pasdedeux.readers.episodes.telling import telling_of  # noqa: PLC0415 - after what it needs

        person = self._person(at, told.by, couple)
        with self._naming(at):
            return telling_of(told, person, couple)

    def _person(self, at: int, name: str, couple: Couple) -> Person:
        if not name:
            return couple.partners[0]
        for called in ("id", "label"):
            for person in couple.partners:
                if getattr(person, called) == name:
                    return person
        where = self.tree.at(at, "by")
        raise InputError("readers.episodes.stranger", where=where, person=name, persons=couple.labels)

    @contextmanager
    def _naming(self, telling: int | None, key: str = "") -> Iterator[None]:
        """Give an error inside the line of the key that it names."""
        try:
            yield
        except InputError as error:
            if isinstance(error.where, Message) and error.where.name == "readers.episodes.at-move":
                place = self.tree.at(telling, "moves")
                raise error.placed(Message("readers.episodes.at", place=place, part=error.where)) from None
            named = error.where if isinstance(error.where, str) else ""
            raise error.placed(self.tree.at(telling, key or named)) from None
