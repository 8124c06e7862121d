"""The log of what was let go of: how long it is kept, and that a gap goes on to show."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pasdedeux.store import log, persons
from pasdedeux.store.schema import LogRow
from two_people import DAY, NOW, begin

LINE = log.Line(NOW, "2026-11-03", "ben", ("moves",))


@pytest.fixture
def alma(store):
    """Somebody who let go of something on three days."""
    alma = begin(store, "alma")
    for days in (0, 1, 2):
        with store.writing(NOW + days * DAY) as session:
            line = replace(LINE, at=NOW + days * DAY, day=f"2026-11-0{3 + days}")
            log.put_down(session, alma, line)
    return alma


def kept(store, alma, later):
    """Visit so much later, and give the log."""
    with store.writing(NOW + later) as session:
        persons.visit(session, alma, NOW + later)
    with store.reading() as session:
        return log.read(session, alma)


@pytest.mark.parametrize(("days", "stay"), [(365, 3), (366, 2), (367, 1), (368, 0)])
def test_a_line_goes_after_a_year_unless_what_it_tells_of_is_open(store, alma, days, stay):
    found = kept(store, alma, timedelta(days=days))
    assert found.whole
    assert [one.day for one in found.lines] == ["2026-11-03", "2026-11-04", "2026-11-05"][3 - stay :]
    with store.writing(NOW + timedelta(days=days)) as session:
        log.put_down(session, alma, LINE)  # goes on behind those that stay
        assert log.read(session, alma).whole
        log.trim(session, alma, NOW + timedelta(days=900), open_days=["2026-11-03"])
        assert {one.day for one in log.read(session, alma).lines} == {"2026-11-03"}


def test_a_log_in_which_something_is_wrong_stays_as_it_is(store, alma):
    with store.writing(NOW + 3 * DAY) as session:
        session.delete(session.get_one(LogRow, (alma.person, 2)))
    found = kept(store, alma, timedelta(days=900))
    assert not found.whole
    assert len(found.lines) == 2
    with store.writing(NOW + timedelta(days=901)) as session:
        row = session.get_one(LogRow, (alma.person, 1))
        row.text = row.text[:-1] + bytes([row.text[-1] ^ 1])
        persons.visit(session, alma, NOW + timedelta(days=901))
        assert session.get_one(LogRow, (alma.person, 1)).text == row.text
