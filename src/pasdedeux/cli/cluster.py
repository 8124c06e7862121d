"""Many cores through Dask: a cluster of this machine's own, closed to others."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pasdedeux.errors import MissingExtraError


@contextmanager
def cluster(jobs: int, *, wanted: bool) -> Iterator[None]:
    """Run what is inside on a cluster so many workers wide, if wanted."""
    if not wanted:
        yield
        return
    try:
        from dask.distributed import Client, LocalCluster
    except ImportError as error:
        raise MissingExtraError("cli.no-dask", where="--dask") from error
    from joblib import parallel_config

    with (
        LocalCluster(  # type: ignore[no-untyped-call]
            n_workers=jobs, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
        ) as nodes,
        Client(nodes),  # type: ignore[no-untyped-call]
        parallel_config(backend="dask"),
    ):
        yield
