"""Keys and boxes: what opens what, and what a changed, moved or foreign box does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pasdedeux.store.keys import Cost, new_code, new_keys, opened, plain_code, recovered, with_passphrase
from pasdedeux.store.sealing import LONGEST, STEP, StoreError, box, new_key, seal, unbox, unseal
from two_people import CHEAP

KEY = bytes(range(32))


@given(st.text(max_size=3000))
def test_words_come_back_and_their_length_is_hidden_in_steps(words):
    sealed = seal(KEY, words, "parts", "7", "words")
    assert unseal(KEY, sealed, "parts", "7", "words") == words
    assert (len(sealed) - 1 - 12 - 16) % STEP == 0
    shorter = seal(KEY, words[: len(words) // 2], "parts", "7", "words")
    assert len(shorter) <= len(sealed)


def test_words_within_a_step_have_one_size():
    sizes = {len(seal(KEY, "x" * many, "parts")) for many in range(STEP - 3)}
    assert len(sizes) == 1
    assert len(seal(KEY, "x" * (STEP - 3), "parts")) == sizes.pop() + STEP


@pytest.mark.parametrize("place", [("parts", "8", "words"), ("parts", "7", "story"), ("parts", "7"), ()])
def test_a_box_that_was_moved_does_not_open(place):
    with pytest.raises(StoreError, match="does not open"):
        unseal(KEY, seal(KEY, "mine", "parts", "7", "words"), *place)


@given(st.integers(min_value=1, max_value=1024), st.integers(min_value=1, max_value=255))
def test_a_box_that_was_changed_does_not_open(at, by):
    sealed = bytearray(seal(KEY, "mine", "parts"))
    sealed[at] ^= by
    with pytest.raises(StoreError, match="does not open"):
        unseal(KEY, bytes(sealed), "parts")


def test_a_box_of_a_later_version_is_named():
    with pytest.raises(StoreError, match="later version"):
        unbox(KEY, b"\x02" + box(KEY, b"x")[1:])


def test_what_is_too_long_is_refused():
    assert unseal(KEY, seal(KEY, "x" * LONGEST)) == "x" * LONGEST
    with pytest.raises(StoreError, match="64 thousand letters"):
        seal(KEY, "x" * (LONGEST + 1))


def test_the_same_words_never_look_the_same():
    assert len({seal(KEY, "yes", "parts") for _ in range(50)}) == 50
    assert len({new_key() for _ in range(50)}) == 50


def test_passphrase_and_recovery_code_open_and_nothing_else_does():
    kept, keys, code = new_keys("alma", "a blue kettle", CHEAP)
    for again in (
        opened(kept, "alma", "a blue kettle"),
        recovered(kept, "alma", code.lower().replace("-", " ")),
    ):
        assert again.own == keys.own
        assert again.private.private_bytes_raw() == keys.private.private_bytes_raw()
    for wrong in ("a blue kettl", "A blue kettle", code):
        with pytest.raises(StoreError):
            opened(kept, "alma", wrong)
    with pytest.raises(StoreError):
        opened(kept, "ben", "a blue kettle")
    with pytest.raises(StoreError):
        recovered(kept, "alma", new_code(30))


def test_a_letter_written_in_two_ways_is_one():
    kept, keys, _ = new_keys("alma", "Zoe\u0308 im Garten", CHEAP)
    assert opened(kept, "alma", "Zo\u00eb im Garten").own == keys.own


def test_a_new_passphrase_shuts_out_the_old_one_and_leaves_the_code():
    kept, keys, code = new_keys("alma", "a blue kettle", CHEAP)
    after = with_passphrase(kept, keys, "a red kettle", CHEAP)
    assert opened(after, "alma", "a red kettle").own == recovered(after, "alma", code).own == keys.own
    with pytest.raises(StoreError):
        opened(after, "alma", "a blue kettle")


def test_nothing_kept_or_shown_holds_a_key_in_the_open():
    kept, keys, code = new_keys("alma", "a blue kettle", CHEAP)
    held = b"".join(value for value in (kept.salt, kept.by_passphrase, kept.by_recovery, kept.private))
    for secret in (keys.own, keys.private.private_bytes_raw(), b"kettle", plain_code(code).encode()):
        assert secret not in held
    assert keys.own.hex() not in repr(keys)
    assert repr(keys.own) not in repr(keys)


def test_a_short_passphrase_is_refused():
    with pytest.raises(StoreError, match="at least 8"):
        new_keys("alma", "kettle", CHEAP)


def test_one_try_costs_what_is_recommended():
    """RFC 9106, section 4, second choice: 3 passes over 64 MiB in 4 lanes."""
    assert Cost() == Cost(3, 64 * 1024, 4)
