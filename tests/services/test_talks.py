"""What is said of coded talks before a fit, and the response that codes leave."""

import numpy as np
import pandas as pd
import pytest

import talk_files as kit
from pasdedeux import read_talks
from pasdedeux.errors import InputError
from pasdedeux.services import look_at_talks, the_response


def talks(**columns):
    return read_talks(pd.DataFrame({"couple": 1, **columns}))


def test_who_does_how_much_in_time_where_states_have_an_end():
    found = look_at_talks(talks(who=list("WHW"), start=[0, 1, 9], end=[1, 4, 10], code=list("aba")))
    assert found.labels == ("W", "H")
    assert found.shares.tolist() == [2 / 5]
    assert found.counts.tolist() == [[2, 0], [0, 1]]
    assert found.seconds.tolist() == [10.0]
    assert found.silence == (5.0, "1")


def test_who_does_how_much_in_codes_elsewhere():
    found = look_at_talks(talks(who=list("WHW"), turn=[1, 2, 3], code=list("aba")))
    assert found.shares.tolist() == [2 / 3]
    assert found.silence is None
    assert not found.seconds.size


def test_gaps_and_what_could_not_be_coded():
    found = look_at_talks(talks(interval=[1, 2, 3, 5], w=["a", None, "b", "a"], h=["b", None, None, "a"]))
    assert found.lengths.tolist() == [5]
    assert found.holes == 2
    assert found.uncoded == pytest.approx(0.5)
    assert np.isnan(found.shares).all()


def test_the_response_is_named_only_where_codes_leave_no_choice():
    assert the_response(talks(interval=range(1, 5), w=[0, 1, 0, 1], h=[1, 0, 0, 1])) == "1"
    assert the_response(kit.made("intervals", codes=("other", "shown"))) == "shown"
    with pytest.raises(InputError, match="blame, discuss, withdraw"):
        the_response(kit.made())
