"""Whether arguments are of the kind that their annotations say, asked only when a call has broken."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import wraps
from inspect import Parameter, signature, unwrap
from numbers import Integral, Real
from types import FunctionType, NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

from pasdedeux.errors import InputError, article, shown

Called = TypeVar("Called", bound=Callable[..., Any])
SEVERAL = (tuple, Collection, Iterable, Sequence)
WORDS: dict[Any, str] = {
    float: "a number",
    int: "a whole number",
    str: "a text",
    bool: "True or False",
    Mapping: "a mapping",
}


def names_wrong_arguments(call: Called) -> Called:
    """Tell a call that broke by the argument that is not of its annotated kind.

    Nothing is looked at while all goes well: a good call costs nothing more, and whatever works is let
    through. Only when one breaks inside are its arguments held against their annotations; where all of
    them fit, the error is the program's own and goes on as it is.

    Parameters
    ----------
    call
        A function, or a class, whose constructor and public methods are then all told so.

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
    def told(*given: Any, **named: Any) -> Any:
        try:
            return call(*given, **named)
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            if wrong := _wrong_argument(call, given, named):
                raise wrong from error
            raise

    return told  # type: ignore[return-value]


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
                return InputError(f"{name} is {shown(one)}.", where=name, remedy=f"Give {_called(kind)}.")
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


def _called(kind: Any) -> str:
    """Say a kind in words."""
    parts, plain = get_args(kind), get_origin(kind) or kind
    if plain in {Union, UnionType}:
        return " or ".join(dict.fromkeys(_called(part) for part in parts if part is not NoneType))
    if plain is Literal:
        return " or ".join(map(repr, parts))
    if plain is tuple and Ellipsis not in parts:
        return f"({', '.join(map(_called, parts))})"
    if parts and plain in SEVERAL:
        return "several" if parts[0] is Any else f"several, each {_called(parts[0])}"
    return WORDS.get(plain) or article(getattr(plain, "__name__", str(plain)))
