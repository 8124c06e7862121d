"""One file that lasts: a zip of a manifest, a JSON tree and NumPy arrays, each with its digest.

Nothing in it is a program (no pickle), and any language opens it. Members are stored as they are, so what is
read is never larger than the file, and the same result always gives the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any, NoReturn
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from pasdedeux import files
from pasdedeux.errors import InputError
from pasdedeux.identify.saved.tree import Arrays, read, written

FORMAT, VERSION = "pasdedeux result", 1
LARGEST = 2**30
"""Bytes; nothing larger is read."""
NUMBERS = ("<f8", "<i8", "|i1", "|b1")
MANIFEST, CONTENT = "manifest.json", "content.json"


@dataclass(frozen=True, eq=False, slots=True)
class Archive:
    """What one file holds.

    Parameters
    ----------
    kind
        What was saved, e.g. ``"linear fit"``.
    software
        Version by name of what the numbers were worked out with.
    content
        JSON tree.
    arrays
        By place in the tree.
    where
        The file, as errors name it.
    """

    kind: str
    software: Mapping[str, str]
    content: Any
    arrays: Arrays
    where: str = ""

    @classmethod
    def of(cls, kind: str, value: Any, software: Mapping[str, str]) -> Archive:
        """Take a dataclass apart; what could not be put together again breaks here, not when it is needed."""
        arrays: Arrays = {}
        archive = cls(kind, software, written(value, arrays, "content"), arrays)
        archive.build(type(value))
        return archive

    def build(self, kind: type[Any]) -> Any:
        """Put a dataclass of this class together.

        Raises
        ------
        InputError
            If the file holds no such thing.
        """
        try:
            return read(kind, self.content, self.arrays, "content")
        except (InputError, ValueError) as error:  # what is built checks its own numbers
            raise damaged(self.where, str(error)) from error

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write it into a file, whole or not at all; an existing one is replaced.

        Raises
        ------
        InputError
            If the file cannot be written.
        """
        return files.write(path, self.pack())

    def pack(self) -> bytes:
        """Write it as the bytes of a file."""
        out = io.BytesIO()
        with ZipFile(out, "w", ZIP_STORED) as file:
            for name, data in self._members():
                file.writestr(ZipInfo(name), data)  # dated 1 January 1980: the clock changes no byte
        return out.getvalue()

    def _members(self) -> Iterator[tuple[str, bytes]]:
        held = {CONTENT: _json(self.content)}
        held |= {f"{place}.npy": _npy(array) for place, array in self.arrays.items()}
        digests = {name: _digest(data) for name, data in held.items()}
        head = {"format": FORMAT, "version": VERSION, "kind": self.kind, "software": dict(self.software)}
        yield MANIFEST, _json(head | {"sha256": digests})
        yield from held.items()

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Archive:
        """Read a file; as `unpack`."""
        try:
            if stat.S_ISFIFO(Path(path).stat().st_mode):  # a pipe would be waited for
                raise InputError("results.foreign", where=str(path))
            with Path(path).open("rb") as file:
                return cls.unpack(file.read(LARGEST + 1), str(path))
        except OSError as error:
            raise InputError("results.not-read", where=str(path), why=error.strerror) from error

    @classmethod
    def unpack(cls, data: bytes, where: str) -> Archive:
        """Read the bytes of a file, and check every member.

        Raises
        ------
        InputError
            If it is none of ours, is damaged, or was written by a newer version.
        """
        if not data.startswith(b"PK\x03\x04") or len(data) > LARGEST:
            raise InputError("results.foreign", where=where)
        with _whole(where, MANIFEST):
            members = _members_of(data)
            head = _parsed(members.pop(MANIFEST, b"{}"))
            if head.get("format") != FORMAT:
                raise InputError("results.foreign", where=where)
            if head["version"] != VERSION:
                raise InputError("results.newer", where=where, version=str(head["version"]), ours=VERSION)
            kind, software, digests = str(head["kind"]), dict(head["software"]), dict(head["sha256"])
        for name in digests.keys() | members.keys():
            with _whole(where, name):
                if _digest(members[name]) != digests[name]:
                    raise damaged(where, name)
        with _whole(where, CONTENT):
            content = _parsed(members.pop(CONTENT))
        arrays = {}
        for name, member in members.items():
            with _whole(where, name):
                arrays[name.removesuffix(".npy")] = _array_of(member)
        return cls(kind, software, content, arrays, where)


def damaged(where: str, part: str) -> InputError:
    """Say which part of a file is not as it was saved."""
    return InputError("results.damaged", where=where, part=part)


@contextmanager
def _whole(where: str, part: str) -> Iterator[None]:
    """Call a part damaged if it breaks: a damaged zip, JSON or array does so in a dozen ways."""
    try:
        yield
    except InputError:
        raise
    except Exception as error:
        raise damaged(where, part) from error


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def _parsed(data: bytes) -> Any:
    return json.loads(data, parse_constant=_no_number)


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)


def _members_of(data: bytes) -> dict[str, bytes]:
    with ZipFile(io.BytesIO(data)) as file:
        held = file.infolist()
        stored = all(one.compress_type == ZIP_STORED for one in held)
        if not stored or sum(one.file_size for one in held) > len(data):  # nothing may unfold
            raise BadZipFile
        return {one.filename: file.read(one) for one in held}


def _npy(array: NDArray[Any]) -> bytes:
    plain = np.asarray(array, dtype=array.dtype.newbyteorder("<"), order="C")
    if plain.dtype.str not in NUMBERS:
        raise TypeError(f"{plain.dtype} is no kind of number that can be saved")
    out = io.BytesIO()
    npy.write_array(out, plain, version=(1, 0), allow_pickle=False)
    return out.getvalue()


def _array_of(data: bytes) -> NDArray[Any]:
    """Read an array whose header says no more than there is."""
    file = io.BytesIO(data)
    if npy.read_magic(file) != (1, 0):
        raise ValueError
    shape, fortran, dtype = npy.read_array_header_1_0(file)
    if fortran or dtype.str not in NUMBERS or prod(shape) * dtype.itemsize != len(data) - file.tell():
        raise ValueError
    file.seek(0)
    return np.asarray(npy.read_array(file, allow_pickle=False))
