"""Where a score on the ECR lies among the answers of an open sample."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from pasdedeux.errors import InputError
from pasdedeux.instruments.scoring import Scores

FloatArray = NDArray[np.float64]


def percentiles(scores: Scores) -> dict[str, FloatArray]:
    """Percentage of the reference sample with a lower score (ties count half), per dimension.

    The reference is 39,057 visitors of a website (age 18-90) who answered the ECR on 1-5; their
    answers were moved linearly onto 1-7. They chose to come, so they are no census, and answers on
    five steps are not answers on seven: take a percentile as "about", in tens, and never show it as
    a verdict on a person.

    Parameters
    ----------
    scores
        Of the ECR.

    Returns
    -------
    dict
        ``anxiety`` and ``avoidance``, shape (N,), 0 to 100; NaN where not scored.

    Raises
    ------
    InputError
        If the scores are those of another questionnaire.

    Examples
    --------
    >>> from pasdedeux.instruments.scoring import score
    >>> middle = score({f"ecr{i}": [4] for i in range(1, 37)}, "ecr")
    >>> {name: round(float(place[0])) for name, place in percentiles(middle).items()}
    {'anxiety': 46, 'avoidance': 71}
    """
    if scores.key.id != "ecr":
        raise InputError(
            f"Percentiles are known for the ECR only, not for {scores.key.title}.", where="scores"
        )
    table = _table()
    return {name: np.interp(scores[name], table["score"], table[name]) for name in ("anxiety", "avoidance")}


@cache
def _table() -> dict[str, FloatArray]:
    text = files("pasdedeux.instruments").joinpath("data", "ecr_percentiles.csv").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    rows = np.array([line.split(",") for line in lines[1:]], np.float64)
    return dict(zip(lines[0].split(","), rows.T, strict=True))
