"""Time zones and countries to choose from, by the names that a language has for them."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

from pasdedeux.safety import countries
from pasdedeux.words import Language


@cache
def zones() -> tuple[str, ...]:
    """Give time zones that belong to a country, in order.

    Examples
    --------
    >>> "Europe/Berlin" in zones()
    True
    """
    known = available_timezones()
    return ("UTC", *sorted(zone for zone in _territories() if "/" in zone and zone in known))


def country_of(zone: str) -> str:
    """Guess the country of a zone, for people to talk to; empty where it is not known.

    Examples
    --------
    >>> country_of("Europe/Berlin"), country_of("UTC")
    ('DE', '')
    """
    found = _territories().get(zone, "")
    return found if len(found) == 2 and found.isalpha() else ""


@cache
def country_names(language: Language) -> tuple[tuple[str, str], ...]:
    """Give code and name of each country with people to talk to, by name.

    Examples
    --------
    >>> dict(country_names("de"))["GB"]
    'Vereinigtes Königreich'
    """
    named = ((code, country_name(code, language)) for code in countries())
    return tuple(sorted(named, key=lambda one: one[1]))


def country_name(code: str, language: Language) -> str:
    """Give the name of a country; its code where it has none."""
    from babel import Locale  # noqa: PLC0415 - loads only where somebody asks

    return str(Locale(language).territories.get(code, code))


@cache
def _territories() -> dict[str, str]:
    from babel.core import get_global  # noqa: PLC0415 - same

    found: dict[str, str] = dict(get_global("zone_territories"))
    return found
