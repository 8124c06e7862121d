"""Find rounds of pursuit and withdrawal, where both are in the records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.records import Records

if TYPE_CHECKING:
    from pasdedeux.identify import RoundsFit


@names_wrong_arguments
def find_rounds(records: Records) -> RoundsFit | None:
    """Look for rounds; None where pursuit and withdrawal of both are not there.

    Examples
    --------
    >>> from pasdedeux.simulate import example_records
    >>> find_rounds(example_records(couples=1, days=30)) is None
    True
    """
    from pasdedeux.identify import fit_rounds  # noqa: PLC0415 - loads the compiled core

    return fit_rounds(records)
