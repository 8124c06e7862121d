"""Dataclasses as plain JSON values and named arrays, and back by their annotations.

A file never names what is to be built from it: the annotations of the class that is asked for do. So nothing
comes out of a file but what this program expects there, and a new noun needs no code here as long as it is a
dataclass of such nouns, mappings, tuples, numbers, texts, moments, messages and arrays.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache, singledispatch
from types import NoneType, UnionType
from typing import Any, ClassVar, Literal, Union, get_args, get_origin, get_type_hints

import numpy as np
from numpy.typing import NDArray

from pasdedeux.words import Message

Arrays = dict[str, NDArray[Any]]


class MismatchError(ValueError):
    """A value is not what its annotation says; the text is its place."""


@singledispatch
def written(value: Any, arrays: Arrays, place: str) -> Any:
    """Write a value as JSON, and put the arrays in it aside under their place.

    Parameters
    ----------
    value
        A dataclass, or anything that may stand in one.
    arrays
        Takes the arrays; one that stands in several places is kept once.
    place
        Where the value stands, e.g. ``"records/records/0"``.

    Examples
    --------
    >>> from pasdedeux.estimates import Interval
    >>> written(Interval(0.5, 0.1, math.inf, 0.4, 0.6), {}, "gain")["high"]
    {'number': 'inf'}
    """
    if not is_dataclass(value) or isinstance(value, type):
        raise TypeError(f"{place}: {type(value).__name__} is nothing that can be saved")
    return {
        one.name: written(getattr(value, one.name), arrays, f"{place}/{one.name}") for one in fields(value)
    }


@written.register(NoneType)
@written.register(bool)
@written.register(int)
@written.register(str)
def _(value: Any, _arrays: Arrays, _place: str) -> Any:
    return value


@written.register
def _(value: Enum, _arrays: Arrays, _place: str) -> Any:
    return value.value


@written.register
def _(value: float, _arrays: Arrays, _place: str) -> Any:
    return float(value) if math.isfinite(value) else {"number": str(float(value))}


@written.register(np.integer)
@written.register(np.bool_)
def _(value: Any, _arrays: Arrays, _place: str) -> Any:
    return value.item()


@written.register
def _(value: date, _arrays: Arrays, _place: str) -> Any:
    return {"moment" if isinstance(value, datetime) else "date": value.isoformat()}


@written.register
def _(value: Message, arrays: Arrays, place: str) -> Any:
    values = {name: written(one, arrays, f"{place}/{name}") for name, one in value.values.items()}
    return {"message": value.name, "values": values}


@written.register(np.ndarray)
def _(value: NDArray[Any], arrays: Arrays, place: str) -> Any:
    known = (name for name, array in arrays.items() if array is value)
    name = next(known, place)
    arrays[name] = value
    return {"array": name}


@written.register(tuple)
@written.register(list)
def _(value: tuple[Any, ...], arrays: Arrays, place: str) -> Any:
    return [written(one, arrays, f"{place}/{n}") for n, one in enumerate(value)]


@written.register
def _(value: Mapping, arrays: Arrays, place: str) -> Any:  # type: ignore[type-arg]  # singledispatch takes a class
    return {name: written(one, arrays, f"{place}/{n}") for n, (name, one) in enumerate(value.items())}


def read(kind: Any, node: Any, arrays: Mapping[str, NDArray[Any]], place: str) -> Any:
    """Build what an annotation says from what `written` wrote.

    Parameters
    ----------
    kind
        A class, or an annotation such as ``Mapping[str, Interval]``.
    node, arrays
        JSON values and the arrays beside them.
    place
        Where the value stands.

    Raises
    ------
    MismatchError
        If the node is no such thing.

    Examples
    --------
    >>> read(tuple[int, ...] | None, [1, 2], {}, "days")
    (1, 2)
    """
    return _Reader(arrays).value(kind, node, place)


class _Reader:
    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        self.arrays = arrays

    def value(self, kind: Any, node: Any, place: str) -> Any:
        """Build one value of any kind."""
        plain = get_origin(kind) or kind
        if plain in self.BY_KIND:
            return self.BY_KIND[plain](self, get_args(kind), node, place)
        if is_dataclass(plain):
            return self.fields_of(plain, node, place)
        if isinstance(plain, type) and issubclass(plain, Enum):
            return plain(self.one_of(tuple(one.value for one in plain), node, place))
        value = self.untyped(node, place)
        if type(value) is not plain and not (plain is float and type(value) is int):
            raise MismatchError(place)
        return value

    def fields_of(self, kind: Any, node: Any, place: str) -> Any:
        kinds = _annotations(kind)
        if not isinstance(node, dict) or node.keys() != kinds.keys():
            raise MismatchError(place)
        return kind(**{name: self.value(one, node[name], f"{place}/{name}") for name, one in kinds.items()})

    def either(self, kinds: tuple[Any, ...], node: Any, place: str) -> Any:
        wrong = [MismatchError(place)]
        for kind in kinds:
            try:
                return self.value(kind, node, place)
            except MismatchError as error:
                wrong.append(error)
        raise max(wrong, key=lambda error: len(str(error)))  # the deepest place says most

    def several(self, kinds: tuple[Any, ...], node: Any, place: str) -> Any:
        if not isinstance(node, list):
            raise MismatchError(place)
        each = (kinds[0],) * len(node) if kinds[-1] is ... else kinds
        if len(each) != len(node):
            raise MismatchError(place)
        pairs = enumerate(zip(each, node, strict=True))
        return tuple(self.value(kind, one, f"{place}/{n}") for n, (kind, one) in pairs)

    def mapping(self, kinds: tuple[Any, ...], node: Any, place: str) -> Any:
        if not isinstance(node, dict):
            raise MismatchError(place)
        return {name: self.value(kinds[1], one, f"{place}/{n}") for n, (name, one) in enumerate(node.items())}

    def array(self, kinds: tuple[Any, ...], node: Any, place: str) -> Any:
        value = self.untyped(node, place)
        if not isinstance(value, np.ndarray) or value.dtype != get_args(kinds[1])[0]:
            raise MismatchError(place)
        return value

    def one_of(self, known: tuple[Any, ...], node: Any, place: str) -> Any:
        if not isinstance(node, str) or node not in known:
            raise MismatchError(place)
        return node

    def untyped(self, node: Any, place: str) -> Any:
        """Build what says itself what it is, as values of a message do."""
        if isinstance(node, dict):
            return self.tagged(node, place)
        if isinstance(node, list):
            return tuple(self.untyped(one, f"{place}/{n}") for n, one in enumerate(node))
        return node

    def tagged(self, node: dict[str, Any], place: str) -> Any:
        match node:
            case {"number": "nan" | "inf" | "-inf" as text}:
                return float(text)
            case {"moment": str(text)}:
                return _moment(datetime, text, place)
            case {"date": str(text)}:
                return _moment(date, text, place)
            case {"array": str(name)} if name in self.arrays:
                return self.arrays[name]
            case {"message": str(name), "values": dict(given)}:
                values = {key: self.untyped(one, f"{place}/{key}") for key, one in given.items()}
                return Message(name, **values)
        raise MismatchError(place)

    BY_KIND: ClassVar[dict[Any, Callable[..., Any]]] = {
        Literal: one_of,
        Mapping: mapping,
        Union: either,
        UnionType: either,
        np.ndarray: array,
        tuple: several,
    }


@cache
def _annotations(kind: Any) -> dict[str, Any]:
    known = get_type_hints(kind)
    return {one.name: known[one.name] for one in fields(kind)}


def _moment(kind: type[date], text: str, place: str) -> date:
    try:
        return kind.fromisoformat(text)
    except ValueError as error:
        raise MismatchError(place) from error
