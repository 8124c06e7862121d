"""Kernels, compiled when they are first called, and kept in the user's cache folder.

`compiled` makes a function that Python calls, `part` and `inlined` functions that only kernels call. A large
kernel that others call is handed to them as an argument (of type `FunctionType`): else it would be compiled
into each of them. Nor may a kernel assign one array to a slice of another, or call `np.linalg`: either takes
seconds to compile.

Numba keeps a compiled function beside its source file and renews it when that file changes, but not when a
function in another file changes that was compiled into it; and a second checkout, or an upgrade that leaves
the kernels alone, compiles everything again. Here the place is named after what goes into a kernel: its own
module and every module of this package that it imports, however indirectly.
"""

from __future__ import annotations

import ast
import atexit
import hashlib
import logging
import os
import re
import shutil
import tempfile
from collections.abc import Callable
from functools import cache, cached_property
from importlib import import_module
from pathlib import Path
from time import time
from types import FunctionType
from typing import Any

from numba import njit
from numba.core import event, sigutils, types
from numba.core.caching import CacheImpl, _CacheLocator
from platformdirs import user_cache_path

ROOT = Path(__file__).parent
NO_NUMBERS = ("arguments", "errors", "words")
"""Rooms of which nothing is compiled into a kernel."""
REORDERED = {"contract", "reassoc", "nsz", "arcp"}
"""Liberties with sums and products that a fast kernel takes; NaN and infinity keep their meaning."""


KEPT_UNUSED = 60.0
"""Days for which compiled functions of other versions are kept after their last use."""
logger = logging.getLogger(__name__)


class Kernel(types.WrapperAddressProtocol):
    """A function that is compiled, or read from the cache, when it is first called."""

    def __init__(self, function: FunctionType, signature: str, options: dict[str, Any]) -> None:
        self.__wrapped__, self.__doc__ = function, function.__doc__
        self._signature, self._options = signature, options

    @cached_property
    def machine(self) -> Any:
        """The compiled function."""
        return njit(self._signature, **self._options)(self.__wrapped__)

    def __call__(self, *arguments: Any) -> Any:
        """Call the compiled function."""
        return self.machine(*arguments)

    @cached_property
    def _type(self) -> Any:
        arguments, result = sigutils.normalize_signature(self._signature)  # type: ignore[no-untyped-call]
        return result(*arguments)

    @cached_property
    def _address(self) -> int:
        found = self.machine.get_compile_result(self._type)
        return int(found.library.get_pointer_to_function(found.fndesc.llvm_cfunc_wrapper_name))

    def signature(self) -> Any:
        """Give other kernels its argument and return types."""
        return self._type

    def __wrapper_address__(self) -> int:
        """Give other kernels its address."""
        return self._address


def compiled(signature: str, *, fast: bool = False, **options: Any) -> Callable[[Callable[..., Any]], Kernel]:
    """Make a kernel of one signature; ``fast`` lets sums be reordered, the options are those of `numba.njit`.

    Examples
    --------
    >>> @compiled("f8(f8)", cache=False)
    ... def doubled(x):
    ...     return 2.0 * x
    >>> doubled(1.5)
    3.0
    """
    how = {"cache": True, "nogil": True, "error_model": "numpy", "fastmath": REORDERED if fast else False}

    def decorate(function: Callable[..., Any]) -> Kernel:
        return Kernel(function, signature, how | options)  # type: ignore[arg-type]

    return decorate


def part(*, fast: bool = False) -> Callable[[Callable[..., Any]], Any]:
    """Make a function that kernels call, and that Python cannot.

    It always becomes part of the code that calls it. A call that were left would find, in the process that
    compiles, the part as it was compiled by itself, and later, from the cache, the kernel's own copy of it:
    sums in another order, and with the same seed another last digit in the first run.
    """
    how: dict[str, Any] = {
        "error_model": "numpy",
        "fastmath": REORDERED if fast else False,
        "forceinline": True,
        "no_cpython_wrapper": True,
        "no_cfunc_wrapper": True,
    }
    decorate: Callable[[Callable[..., Any]], Any] = njit(**how)
    return decorate


