"""Names as they are compared: without capitals, accents and signs."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


@lru_cache(4096)
def plain(name: str) -> str:
    """Lower case, letters and digits only, without accents.

    Examples
    --------
    >>> plain("Dyad_ID "), plain("Nähe")
    ('dyadid', 'nahe')
    """
    return re.sub(r"[\W_]+", "", _unaccented(name).casefold())


def tokens(name: str) -> list[str]:
    """Words of a name, plain, in their order.

    Examples
    --------
    >>> tokens("tense_sliderNegPos"), tokens("Who are you?")
    (['tense', 'slider', 'neg', 'pos'], ['who', 'are', 'you'])
    """
    parted = _CAMEL.sub(" ", _unaccented(name))
    return [word for word in re.split(r"[\W_]+", parted.casefold()) if word]


def words(text: str) -> tuple[str, ...]:
    """Words of a list that is written as one text."""
    return tuple(text.split())


def _unaccented(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
