"""Pas de Deux: the pursue-withdraw cycle of a couple, visible, measurable, changeable.

Five lines in a notebook::

    import pasdedeux as pdd
    records = pdd.read("diary.csv")
    fit = pdd.fit(records)
    fit.loop_gain_
    fit            # shows the loop map

Importing this package loads nothing heavy; each name loads what it needs when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pasdedeux import display, lazy

if TYPE_CHECKING:
    from pasdedeux.change import Lever, Plan, what_if
    from pasdedeux.errors import InputError, PasDeDeuxError
    from pasdedeux.identify import Fit, fit, load
    from pasdedeux.identify.episodes import fit_episodes
    from pasdedeux.identify.nonlinear import fit_nonlinear, prefer
    from pasdedeux.identify.talks.fit import fit_talks
    from pasdedeux.loop import LinearLoop
    from pasdedeux.people import Couple, Person
    from pasdedeux.readers.diary import read
    from pasdedeux.readers.episodes import read_episodes
    from pasdedeux.readers.talks import read_talks
    from pasdedeux.records import Record, Records
    from pasdedeux.report import write_episodes_report, write_report, write_talks_report
    from pasdedeux.simulate import example_records

__version__ = "0.1.0"

_HOMES = {
    "Couple": "people",
    "Fit": "identify",
    "InputError": "errors",
    "Lever": "change",
    "LinearLoop": "loop",
    "Person": "people",
    "PasDeDeuxError": "errors",
    "Plan": "change",
    "Record": "records",
    "Records": "records",
    "example_records": "simulate",
    "fit": "identify",
    "fit_episodes": "identify.episodes",
    "fit_nonlinear": "identify.nonlinear",
    "fit_talks": "identify",
    "load": "identify",
    "prefer": "identify.nonlinear",
    "read": "readers.diary",
    "read_episodes": "readers.episodes",
    "read_talks": "readers.talks",
    "what_if": "change",
    "write_episodes_report": "report.episodes",
    "write_report": "report",
    "write_talks_report": "report.talks",
}

__all__ = [
    "Couple",
    "Fit",
    "InputError",
    "Lever",
    "LinearLoop",
    "PasDeDeuxError",
    "Person",
    "Plan",
    "Record",
    "Records",
    "example_records",
    "fit",
    "fit_episodes",
    "fit_nonlinear",
    "fit_talks",
    "load",
    "prefer",
    "read",
    "read_episodes",
    "read_talks",
    "what_if",
    "write_episodes_report",
    "write_report",
    "write_talks_report",
]

__getattr__ = lazy.names(__name__, _HOMES)


def _loop_map(fit: Fit) -> str:
    from pasdedeux.report import notebook_html  # noqa: PLC0415 - the report loads when something is shown

    return notebook_html(fit)


display.views["Fit"] = _loop_map


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
