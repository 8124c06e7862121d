"""How numbers and beginnings of sentences look on a page."""

from __future__ import annotations

import re

from pasdedeux.estimates import Interval

_HYPHEN = re.compile(r"(?<![\w.-])-(?=\.?\d)")


def ten(share: float) -> int:
    """Round a share to parts of ten."""
    return round(10 * share)


def tens(size: Interval) -> tuple[int, int, int]:
    """Lower end, middle and upper end in parts of ten."""
    return ten(size.low), ten(size.estimate), ten(size.high)


def upper(sentence: str) -> str:
    """Begin a sentence with a capital letter.

    Examples
    --------
    >>> upper("partner one alone")
    'Partner one alone'
    """
    return sentence[:1].upper() + sentence[1:]


def minus(words: str) -> str:
    r"""Turn the hyphen before a number into a true minus sign, wherever it stands in a sentence.

    Examples
    --------
    >>> minus("a one-way link, between -0.3 and 0.2") == "a one-way link, between \u22120.3 and 0.2"
    True
    """
    return _HYPHEN.sub("\u2212", words)
