"""Side by side, and the dance: both accounts as large as each other, and only what may be said."""

import re
import time

import pytest

from pasdedeux.safety import ForTwo
from pasdedeux.services.two_phones import SIGN_INS, example_couple
from pasdedeux.store import consents, openings, persons, tellings
from pasdedeux.store.consents import Purpose
from pasdedeux.store.couples import bond
from pasdedeux.store.parts import PartName

PATIENCE = 120


@pytest.fixture
def two(server):
    """Two phones of the example couple, four weeks in."""
    example_couple(server.store, server.clock(), zone="Europe/Berlin")
    phones = []
    for sign_in in SIGN_INS:
        phone = server.phone()
        with server.store.reading() as session:
            phone.me = persons.sign_in(session, *sign_in)
        phone.sign_in()
        phones.append(phone)
    return phones


def halves(phone):
    with phone.server.store.reading() as session:
        return tellings.joined(session, phone.me, phone.server.clock())


def when_done(phone, path, sign):
    """Look again until it is worked out."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        page = phone.get(path)
        if sign in page.text:
            return page
        time.sleep(0.2)
    raise AssertionError(f"{path} never showed {sign!r}")


@pytest.mark.parametrize(("at", "kept_back"), [(0, 4), (-1, 1)])
def test_both_phones_show_the_same_words_on_mirrored_sides(two, at, kept_back):
    alma, sam = two
    mine, theirs = (halves(phone)[at] for phone in two)
    assert mine.mine == theirs.theirs
    for phone, half in ((alma, mine), (sam, theirs)):
        page = phone.get(f"/a/side/{half.id}")
        columns = re.findall(r"<strong>\W*(Alma|Sam)\W*</strong>", page.text)
        assert columns == (["Alma", "Sam"] if phone is alma else ["Sam", "Alma"]) * 2
        assert page.text.count("not shared</p>") == 2 * kept_back


def test_turns_told_alike_and_differently_are_laid_along_each_other(two):
    alma, _ = two
    one = max(halves(alma), key=lambda half: len(half.mine.moves))
    page = when_done(alma, f"/a/side/{one.id}", "turns are told alike")
    assert "side by side" in page.text


def test_an_ask_stands_in_ones_own_half_and_the_other_reads_it_there(two):
    alma, sam = two
    mine, theirs = (halves(phone)[-1] for phone in two)
    page = alma.get(f"/a/side/{mine.id}")
    alma.submit(page, f"/a/side/{mine.id}/ask", words="sit with me <b>for</b> five minutes")
    text = sam.get(f"/a/side/{theirs.id}").text
    assert "sit with me &lt;b&gt;for&lt;/b&gt; five minutes" in text
    assert halves(sam)[-1].asks == ("", "sit with me <b>for</b> five minutes")


def test_what_helped_can_be_said_there(two):
    alma, sam = two
    one = halves(alma)[-1]
    alma.post(f"/a/side/{one.id}/helped", once="h", helped=["3", "5", "99", "x"])
    assert halves(sam)[-1].theirs.helped == ("listens", "says-sorry")


def test_a_half_that_is_not_open_is_not_there(two):
    alma, sam = two
    one = halves(alma)[-1]
    assert sam.get(f"/a/side/{one.id}").status_code == 404
    assert sam.post(f"/a/side/{one.id}/ask", once="a", words="x").status_code == 404
    alma.post(f"/a/moments/{one.id}/back", once="b")
    assert alma.get(f"/a/side/{one.id}").status_code == 404


def test_the_dance_of_both_is_the_same_numbers_on_both_phones(two):
    said = []
    for phone in two:
        page = when_done(phone, "/a/dance", "What may be said now")
        assert "lie side by side" in page.text
        said.append(re.search(r"<h1>.*?</h1>\s*<p>(.*?)</p>", page.text, re.DOTALL)[1])
    assert said[0] == said[1]
    assert re.search(r"\(\d+ to \d+\)", said[0])


def test_the_dance_is_counted_from_ones_own_where_either_takes_consent_back(two, server):
    alma, sam = two
    with server.store.writing(server.clock()) as session:
        consents.decide(session, sam.me, Purpose.ANALYSE, "1", server.clock(), given=False)
    page = when_done(alma, "/a/dance", "What may be said now")
    assert "that you told" in page.text
    assert "Only you see this page." in page.text


def test_what_is_kept_back_is_counted_no_more(two):
    alma, sam = two
    before = len(halves(sam))
    one = halves(alma)[-1]
    alma.post(f"/a/moments/{one.id}/seal", once="s", do="seal", part="ending")
    assert PartName.MOVES not in halves(sam)[-1].shown
    alma.post(f"/a/moments/{one.id}/back", once="b")
    page = when_done(sam, "/a/dance", "What may be said now")
    assert f"From {before - 1} that lie" in page.text


def test_counting_both_is_chosen_then_confirmed_and_taken_back(server):
    alma, ben = server.couple()
    for phone in (alma, ben):
        with server.store.writing(server.clock()) as session:
            consents.decide(session, phone.me, Purpose.ANALYSE, "1", server.clock(), given=True)
    page = alma.submit(alma.get("/a/dance"), "/a/dance/both")
    assert "From tomorrow on" in page.text
    ben_before = re.sub(r'name="once" value="[^"]*"', "", ben.get("/a/dance").text)
    server.clock.pass_by(hours=12)
    alma.sign_in()
    page = alma.get("/a/dance")
    assert "Do you still want both" in page.text
    page = alma.post("/a/dance/both", once="c", do="confirm")
    assert "You confirmed it." in page.text
    ben.sign_in()
    assert re.sub(r'name="once" value="[^"]*"', "", ben.get("/a/dance").text) == ben_before
    alma.post("/a/dance/both", once="b", do="back")
    with server.store.reading() as session:
        assert openings.assent(session, bond(session, alma.me), ForTwo.DANCE, "") is None


def test_before_anything_is_told_the_dance_says_how_it_begins(server):
    assert "Your dance begins with one telling." in server.phone("alma").get("/a/dance").text
