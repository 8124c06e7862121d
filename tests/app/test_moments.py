"""What happened: sealed part by part, confirmed on a later day, taken back, never shown early."""

import re

import pytest

from pasdedeux.safety import SafetyEvent
from pasdedeux.store import standings, tellings
from pasdedeux.store.parts import JOINS_FIRST, PartName
from telling_phone import tell

ONLY_KEYS = re.compile(r'name="once" value="[^"]*"')


def asked_no(server, *phones):
    """Answer every question no, the day before."""
    with server.store.writing(server.clock()) as session:
        for phone in phones:
            standings.happened(session, phone.me, SafetyEvent.THROUGH_NONE, server.clock().date())
    server.clock.pass_by(days=1)
    for phone in phones:
        phone.sign_in()


def address(page):
    return page.url.path


def seal(phone, path, *parts, do="seal"):
    return phone.post(f"{path}/seal", once=f"{path}{parts}{do}"[-60:], do=do, part=list(parts))


def checked(page):
    return set(re.findall(r'name="part" value="(\w+)" checked', page.text))


def test_parts_that_are_proposed_hang_on_ones_own_standing(server):
    alma, ben = server.couple()
    assert checked(tell(alma, "whole")) == set()
    asked_no(server, alma, ben)
    assert checked(tell(alma, "whole")) == {"moves", "saw", "ending"} <= set(JOINS_FIRST)


def test_seal_and_keep_are_two_equal_buttons(server):
    alma, _ = server.couple()
    page = tell(alma)
    row = re.search(r'<div class="row">(<button.*?</button>){2}</div>', page.text)[0]
    assert len(set(re.findall(r'class="[^"]*"', row)) - {'class="row"'}) == 1


def test_kept_stays_ones_own(server):
    alma, _ = server.couple()
    path = address(tell(alma))
    page = seal(alma, path, "moves", do="keep")
    assert "For both of you?" in page.text


def test_it_is_confirmed_on_a_later_day(server):
    alma, _ = server.couple()
    path = address(tell(alma))
    page = seal(alma, path, "moves")
    assert "From tomorrow on" in page.text
    assert f"{path}/confirm" not in page.text
    assert alma.post(f"{path}/confirm", once="a").status_code == 400
    server.clock.pass_by(hours=12)
    alma.sign_in()
    page = alma.get(path)
    page = alma.submit(page, f"{path}/confirm")
    assert "You confirmed it." in page.text


def test_until_it_opens_the_other_page_is_the_same_in_every_byte(server):
    alma, ben = server.couple()
    tell(ben)
    pages = ("/a/moments", "/a/tell")
    before = [ONLY_KEYS.sub("", ben.get(path).text) for path in pages]
    path = address(tell(alma))
    seal(alma, path, "moves", "saw")
    assert [ONLY_KEYS.sub("", ben.get(path).text) for path in pages] == before


def open_both(server, alma, ben, parts=("moves", "saw", "ending")):
    """Bring two tellings of one day to lie side by side."""
    paths = {phone: address(tell(phone)) for phone in (alma, ben)}
    for phone, path in paths.items():
        seal(phone, path, *parts)
    server.clock.pass_by(hours=12)
    for phone, path in paths.items():
        phone.sign_in()
        phone.post(f"{path}/confirm", once="c")
    server.clock.pass_by(hours=9)
    for phone in paths:
        phone.sign_in()
    return paths


def test_it_lies_side_by_side_where_both_did_the_same(server):
    alma, ben = server.couple()
    paths = open_both(server, alma, ben)
    for phone, path in paths.items():
        page = phone.get(path)
        assert "It lies side by side" in page.text
        assert path.replace("moments", "side") in phone.get("/a/moments").text


def test_a_part_or_the_whole_can_be_taken_back(server):
    alma, ben = server.couple()
    paths = open_both(server, alma, ben)
    seal(alma, paths[alma], "moves")
    with server.store.reading() as session:
        (half,) = tellings.joined(session, ben.me, server.clock())
    assert half.shown == {PartName.MOVES}
    alma.post(f"{paths[alma]}/back", once="b")
    assert "Nothing from both of you yet." in ben.get("/a/moments").text
    assert "For both of you?" in alma.get(paths[alma]).text


def test_in_the_last_week_one_can_say_that_it_goes_on(server):
    alma, ben = server.couple()
    paths = open_both(server, alma, ben)
    assert f"{paths[alma]}/on" not in alma.get(paths[alma]).text
    server.clock.pass_by(days=22)
    for phone in paths:
        phone.sign_in()
    page = alma.get(paths[alma])
    assert "Reading together ends on" in page.text
    for phone, path in paths.items():
        phone.submit(phone.get(path), f"{path}/on")
    server.clock.pass_by(days=10)
    for phone in paths:
        phone.sign_in()
    assert "It lies side by side" in alma.get(paths[alma]).text


def test_deleted_is_gone(server):
    phone = server.phone("alma")
    path = address(tell(phone))
    phone.post(f"{path}/delete", once="d")
    assert phone.get(path).status_code == 404


def test_alone_nothing_is_asked_for_both(server):
    page = tell(server.phone("alma"))
    assert "Your half is enough to begin." in page.text
    assert "/seal" not in page.text


@pytest.mark.parametrize("act", ["seal", "confirm", "on", "back", "delete"])
def test_a_telling_of_another_cannot_be_touched(server, act):
    alma, ben = server.couple()
    path = address(tell(alma))
    answer = ben.post(f"{path}/{act}", once="x", do="seal", part="moves")
    assert answer.status_code == 404
    assert ben.get(path).status_code == 404
