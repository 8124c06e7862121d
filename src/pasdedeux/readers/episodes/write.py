"""`Episodes` in, a file of told episodes out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from pasdedeux import files
from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.errors import InputError
from pasdedeux.readers.episodes.moves import join_texts
from pasdedeux.readers.episodes.telling import told_of
from pasdedeux.records import Episodes

CSV = ".csv"


@names_wrong_arguments
def write_episodes(episodes: Episodes, path: str | Path) -> Path:
    """Write told episodes as a file that `read_episodes` reads, open to its owner alone.

    Everything comes back but the two people's scores, which belong to no episode.

    Parameters
    ----------
    episodes
        Of one couple.
    path
        Ends in ``.toml``, ``.json`` or ``.csv``. A file of this name is replaced.

    Raises
    ------
    InputError
        If the name ends otherwise, or the file cannot be written.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from pasdedeux.readers.episodes import read_episodes
    >>> from pasdedeux.records import Episode, Telling
    >>> from pasdedeux.people import Couple, Person
    >>> ours = Couple("ours", (Person("Alma"), Person("Ben")))
    >>> told = Episodes(ours, (Episode("1", (Telling("Ben", date(2026, 11, 3), peak=6),)),))
    >>> with TemporaryDirectory() as folder:
    ...     read_episodes(write_episodes(told, Path(folder) / "told.csv"))[0] == told[0]
    True
    """
    return files.write(path, episodes_text(episodes, Path(path)))


def episodes_text(episodes: Episodes, target: Path) -> str:
    """Write told episodes as text, in the format of a file's name."""
    suffix = target.suffix.lower()
    if suffix not in WRITERS:
        known = ", ".join(WRITERS)
        raise InputError("readers.unknown-format", where=target.name, suffix=suffix, known=known)
    tellings = [told_of(telling, one.id) for one in episodes for telling in one.tellings]
    return WRITERS[suffix](_couple(episodes), tellings)


def _couple(episodes: Episodes) -> dict[str, Any]:
    """Lay out what is said of the couple, without what goes without saying."""
    couple = episodes.couple
    ids = [person.id for person in couple.partners]
    said = {
        "couple": couple.id,
        "partners": list(couple.labels),
        "ids": ids if ids != list(couple.labels) else [],
        "small_recorded": list(episodes.small_recorded or ()),
        "simulated": episodes.provenance.simulated or [],
    }
    return {key: value for key, value in said.items() if value != []}


def _toml(couple: Mapping[str, Any], tellings: list[dict[str, Any]]) -> str:
    head = "".join(f"{key} = {_toml_value(value)}\n" for key, value in couple.items())
    return head + "".join(map(toml_telling, tellings))


def toml_telling(told: Mapping[str, Any]) -> str:
    """Write one telling as a table of a TOML file."""
    lines = (f"{key} = {_toml_value(value, long=key == 'moves')}\n" for key, value in told.items())
    return "\n[[telling]]\n" + "".join(lines)


def _toml_value(value: Any, *, long: bool = False) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list) and long:
        return "[\n" + "".join(f"  {_toml_value(one)},\n" for one in value) + "]"
    return json.dumps(value, ensure_ascii=False)  # lists, texts, numbers and switches are written as in JSON


def _json(couple: Mapping[str, Any], tellings: list[dict[str, Any]]) -> str:
    told = [{**one, "day": one["day"].isoformat()} for one in tellings]
    return files.json_text({**couple, "telling": told})


def _csv(couple: Mapping[str, Any], tellings: list[dict[str, Any]]) -> str:
    keys = dict.fromkeys(key for told in tellings for key in told)
    rows = [{**couple, **dict.fromkeys(keys, ""), **told} for told in tellings]
    return files.csv_text([{key: _cell(value) for key, value in row.items()} for row in rows])


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        return join_texts(map(str, value))
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value


WRITERS = {".toml": _toml, ".json": _json, CSV: _csv}
