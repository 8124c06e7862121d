"""The colours: contrast computed, the two partners equally light, dark and print right."""

import re

import pytest

BLOCK = re.compile(r"--([\w-]+):(#[0-9a-f]{6})")


def tokens(sheet, mode):
    light, _, rest = sheet.partition("@media screen and (prefers-color-scheme:dark)")
    return dict(BLOCK.findall(light if mode == "light" else rest.partition("@media print")[0]))


def linear(channel):
    c = channel / 255
    return c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4


def luminance(colour):
    r, g, b = (linear(int(colour[at : at + 2], 16)) for at in (1, 3, 5))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


WORDS = [
    *((ink, ground, 4.5) for ink in ("ink", "ink-2") for ground in ("paper", "card", "sunk")),
    *(("ink-2", tint, 4.5) for tint in ("p1-tint", "p2-tint", "us-tint")),
    *(("ink", tint, 4.5) for tint in ("p1-tint", "p2-tint", "us-tint")),
    ("p1", "paper", 4.5),
    ("p1", "p1-tint", 4.5),
    ("p2", "paper", 4.5),
    ("p2", "p2-tint", 4.5),
    ("us", "paper", 4.5),
    ("us", "us-tint", 4.5),
    ("on-us", "us-fill", 4.5),
    ("edge", "paper", 3),
    ("edge", "card", 3),
    ("focus", "paper", 3),
]


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground", "needed"), WORDS)
def test_contrast(stylesheet_text, mode, ink, ground, needed):
    colours = tokens(stylesheet_text, mode)
    assert contrast(colours[ink], colours[ground]) >= needed


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_no_partner_is_louder(stylesheet_text, mode):
    colours = tokens(stylesheet_text, mode)
    first, second = luminance(colours["p1"]), luminance(colours["p2"])
    assert contrast(colours["p1"], colours["p2"]) < 1.06, (first, second)


def test_both_modes_name_the_same_colours(stylesheet_text):
    assert set(tokens(stylesheet_text, "light")) == set(tokens(stylesheet_text, "dark"))


def test_paper_is_white_in_print_and_colours_can_be_forced(stylesheet_text):
    assert "@media print{:root{--paper:#fff" in stylesheet_text
    assert "forced-colors:active" in stylesheet_text


def test_the_sheet_asks_for_nothing(stylesheet_text):
    assert not re.search(r"url\(|@import|http", stylesheet_text)