inlined: Callable[[Callable[..., Any]], Any] = njit(inline="always")
"""Make a part that a kernel calls at a single place: quicker to compile, as it is not compiled by itself."""


def compile_all(module: str) -> None:
    """Compile all kernels of a module that are not in the cache."""
    for kernel in vars(import_module(module)).values():
        if isinstance(kernel, Kernel):
            kernel.machine  # noqa: B018 - compiles


class _Log(event.Listener):
    """Log what is compiled; what is read from the cache is not."""

    def on_start(self, event: Any) -> None:
        """Name the function."""
        function = event.data["dispatcher"].py_func
        if function.__module__.startswith("pasdedeux."):
            logger.info("compiling %s.%s", function.__module__, function.__name__)

    def on_end(self, event: Any) -> None:
        """Say nothing."""


event.register("numba:compile", _Log())  # type: ignore[no-untyped-call]


def cache_folder() -> Path:
    """Folder of this user in which compiled kernels are kept; nothing else is written there."""
    return Path(os.environ.get("NUMBA_CACHE_DIR") or user_cache_path("pasdedeux")) / "kernels"


def prune(days: float = KEPT_UNUSED) -> None:
    """Delete compiled functions of other versions of the program that were not used for so many days."""
    for folder in cache_folder().glob("*"):
        if re.fullmatch("[0-9a-f]{20}", folder.name) and folder.stat().st_mtime < time() - days * 86_400.0:
            shutil.rmtree(folder, ignore_errors=True)


def fingerprint(module: str) -> str:
    """Digest of a module's source and of all modules of this package that it imports, however indirectly."""
    digest = hashlib.sha256()
    for name in sorted(_with_imports(module)):
        digest.update(name.encode() + b"\0" + _source(name))
    return digest.hexdigest()[:20]


@cache
def _with_imports(module: str) -> frozenset[str]:
    found, left = set(), [module]
    while left:
        name = left.pop()
        if name not in found:
            found.add(name)
            left += _imports(name)
    return frozenset(found)


@cache
def _imports(module: str) -> frozenset[str]:
    lines = ast.parse(_source(module)).body
    found = [node for node in lines if isinstance(node, ast.ImportFrom) and node.module]
    names = {str(node.module) for node in found}
    names |= {f"{node.module}.{alias.name}" for node in found for alias in node.names}
    ours = {name for name in names if name.startswith("pasdedeux.") and _file(name)}
    return frozenset(name for name in ours if name.split(".")[1] not in NO_NUMBERS)


@cache
def _source(module: str) -> bytes:
    file = _file(module)
    return file.read_bytes() if file else b""


def _file(module: str) -> Path | None:
    file = ROOT.joinpath(*module.split(".")[1:]).with_suffix(".py")
    return file if file.is_file() else None


class _ByContent(_CacheLocator):
    """Where Numba keeps a kernel of this package."""

    def __init__(self, function: FunctionType) -> None:
        self._stamp = fingerprint(function.__module__)
        self._path = cache_folder() / self._stamp
        self._py_file = function.__code__.co_filename

    def get_cache_path(self) -> str:
        """Folder of the compiled files."""
        return str(self._path)

    def get_source_stamp(self) -> str:
        """Fingerprint of everything that went into them."""
        return self._stamp

    def get_disambiguator(self) -> None:
        """Names distinguish kernels, and Numba itself those that differ by what they enclose."""

    @classmethod
    def from_function(cls, py_func: FunctionType, _py_file: str) -> _ByContent | None:
        """Take kernels of this package; others are kept as Numba keeps them."""
        if not py_func.__module__.startswith("pasdedeux."):
            return None
        self = cls(py_func)
        try:
            self.ensure_cache_path()  # type: ignore[no-untyped-call]  # Numba has no types here
            os.utime(self._path)
        except OSError:  # no cache folder: compile anew in each process, and leave nothing behind
            self._path = _for_this_process()
        return self


@cache
def _for_this_process() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="pasdedeux-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


_LOCATORS: list[Any] = CacheImpl._locator_classes  # noqa: SLF001 - the list to which Numba lets one add
if _ByContent not in _LOCATORS:
    _LOCATORS.insert(0, _ByContent)
