"""What records can carry of rounds, before anything is fitted."""

from __future__ import annotations

import numpy as np

from pasdedeux.identify.rounds.series import DAILY, has_rounds
from pasdedeux.records import Records
from pasdedeux.words import Message

POWER_DAYS = (30, 45, 60, 120, 250)
CLEAR = (0.04, 0.17, 0.34, 0.82, 0.99)
NOISY = (0.07, 0.10, 0.22, 0.48, 0.85)
"""Share of simulated couples whose round was shown: both links .35, what is kept .35; reliability .86 and no
shared shocks, and .7 with shared shocks of .3 (bench/rounds.py power)."""


def carry_rounds(records: Records) -> tuple[Message, ...]:
    """Tell how often a round was shown in simulated records as long as these; nothing without its series.

    Examples
    --------
    >>> from pasdedeux.simulate import RoundsWorld, simulate_rounds
    >>> print(carry_rounds(simulate_rounds(RoundsWorld(), 60, seed=1))[0])
    Reaching and pulling back of both are here, so a round of the two is looked for.
    """
    usable = [record for record in records if has_rounds(record)]
    if not usable:
        return ()
    said = [Message("rounds.carry")]
    record = usable[0]
    daily = len(record) > 1 and DAILY[0] <= np.median(np.diff(record.time)) <= DAILY[1]
    if len(records) == 1 and daily and len(record) >= POWER_DAYS[0]:
        clear, noisy = (
            round(10 * float(np.interp(len(record), POWER_DAYS, share))) for share in (CLEAR, NOISY)
        )
        said.append(
            Message("rounds.carry.power", n=min(len(record), POWER_DAYS[-1]), clear=clear, noisy=noisy)
        )
    return tuple(said)
