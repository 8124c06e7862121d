"""One code scheme: names of codes, and the class of acts that each is counted as."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.errors import InputError
from pasdedeux.readers import names
from pasdedeux.records import ACTS, ActClass

CLASSES = (*(str(one) for one in ActClass), "other")
"""What a code may be counted as."""
OWN = "acts"
"""Name of the project's own classes and acts."""
FEWEST = 2
"""Different codes of a file that must be known before a scheme is taken from their names alone."""


@dataclass(frozen=True)
class Scheme:
    """What the codes of one system are counted as.

    Parameters
    ----------
    name
        As it is asked for, e.g. ``"spaff"``.
    title
        As its authors call it.
    source
        Where it is described.
    known
        Class by the name of a code in lower case, letters and digits only, all usual spellings.

    Examples
    --------
    >>> scheme("spaff").classes(("Criticism", "humor", "stonewalling"))
    {'Criticism': 'press', 'humor': 'soft', 'stonewalling': 'away'}
    """

    name: str
    title: str
    source: str
    known: Mapping[str, str]

    def classes(self, codes: Sequence[str]) -> dict[str, str]:
        """Class of each code; a code that the scheme does not know is ``"other"``."""
        return {code: self.known.get(names.plain(code), "other") for code in codes}

    def unknown(self, codes: Sequence[str]) -> list[str]:
        """Codes that the scheme does not know."""
        return [code for code in codes if names.plain(code) not in self.known]


def schemes() -> tuple[str, ...]:
    """Names of all schemes that can be asked for.

    Examples
    --------
    >>> schemes()
    ('acts', 'cirs', 'spaff', 'valence', 'vtcs')
    """
    found = files("pasdedeux.readers.talks.schemes").iterdir()
    shipped = (path.name.removesuffix(".toml") for path in found if path.name.endswith(".toml"))
    return tuple(sorted([OWN, *shipped]))


@names_wrong_arguments
def scheme(name: str) -> Scheme:
    """Read a scheme by its name, or a file of one's own.

    Parameters
    ----------
    name
        One of `schemes`, or the path of a TOML file with a list of codes for each class.

    Raises
    ------
    InputError
        If there is no such scheme or file, or the file has a mistake, which is named with its line.

    Examples
    --------
    >>> scheme("cirs").known["withdraws"]
    'away'
    """
    if name in schemes():
        return _shipped(name)
    if not name.casefold().endswith(".toml"):
        raise InputError("readers.talks.unknown-scheme", where="codes", name=name, known=", ".join(schemes()))
    if not Path(name).is_file():
        raise InputError("readers.no-file", where=name)
    return _of(Path(name), Path(name).stem)


@names_wrong_arguments
def recognised(codes: Sequence[str]) -> tuple[Scheme, ...]:
    """Schemes that know every code of a file (``"other"`` counts for all), more than one of them by name.

    Examples
    --------
    >>> [one.name for one in recognised(("criticism", "contempt", "whining", "neutral"))]
    ['spaff']
    >>> recognised(("0", "1"))
    ()
    """
    told = [code for code in codes if names.plain(code) not in {"other", "neutral"}]
    found = [_shipped(name) for name in schemes()]
    return tuple(one for one in found if len(told) >= FEWEST and not one.unknown([*told]))


@cache
def _shipped(name: str) -> Scheme:
    if name == OWN:
        known = {names.plain(act.id): str(act.act_class) for act in ACTS.values()}
        known |= {one: one for one in CLASSES}
        return Scheme(OWN, "Pas de Deux", "pasdedeux.records.acts", known)
    return _of(Path(str(files("pasdedeux.readers.talks.schemes") / f"{name}.toml")), name)


def _of(path: Path, name: str) -> Scheme:
    from pydantic import create_model  # noqa: PLC0415 - takes a tenth of a second to load

    from pasdedeux.toml_files import TomlFile, TomlTable  # noqa: PLC0415 - loads pydantic

    lists: dict[str, Any] = {one: (list[str], []) for one in CLASSES}
    model = create_model(
        "SchemeFile",
        __base__=TomlTable,
        title=(str, ""),
        source=(str, ""),
        note=(str, ""),
        **lists,
    )
    read = TomlFile.read(path).load(model)
    known: dict[str, str] = {}
    for one in CLASSES:
        for code in read.get(one, ()):
            plain = names.plain(code)
            if known.setdefault(plain, one) != one:
                raise InputError("readers.talks.two-classes", where=path.name, code=code)
    if not known:
        raise InputError("readers.talks.empty-scheme", where=path.name, classes=", ".join(CLASSES))
    return Scheme(name, read.get("title") or name, read.get("source", ""), known)
