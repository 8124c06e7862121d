"""One couple's observations on a time axis, and a file's worth of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import overload

import numpy as np
from numpy.typing import NDArray

from pasdedeux.arguments import as_names, names_wrong_arguments
from pasdedeux.errors import InputError
from pasdedeux.people import Couple, Person

FloatArray = NDArray[np.float64]
LARGEST = 1e100
"""Beyond it no answer is believed, and sums of squares would overflow."""


@dataclass(frozen=True, slots=True)
class Scale:
    """How one role was answered: its lowest and highest answer and the step between answers.

    Parameters
    ----------
    low, high
        Smallest and largest value seen (or allowed, where the file says so), in the item's own units.
    step
        Smallest difference between two answers; 0 where the answers are effectively continuous.
    unit
        Name of the unit, empty where the file names none.
    """

    low: float
    high: float
    step: float
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Dropped:
    """A row that was read and not used, and why.

    Parameters
    ----------
    row
        Row of the file, counted as a spreadsheet does: the header is row 1.
    reason
        One plain sentence.
    """

    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where records come from: enough to find every number again.

    Parameters
    ----------
    source
        File name without its folder, or a short name for simulated records.
    sha256
        Hash of the file's bytes; empty for records made in memory.
    layout
        ``"long"``, ``"wide"``, ``"pairwise"`` or ``"simulated"``.
    columns
        Which column was taken for what, e.g. ``{"couple": "ID", "arousal": "M_Anx., W_Anx."}``.
    rows
        Data rows in the file.
    dropped
        Rows that were not used, each with its reason.
    notes
        Other choices made while reading, in plain sentences.
    cautions
        Those notes that bear on any result: text that was left out, an answer or a time far from the others.
    simulated
        True where no real person stands behind the numbers; every output says so.
    """

    source: str = "in memory"
    sha256: str = ""
    layout: str = "long"
    columns: Mapping[str, str] = field(default_factory=dict)
    rows: int = 0
    dropped: tuple[Dropped, ...] = ()
    notes: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()
    simulated: bool = False


@names_wrong_arguments
@dataclass(frozen=True, eq=False, slots=True)
class Record:
    """One couple's observations. Gaps are normal and are NaN.

    Parameters
    ----------
    couple
        Who the two are; the order of the partners is the order of every partner axis below.
    time
        Shape (T,). Days since the couple's first report, strictly increasing.
    roles
        Names of the R observed roles, e.g. ``("pursuit", "withdrawal")``.
    values
        Shape (T, 2, R), in the item's own units; NaN where a partner did not answer.
    input_names
        Names of the U inputs: what comes from outside (stress, whose issue).
    inputs
        Shape (T, 2, U); NaN where unknown.
    weekday
        Shape (T,). 0 = Monday ... 6 = Sunday, -1 where the calendar day is not known.
    start
        Calendar time of ``time == 0`` where the file told it.

    Raises
    ------
    InputError
        If shapes disagree, times do not increase, or a value is infinite or beyond 1e100.

    Examples
    --------
    >>> from pasdedeux.people import Couple, Person
    >>> couple = Couple("07", (Person("M"), Person("W")))
    >>> values = np.array([[[1.0], [2.0]], [[np.nan], [1.0]], [[2.0], [2.0]]])
    >>> record = Record(couple, time=np.array([0.0, 1.0, 3.0]), roles=("arousal",), values=values)
    >>> record.paired, record.days
    (2, 3.0)
    """

    couple: Couple
    time: FloatArray
    roles: tuple[str, ...]
    values: FloatArray
    input_names: tuple[str, ...] = ()
    inputs: FloatArray = field(default_factory=lambda: np.empty((0, 2, 0)))
    weekday: NDArray[np.int8] = field(default_factory=lambda: np.empty(0, np.int8))
    start: datetime | None = None

    def __post_init__(self) -> None:
        steps = len(self.time)
        if not self.inputs.size:
            object.__setattr__(self, "inputs", np.zeros((steps, 2, len(self.input_names))))
        if not self.weekday.size:
            object.__setattr__(self, "weekday", np.full(steps, -1, np.int8))
        self._check(steps)

    def _check(self, steps: int) -> None:
        where = f"couple {self.couple.id}"
        wanted = {
            "values": (self.values.shape, (steps, 2, len(self.roles))),
            "inputs": (self.inputs.shape, (steps, 2, len(self.input_names))),
            "weekday": (self.weekday.shape, (steps,)),
        }
        for name, (has, wants) in wanted.items():
            if has != wants:
                raise InputError(f"{name} has the shape {has}, expected {wants}.", where=where)
        if not np.isfinite(self.time).all() or (np.diff(self.time) <= 0).any():
            raise InputError("times must be finite and increase strictly.", where=where)
        if any((np.abs(numbers) > LARGEST).any() for numbers in (self.values, self.inputs)):
            raise InputError(
                "a value is infinite or absurdly large.", where=where, remedy="Mark it as missing."
            )

    def __repr__(self) -> str:
        roles = ", ".join(self.roles)
        return f"Record(couple '{self.couple.id}', {len(self)} times over {self.days:g} days: {roles})"

    def __len__(self) -> int:
        return len(self.time)

    @property
    def reported(self) -> NDArray[np.bool_]:
        """Shape (T, 2): True where this partner answered anything at this time."""
        return np.asarray(~np.isnan(self.values).all(axis=2))

    @property
    def paired(self) -> int:
        """Number of times at which both partners answered."""
        return int(self.reported.all(axis=1).sum())

    @property
    def days(self) -> float:
        """Length of the record in days, first to last report."""
        return float(self.time[-1] - self.time[0]) if len(self.time) else 0.0

    def only(self, roles: Sequence[str]) -> Record:
        """Keep these roles, in this order, and only times at which one of them was answered."""
        at = [self.roles.index(role) for role in roles]
        values = self.values[:, :, at]
        keep = ~np.isnan(values).all(axis=(1, 2))
        return replace(
            self,
            roles=tuple(roles),
            time=self.time[keep],
            values=values[keep],
            inputs=self.inputs[keep],
            weekday=self.weekday[keep],
        )


