"""What is of the wrong kind is named: every exported function, every argument, from its own example."""

import contextlib
import doctest
import importlib
import inspect
import io
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from typing import Any, Literal

import numpy as np
import pytest

import pasdedeux
from pasdedeux import arguments
from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.errors import InputError, PasDeDeuxError

WRONG = (None, "nothing", object(), [], {}, np.array([[1.0, np.nan]]))
ELSEWHERE = ("pasdedeux.cli", "pasdedeux.identify")  # typed by people, or with checks of their own
FREE = {"rng", "progress"}
SEVERAL = {inspect.Parameter.VAR_KEYWORD, inspect.Parameter.VAR_POSITIONAL}


def exported():
    """Functions and classes of plain values that a package lists, each once, by name."""
    found = {}
    for package in pkgutil.walk_packages(pasdedeux.__path__, "pasdedeux."):
        module = importlib.import_module(package.name) if package.ispkg else None
        for call in (getattr(module, name) for name in getattr(module, "__all__", ())):
            plain = inspect.isclass(call) and not issubclass(call, (Enum, Exception))
            shown = inspect.isfunction(call) or (plain and f"> {call.__name__}(" in (call.__doc__ or ""))
            if shown and not call.__module__.startswith(ELSEWHERE):
                found[f"{call.__module__}.{call.__name__}"] = call
    return found


def first_call(call):
    """The arguments of the first call in a docstring's example that works."""
    made = []

    def noting(*given, **named):
        result = call(*given, **named)
        made.append((given, named))
        return result

    for name in (name for name, member in vars(call).items() if isinstance(member, classmethod)):
        setattr(noting, name, getattr(call, name))
    scope = {**vars(importlib.import_module(call.__module__)), call.__name__: noting}
    for example in doctest.DocTestParser().get_examples(call.__doc__ or ""):
        with contextlib.suppress(PasDeDeuxError), contextlib.redirect_stdout(io.StringIO()):
            exec(compile(example.source, call.__name__, "single"), scope)  # noqa: S102 - our own example
        if made:
            return made[0]
    return None


CALLS = exported()


@pytest.mark.parametrize("name", sorted(CALLS))
def test_an_argument_of_the_wrong_kind_is_named(name):
    call = CALLS[name]
    worked = first_call(call)
    if worked is None:
        pytest.skip("its example does not call it")
    asked = inspect.signature(call)
    good = asked.bind(*worked[0], **worked[1])
    good.apply_defaults()
    for argument, parameter in asked.parameters.items():
        kind = arguments._kind(call.__init__ if inspect.isclass(call) else call, parameter)
        for wrong in WRONG:
            if argument in FREE or parameter.kind in SEVERAL or arguments._fits(wrong, kind):
                continue
            bad = inspect.BoundArguments(asked, {**good.arguments, argument: wrong})
            with contextlib.suppress(PasDeDeuxError):
                call(*bad.args, **bad.kwargs)


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (float, [1, 2.5, np.float32(1), np.nan], ["1", None, 1j]),
        (int, [1, np.int64(3)], [1.5, "1"]),
        (str, ["a"], [1, b"a", ["a"]]),
        (float | None, [None, 1.0], ["a"]),
        (Literal["a", "b"], ["a"], ["c", None, np.ones(2)]),
        (Sequence[str], [["a"], (), ("a", "b")], ["ab", [1], {"a": 1}, {1}]),
        (tuple[float, float], [(1, 2), [1.0, 2.0]], [(1,), 1.0, "ab"]),
        (tuple[int, ...], [(), (1, 2, 3)], [(1.5,)]),
        (Mapping[str, float], [{}, {"a": 1}], [[], "a", None]),
        (Callable[[int], int], [abs], [3]),
        (Any, [None, 3], []),
    ],
)
def test_kinds(kind, good, bad):
    assert all(arguments._fits(value, kind) for value in good)
    assert not any(arguments._fits(value, kind) for value in bad)


@names_wrong_arguments
def halved(days: float, *names: str, how: Literal["down", "up"] = "down") -> float:
    return days / 2 + len("".join(names)) + 0 * len(how.upper())


def test_what_works_is_let_through_and_what_breaks_inside_is_told_as_it_is():
    assert halved(3, "a", how="sideways") == 2.5
    with pytest.raises(InputError, match=r"^days is 'a'. Give a number.$") as caught:
        halved("a")
    assert isinstance(caught.value.__cause__, TypeError)
    with pytest.raises(InputError, match=r"^names is 3. Give a text.$"):
        halved(1.0, "a", 3)
    with pytest.raises(InputError, match=r"^how is None. Give 'down' or 'up'.$"):
        halved(1.0, how=None)
    with pytest.raises(OverflowError):
        halved(10**400)
    with pytest.raises(TypeError, match="missing 1 required"):
        halved()


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (float | None, "a number"),
        (Sequence[str] | str, "several, each a text or a text"),
        (tuple[float, float], "(a number, a number)"),
        (Sequence[Any], "several"),
        (Mapping[str, float], "a mapping"),
        (np.ndarray, "an ndarray"),
    ],
)
def test_a_kind_in_words(kind, words):
    assert str(arguments._called(kind)) == words
