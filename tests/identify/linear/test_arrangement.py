"""No number of a fit hangs on names or on the order of couples, partners, roles or inputs: bit for bit."""

from dataclasses import replace

import numpy as np
import pytest

from pasdedeux.identify import fit
from pasdedeux.people import Couple, Person
from pasdedeux.simulate import example_records

LABELS = ("1", "2")
WAYS = {
    "renamed": {"names": ("Zed", "Bo"), "ids": "x"},
    "partners swapped": {"swapped": True},
    "everything": {"names": ("Zed", "Amy"), "ids": "y", "swapped": True, "roles": True, "shuffled": True},
}


def study(couples, days, *, roles=1, inputs=0, distinguishable=True):
    """Couples with some roles and inputs."""
    records = example_records(couples=couples, days=days)
    rng = np.random.default_rng(1)
    changed = []
    for record in records:
        more = record.values + rng.integers(-1, 2, record.values.shape)
        values = np.concatenate([record.values, more], axis=2)[:, :, :roles]
        names = ("pursuit", "withdrawal")[:roles]
        couple = Couple(record.couple.id, (Person(LABELS[0]), Person(LABELS[1])))
        stress = rng.normal(size=(len(record), 2, inputs))
        changed.append(
            replace(
                record,
                couple=couple,
                roles=names,
                values=values,
                input_names=("stress", "issue")[:inputs],
                inputs=stress,
            )
        )
    scale = records.scales[records.roles[0]]
    return replace(
        records,
        records=tuple(changed),
        scales=dict.fromkeys(("pursuit", "withdrawal")[:roles], scale),
        distinguishable=distinguishable,
    )


def other(records, *, names=None, ids="", swapped=False, roles=False, shuffled=False):
    """The same answers under other names and in another order."""
    changed = []
    for n, record in enumerate(records):
        flip = swapped and (records.distinguishable or n % 2 == 0)
        sides, at = [1, 0] if flip else [0, 1], list(range(len(record.roles)))[:: -1 if roles else 1]
        partners = tuple(
            replace(record.couple.partners[s], label=names[s] if names else record.couple.labels[s])
            for s in sides
        )
        inputs = list(range(len(record.input_names)))[:: -1 if roles else 1]
        changed.append(
            replace(
                record,
                couple=Couple(f"{ids}{record.couple.id}", partners),
                roles=tuple(record.roles[r] for r in at),
                values=record.values[:, sides][:, :, at],
                input_names=tuple(record.input_names[u] for u in inputs),
                inputs=record.inputs[:, sides][:, :, inputs],
            )
        )
    return replace(records, records=tuple(changed[::-1] if shuffled else changed))


def links(result, *, flip):
    """Numbers of every link, by who and what."""
    return {
        (link.sender ^ flip, link.sender_role, link.receiver_role): (link.response, link.p_sign, link.sure)
        for link in result
    }


def numbers(found, *, swapped=False, names=None, ids=""):
    """Everything a fit found, under the names and in the order of the records as they were."""
    population = swapped and (found.records.distinguishable or len(found.records) == 1)
    whose = dict(zip(names or (), LABELS, strict=False))

    def plain(name):
        for new, old in whose.items():
            name = name.replace(f" {new} ", f" {old} ")
        head, _, tail = name.partition(": ")
        return head, tuple(sorted(tail.split(" & ")))

    sides = slice(None, None, -1 if population else 1)
    by_couple = {}
    for at, one in enumerate(sorted(found.couples_, key=lambda c: c.id)):
        flip = swapped and (population or at % 2 == 0)
        forecast = found.forecast(one.id, days=2).quantiles[:, :: -1 if flip else 1]
        order = np.argsort(found.roles)
        by_couple[one.id.removeprefix(ids)] = (
            one.loop_gain, one.own_gain, one.p_reinforcing, one.half_life, one.verdict,
            links(one.links, flip=flip), forecast[:, :, order].tolist(),
        )  # fmt: skip
    order = np.argsort(found.roles)
    return {
        "loop": (found.loop_gain_, found.p_reinforcing_, found.half_life_, found.spread_),
        "links": links(found.links_, flip=population),
        "estimates": {plain(name): value for name, value in found.estimates_.items()},
        "couples": by_couple,
        "verdict": (found.verdict_.name, found.verdict_.reasons, found.verdict_.more),
        "unseen": found.out_of_sample_,
        "surrogates": found.surrogates_ and (found.surrogates_.gains.tolist(), found.surrogates_.own),
        "residuals": found.residuals_.cross[sides][:, order].tolist(),
        "log likelihood": found.log_likelihood_,
        "hash": found.data_hash,
        "course": {
            (one.sender ^ population, one.sender_role, one.receiver_role): found.course(
                one, np.array([1.0, 3.0])
            ).quantiles.tolist()
            for one in found.links_
        },
    }


CASES = {
    "one couple": ({"couples": 1, "days": 60}, {"checks": True}),
    "one couple, two roles, inputs": ({"couples": 1, "days": 40, "roles": 2, "inputs": 2}, {"checks": False}),
    "one couple, partners alike": ({"couples": 1, "days": 40, "distinguishable": False}, {"checks": False}),
    "study": ({"couples": 4, "days": 20, "inputs": 1}, {"checks": True}),
    "study, partners alike": ({"couples": 4, "days": 20, "distinguishable": False}, {"checks": False}),
    "pooled": ({"couples": 3, "days": 20}, {"level": "pooled"}),
    "pooled, partners alike": ({"couples": 3, "days": 20, "distinguishable": False}, {"level": "pooled"}),
}


@pytest.fixture(scope="module", params=CASES.values(), ids=CASES.keys())
def case(request):
    kind, how = request.param
    records = study(**kind)
    roles = records.roles
    return records, how, numbers(fit(records, roles=roles, **how))


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
def test_names_and_order_change_no_number(case, way):
    records, how, expected = case
    changed = other(records, **way)
    found = fit(changed, roles=changed.roles, **how)
    same = {key: way[key] for key in ("names", "swapped", "ids") if key in way}
    assert numbers(found, **same) == expected


def test_another_couple_in_the_file_changes_nothing_for_one():
    records = study(3, 40)
    alone = fit(replace(records, records=records.records[:1]), checks=False)
    chosen = fit(records.choose(records.ids[:1]), checks=False)
    assert numbers(alone) == numbers(chosen)
