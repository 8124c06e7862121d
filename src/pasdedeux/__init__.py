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

import importlib
from typing import TYPE_CHECKING, Any

from pasdedeux import display

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
    "Couple": "pasdedeux.people",
    "Fit": "pasdedeux.identify",
    "InputError": "pasdedeux.errors",
    "Lever": "pasdedeux.change",
    "LinearLoop": "pasdedeux.loop",
    "Person": "pasdedeux.people",
    "PasDeDeuxError": "pasdedeux.errors",
    "Plan": "pasdedeux.change",
    "Record": "pasdedeux.records",
    "Records": "pasdedeux.records",
    "example_records": "pasdedeux.simulate",
    "fit": "pasdedeux.identify",
    "fit_episodes": "pasdedeux.identify.episodes",
    "fit_nonlinear": "pasdedeux.identify.nonlinear",
    "fit_talks": "pasdedeux.identify",
    "load": "pasdedeux.identify",
    "prefer": "pasdedeux.identify.nonlinear",
    "read": "pasdedeux.readers.diary",
    "read_episodes": "pasdedeux.readers.episodes",
    "read_talks": "pasdedeux.readers.talks",
    "what_if": "pasdedeux.change",
    "write_episodes_report": "pasdedeux.report.episodes",
    "write_report": "pasdedeux.report",
    "write_talks_report": "pasdedeux.report.talks",
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


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'pasdedeux' has no attribute '{name}'")
    return getattr(importlib.import_module(_HOMES[name]), name)


def _loop_map(fit: Fit) -> str:
    from pasdedeux.report import notebook_html  # noqa: PLC0415 - the report loads when something is shown

    return notebook_html(fit)


display.views["Fit"] = _loop_map


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
