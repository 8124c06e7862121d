"""The loop of one couple: its parameters, and everything that follows from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pasdedeux.arguments import as_numbers, names_wrong_arguments, shown, within
from pasdedeux.errors import InputError
from pasdedeux.loop import equations as eq
from pasdedeux.loop import equilibria as rest
from pasdedeux.loop import rows as r
from pasdedeux.loop.attachment import KINDS, side
from pasdedeux.loop.jacobian import jacobian
from pasdedeux.loop.parameters import PARAMETERS, Between, Inputs, Side

if TYPE_CHECKING:
    from pasdedeux.loop.bifurcation import Branch
    from pasdedeux.loop.landscape import Landscape
    from pasdedeux.loop.resilience import Resilience

FloatArray = NDArray[np.float64]

Attachment = tuple[float, float]

PRESETS: Mapping[str, tuple[Attachment, Attachment]] = MappingProxyType(
    {"example": ((0.8, -0.2), (-0.2, 0.8))}
    | {
        f"{one}-{two}": (KINDS[one], KINDS[two])
        for one, two in (
            ("secure", "secure"),
            ("anxious", "secure"),
            ("avoidant", "secure"),
            ("anxious", "anxious"),
            ("avoidant", "avoidant"),
            ("anxious", "avoidant"),
        )
    }
)
"""Couples to start from, by name: anxiety and avoidance of both.

