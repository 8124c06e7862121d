"""What callers give, checked: whole numbers, names, numbers, and the kinds that annotations say."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import reduce, wraps
from inspect import Parameter, signature, unwrap
from math import isfinite
from numbers import Integral, Real
from operator import index
from types import FunctionType, NoneType, UnionType
from typing import TYPE_CHECKING, Any, Literal, TypeVar, Union, get_args, get_origin

from pasdedeux.errors import InputError
from pasdedeux.words import Message

if TYPE_CHECKING:
    from numpy import float64
    from numpy.typing import NDArray

Called = TypeVar("Called", bound=Callable[..., Any])
SEVERAL = (tuple, Collection, Iterable, Sequence)
SEVERAL_THINGS = Message("arguments.kind.several")
WORDS: dict[Any, str] = {
    float: "arguments.kind.number",
    int: "arguments.kind.whole",
    str: "arguments.kind.text",
    bool: "arguments.kind.bool",
    Mapping: "arguments.kind.mapping",
}


def names_wrong_arguments(call: Called) -> Called:
    """Name the argument of a call that broke that is not of its annotated kind.

    Nothing is looked at while all goes well: a good call costs nothing more, and whatever works is let
    through. Only when one breaks inside are its arguments held against their annotations; where all of
    them fit, the error is the program's own and goes on as it is.

    Parameters
    ----------
    call
        A function, or a class, whose constructor and public methods are then all named so.

    Raises
    ------
    InputError
        From the decorated call, naming the argument, what it is and what it should be.

    Examples
    --------
    >>> @names_wrong_arguments
    ... def doubled(days: float) -> float:
    ...     return days / 0.5
    >>> doubled("a")
    Traceback (most recent call last):
    pasdedeux.errors.InputError: days is 'a'. Give a number.
    """
    if isinstance(call, type):
        for name, member in list(vars(call).items()):
            if isinstance(member, classmethod | staticmethod) and not name.startswith("_"):
                setattr(call, name, type(member)(names_wrong_arguments(member.__func__)))
            elif isinstance(member, FunctionType) and (name == "__init__" or not name.startswith("_")):
                setattr(call, name, names_wrong_arguments(member))
        return call

    @wraps(call)
    def checked(*given: Any, **named: Any) -> Any:
        try:
            return call(*given, **named)
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            if wrong := _wrong_argument(call, given, named):
                raise wrong from error
            raise

    return checked  # type: ignore[return-value]


def _wrong_argument(call: Any, given: tuple[Any, ...], named: Mapping[str, Any]) -> InputError | None:
    """Find the first argument that is not of its kind."""
    asked = signature(call)
    try:
        bound = asked.bind(*given, **named).arguments
    except TypeError:
        return None  # one is missing or not known, which Python's own words say best
    for name, value in bound.items():
        kind = _kind(call, asked.parameters[name])
        for one in value if asked.parameters[name].kind is Parameter.VAR_POSITIONAL else (value,):
            if not _fits(one, kind):
                return InputError(
                    "arguments.wrong-kind", where=name, argument=name, value=shown(one), kind=_called(kind)
                )
    return None


class _Known(dict[str, Any]):
    """Names of a module; one that only type checkers load stands for anything."""

    def __missing__(self, name: str) -> Any:
        return getattr(builtins, name, Any)


def _kind(call: Any, parameter: Parameter) -> Any:
    """Read an annotation; what cannot be read at run time, or holds several by name, may be anything."""
    text = parameter.annotation
    if text is Parameter.empty or parameter.kind is Parameter.VAR_KEYWORD:
        return Any
    if not isinstance(text, str):
        return text
    try:
        return eval(text, {}, _Known(unwrap(call).__globals__))  # noqa: S307 - an annotation of our own
    except (AttributeError, TypeError):
        return Any


def _fits(value: Any, kind: Any) -> bool:
    parts, plain = get_args(kind), get_origin(kind) or kind
    if plain in {Union, UnionType}:
        return any(_fits(value, part) for part in parts)
    if plain is Literal:
        return isinstance(value, str) and value in parts
    if plain is None or plain is NoneType:
        return value is None
    if plain is tuple or (isinstance(plain, type) and plain.__module__ == "collections.abc"):
        return _holds(value, plain, parts)
    try:
        return plain is Any or isinstance(value, {float: Real, int: Integral}.get(plain, plain))
    except TypeError:
        return True  # a protocol that cannot be asked


def _holds(value: Any, kind: Any, parts: tuple[Any, ...]) -> bool:
    """Whether a container is of its kind, and what it holds too; a bare text is no list of letters."""
    if kind is Callable:
        return callable(value)
    if issubclass(kind, Mapping) or isinstance(value, str | bytes | Mapping):
        return issubclass(kind, Mapping) and isinstance(value, Mapping)
    if not isinstance(value, Sequence if kind is tuple else kind):
        return False
    held = list(value) if isinstance(value, Collection) else []
    if kind is tuple and Ellipsis not in parts:
        return len(held) == len(parts) and all(map(_fits, held, parts))
    return not parts or all(_fits(one, parts[0]) for one in held)


def _called(kind: Any) -> Message:
    """Say a kind in words."""
    parts, plain = get_args(kind), get_origin(kind) or kind
    if plain in {Union, UnionType}:
        kinds = list(dict.fromkeys(_called(part) for part in parts if part is not NoneType))
        return kinds[0] if len(kinds) == 1 else Message("arguments.kind.any-of", kinds=kinds)
    if plain is Literal:
        return Message("arguments.kind.any-of", kinds=list(map(repr, parts)))
    if plain is tuple and Ellipsis not in parts:
        held = reduce(lambda one, two: Message("arguments.kind.next", one=one, two=two), map(_called, parts))
        return Message("arguments.kind.tuple", kinds=held)
    if parts and plain in SEVERAL:
        return SEVERAL_THINGS if parts[0] is Any else Message("arguments.kind.each", kind=_called(parts[0]))
    return Message(WORDS[plain]) if plain in WORDS else _a(getattr(plain, "__name__", str(plain)))


def _a(name: str) -> Message:
    """Name a class, with its article."""
    an = name[:1].lower() in "aeiou" or name == "ndarray"
    return Message("arguments.kind.an" if an else "arguments.kind.a", name=name)


def whole(name: str, value: object, low: int, high: int | None = None) -> int:
    """Take a whole number, naming the argument where it is none.

    Raises
    ------
    InputError
        If ``value`` is no whole number or lies below ``low`` or above ``high``.

    Examples
    --------
    >>> whole("seed", 3, 0)
    3
    >>> whole("seed", 1.5, 0)
    Traceback (most recent call last):
    pasdedeux.errors.InputError: seed is 1.5. Give a whole number, 0 or more.
    """
    try:
        found = index(value)  # type: ignore[arg-type]
    except TypeError:
        found = low - 1
    if found < low or (high is not None and found > high) or isinstance(value, bool):
        bound = "arguments.not-whole" if high is None else "arguments.not-whole-between"
        raise InputError(bound, where=name, argument=name, value=repr(value), low=low, high=high)
    return found


def within(name: str | Message, value: float, low: float, high: float, unit: str = "") -> float:
    """Take a number between two bounds, naming the argument where it is none.

    Parameters
    ----------
    name
        Of the argument.
    value
        What was given.
    low, high
        Bounds, both allowed.
    unit
        ``"days"``, ``"per-day"``, ``"per-year"`` or ``"standard-deviations"``; nothing where there is none.

    Raises
    ------
    InputError
        If ``value`` is no finite number or lies outside the bounds.

    Examples
    --------
    >>> within("days", 30.0, 1.0, 365.0, "days")
    30.0
    >>> within("days", 0.0, 1.0, 365.0, "days")
    Traceback (most recent call last):
    pasdedeux.errors.InputError: days is 0. Give a number between 1 and 365 days.
    """
    number = isinstance(value, Real)
    if number and isfinite(value) and low <= value <= high:
        return value
    given = f"{value:.10g}" if number else repr(value)
    bounds: dict[str, Any] = {"argument": name, "value": given, "low": float(low), "high": float(high)}
    if unit:
        known = Message(f"arguments.unit.{unit}")
        raise InputError("arguments.out-of-range-in-unit", where=name, unit=known, **bounds)
    raise InputError("arguments.out-of-range", where=name, **bounds)


def as_names(names: Sequence[str] | str | None, where: str) -> tuple[str, ...] | None:
    """Take one name or several; a bare text is one name.

    Raises
    ------
    InputError
        If a list is empty or holds something else than names.

    Examples
    --------
    >>> as_names("arousal", "roles"), as_names(None, "roles")
    (('arousal',), None)
    """
    if names is None:
        return None
    found = (names,) if isinstance(names, str) else tuple(names)
    if not found or not all(isinstance(name, str) and name for name in found):
        raise InputError("arguments.no-names", where=where, value=repr(names))
    return found


def as_numbers(values: object, where: str) -> NDArray[float64]:
    """Take an array of numbers, naming the argument where it is none; NaN and infinite ones are let through.

    Raises
    ------
    InputError
        If one is no number, or rows differ in length.

    Examples
    --------
    >>> as_numbers([1, 2.5], "gap").tolist()
    [1.0, 2.5]
    >>> as_numbers("a", "gap")
    Traceback (most recent call last):
    pasdedeux.errors.InputError: gap is 'a'. Give numbers.
    """
    from numpy import asarray, float64  # noqa: PLC0415 - loads only where it is used

    try:
        return asarray(values, dtype=float64)
    except (TypeError, ValueError) as error:
        raise InputError("arguments.not-numbers", where=where, argument=where, value=shown(values)) from error


def shown(value: object) -> str | Message:
    """Write a value as Python does, or only its kind where that is long.

    Examples
    --------
    >>> print(shown("a"), shown([0] * 60))
    'a' a list
    """
    text = repr(value)
    return text if len(text) <= 60 and "\n" not in text else _a(type(value).__name__)
