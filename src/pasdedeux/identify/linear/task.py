"""What the ways to fit share: the call at hand, links, surrogates, estimates under readable names."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pasdedeux.estimates import Interval
from pasdedeux.identify.linear.panel import Panel, Static
from pasdedeux.identify.linear.parameters import Layout
from pasdedeux.identify.linear.results import Link, Null
from pasdedeux.identify.linear.static_effects import noise, what_stays
from pasdedeux.identify.linear.surrogates import null_of
from pasdedeux.identify.linear.verdicts import ENOUGH_PAIRS, SURE, without_prior
from pasdedeux.loop.linear import loop_gain, responses
from pasdedeux.progress import Progress
from pasdedeux.records import Records

FloatArray = NDArray[np.float64]

FORECAST_DRAWS = 24
STAYS_DRAWS = 200


@dataclass(frozen=True, eq=False)
class Work:
    """One call of `fit`: the data in both forms and how it is to be done."""

    records: Records
    panel: Panel
    layout: Layout
    seed: int
    jobs: int
    progress: Progress
    prior: bool

    def seeds(self) -> list[np.random.SeedSequence]:
        """One stream for each use."""
        return np.random.SeedSequence(self.seed).spawn(6)

    def couple_seed(self, couple: str) -> np.random.Generator:
        """Draw a couple's own stream, whatever other couples there are."""
        key = int.from_bytes(hashlib.sha256(couple.encode()).digest()[:8], "big")
        return np.random.Generator(np.random.Philox(np.random.SeedSequence([self.seed, key])))


def links_of(drift: FloatArray, roles: Sequence[str], paired: int) -> tuple[Link, ...]:
    """Links between the partners from draws of the drift, strongest surety first kept in matrix order."""
    forward = responses(drift)
    links = []
    for sender in (0, 1):
        response = forward[sender]
        for a, receiver_role in enumerate(roles):
            for b, sender_role in enumerate(roles):
                draws = response[..., a, b]
                up = float((draws > 0).mean())
                p_sign = max(up, 1.0 - up)
                sure = p_sign > SURE and paired >= ENOUGH_PAIRS
                links.append(
                    Link(sender, 1 - sender, sender_role, receiver_role, Interval.of(draws), p_sign, sure)
                )
    return tuple(links)


def surrogates_of(work: Work) -> Null | None:
    """Gains that come out where there can be no loop."""
    work.progress("surrogates without a loop", 0.0)
    null = null_of(work.records, work.panel, work.layout, work.seeds()[3])
    work.progress("surrogates without a loop", 1.0)
    return null


def flat_people(records: Records) -> list[str]:
    """Say how many people never changed an answer."""
    notes = []
    flat = sum(
        1
        for record in records
        for side in (0, 1)
        if (values := record.values[:, side][~np.isnan(record.values[:, side])]).size > 1
        and np.ptp(values) == 0
    )
    if flat:
        notes.append(
            f"{flat} of {2 * len(records)} people gave the same answer every time; "
            "they tell little about links."
        )
    return notes


def state_names(records: Records) -> tuple[str, ...]:
    """Name every state, e.g. "M arousal"."""
    return tuple(f"{label} {role}" for label in records.labels for role in records.roles)


def estimates_of(work: Work, draws: FloatArray) -> dict[str, Interval]:
    """Parameters under names that a reader knows, in days and item units."""
    layout, design = work.layout, work.panel.design
    states = state_names(work.records)
    drift = layout.drift(draws) / design.time_unit * (design.state_scale[:, None] / design.state_scale)
    pace = layout.pace(draws) / design.time_unit
    trust = layout.reliability(draws)
    estimates = {}
    for s, state in enumerate(states):
        estimates[f"return to usual alone, per day: {state}"] = Interval.of(pace[:, s])
    for i, j in layout.crossings:
        estimates[f"drift per day: {states[j]} -> {states[i]}"] = Interval.of(drift[:, i, j])
    for s, state in enumerate(states):
        estimates[f"reliability of a report: {state}"] = Interval.of(trust[:, s])
    scale = np.exp(draws[:, layout.at("scale")]) * design.state_scale
    for s, state in enumerate(states):
        estimates[f"spread of reports alone: {state}"] = Interval.of(scale[:, s])
    return estimates | noise(layout, design, states, draws)


def thinned(draws: FloatArray, most: int = FORECAST_DRAWS) -> FloatArray:
    """About so many of the draws, spread over all of them."""
    return draws[:: max(len(draws) // most, 1)]


def stays(work: Work, static: Static, thetas: Sequence[FloatArray]) -> dict[str, Interval]:
    """Usual levels, trends, weekdays and inputs; few draws are enough for a mean over couples."""
    most = STAYS_DRAWS if len(thetas) == 1 else FORECAST_DRAWS // 3
    thin = [thinned(draws, most) for draws in thetas]
    return what_stays(work.panel, static, thin, state_names(work.records), work.couple_seed("what stays"))


def gains_alone(
    layout: Layout,
    couplings: FloatArray,
    mean: FloatArray,
    covariance: FloatArray,
    into: FloatArray | None = None,
) -> FloatArray:
    """Loop gains as the records alone give them; the gain depends on the (relative) couplings only.

    ``into`` takes what was drawn to couplings, where it is not the couplings themselves.
    """
    draws = without_prior(couplings, mean, covariance)
    theta = np.zeros((len(draws), layout.size))
    theta[:, layout.at("coupling")] = draws if into is None else draws @ into.T
    return loop_gain(layout.drift(theta))
