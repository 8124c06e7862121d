"""The order that follows from answers alone: no name and no order of rows or columns changes it."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pasdedeux.people import Couple, Person
from pasdedeux.records import Record, Records, Scale, arrange


def made(couples=4, *, distinguishable=True):
    """Couples with two roles and two inputs each, and gaps."""
    rng = np.random.default_rng(3)
    several = []
    for n in range(couples):
        T = int(rng.integers(5, 9))
        values = np.where(rng.random((T, 2, 2)) < 0.2, np.nan, rng.integers(0, 5, (T, 2, 2)).astype(float))
        values[0] = 1.0
        several.append(
            Record(
                Couple(f"{n}", (Person("Ada"), Person("Bo"))),
                np.arange(T) + rng.random(T) / 2,
                ("pursuit", "withdrawal"),
                values,
                ("stress", "issue"),
                rng.normal(size=(T, 2, 2)),
            )
        )
    scale = Scale(0.0, 4.0, 1.0)
    return Records(tuple(several), {"pursuit": scale, "withdrawal": scale}, distinguishable=distinguishable)


def reordered(records, *, couples=None, swapped=(), roles=(0, 1), inputs=(0, 1), names=("Ada", "Bo"), ids=""):
    """The same answers under other names and in another order."""
    changed = []
    for n in range(len(records)) if couples is None else couples:
        record = records[int(n)]
        sides = [1, 0] if n in swapped else [0, 1]
        partners = tuple(replace(record.couple.partners[s], label=names[s]) for s in sides)
        changed.append(
            replace(
                record,
                couple=Couple(f"{ids}{record.couple.id}", partners),
                roles=tuple(record.roles[r] for r in roles),
                values=record.values[:, sides][:, :, list(roles)],
                input_names=tuple(record.input_names[u] for u in inputs[: len(record.input_names)]),
                inputs=record.inputs[:, sides][:, :, list(inputs[: len(record.input_names)])],
            )
        )
    return replace(records, records=tuple(changed))


def arranged(records):
    """What is computed with, as bytes, in the arrangement's order."""
    ordered = arrange(records).apply(records)
    return [(r.time.tobytes(), r.values.tobytes(), r.inputs.tobytes()) for r in ordered]


@settings(deadline=None)
@given(
    st.permutations(range(4)),
    st.permutations(range(2)),
    st.permutations(range(2)),
    st.sets(st.integers(0, 3)),
    st.booleans(),
    st.text(max_size=3),
)
def test_names_and_order_change_nothing(couples, roles, inputs, flips, distinguishable, ids):
    records = made(distinguishable=distinguishable)
    if distinguishable:
        flips = set(range(4)) if flips else set()
    other = reordered(
        records, couples=couples, swapped=flips, roles=roles, inputs=inputs, names=("Z", "Y"), ids=ids
    )
    assert arranged(other) == arranged(records)
    assert arrange(other).digest == arrange(records).digest


@pytest.mark.parametrize("distinguishable", [True, False])
def test_an_order_leads_back_to_what_was_given(distinguishable):
    records = reordered(made(distinguishable=distinguishable), couples=[2, 0, 3, 1], roles=(1, 0))
    arrangement = arrange(records)
    ordered = arrangement.apply(records)
    for record, at in zip(records, arrangement.given, strict=True):
        order = arrangement.order(at)
        assert ordered[at].couple.id == record.couple.id
        back = ordered[at].values[:, list(order.partners)][:, :, list(order.roles)]
        np.testing.assert_array_equal(back, record.values)
        flat = ordered[at].values.reshape(len(record), -1)[:, order.states]
        np.testing.assert_array_equal(flat, record.values.reshape(len(record), -1))


def test_a_couples_own_stream_does_not_know_the_others():
    records = made()
    few, many = arrange(records[:1]), arrange(records)
    at = many.given[0]
    if many.swapped[at] == few.swapped[0]:
        assert few.stream(1, "x", 0).entropy == many.stream(1, "x", at).entropy
    assert few.stream(1, "x", 0).entropy != few.stream(1, "y", 0).entropy
    assert few.stream(1, "x", 0).entropy != few.stream(2, "x", 0).entropy


def test_other_answers_have_another_digest():
    records = made()
    zero, minus, tiny, three = (
        replace(records, records=(replace(records[0], values=first * records[0].values), *records[1:]))
        for first in (0.0, -0.0, 1e-20, 3.0)
    )
    digests = [arrange(one).digest for one in (records, zero, tiny, three)]
    assert len(set(digests)) == 4
    assert arrange(minus).digest == arrange(zero).digest


def test_partners_change_places_all_at_once_or_each_couple_by_itself():
    """Told apart they keep one order in all couples; alike, each couple has its own."""
    alike = made(distinguishable=False)
    assert arranged(reordered(alike, swapped={1})) == arranged(alike)
    apart = made()
    assert arranged(reordered(apart, swapped={0, 1, 2, 3})) == arranged(apart)
    assert arranged(reordered(apart, swapped={1})) != arranged(apart)
