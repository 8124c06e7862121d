"""Couples to try changes on."""

import pytest

from pasdedeux.loop import Loop


@pytest.fixture(scope="session")
def pair():
    return Loop.preset("anxious-avoidant")
