"""What is settled before a fit: who is set aside, who is told apart, what is hardly a number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pasdedeux.errors import InputError
from pasdedeux.identify.linear.exchangeability import TOLD_APART, order_probability
from pasdedeux.records import Records, find_doubts, set_aside
from pasdedeux.words import Message

FEW_LEVELS = 2
"""Different answers to a role that are hardly numbers."""
LEAST_COUPLES = 3
"""Couples that must stay for a study."""


def without_doubtful(records: Records) -> Records:
    """Set the couples aside that would spoil a study; one couple that would is refused.

    Raises
    ------
    InputError
        If one couple's partners answered the same, or too few couples would stay.
    """
    doubts = [one for one in find_doubts(records) if one.spoils]
    if len(records) == 1:
        twins = next((one for one in doubts if one.kind == "twins"), None)
        if twins:
            raise InputError("identify.twins", where=records.provenance.source, reason=twins.reason)
        return records
    gone = {one.couple for one in doubts}
    if not gone:
        return records
    if len(records) - len(gone) < LEAST_COUPLES:
        raise InputError(
            "identify.doubtful", where=records.provenance.source, n=len(gone), of=len(records),
            reason=doubts[0].reason,
        )  # fmt: skip
    return set_aside(records, doubts)


def two_answers(records: Records) -> tuple[Message, ...]:
    """Say of which roles everybody gave two different answers only: they are read as numbers all the same."""
    values = np.concatenate([record.values for record in records])
    few = [role for r, role in enumerate(records.roles) if _levels(values[:, :, r]) == FEW_LEVELS]
    return (Message("identify.warning.two-answers", roles=few),) if few else ()


def rarer_share(records: Records, roles: Sequence[str]) -> float:
    """Find the smallest share that the rarer of two answers has, over roles and first and second partners."""
    values = np.concatenate([record.values for record in records])
    shares = []
    for r, role in enumerate(records.roles):
        if role in roles:
            top = np.nanmax(values[:, :, r])
            ones = [float(np.mean(side[~np.isnan(side)] == top)) for side in values[:, :, r].T]
            shares += [min(one, 1.0 - one) for one in ones]
    return min(shares)


def _levels(answers: NDArray[np.float64]) -> int:
    return len(np.unique(answers[~np.isnan(answers)]))


def told_apart(records: Records) -> tuple[Records, tuple[Message, ...]]:
    """Tell the partners of a study apart where their order means something; say what that rests on."""
    if records.distinguishable or len(records) == 1:
        return records, ()
    p = order_probability(records)
    if p <= TOLD_APART:
        return replace(records, distinguishable=True), (Message("identify.warning.told-apart", p=p),)
    return records, (Message("identify.warning.alike", p=p),)
