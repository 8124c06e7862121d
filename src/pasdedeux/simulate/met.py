"""Two who have just met."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.loop import Loop
from pasdedeux.loop import rows as r
from pasdedeux.simulate.run import fresh


@names_wrong_arguments
def just_met(loop: Loop) -> NDArray[np.float64]:
    """States of two between whom there is nothing yet; shape (11,).

    Couples of an ensemble begin later, when they have begun to be close.

    Examples
    --------
    >>> float(just_met(Loop.preset("secure-secure"))[10])
    0.0
    """
    states = fresh(loop.theta()[:, None])[:, 0]
    states[r.CLOSENESS] = 0.0
    return states
