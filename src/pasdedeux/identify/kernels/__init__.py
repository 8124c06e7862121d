"""Compiled kernels: plain arrays in, plain arrays out, one file per kernel.

The compiler keeps its results beside the sources and renews a result when its own file changes, but not when
a kernel in another file, compiled into it, does. So the results are thrown away here whenever any of the
files is not the one they were made from.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path

__all__: list[str] = []


def _forget_stale() -> None:
    folder = Path(__file__).parent
    cache = folder / "__pycache__"
    stamp = cache / "kernels.sha256"
    digest = hashlib.sha256()
    for source in sorted(folder.glob("*.py")):
        digest.update(source.read_bytes())
    now = digest.hexdigest()
    with suppress(OSError):  # a read-only installation keeps what it came with
        if stamp.exists() and stamp.read_text("ascii") == now:
            return
        cache.mkdir(exist_ok=True)
        for old in (*cache.glob("*.nbi"), *cache.glob("*.nbc")):
            old.unlink(missing_ok=True)
        stamp.write_text(now, encoding="ascii")


_forget_stale()
