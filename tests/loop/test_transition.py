"""The closed form of two states is the exponential, for real and complex eigenvalues and where they meet."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.linalg import expm

from pasdedeux.loop import transition

numbers = st.floats(-3.0, 3.0)


@given(st.lists(numbers, min_size=4, max_size=4), st.floats(0.0, 5.0))
def test_two_states_in_closed_form(entries, gap):
    drift = np.array(entries).reshape(2, 2)
    wanted = expm(drift * gap)
    np.testing.assert_allclose(transition(drift, [gap])[0], wanted, rtol=1e-9, atol=1e-9 * abs(wanted).max())


def test_equal_eigenvalues_and_no_time():
    drift = np.array([[-1.0, 1.0], [0.0, -1.0]])
    np.testing.assert_allclose(transition(drift, [0.0, 2.0]), [np.eye(2), expm(2 * drift)], atol=1e-12)