``example`` is a milder anxious-avoidant couple, in and out of the cycle, whom a change can help.
"""


@names_wrong_arguments
@dataclass(frozen=True, slots=True)
class Loop:
    """One couple's loop.

    Parameters
    ----------
    sides
        Partner one, partner two: same equations, own parameters.
    between
        What they have in common.

    Examples
    --------
    >>> loop = Loop.preset("anxious-avoidant")
    >>> round(loop.loop_gain(), 2), len(loop.equilibria())
    (0.3, 3)
    """

    sides: tuple[Side, Side] = (Side(), Side())
    between: Between = field(default_factory=Between)

    @classmethod
    def of_attachment(
        cls,
        one: tuple[float, float],
        two: tuple[float, float],
        *,
        personal: tuple[Mapping[str, float], Mapping[str, float]] = (
            MappingProxyType({}),
            MappingProxyType({}),
        ),
        between: Between | None = None,
    ) -> Loop:
        """Build a loop from both partners' attachment.

        Parameters
        ----------
        one, two
            Anxiety and avoidance in standard deviations from the norm's mean.
        personal
            Free personal parts by parameter name, see `pasdedeux.loop.attachment.TRAITS`.
        between
            What they have in common.

        Raises
        ------
        InputError
            If one of the two is not a pair of numbers, or too far from the mean.
        """
        for name, point in (("one", one), ("two", two)):
            if isinstance(point, str) or np.shape(point) != (2,):
                raise InputError("loop.no-attachment", where=name, argument=name, value=shown(point))
        return cls((side(*one, **personal[0]), side(*two, **personal[1])), between or Between())

    @classmethod
    def preset(cls, name: str) -> Loop:
        """One of the couples in `PRESETS`, e.g. ``"anxious-avoidant"``."""
        if name not in PRESETS:
            raise InputError("loop.no-preset", where="preset", name=shown(name), known=tuple(PRESETS))
        return cls.of_attachment(*PRESETS[name])

    def changed(self, partner: str = "both", **values: float) -> Loop:
        """Build the same loop with some parameters set.

        Parameters
        ----------
        partner
            ``"1"``, ``"2"`` or ``"both"``; ignored for parameters of the couple.
        values
            Parameters and their values.

        Examples
        --------
        >>> Loop().changed("1", softness=0.9).sides[0].softness
        0.9
        """
        which = _partners(partner)
        kinds = {row.name: row.of for row in PARAMETERS}
        for name in values:
            if name not in kinds:
                raise InputError("loop.no-parameter", where="changed", name=name, known=tuple(kinds))
        own = {name: value for name, value in values.items() if kinds[name] == "partner"}
        common = {name: value for name, value in values.items() if kinds[name] == "couple"}
        sides = [replace(one, **own) if i in which else one for i, one in enumerate(self.sides)]
        return Loop((sides[0], sides[1]), replace(self.between, **common))

    def theta(self, inputs: Inputs | None = None) -> FloatArray:
        """All parameters and inputs as one array, shape (P,), rows as in `pasdedeux.loop.NAMES`.

        Parameters
        ----------
        inputs
            What reaches the two from outside; nothing unless given.
        """
        given = inputs or Inputs()
        values: list[float] = []
        for name in r.NAMES:
            stem, i = name[:-2], name[-1]
            if name.endswith(("_1", "_2")):
                home = getattr(given, stem) if hasattr(given, stem) else None
                values.append(home[int(i) - 1] if home else getattr(self.sides[int(i) - 1], stem))
            else:
                values.append(given.apart if name == "apart" else getattr(self.between, name))
        return np.array(values, dtype=np.float64)

    def drift(self, states: ArrayLike, inputs: Inputs | None = None) -> FloatArray:
        """Rates of change of the states, per day, shape (11, ...); see `pasdedeux.loop.equations`.

        Parameters
        ----------
        states
            Shape (11, ...), rows as in `pasdedeux.loop.STATES`.
        inputs
            What reaches the two from outside; nothing unless given.
        """
        return np.asarray(eq.drift(_states(states), self.theta(inputs)))

    def jacobian(self, states: ArrayLike, inputs: Inputs | None = None) -> FloatArray:
        """Give the derivative of the drift, per day, shape (..., 11, 11); see `pasdedeux.loop.jacobian`.

        Parameters
        ----------
        states
            Shape (11, ...), rows as in `pasdedeux.loop.STATES`.
        inputs
            What reaches the two from outside; nothing unless given.
        """
        return jacobian(_states(states), self.theta(inputs))

    def equilibria(self, inputs: Inputs | None = None) -> FloatArray:
        """All resting states, shape (K, 11), from the least to the most polarised.

        Parameters
        ----------
        inputs
            What reaches the two from outside; nothing unless given.
        """
        return rest.equilibria(self.theta(inputs))

    def stable(self, states: ArrayLike, inputs: Inputs | None = None) -> NDArray[np.bool_]:
        """Whether each of these resting states draws its surroundings in, shape (K,).

        Parameters
        ----------
        states
            Shape (11,) or (K, 11), as from `equilibria`.
        inputs
            What reaches the two from outside; nothing unless given.
        """
        return rest.stable(_states(np.atleast_2d(as_numbers(states, "states")).T).T, self.theta(inputs))

    def calm(self, inputs: Inputs | None = None) -> FloatArray | None:
        """Give the calm resting state, shape (11,), or nothing where calm is lost.

        Parameters
        ----------
        inputs
            What reaches the two from outside; nothing unless given.
        """
        from pasdedeux.loop.resilience import calm  # noqa: PLC0415 - keeps start-up light

        return calm(self.theta(inputs))

    def loop_gain(self, states: ArrayLike | None = None, inputs: Inputs | None = None) -> float:
        """Gain of one round, me -> you -> me, around a resting state; without unit, 1 where calm is lost.

        Parameters
        ----------
        states
            Shape (11,); the least polarised resting state unless given.
        inputs
            What reaches the two from outside; nothing unless given.
        """
        return rest.loop_gain(self._around(states, inputs), self.theta(inputs))

    def half_life(self, states: ArrayLike | None = None, inputs: Inputs | None = None) -> float:
        """Days until the slowest part of a small disturbance has halved; infinite where it never does.

        Parameters
        ----------
        states
            Shape (11,); the least polarised resting state unless given.
        inputs
            What reaches the two from outside; nothing unless given.
        """
        return rest.half_life(self._around(states, inputs), self.theta(inputs))

    def resilience(self, inputs: Inputs | None = None) -> Resilience:
        """Smallest bad day that tips the couple out of calm; see `pasdedeux.loop.resilience`.

        Parameters
        ----------
        inputs
            What reaches the two from outside; nothing unless given.
        """
        from pasdedeux.loop.resilience import resilience  # noqa: PLC0415

        return resilience(self.theta(inputs))

    def continuation(
        self, parameter: str, low: float, high: float, *, partner: str = "both", inputs: Inputs | None = None
    ) -> tuple[Branch, ...]:
        """Follow the resting states along one parameter or input; see `pasdedeux.loop.bifurcation`.

        Parameters
        ----------
        parameter
            A name in `pasdedeux.loop.PARAMETERS` or `INPUTS`.
        low, high
            The range, in the parameter's units.
        partner
            Whose: ``"1"``, ``"2"`` or ``"both"`` together; ignored for what belongs to the couple.
        inputs
            What reaches the two from outside; nothing unless given.

        Examples
        --------
        >>> branches = Loop.preset("anxious-avoidant").continuation("stress", 0.0, 0.3)
        >>> [turning.kind for branch in branches for turning in branch.turnings]
        ['fold']
        """
        from pasdedeux.loop.bifurcation import continuation  # noqa: PLC0415

        names = tuple(f"{parameter}_{i + 1}" for i in _partners(partner))
        return continuation(self.theta(inputs), names if names[0] in r.NAMES else (parameter,), low, high)

    def landscape(
        self,
        inputs: Inputs | None = None,
        points: int = 61,
        *,
        reaches: int | None = None,
        least: float = -0.25,
    ) -> Landscape:
        """Calm, the trap and the edge between them, seen in the two moves; see `pasdedeux.loop.landscape`.

        Parameters
        ----------
        inputs
            What reaches the two from outside; nothing unless given.
        points
            Points per axis.
        reaches
            Who reaches, 0 or 1, where there is a trap either way round.
        least
            Where both axes begin, -1 to below 1.
        """
        from pasdedeux.loop.landscape import landscape  # noqa: PLC0415

        return landscape(self.theta(inputs), points, reaches=reaches, least=least)

    def _around(self, states: ArrayLike | None, inputs: Inputs | None) -> FloatArray:
        return self.equilibria(inputs)[0] if states is None else _states(states)


@names_wrong_arguments
def shown_arousal(states: ArrayLike, loop: Loop, load: float = 0.0) -> FloatArray:
    """Arousal the other can see: felt arousal less what is suppressed; suppression fails under load.

    Parameters
    ----------
    states
        Shape (11, ...).
    loop
        The couple.
    load
        Something else that occupies both, 0 or more: at 1 half of the suppression is left.

    Returns
    -------
    numpy.ndarray
        Shape (2, ...).

    Examples
    --------
    >>> couple = Loop.preset("anxious-avoidant")
    >>> calm = couple.equilibria()[0]
    >>> bool((shown_arousal(calm, couple) <= calm[[r.AROUSAL, r.N_OWN + r.AROUSAL]]).all())
    True
    """
    within("load", load, 0.0, 1e6)
    felt = _states(states)[[r.AROUSAL, r.N_OWN + r.AROUSAL]]
    share = np.array([1.0 - one.suppression / (1.0 + load) for one in loop.sides])
    return np.asarray(felt * share.reshape(2, *(1,) * (felt.ndim - 1)))


def _states(states: ArrayLike) -> FloatArray:
    x = as_numbers(states, "states")
    if x.ndim < 1 or x.shape[0] != r.N_STATES or not np.isfinite(x).all():
        raise InputError("loop.no-states", where="states", shape=str(x.shape), n=r.N_STATES)
    return x


def _partners(partner: str) -> tuple[int, ...]:
    which = {"1": (0,), "2": (1,), "both": (0, 1)}
    if partner not in which:
        raise InputError("loop.no-partner", where="partner", partner=shown(partner))
    return which[partner]