@names_wrong_arguments
@dataclass(frozen=True, eq=False)
class Records(Sequence[Record]):
    """All couples of one file or study, sharing roles, partner labels and scales.

    Indexing takes a position or a couple's id.

    Parameters
    ----------
    records
        One `Record` per couple, all with the same roles and inputs.
    scales
        How each role was answered.
    provenance
        Where the numbers come from.
    distinguishable
        True where the order of the partners means something (man and woman, patient and spouse);
        False where it is arbitrary, so that both partners must share their population parameters.

    Examples
    --------
    >>> from pasdedeux.simulate import example_records
    >>> records = example_records()
    >>> records[0].couple.id == records[records[0].couple.id].couple.id
    True
    """

    records: tuple[Record, ...]
    scales: Mapping[str, Scale]
    provenance: Provenance = field(default_factory=Provenance)
    distinguishable: bool = True

    def __post_init__(self) -> None:
        if not self.records:
            raise InputError("There is no couple in these records.", where=self.provenance.source)
        first = self.records[0]
        for record in self.records:
            if record.roles != first.roles or record.input_names != first.input_names:
                raise InputError(
                    "Couples differ in their roles or inputs.", where=f"couple {record.couple.id}"
                )
        if len({record.couple.id for record in self.records}) < len(self.records):
            raise InputError("Two couples share one id.", where=self.provenance.source)

    def __repr__(self) -> str:
        couples, first, second = len(self), *self.labels
        return (
            f"Records({couples} of {first} and {second}: {', '.join(self.roles)}; {self.reports} reports, "
            f"at {self.paired} times of both)"
        )

    def __len__(self) -> int:
        return len(self.records)

    def __iter__(self) -> Iterator[Record]:
        return iter(self.records)

    @overload
    def __getitem__(self, key: int | str) -> Record: ...
    @overload
    def __getitem__(self, key: slice) -> Records: ...
    def __getitem__(self, key: int | str | slice) -> Record | Records:
        if isinstance(key, slice):
            return replace(self, records=self.records[key])
        if isinstance(key, int):
            return self.records[key]
        for record in self.records:
            if isinstance(key, str) and record.couple.id == key:
                return record
        raise self._no_couple(key)

    def _no_couple(self, couple: object) -> InputError:
        return InputError(
            f"There is no couple {couple!r} in these records.",
            where=self.provenance.source,
            remedy=f"There are {len(self)}: {', '.join(self.ids[:5])}{' ...' if len(self) > 5 else ''}.",
        )

    @property
    def roles(self) -> tuple[str, ...]:
        """Names of the observed roles."""
        return self.records[0].roles

    @property
    def input_names(self) -> tuple[str, ...]:
        """Names of the inputs."""
        return self.records[0].input_names

    @property
    def labels(self) -> tuple[str, str]:
        """Partner labels shared by all couples, or ``("1", "2")`` where couples name them differently."""
        labels = {record.couple.labels for record in self.records}
        return labels.pop() if len(labels) == 1 else ("1", "2")

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of the couples, in order."""
        return tuple(record.couple.id for record in self.records)

    @property
    def reports(self) -> int:
        """Number of answered (partner, time) pairs over all couples."""
        return int(sum(record.reported.sum() for record in self.records))

    @property
    def paired(self) -> int:
        """Number of times at which both partners of a couple answered, over all couples."""
        return sum(record.paired for record in self.records)

    def only(self, roles: Sequence[str] | str) -> Records:
        """Keep these roles, or this one, in every couple; couples with no such answer are left out."""
        roles = as_names(roles, "roles") or ()
        unknown = [role for role in roles if role not in self.roles]
        if unknown:
            raise InputError(
                f"There is no role '{unknown[0]}' in these records.",
                where=self.provenance.source,
                remedy=f"Choose from: {', '.join(self.roles)}.",
            )
        kept = tuple(record for record in (r.only(roles) for r in self.records) if len(record))
        return replace(self, records=kept, scales={role: self.scales[role] for role in roles})

    def choose(self, ids: Iterable[str]) -> Records:
        """Keep these couples, or this one, in the given order."""
        wanted = (ids,) if isinstance(ids, str) else tuple(ids)
        by_id = {record.couple.id: record for record in self.records}
        unknown = [couple for couple in wanted if couple not in by_id]
        if unknown:
            raise self._no_couple(unknown[0])
        return replace(self, records=tuple(by_id[couple] for couple in wanted))

    def knowing(self, people: Mapping[tuple[str, str], Person]) -> Records:
        """Add scores from another table, such as a questionnaire's; scores under other names stay.

        Two files share nothing but what they call people, so scores find their person by couple and
        label, not by `Person.id`; the person keeps label and id.

        Parameters
        ----------
        people
            Person by ``(couple, label)``, as `pasdedeux.instruments.partners` gives them.

        Raises
        ------
        InputError
            If none of them is in these records.

        Examples
        --------
        >>> from pasdedeux.simulate import example_records
        >>> scored = {("01", "Alma"): Person("Alma", {"anxiety": 3.9})}
        >>> example_records().knowing(scored)["01"].couple.partners[0].anxiety
        3.9
        """
        here = {(record.couple.id, label) for record in self.records for label in record.couple.labels}
        strangers = sorted(set(people) - here)
        if len(strangers) == len(people):
            there = f"; partner '{strangers[0][1]}' of couple '{strangers[0][0]}' there" if strangers else ""
            couple, label = min(here)
            raise InputError(
                "No score belongs to anybody in these records:"
                f" partner '{label}' of couple '{couple}' here{there}.",
                where=self.provenance.source,
                remedy="Name couples and partners the same way in both tables.",
            )
        lost = (f"{len(strangers)} scores belong to nobody in these records.",) if strangers else ()
        return replace(
            self,
            records=tuple(
                replace(record, couple=_with_scores(record.couple, people)) for record in self.records
            ),
            provenance=replace(self.provenance, notes=(*self.provenance.notes, *lost)),
        )


def as_records(records: object) -> Records:
    """Refuse what holds no records, such as the name of a file.

    Examples
    --------
    >>> as_records("diary.csv")
    Traceback (most recent call last):
    pasdedeux.errors.InputError: records: str is no record. Read a table first: pasdedeux.read("diary.csv").
    """
    if not isinstance(records, Records):
        raise InputError(
            f"{type(records).__name__} is no record.",
            where="records",
            remedy='Read a table first: pasdedeux.read("diary.csv").',
        )
    return records


def _with_scores(couple: Couple, people: Mapping[tuple[str, str], Person]) -> Couple:
    first, second = (
        replace(one, traits={**one.traits, **people[couple.id, one.label].traits})
        if (couple.id, one.label) in people
        else one
        for one in couple.partners
    )
    return replace(couple, partners=(first, second))
