"""Whom a what-if is about: a couple of the simulation, a diary, or a fit that was kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.change.posterior import Source
from pasdedeux.errors import InputError
from pasdedeux.identify import Fit, NonlinearFit, load
from pasdedeux.identify.nonlinear.observation import readable
from pasdedeux.progress import Progress
from pasdedeux.records import Records
from pasdedeux.simulate import Scenario, read_scenario
from pasdedeux.words import Message

Couple = str | Records | Fit | NonlinearFit
FEWEST_DAYS = 40
"""Days on which both answered; on fewer the nonlinear fit was never tried, and would repeat its prior."""
MOVES = {"pursuit", "withdrawal"}


@dataclass(frozen=True)
class Subject:
    """One couple as a what-if takes it.

    Parameters
    ----------
    name
        Of the couple.
    partners
        What the two are called.
    source
        What futures are drawn from.
    seed
        Seed unless another is asked for.
    simulated
        Whether no real person stands behind it.
    notes
        What else should be known of where the loop comes from.
    """

    name: str
    partners: tuple[str, str]
    source: Source
    seed: int = 0
    simulated: bool = True
    notes: tuple[Message, ...] = ()


@names_wrong_arguments
def kind_of(source: str) -> Literal["scenario", "fit", "diary"]:
    """Tell what a name stands for, by its ending.

    Examples
    --------
    >>> kind_of("diary.csv"), kind_of("fit.pdd"), kind_of("anxious-avoidant")
    ('diary', 'fit', 'scenario')
    """
    suffix = Path(source).suffix.lower()
    return "scenario" if suffix in {"", ".toml"} else "fit" if suffix == ".pdd" else "diary"


def subject_of(
    couple: Couple, seed: int | None, chosen: Sequence[str] = (), progress: Progress | None = None
) -> Subject:
    """Find the loop of a couple, by a nonlinear fit where there is none yet.

    Parameters
    ----------
    couple, seed, progress
        As for `pasdedeux.services.try_change`.
    chosen
        Id of the couple that is meant, where records hold several.

    Raises
    ------
    InputError
        If it is not one couple, or its record holds too little for the nonlinear fit.

    Examples
    --------
    >>> subject_of("secure-secure", None).name
    'secure-secure'
    """
    if isinstance(couple, str):
        return _named(couple, seed, chosen, progress)
    if isinstance(couple, NonlinearFit):
        return _fitted(couple)
    if isinstance(couple, Fit):
        note = Message("services.whatif.from-linear")
        return _fitted(_nonlinear(couple.records, seed, chosen, progress), note)
    return _fitted(_nonlinear(couple, seed, chosen, progress))


def _one_couple(source: str) -> Scenario:
    """Read a scenario that holds one couple and nothing that happens on its own."""
    who = read_scenario(source)
    if who.population is not None or who.schedule.changes or who.schedule.events:
        raise InputError("services.one-couple", where=source)
    return who


def _named(source: str, seed: int | None, chosen: Sequence[str], progress: Progress | None) -> Subject:
    if kind_of(source) == "fit":
        return subject_of(load(source), seed, chosen, progress)
    if kind_of(source) == "diary":
        from pasdedeux.readers.diary import read  # noqa: PLC0415 - loads pandas

        return subject_of(read(source), seed, chosen, progress)
    who = _one_couple(source)
    return Subject(who.name, who.partners, who.loop, who.seed)


def _nonlinear(
    records: Records, seed: int | None, chosen: Sequence[str], progress: Progress | None
) -> NonlinearFit:
    where, records = records.provenance.source, records.choose(chosen) if chosen else records
    if len(records) > 1:
        raise InputError("services.whatif.several", where=where, n=len(records), first=records.ids[0])
    if roles := readable(records):  # without any, the fit says which it could use
        days = _paired_days(records.only(roles))
        if days < FEWEST_DAYS:
            raise InputError("services.whatif.too-few-days", where=where, n=days, fewest=FEWEST_DAYS)
    from pasdedeux.identify import fit_nonlinear  # noqa: PLC0415 - loads the compiled core

    return fit_nonlinear(records, seed=seed or 0, progress=progress)


def _paired_days(records: Records) -> int:
    """Count days on which both answered."""
    record = records[0]
    return len(np.unique(np.floor(record.time[record.reported.all(axis=1)])))


def _fitted(fit: NonlinearFit, *notes: Message) -> Subject:
    if not MOVES & set(fit.roles):
        notes += (Message("services.whatif.no-moves"),)
    if not fit.narrowed_:
        notes += (Message("nonlinear.summary.narrows-none"),)
    record, origin = fit.records[0], fit.records.provenance
    return Subject(
        record.couple.id,
        record.couple.labels,
        fit,
        simulated=origin.simulated,
        notes=(*notes, *fit.warnings_, *origin.cautions),
    )
