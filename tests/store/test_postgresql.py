"""The same store in PostgreSQL: brought up alike, whole after a kill and a crash, in clear sentences."""

import signal
import subprocess
import sys
from datetime import date

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import select

from pasdedeux.store import database, marks, tellings
from pasdedeux.store.database import at_address
from pasdedeux.store.parts import JOINS_FIRST
from pasdedeux.store.schema import Base, ClockRow
from pasdedeux.store.sealing import StoreError
from two_people import NOW, begin, pair, told

WRITER = """
import sys
from datetime import date, datetime
from pasdedeux.records import Telling
from pasdedeux.store import persons, tellings
from pasdedeux.store.database import at_address
store, now = at_address(sys.argv[1]), datetime.fromisoformat(sys.argv[2])
with store.reading() as session:
    me = persons.sign_in(session, "alma", "passphrase of alma")
while True:
    with store.writing(now) as session:
        made = tellings.tell(session, me, Telling("me", date(2026, 11, 3), words="x" * 2000), now)
    print(made, flush=True)
"""


def test_a_database_brought_up_from_nothing_is_what_the_models_say(store):
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


@pytest.mark.parametrize("crash", [False, True], ids=["the writer is killed", "the server goes down"])
def test_what_was_acknowledged_outlives_a_kill(cluster, address, store, crash):
    alma = begin(store, "alma")
    store.close()
    with subprocess.Popen(  # noqa: S603 - this program
        [sys.executable, "-c", WRITER, address, NOW.isoformat()],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    ) as writer:  # fmt: skip
        lines = [writer.stdout.readline() for _ in range(3)]
        if crash:
            cluster.stop("immediate")
        writer.send_signal(signal.SIGKILL)
        lines += writer.stdout.readlines()
    if crash:
        cluster.start()
    acknowledged = {line.strip() for line in lines if line.endswith("\n")}
    assert len(acknowledged) >= 3
    with store.reading() as session:
        kept = tellings.own(session, alma)
        assert acknowledged <= set(kept)
        assert all(tellings.read(session, alma, one).words == "x" * 2000 for one in kept)


def test_nothing_private_or_sealed_can_be_read_from_the_servers_files(cluster, store):
    two = alma, _ = begin(store, "alma"), begin(store, "ben")
    pair(store, *two)
    with store.writing(NOW) as session:
        made = tellings.tell(session, alma, told(alma.person, date(2026, 11, 3), words="lantern"), NOW)
        tellings.seal_parts(session, alma, made, JOINS_FIRST, NOW)
    cluster.stop("fast")
    held = [path.read_bytes() for path in (cluster.folder / "data").rglob("*") if path.is_file()]
    cluster.start()
    for word in (b"lantern", b"parrot", b"goes-quiet", b"says-sorry", b"passphrase of", alma.own):
        assert not any(word in file for file in held), word
    assert any(alma.person.encode() in file for file in held)


def test_another_writer_is_waited_for_and_then_named(address, monkeypatch):
    monkeypatch.setattr(database, "WAIT_SECONDS", 0.05)
    patient, impatient = (
        at_address(address),
        at_address(address.replace("postgresql:", "postgresql+psycopg:")),
    )
    with patient.writing(NOW):
        with impatient.reading() as session:
            assert session.scalars(select(ClockRow)).one()
        with pytest.raises(StoreError, match="Try again in a moment"):
            begin(impatient, "alma")
    begin(impatient, "alma")
    patient.close()
    impatient.close()


def test_where_nobody_answers_it_says_so(cluster):
    with pytest.raises(StoreError, match="cannot be opened"):
        at_address(cluster.address("nothing"))
    with pytest.raises(StoreError, match="cannot be opened"):
        at_address("postgresql://keeper@127.0.0.1:1/nothing")


def test_an_address_that_is_none_is_named():
    with pytest.raises(StoreError, match="cannot be opened"):
        at_address("over there")


def test_an_id_or_a_name_that_no_text_there_can_hold_is_none(store):
    alma = begin(store, "alma")
    with pytest.raises(StoreError, match="nothing here"), store.reading() as session:
        tellings.read(session, alma, "a\0b")


def test_a_device_is_known_again_by_its_mark(store):
    alma = begin(store, "alma")
    with store.reading() as session:
        mine = marks.mark(session, alma)
        assert marks.marked(session, "alma", [mine]) == mine
