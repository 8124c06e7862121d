"""The data files of this room."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any


def load(name: str) -> dict[str, Any]:
    """Read one of the data files beside this module.

    Examples
    --------
    >>> sorted(load("rules.toml")["rest"])
    ['grade', 'sources']
    """
    return tomllib.loads(files("pasdedeux.practice").joinpath(name).read_text("utf-8"))
