"""Where a score on the ECR lies among the answers of an open sample."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.errors import InputError
from pasdedeux.instruments.scoring import Scores

FloatArray = NDArray[np.float64]

NINE_IN_TEN = 1.645  # standard normal quantile of .95


@names_wrong_arguments
def percentiles(scores: Scores) -> dict[str, FloatArray]:
    """Percentage of the reference sample with a lower score (ties count half), with its range.

    The reference is 39,057 visitors of a website (age 18-90) who answered the ECR on 1-5; their
    answers were moved linearly onto 1-7. They chose to come, so they are no census, and answers on
    five steps are not answers on seven: take a percentile as "about", in tens, and never show it as
    a verdict on a person. The range (90 %) is that of the score by its error of measurement.

    Parameters
    ----------
    scores
        Of the ECR.

    Returns
    -------
    dict
        ``anxiety`` and ``avoidance``, shape (N, 3): percentile, and the lowest and highest that fit the
        score, 0 to 100; NaN where not scored.

    Raises
    ------
    InputError
        If the scores are those of another questionnaire.

    Examples
    --------
    >>> from pasdedeux.services import score
    >>> middle = score({f"ecr{i}": [4] for i in range(1, 37)}, "ecr")
    >>> {name: place[0].round().tolist() for name, place in percentiles(middle).items()}
    {'anxiety': [46.0, 31.0, 63.0], 'avoidance': [71.0, 60.0, 81.0]}
    """
    if scores.key.id != "ecr":
        raise InputError("instruments.scoring.not-ecr", where="scores", title=scores.key.title)
    table = _table()
    found = {}
    for name in ("anxiety", "avoidance"):
        reach = NINE_IN_TEN * scores.se[:, scores.names.index(name)]
        ends = np.stack([scores[name], scores[name] - reach, scores[name] + reach], axis=1)
        found[name] = np.interp(ends, table["score"], table[name])
    return found


@cache
def _table() -> dict[str, FloatArray]:
    text = files("pasdedeux.instruments").joinpath("data", "ecr_percentiles.csv").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    rows = np.array([line.split(",") for line in lines[1:]], np.float64)
    return dict(zip(lines[0].split(","), rows.T, strict=True))
