"""From attachment anxiety and avoidance to a partner's side of the loop.

Both dimensions are in standard deviations from the mean of a questionnaire's norm; a type is only a name for
a region. A parameter is its ordinary value moved by the dimensions and by a free personal part, on a scale on
which it cannot leave its range. Two people with the same scores therefore need not have the same loop.

The signs follow the sources; the sizes carry no evidence (grade D). They were chosen so that a trap can form
between mismatched partners and not with a partner near the mean.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pasdedeux.arguments import within
from pasdedeux.errors import InputError
from pasdedeux.loop.parameters import PARAMETERS, Side

FloatArray = NDArray[np.float64]
WIDEST = 4.0  # standard deviations


@dataclass(frozen=True, slots=True)
class Trait:
    """How one parameter depends on attachment.

    Parameters
    ----------
    scale
        ``"log"``, ``"logit"`` or ``"plain"``: where the shifts add up.
    anxiety, avoidance
        Shift per standard deviation.
    source
        What the signs rest on.
    """

    scale: str
    anxiety: float
    avoidance: float
    source: str


NO_TRAIT = Trait("plain", 0.0, 0.0, "")
TRAITS: Mapping[str, Trait] = MappingProxyType(
    {
        "reach": Trait("log", 0.38, 0.0, "Mikulincer & Shaver 2003 (C); Campbell et al. 2005 (B)"),
        "guard": Trait("log", 0.0, 0.26, "Overall et al. 2013 (B); Barry & Lawrence 2013 (B)"),
        "need": Trait("plain", 0.08, -0.05, "Locke 2008 (B)"),
        "room": Trait("plain", 0.0, -0.105, "Lavy et al. 2010 (B)"),
        "suppression": Trait("logit", 0.0, 0.9, "Diamond et al. 2006 (B)"),
        "obligation": Trait("log", 0.0, 0.25, "Girme et al. 2015 (B)"),
        "yearning": Trait("log", 0.3, 0.0, "no direct test (C)"),
        "set_point": Trait("logit", -0.5, -0.3, "definition of insecurity"),
        "dependence": Trait("log", 0.85, 0.0, "Kirkpatrick & Davis 1994 (B), read as fear of loss (C)"),
        "comparison": Trait(
            "plain", 0.0, -0.45, "Kirkpatrick & Davis 1994 (B), read as expecting little (C)"
        ),
        "recovery": Trait("log", 0.1, 0.0, "mixed: small"),
    }
)

KINDS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {"secure": (-0.5, -0.5), "anxious": (1.2, -0.3), "avoidant": (-0.3, 1.2), "fearful": (1.2, 1.2)}
)
"""A point inside each named region: (anxiety, avoidance)."""

_ROWS = {row.name: row for row in PARAMETERS if row.of == "partner"}
_TO: dict[str, Callable[[Any], Any]] = {
    "log": np.log,
    "logit": lambda p: np.log(p / (1.0 - p)),
    "plain": lambda x: x,
}
_FROM: dict[str, Callable[[Any], Any]] = {
    "log": np.exp,
    "logit": lambda y: 1.0 / (1.0 + np.exp(-y)),
    "plain": lambda x: x,
}


def side_values(
    anxiety: ArrayLike, avoidance: ArrayLike, personal: Mapping[str, ArrayLike] | None = None
) -> dict[str, Any]:
    """Parameters of many partners at once.

    Parameters
    ----------
    anxiety, avoidance
        Shape (n,), in standard deviations.
    personal
        The free part by parameter name, shape (n,), on the scale of `TRAITS` (plain for those not there).

    Returns
    -------
    dict
        Every parameter of a `Side`: shape (n,), or a single number where all share it; held to its range.
    """
    anx, avo = np.asarray(anxiety, dtype=np.float64), np.asarray(avoidance, dtype=np.float64)
    own = personal or {}
    unknown = set(own) - set(_ROWS)
    if unknown:
        raise InputError("loop.no-partner-parameter", where="personal", name=min(unknown), known=tuple(_ROWS))
    values: dict[str, Any] = {}
    for name, row in _ROWS.items():
        trait = TRAITS.get(name, NO_TRAIT)
        shift = trait.anxiety * anx + trait.avoidance * avo + np.asarray(own.get(name, 0.0))
        values[name] = shifted(name, row.default, shift)
    return values


def shifted(name: str, value: Any, shift: Any) -> Any:
    """Move a partner's parameter on the scale of `TRAITS`, held to its range.

    Parameters
    ----------
    name
        A parameter of a partner.
    value, shift
        Any shapes that go together.

    Examples
    --------
    >>> float(round(shifted("suppression", 0.5, 1.0), 2))
    0.73
    """
    row, scale = _ROWS[name], TRAITS.get(name, NO_TRAIT).scale
    edge = 1e-9 if scale != "plain" else -np.inf
    inside = np.clip(value, row.low + edge, row.high - edge)
    return np.clip(_FROM[scale](_TO[scale](inside) + shift), row.low, row.high)


def side(anxiety: float, avoidance: float, **personal: float) -> Side:
    """One partner's side of the loop.

    Parameters
    ----------
    anxiety, avoidance
        Standard deviations from the mean.
    personal
        The free part, by parameter name.

    Examples
    --------
    >>> round(side(0.0, 0.0).guard, 3) == Side().guard
    True
    >>> side(1.2, -0.3).reach > side(0.0, 0.0).reach
    True
    """
    within("anxiety", anxiety, -WIDEST, WIDEST, "standard-deviations")
    within("avoidance", avoidance, -WIDEST, WIDEST, "standard-deviations")
    for name, shift in personal.items():
        within(name, shift, -WIDEST, WIDEST)
    return Side(**{name: float(value) for name, value in side_values(anxiety, avoidance, personal).items()})


def moved(one: Side, anxiety: float, avoidance: float) -> Side:
    """Move a partner's side as if attachment had been so much higher; what is their own stays.

    Parameters
    ----------
    one
        The partner.
    anxiety, avoidance
        Standard deviations to go.

    Examples
    --------
    >>> moved(side(0.0, 0.5), 1.0, -0.5).reach == side(1.0, 0.0).reach
    True
    """
    shifts = {name: trait.anxiety * anxiety + trait.avoidance * avoidance for name, trait in TRAITS.items()}
    return replace(one, **{name: float(shifted(name, getattr(one, name), by)) for name, by in shifts.items()})
