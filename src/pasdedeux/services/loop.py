"""Find the loop in records, with scores from a questionnaire where there are some."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.identify import Fit
from pasdedeux.progress import Progress
from pasdedeux.records import Records


@names_wrong_arguments
def find_loop(
    records: Records,
    *,
    roles: Sequence[str] | None = None,
    level: str = "auto",
    seed: int = 0,
    jobs: int = 1,
    checks: bool = True,
    moderators: Sequence[str] = (),
    scores: Path | str | None = None,
    reliability: float | Literal["none"] | None = None,
    progress: Progress | None = None,
) -> Fit:
    """Identify the loop, with the partners' scores from another table.

    Parameters
    ----------
    records, roles, level, seed, jobs, checks, moderators, reliability, progress
        As for `pasdedeux.identify.fit`.
    scores
        Table of the partners' scores, as `pasdedeux score --csv` writes it. Its dimensions may shift the
        couplings where no ``moderators`` are named.

    Examples
    --------
    >>> from pasdedeux.simulate import example_records
    >>> find_loop(example_records(couples=1, days=30), checks=False).level
    'couple'
    """
    from pasdedeux.identify import fit  # noqa: PLC0415 - the compiled core loads with the first fit
    from pasdedeux.readers.forms.scores import read_scores  # noqa: PLC0415 - loads pandas

    people, known = read_scores(scores) if scores else ({}, ())
    return fit(
        records.knowing(people) if people else records,
        roles=roles,
        level=level,
        seed=seed,
        jobs=jobs,
        checks=checks,
        moderators=tuple(moderators) or known,
        reliability=reliability,
        progress=progress,
    )
