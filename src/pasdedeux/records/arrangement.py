"""One arrangement of the same answers, whatever anybody is called and in whatever order things stand.

Sums and random numbers depend on order. So a fit first puts couples, partners, roles and inputs into an order
that follows from the answers alone, takes its random streams from the same, and hands its results back in
the order in which the records came. Then neither a name nor the order of rows or columns changes a number.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.records.record import Record
from pasdedeux.records.records import Records

IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Order:
    """Where partners and roles, in the order in which they were given, stand in the arrangement.

    Parameters
    ----------
    partners, roles
        Position in the arrangement of each given partner and role.

    Examples
    --------
    >>> Order((1, 0), (0, 1)).states.tolist()
    [2, 3, 0, 1]
    """

    partners: tuple[int, int]
    roles: tuple[int, ...]

    @property
    def states(self) -> IntArray:
        """Position of each given state: all roles of the first partner, then all of the second."""
        return np.array([p * len(self.roles) + r for p in self.partners for r in self.roles], dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The order that follows from the answers of some records, and what they hash to.

    Which partner comes first is settled once for all couples where partners are distinguishable, else couple
    by couple. Couples with the very same answers stay in the order in which they were given.

    Parameters
    ----------
    couples
        Given position of each couple, in the order of the arrangement.
    swapped
        Whether each of them, in that order, has its partners the other way round.
    roles, inputs
        Given position of each role and input, in the order of the arrangement.
    digests
        SHA-256 of each couple's times, answers and inputs, in the order of the arrangement.
    together
        True where all couples have their partners in one order.

    Examples
    --------
    >>> from pasdedeux.simulate import example_records
    >>> records = example_records(couples=3, days=20)
    >>> there, back = arrange(records), arrange(records[::-1])
    >>> there.digest == back.digest, back.couples == tuple(2 - n for n in there.couples)
    (True, True)
    """

    couples: tuple[int, ...]
    swapped: tuple[bool, ...]
    roles: tuple[int, ...]
    inputs: tuple[int, ...]
    digests: tuple[bytes, ...]
    together: bool

    @property
    def digest(self) -> bytes:
        """SHA-256 of all that was answered."""
        return digest_of(*self.digests)

    def apply(self, records: Records) -> Records:
        """Put the records from which it was made into this order."""
        arranged = (
            self._record(records[n], swapped=swapped)
            for n, swapped in zip(self.couples, self.swapped, strict=True)
        )
        return replace(records, records=tuple(arranged))

    def order(self, couple: int | None = None) -> Order:
        """Where a couple's given partners and roles stand; without a couple, those of all couples."""
        swapped = self.swapped[0 if couple is None else couple] and (couple is not None or self.together)
        return Order((1, 0) if swapped else (0, 1), _inverse(self.roles))

    @property
    def given(self) -> tuple[int, ...]:
        """Position in the arrangement of each given couple."""
        return _inverse(self.couples)

    def stream(self, seed: int, use: str, couple: int | None = None) -> np.random.SeedSequence:
        """Begin a random stream for one use: of one couple, whatever other couples there are, or of all."""
        return stream_of(self.digest if couple is None else self.digests[couple], seed, use)

    def _record(self, record: Record, *, swapped: bool) -> Record:
        sides = [1, 0] if swapped else [0, 1]
        first, second = (record.couple.partners[side] for side in sides)
        return replace(
            record,
            couple=replace(record.couple, partners=(first, second)),
            roles=tuple(record.roles[r] for r in self.roles),
            values=np.ascontiguousarray(record.values[:, sides][:, :, list(self.roles)]),
            input_names=tuple(record.input_names[u] for u in self.inputs),
            inputs=np.ascontiguousarray(record.inputs[:, sides][:, :, list(self.inputs)]),
        )


@names_wrong_arguments
def arrange(records: Records) -> Arrangement:
    """Find the order that follows from the answers alone.

    Examples
    --------
    >>> from pasdedeux.simulate import example_records
    >>> records = example_records(couples=3, days=20)
    >>> arranged = arrange(records).apply(records)
    >>> arrange(arranged).couples, arrange(arranged).swapped
    ((0, 1, 2), (False, False, False))
    """
    roles = [[_columns(record, record.values, side) for side in (0, 1)] for record in records]
    inputs = [[_columns(record, record.inputs, side) for side in (0, 1)] for record in records]
    role_order, input_order = _column_order(roles), _column_order(inputs)
    sides = [
        [digest_of(*(r[side][n] for n in role_order), *(u[side][n] for n in input_order)) for side in (0, 1)]
        for r, u in zip(roles, inputs, strict=True)
    ]
    together = records.distinguishable
    if together:
        first, second = (sorted(side[s] for side in sides) for s in (0, 1))
        swapped = [second < first] * len(sides)
    else:
        swapped = [side[1] < side[0] for side in sides]
    digests = [digest_of(*(side[::-1] if s else side)) for side, s in zip(sides, swapped, strict=True)]
    couples = sorted(range(len(records)), key=digests.__getitem__)
    return Arrangement(
        tuple(couples),
        tuple(swapped[n] for n in couples),
        role_order,
        input_order,
        tuple(digests[n] for n in couples),
        together,
    )


def _columns(record: Record, numbers: NDArray[np.float64], side: int) -> list[bytes]:
    """Digest of each column of one partner, with the times that it belongs to."""
    clock = record.time.tobytes() + record.weekday.tobytes()
    plain = np.nan_to_num(numbers[:, side] + 0.0, nan=-1e300)  # one zero, one NaN
    return [digest_of(clock, np.ascontiguousarray(plain[:, n]).tobytes()) for n in range(plain.shape[1])]


def _column_order(columns: list[list[list[bytes]]]) -> tuple[int, ...]:
    """Order roles (or inputs) by what both partners of all couples answered, whoever they are."""
    count = len(columns[0][0])
    return tuple(sorted(range(count), key=lambda n: sorted(side[n] for couple in columns for side in couple)))


def stream_of(digest: bytes, seed: int, use: str) -> np.random.SeedSequence:
    """Begin the random stream of some answers for one use."""
    key = int.from_bytes(digest_of(digest, use.encode())[:16], "big")
    return np.random.SeedSequence([seed, key])


def digest_of(*parts: bytes) -> bytes:
    """Hash these parts, one after the other."""
    return hashlib.sha256(b"".join(parts)).digest()


def _inverse(order: Iterable[int]) -> tuple[int, ...]:
    return tuple(int(n) for n in np.argsort(list(order)))
