"""One small fit of each kind, made once."""

import numpy as np
import pytest

from pasdedeux.identify import fit
from pasdedeux.loop import LinearLoop
from pasdedeux.simulate import example_records, simulate_records


@pytest.fixture(scope="session")
def strong_couple():
    loop = LinearLoop.of_gain(0.75, shared=0.2)
    return simulate_records([loop], np.arange(365.0), seed=4, reliability=0.85)


@pytest.fixture(scope="session")
def one_fit(strong_couple):
    return fit(strong_couple, seed=1)


@pytest.fixture(scope="session")
def study():
    return example_records(couples=24, days=40)


@pytest.fixture(scope="session")
def study_fit(study):
    return fit(study, seed=1, jobs=2)
