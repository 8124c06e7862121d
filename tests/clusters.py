"""A PostgreSQL server for tests: in a folder of its own, by an ordinary user, on a free port of this machine.

It does not wait for the disk: what is tested is that processes die, not that the power goes.
"""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from itertools import count
from pathlib import Path

import psycopg

from pasdedeux.store.database import at_address

HOMES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


def program(name):
    found = shutil.which(name) or next((str(home / name) for home in HOMES if (home / name).exists()), None)
    return None if found is None else str(Path(found).resolve())


def there():
    return program("initdb") is not None and program("pg_ctl") is not None


class Cluster:
    """A server that is stopped when it is left, with a database for each test."""

    def __enter__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="pasdedeux-"))
        self.user = pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else None  # it refuses to run as root
        if self.user is not None:
            os.chown(self.folder, self.user, -1)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.numbers = count()
        self.run(
            "initdb", "-D", "data", "-U", "keeper", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C"
        )
        self.start()
        at_address(self.make("pattern")).close()
        return self

    def __exit__(self, *_):
        self.stop("immediate")
        shutil.rmtree(self.folder)

    def run(self, name, *options):
        subprocess.run(  # noqa: S603 - a server of our own
            [program(name), *options],
            cwd=self.folder, user=self.user, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def start(self):
        options = f"-h 127.0.0.1 -p {self.port} -k {self.folder} -c fsync=off"
        self.run("pg_ctl", "-D", "data", "-w", "-t", "120", "-l", "log", "-o", options, "start")

    def stop(self, mode):
        self.run("pg_ctl", "-D", "data", "-w", "-t", "120", "-m", mode, "stop")

    def address(self, database):
        return f"postgresql://keeper@127.0.0.1:{self.port}/{database}"

    def make(self, database, pattern="template1"):
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {database} TEMPLATE {pattern}")
        return self.address(database)

    def fresh(self):
        """Give the address of a store without anybody in it."""
        return self.make(f"store{next(self.numbers)}", "pattern")
