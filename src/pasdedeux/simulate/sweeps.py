"""Runs too long to lose: pieces go to disk one by one, and a run that was killed goes on where it stopped."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pasdedeux import files
from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.errors import InputError
from pasdedeux.loop import STATES, Loop
from pasdedeux.progress import Progress
from pasdedeux.simulate.ensemble import RUNNING, SUMMARY, Ensemble, Job, run_pieces
from pasdedeux.simulate.population import Population
from pasdedeux.simulate.schedule import Schedule

SETTINGS = "sweep.json"
PER_FILE = 8192  # couples


@names_wrong_arguments
def sweep(
    folder: str | Path,
    loops: Loop | Sequence[Loop] | Population,
    days: float,
    *,
    couples: int,
    seed: int = 0,
    step: float = 1 / 12,
    scheme: str = "heun",
    every: float | None = None,
    schedule: Schedule | None = None,
    start: ArrayLike | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Path:
    """Run a great many couples into a folder; call it again with the same arguments to go on.

    Parameters
    ----------
    folder
        Where pieces are written, by one process at a time. Each appears whole or not at all.
    loops, days, couples, seed, step, scheme, schedule, start, threads, progress
        As for `simulate_ensemble`; two hours a step unless given.
    every
        Days a mean is taken over; the whole time unless given.

    Returns
    -------
    pathlib.Path
        The folder, for `read_sweep`.

    Raises
    ------
    InputError
        If the folder holds another sweep.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     read_sweep(sweep(folder, Loop.preset("secure-secure"), days=30, couples=100)).in_cycle.shape
    (100,)
    """
    job = Job.of(loops, days, couples, seed, step, scheme, every or days, schedule, start)
    home = Path(folder)
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError("simulate.no-folder", where=str(folder), reason=str(error.strerror)) from error
    _claim(home, job)
    left = [piece for piece in job.pieces(PER_FILE) if not _file(home, piece).exists()]
    done = len(job.numbers) - sum(piece.stop - piece.start for piece in left)
    for piece, out in run_pieces(job, left, threads):
        _write(
            _file(home, piece),
            couples=job.numbers[piece].astype(np.int64),
            means=out.means.astype(np.float32),
            end=out.end[: len(STATES)],
            entered=out.entered,
        )
        done += piece.stop - piece.start
        if progress:
            progress(RUNNING, done / len(job.numbers))
    return home


@names_wrong_arguments
def read_sweep(folder: str | Path) -> Ensemble:
    """Read what a sweep has written so far.

    Parameters
    ----------
    folder
        As given to `sweep`.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     read_sweep(sweep(folder, Loop.preset("secure-secure"), days=30, couples=100)).days.tolist()
    [30.0]
    """
    home = Path(folder)
    pieces = sorted(home.glob("piece-*.npz"))
    if not pieces or not (home / SETTINGS).exists():
        raise InputError("simulate.no-sweep", where=str(folder))
    settings = json.loads((home / SETTINGS).read_text("utf-8"))
    parts = [dict(np.load(path)) for path in pieces]
    spans = parts[0]["means"].shape[0]
    return Ensemble(
        np.concatenate([part["couples"] for part in parts]),
        np.arange(1, spans + 1) * settings["span"] * settings["step"],
        np.concatenate([part["means"] for part in parts], axis=2),
        np.concatenate([part["end"] for part in parts], axis=1),
        np.concatenate([part["entered"] for part in parts]),
    )


def _claim(home: Path, job: Job) -> None:
    """Write down what this sweep is, or check that the folder holds the same."""
    first = job.source.theta(job.numbers[:256])
    parts = (
        first.tobytes(),
        job.schedule.change_table(job.grid.step).tobytes(),
        job.schedule.event_table().tobytes(),
        b"" if job.start is None else job.start.tobytes(),
    )
    settings = {
        "couples": len(job.numbers),
        "steps": job.grid.steps,
        "step": job.grid.step,
        "scheme": job.grid.scheme,
        "span": job.span,
        "seed": job.seed,
        "who": hashlib.sha256(b"".join(parts)).hexdigest(),
        "kept": list(SUMMARY),
    }
    path = home / SETTINGS
    if not path.exists():
        files.write(path, json.dumps(settings, indent=1))
    elif json.loads(path.read_text("utf-8")) != settings:
        raise InputError("simulate.another-sweep", where=str(home))


def _file(home: Path, piece: slice) -> Path:
    return home / f"piece-{piece.start:09d}.npz"


def _write(path: Path, **arrays: NDArray[np.generic]) -> None:
    import io  # noqa: PLC0415

    buffer = io.BytesIO()
    np.savez(buffer, **arrays)  # type: ignore[arg-type]
    files.write(path, buffer.getvalue())
