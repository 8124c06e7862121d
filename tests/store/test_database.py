"""Where it is kept: whole or not at all, for its owner alone, and every trouble has a sentence."""

import signal
import sqlite3
import stat
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from pasdedeux.store import database, persons, tellings
from pasdedeux.store.database import FILE, in_folder
from pasdedeux.store.schema import Base, ClockRow
from pasdedeux.store.sealing import StoreError
from pasdedeux.words import LANGUAGES
from two_people import CHEAP, NOW, begin, told

WRITER = """
import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from pasdedeux.records import Telling
from pasdedeux.store import persons, tellings
from pasdedeux.store.database import in_folder
store = in_folder(Path(sys.argv[1]))
with store.reading() as session:
    me = persons.sign_in(session, "alma", "passphrase of alma")
now = datetime.fromisoformat(sys.argv[2])
for minute in range(10_000):
    with store.writing(now + timedelta(minutes=minute)) as session:
        made = tellings.tell(session, me, Telling("me", date(2026, 11, 3), words="x" * 2000), now)
    print(made, flush=True)
"""


def test_a_database_brought_up_from_nothing_is_what_the_models_say(store):
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_every_constraint_has_a_name(store):
    look = inspect(store.engine)
    for table in Base.metadata.tables:
        keys = [
            look.get_pk_constraint(table),
            *look.get_foreign_keys(table),
            *look.get_unique_constraints(table),
        ]
        assert all(key["name"] for key in keys), table


def test_opening_again_changes_nothing(store, tmp_path):
    alma = begin(store, "alma")
    with store.writing(NOW) as session:
        made = tellings.tell(session, alma, told(), NOW)
    again = in_folder(tmp_path / "kept")
    with again.reading() as session:
        assert tellings.own(session, alma) == [made]
    again.close()


def test_it_is_for_its_owner_alone_and_kept_at_once(store, tmp_path):
    begin(store, "alma")
    folder = tmp_path / "kept"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    with store.engine.connect() as connection:
        settings = ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "busy_timeout")
        found = [connection.execute(text(f"PRAGMA {name}")).scalar() for name in settings]
    assert found == ["wal", 2, 1, 1, 5000]


def test_half_a_transaction_is_none(store):
    alma = begin(store, "alma")

    class Interrupted(Exception):  # noqa: N818 - no error of the program
        pass

    def tell_and_break():
        with store.writing(NOW) as session:
            tellings.tell(session, alma, told(), NOW)
            raise Interrupted

    with pytest.raises(Interrupted):
        tell_and_break()
    with store.reading() as session:
        assert tellings.own(session, alma) == []


@pytest.mark.parametrize("after", [0.0, 0.03, 0.11])
def test_what_was_acknowledged_outlives_a_kill(store, tmp_path, after):
    alma = begin(store, "alma")
    store.close()
    with subprocess.Popen(  # noqa: S603 - this program
        [sys.executable, "-c", WRITER, str(tmp_path / "kept"), NOW.isoformat()],
        stdout=subprocess.PIPE,
        text=True,
    ) as writer:
        lines = [writer.stdout.readline()]
        time.sleep(after)
        writer.send_signal(signal.SIGKILL)
        lines += writer.stdout.readlines()
    acknowledged = {line.strip() for line in lines if line.endswith("\n")}
    assert acknowledged
    again = in_folder(tmp_path / "kept")
    with again.reading() as session:
        kept = tellings.own(session, alma)
        assert acknowledged <= set(kept)
        assert all(tellings.read(session, alma, one).words == "x" * 2000 for one in kept)
        assert session.execute(text("PRAGMA integrity_check")).scalar() == "ok"
    again.close()


def refusal(act):
    with pytest.raises(StoreError) as caught:
        act()
    assert all(caught.value.text(language) for language in LANGUAGES)
    assert caught.value.remedy
    return caught.value.name


def write(store, now=NOW):
    with store.writing(now) as session:
        session.execute(text("CREATE TABLE more AS SELECT randomblob(1000000) AS much"))


def test_a_full_disk_is_named_and_keeps_nothing(store):
    @database.event.listens_for(store.engine, "begin")
    def small(connection):
        connection.exec_driver_sql("PRAGMA max_page_count = 60")

    assert refusal(lambda: write(store)) == "store.full"
    assert "more" not in inspect(store.engine).get_table_names()


def test_another_writer_is_waited_for_and_then_named(tmp_path, monkeypatch):
    monkeypatch.setattr(database, "SETTINGS", (*database.SETTINGS, "busy_timeout = 50"))
    impatient = in_folder(tmp_path / "kept")
    other = sqlite3.connect(tmp_path / "kept" / FILE, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert refusal(lambda: write(impatient)) == "store.busy"
    with impatient.reading() as session:
        assert session.get_one(ClockRow, 1)
    other.execute("ROLLBACK")
    other.close()
    write(impatient)
    impatient.close()


def test_a_clock_that_was_moved_back_is_named_before_anything_is_written(store):
    write(store)
    assert refusal(lambda: begin(store, "alma", NOW - timedelta(hours=1))) == "store.clock-back"
    with store.reading() as session:
        assert refusal(lambda: persons.sign_in(session, "alma", "passphrase of alma")) == "store.no-way-in"


def test_a_clock_may_be_set_right_by_minutes(store):
    write(store)
    begin(store, "alma", NOW - timedelta(minutes=4))
    with store.reading() as session:
        assert session.get_one(ClockRow, 1).latest == NOW


def test_a_clock_that_had_been_ahead_is_put_right_on_purpose(store):
    write(store, NOW + timedelta(days=1000))
    assert refusal(lambda: begin(store, "alma")) == "store.clock-back"
    store.trust(NOW)
    begin(store, "alma")


def test_what_is_no_store_is_refused(tmp_path):
    (tmp_path / FILE).write_text("a shopping list, longer than a header of a database " * 50, "utf-8")
    assert refusal(lambda: in_folder(tmp_path)) == "store.no-store"
    (tmp_path / "file").write_text("", "utf-8")
    assert refusal(lambda: in_folder(tmp_path / "file")) == "store.cannot-open"


def test_a_store_of_a_later_version_is_refused(store, tmp_path):
    with store.writing(NOW) as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert refusal(lambda: in_folder(tmp_path / "kept")) == "store.newer"


def test_times_come_back_with_their_zone(store):
    here = datetime(2026, 11, 3, 22, 0, tzinfo=UTC).astimezone()
    with store.writing(here):
        pass
    with store.reading() as session:
        assert session.get_one(ClockRow, 1).latest == here


def test_passphrases_cost_what_is_kept_beside_them(store):
    with store.writing(NOW) as session:
        persons.begin(session, "alma", "passphrase of alma", NOW, CHEAP)
        assert session.execute(text("SELECT cost FROM persons")).scalar() == str(CHEAP)
