"""All couples of a file, a store or a study, and where their numbers come from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import overload

import numpy as np

from pasdedeux.arguments import as_names, names_wrong_arguments
from pasdedeux.errors import InputError
from pasdedeux.people import Couple, Person
from pasdedeux.records.observations import Observed, records_of
from pasdedeux.records.record import Record, Scale, scale_of
from pasdedeux.words import Message


@dataclass(frozen=True, slots=True)
class Dropped:
    """A row that was read and not used, and why.

    Parameters
    ----------
    row
        Row of the file, counted as a spreadsheet does: the header is row 1.
    reason
        In one sentence.
    """

    row: int
    reason: Message


@dataclass(frozen=True, slots=True)
class Doubt:
    """Answers of a couple that can hardly be two people's own.

    Parameters
    ----------
    couple
        Its id.
    kind
        ``"twins"``, ``"copied"``, ``"same"`` or ``"jump"``; see `find_doubts`.
    reason
        In one sentence.
    spoils
        True where it can move the result of a whole study.
    """

    couple: str
    kind: str
    reason: Message
    spoils: bool


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
        ``"long"``, ``"wide"``, ``"pairwise"``, ``"observations"`` or ``"simulated"``.
    columns
        Which column was taken for what, e.g. ``{"couple": "ID", "arousal": "M_Anx., W_Anx."}``.
    rows
        Data rows in the file.
    dropped
        Rows that were not used, each with its reason.
    notes
        Other choices made while reading, a sentence each.
    cautions
        Those notes that bear on any result: text that was left out, an answer or a time far from the others.
    simulated
        True where no real person stands behind the numbers; every output says so.
    set_aside
        Couples that were left out of a study, each with its reason.
    """

    source: str = "in memory"
    sha256: str = ""
    layout: str = "long"
    columns: Mapping[str, str] = field(default_factory=dict)
    rows: int = 0
    dropped: tuple[Dropped, ...] = ()
    notes: tuple[Message, ...] = ()
    cautions: tuple[Message, ...] = ()
    simulated: bool = False
    set_aside: tuple[Doubt, ...] = ()


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
            raise InputError("records.empty", where=self.provenance.source)
        first = self.records[0]
        for record in self.records:
            if record.roles != first.roles or record.input_names != first.input_names:
                where = Message("records.at.couple", couple=record.couple.id)
                raise InputError("records.roles-differ", where=where)
        if len({record.couple.id for record in self.records}) < len(self.records):
            raise InputError("records.same-id", where=self.provenance.source)

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
        some = ", ".join(self.ids[:5]) + (" ..." if len(self) > 5 else "")
        where = self.provenance.source
        return InputError("records.no-couple", where=where, couple=repr(couple), couples=len(self), some=some)

    @classmethod
    def from_observations(
        cls,
        observations: Iterable[Observed],
        *,
        couples: Iterable[Couple] = (),
        roles: Sequence[str] | str | None = None,
        inputs: Sequence[str] | str | None = None,
        scales: Mapping[str, Scale] | None = None,
        together: float = 0.0,
        distinguishable: bool = False,
        source: str = "in memory",
    ) -> Records:
        """Make records of single answers, as a store, an app or a notebook holds them.

        Parameters
        ----------
        observations
            One `Observation` per answer, in any order, or anything else with its five names, such as rows
            of a query or ``table.itertuples()``. What was not answered is left out, or is None or NaN.
        couples
            Who the couples are; persons are found by their id. Couples, and the partners in each, stand in
            this order. One that is not given is made of the ids it is observed under, in the order in
            which they come.
        roles, inputs
            Roles to keep and roles that come from outside, in this order; every observed one where None,
            ``stress`` and ``issue`` being inputs.
        scales
            How roles were answered, where that is known; else by their lowest and highest answer.
        together
            Hours within which a report of each partner count as one occasion, at their mean time.
        distinguishable
            True where first and second partner mean the same in every couple.
        source
            Short name for where they come from.

        Raises
        ------
        InputError
            If a couple has three persons, an answer comes twice or is no number, or a time is none.

        Examples
        --------
        >>> from datetime import datetime
        >>> from pasdedeux.records import Observation
        >>> evenings = [
        ...     Observation("c1", "p1", datetime(2026, 3, 1, 21, 5), "arousal", 3),
        ...     Observation("c1", "p2", datetime(2026, 3, 1, 21, 40), "arousal", 5),
        ...     Observation("c1", "p2", datetime(2026, 3, 2, 22, 0), "arousal", 4),
        ... ]
        >>> alma, bo = Person("Alma", id="p1"), Person("Bo", id="p2")
        >>> records = Records.from_observations(evenings, couples=[Couple("c1", (alma, bo))], together=2)
        >>> records.labels, records.paired, records[0].weekday.tolist()
        (('Alma', 'Bo'), 1, [6, 0])
        """
        found, notes = records_of(observations, tuple(couples), roles, inputs, together)
        values = np.concatenate([record.values for record in found])
        measured = {role: scale_of(values[:, :, at]) for at, role in enumerate(found[0].roles)}
        known = {role: scale for role, scale in (scales or {}).items() if role in measured}
        origin = Provenance(source=source, layout="observations", rows=len(values), notes=notes)
        return cls(found, {**measured, **known}, origin, distinguishable)

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
            where, known = self.provenance.source, ", ".join(self.roles)
            raise InputError("records.no-role", where=where, role=unknown[0], roles=known)
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
            raise _nobody(min(here), strangers, self.provenance.source)
        lost = (Message("records.unmatched", n=len(strangers)),) if strangers else ()
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
        raise InputError("records.none", where="records", kind=type(records).__name__)
    return records


def _nobody(here: tuple[str, str], there: Sequence[tuple[str, str]], source: str) -> InputError:
    couple, label = here
    if not there:
        return InputError("records.no-scores", where=source, couple=couple, label=label)
    other, stranger = there[0]
    return InputError(
        "records.no-match", where=source, couple=couple, label=label, other=other, stranger=stranger
    )


def _with_scores(couple: Couple, people: Mapping[tuple[str, str], Person]) -> Couple:
    first, second = (
        replace(one, traits={**one.traits, **people[couple.id, one.label].traits})
        if (couple.id, one.label) in people
        else one
        for one in couple.partners
    )
    return replace(couple, partners=(first, second))
