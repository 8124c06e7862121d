"""Packages that load what they list when it is first used, so that importing one costs nothing."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from typing import Any


def names(package: str, homes: Mapping[str, str]) -> Callable[[str], Any]:
    """Make a package's ``__getattr__``: each name comes from the module of the package that is its home.

    Examples
    --------
    >>> names("pasdedeux", {"Person": "people"})("Person")
    <class 'pasdedeux.people.Person'>
    """

    def find(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module '{package}' has no attribute '{name}'")
        return getattr(importlib.import_module(f"{package}.{homes[name]}"), name)

    return find
