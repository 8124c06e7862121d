"""A person's id stays, a label is only shown."""

from dataclasses import replace

import pytest

from pasdedeux.errors import InputError
from pasdedeux.people import Couple, Person


def test_a_label_is_the_id_where_there_is_no_other():
    assert Person("Alma").id == "Alma"
    alma = Person("Alma", {"anxiety": 3.9}, id="p1")
    assert replace(alma, label="Zed").id == "p1"


def test_two_may_share_a_label_but_no_id():
    assert Couple("7", (Person("Sam", id="p1"), Person("Sam", id="p2"))).labels == ("Sam", "Sam")
    with pytest.raises(InputError, match="both partners have the id 'Sam'") as caught:
        Couple("7", (Person("Sam"), Person("Sam")))
    assert "an id of their own" in caught.value.remedy
    assert caught.value.text("de").startswith("Paar 7: beide haben dieselbe Kennung „Sam“.")


@pytest.mark.parametrize("wrong", [{"label": 3}, {"label": "a", "traits": 3}, {"label": "a", "id": 3}])
def test_what_is_no_person_is_named(wrong):
    with pytest.raises(InputError, match="is no person"):
        Person(**wrong)
