"""Tellings: private when made, sealed part by part, open where both did the same, gone when taken back."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from pasdedeux.errors import InputError
from pasdedeux.records import Move, Telling
from pasdedeux.records.acts import ACTS
from pasdedeux.records.episodes import Beneath, Ending, Kind, Lasting, OnTop, Story, Trigger
from pasdedeux.safety import ForTwo
from pasdedeux.store import consents, leaving, openings, persons, tellings
from pasdedeux.store.consents import Purpose
from pasdedeux.store.couples import bond
from pasdedeux.store.keys import Keyring, new_keys
from pasdedeux.store.parts import JOINS_FIRST, PartName, ask_text, parts_of, telling_from
from pasdedeux.store.sealing import StoreError, unbox, unseal
from two_people import CHEAP, DAY, HOUR, NOW, begin, pair, told

MORNING = NOW + 12 * HOUR
"""The day after, at ten by the couple's clock; what is confirmed then opens at 18:00."""
OPENS = datetime(2026, 11, 4, 17, 0, tzinfo=UTC)
SECRETS = (b"kettle", b"parrot", b"snow", b"asks-again", b"goes-quiet", b"says-sorry", b"lantern")


def maybe(kind):
    return st.none() | st.sampled_from(kind)


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("C",)), max_size=30).map(str.strip)
MOVES = st.builds(
    Move, st.sampled_from(sorted(ACTS)), mine=st.booleans(), by_phone=st.booleans(), words=WORDS
)
TELLINGS = st.builds(
    Telling,
    st.just("me"),
    st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    st.lists(MOVES, max_size=6).map(tuple),
    kind=st.sampled_from(Kind),
    trigger=maybe(Trigger),
    raised_by_me=maybe([True, False]),
    apart=st.booleans(),
    on_top=maybe(OnTop),
    beneath=maybe(Beneath),
    story=maybe(Story),
    peak=maybe([0.0, 7.0, 10.0]),
    ending=maybe(Ending),
    lasted=maybe(Lasting),
    at_ease=maybe(Lasting),
    helped=st.lists(st.sampled_from(["says-sorry", "listens"]), max_size=2, unique=True).map(tuple),
    return_kept=maybe([True, False]),
    words=WORDS,
)


@given(TELLINGS)
@settings(deadline=None, max_examples=50)
def test_parts_make_the_telling_again(telling):
    assert telling_from("me", telling.day, parts_of(telling)) == telling


@given(TELLINGS)
@settings(deadline=None, max_examples=50)
def test_own_words_stand_in_the_part_for_words_alone(telling):
    marked = replace(
        telling, words="lantern", moves=tuple(replace(m, words="lantern") for m in telling.moves)
    )
    assert [name for name, held in parts_of(marked).items() if "lantern" in held] == [PartName.WORDS]
    assert set(parts_of(telling)) == set(PartName)


def test_a_part_that_is_not_there_reads_as_not_answered():
    texts = parts_of(told(beneath=Beneath.ALONE))
    seen = telling_from("me", date(2026, 11, 3), {PartName.SAW: texts[PartName.SAW]})
    assert seen == Telling("me", date(2026, 11, 3))


def tell(store, who, now=NOW, **more):
    with store.writing(now) as session:
        return tellings.tell(session, who, told(who.person, **more), now)


def seal(store, who, telling, now=NOW, joins=JOINS_FIRST):
    with store.writing(now) as session:
        tellings.seal_parts(session, who, telling, joins, now)


def confirm(store, who, telling, now=MORNING):
    with store.writing(now) as session:
        tellings.confirm(session, who, telling, now)


def visit(store, who, now):
    with store.writing(now) as session:
        persons.visit(session, who, now)


def joined(store, who, now):
    with store.reading() as session:
        return tellings.joined(session, who, now)


def released(store):
    with store.reading() as session:
        return session.execute(text("SELECT count(*) FROM releases")).scalar()


def both_opened(store, two, joins=JOINS_FIRST):
    made = [tell(store, who) for who in two]
    for who, one in zip(two, made, strict=True):
        seal(store, who, one, joins=joins)
    for who, one in zip(two, made, strict=True):
        confirm(store, who, one)
    for who in two:
        visit(store, who, MORNING)
    return made


def test_a_telling_is_read_by_its_owner_alone(store, two):
    alma, ben = two
    made = tell(store, alma)
    with store.reading() as session:
        assert tellings.read(session, alma, made) == told(alma.person)
        assert tellings.own(session, ben) == []
        for act in (tellings.read, tellings.delete, tellings.take_back):
            with pytest.raises(StoreError, match="nothing here"):
                act(session, ben, made)


def test_a_part_can_be_written_anew_and_an_ask_joins_what_joins(store, two):
    alma, ben = two
    mine, _ = both_opened(store, two)
    with store.writing(OPENS) as session:
        tellings.write(session, alma, mine, PartName.ASK, ask_text("sit with me"), OPENS)
        tellings.write(session, alma, mine, PartName.HELPED, '{"helped": ["listens"]}', OPENS)
    (half,) = joined(store, ben, OPENS)
    assert half.asks == ("", "sit with me")
    assert half.theirs.helped == ("listens",)


def test_an_ask_of_a_telling_that_is_ones_own_stays_ones_own(store, two):
    alma, _ = two
    made = tell(store, alma)
    with store.writing(NOW) as session:
        tellings.write(session, alma, made, PartName.ASK, ask_text("sit with me"), NOW)
        assert tellings.sealing(session, alma, made, NOW).shows == set()


def test_how_far_sealing_is_says_nothing_of_the_other(store, two):
    alma, ben = two
    mine, theirs = (tell(store, who) for who in two)

    def how(now):
        with store.reading() as session:
            return tellings.sealing(session, alma, mine, now)

    assert how(NOW).chosen is None
    seal(store, alma, mine)
    before = how(NOW)
    assert before.chosen == NOW
    seal(store, ben, theirs)
    confirm(store, ben, theirs)
    assert how(NOW) == before
    confirm(store, alma, mine)
    assert how(MORNING).confirmed
    assert how(NOW + 100 * DAY).chosen is None


def test_nothing_private_or_sealed_can_be_read_from_the_file(store, two, tmp_path):
    alma, ben = two
    for who in two:
        seal(store, who, tell(store, who))
        tell(store, who, day=date(2026, 11, 2), story=Story.LEAVING, words="lantern")
    held = b"".join(path.read_bytes() for path in (tmp_path / "kept").iterdir())
    answers = (b"leaving", b"dont-matter", b"passphrase of", b'"new"')
    assert [word for word in (*SECRETS, *answers, alma.own, ben.own) if word in held] == []
    assert b"alma" in held  # the name to sign in with, so that this search is known to find


def test_a_telling_that_is_private_leaves_no_other_row(store, two):
    def counted():
        with store.reading() as session:
            tables = ("assents", "releases", "acts", "events", "consents", "members", "submissions")
            return [session.execute(text(f"SELECT count(*) FROM {one}")).scalar() for one in tables]  # noqa: S608

    before = counted()
    tell(store, two[0])
    assert counted() == before


def test_it_opens_where_both_sealed_and_confirmed_at_a_quiet_hour(store, two):
    made = both_opened(store, two)
    for who in two:
        assert joined(store, who, OPENS - timedelta(seconds=1)) == []
        assert len(joined(store, who, OPENS)) == 1
    (half,) = joined(store, two[1], OPENS)
    alma, ben = two
    assert half.id == made[1]
    assert half.mine == replace(told(ben.person), peak=None, words="", moves=half.mine.moves)
    assert [move.words for move in half.mine.moves] == ["", ""]
    assert half.shows == set(JOINS_FIRST)
    assert half.theirs.person == alma.person
    assert [move.act for move in half.theirs.moves] == ["asks-again", "goes-quiet"]
    assert half.shown == set(JOINS_FIRST)


def test_a_half_is_open_from_letting_go_of_its_key_until_that_is_taken_back(store, two):
    both_opened(store, two)
    with store.writing(OPENS) as session:
        assert tellings.open_days(session, two[0]) == {"2026-11-03"}
        leaving.stop(session, two[0])
        assert tellings.open_days(session, two[0]) == set()


def test_what_is_not_shown_stays_with_its_owner(store, two):
    both_opened(store, two)
    (half,) = joined(store, two[1], OPENS)
    theirs = half.theirs
    assert (theirs.words, theirs.peak, theirs.story) == ("", None, None)
    assert all(not move.words for move in theirs.moves)


@pytest.mark.parametrize("left_out", ["sealing", "confirming", "visiting", "consent"])
def test_it_stays_shut_where_one_step_of_one_of_them_is_missing(store, two, left_out):
    alma, ben = two
    made = [tell(store, who) for who in two]
    for who, one in zip(two, made, strict=True):
        if not (who is ben and left_out == "sealing"):
            seal(store, who, one)
    confirm(store, alma, made[0], MORNING)
    if left_out not in {"sealing", "confirming"}:
        confirm(store, ben, made[1], MORNING)
    if left_out == "consent":
        with store.writing(MORNING) as session:
            consents.decide(session, ben, Purpose.TOGETHER, "1", MORNING, given=False)
    visit(store, ben, MORNING + HOUR)
    if left_out != "visiting":
        visit(store, alma, MORNING + HOUR)
    for who in two:
        for hours in (1, 9, 24, 100):
            assert joined(store, who, MORNING + hours * HOUR) == []


def test_the_same_day_confirms_nothing(store, two):
    made = tell(store, two[0])
    seal(store, two[0], made)
    with pytest.raises(InputError, match="later day"):
        confirm(store, two[0], made, NOW + 2 * HOUR)
    with pytest.raises(StoreError, match="nothing here"):
        confirm(store, two[1], tell(store, two[1]))


def test_tellings_of_two_days_never_stand_side_by_side(store, two):
    alma, ben = two
    made = [tell(store, alma), tell(store, ben, day=date(2026, 11, 2))]
    for who, one in zip(two, made, strict=True):
        seal(store, who, one)
    for who, one in zip(two, made, strict=True):
        confirm(store, who, one)
    assert released(store) == 0


def test_a_choice_that_is_left_alone_is_gone_after_three_days(store, two):
    made = tell(store, two[0])
    seal(store, two[0], made)
    with pytest.raises(StoreError, match="nothing here"):
        confirm(store, two[0], made, NOW + 4 * DAY)
    seal(store, two[0], made, NOW + 4 * DAY)
    confirm(store, two[0], made, NOW + 5 * DAY)


def test_one_day_has_one_half_of_each(store, two):
    first, second = tell(store, two[0]), tell(store, two[0])
    seal(store, two[0], first)
    with pytest.raises(StoreError, match="another telling of this day"):
        seal(store, two[0], second)
    with store.writing(NOW) as session:
        tellings.take_back(session, two[0], first)
    seal(store, two[0], second)


def test_keys_are_let_go_only_by_their_owner_and_only_after_both_did_it(store, two):
    alma, ben = two
    made = [tell(store, who) for who in two]
    for who, one in zip(two, made, strict=True):
        seal(store, who, one)
        visit(store, who, NOW)
    confirm(store, alma, made[0])
    visit(store, alma, MORNING)
    visit(store, ben, MORNING)
    assert released(store) == 0
    confirm(store, ben, made[1])
    assert released(store) == 1  # whoever confirms last is here
    visit(store, ben, MORNING)
    assert released(store) == 1
    visit(store, alma, MORNING)
    assert released(store) == 2


def ciphertexts(store):
    with store.reading() as session:
        rows = session.execute(text("SELECT telling_id, name, text FROM parts")).all()
        keys = session.execute(text("SELECT key FROM members UNION SELECT key FROM tellings")).scalars()
        return rows, list(keys)


def test_a_partner_who_owns_the_disk_opens_no_sealed_half(store, two):
    """Ben tries every key he can reach on every box of Alma's."""
    alma, ben = two
    made = tell(store, alma)
    seal(store, alma, made)
    confirm(store, alma, made)
    with store.reading() as session:
        keys = [ben.own, bond(session, ben).key]
    rows, wrapped = ciphertexts(store)
    keys += [one[:32] for one in wrapped]
    for telling, name, sealed in rows:
        for key in keys:
            with pytest.raises(StoreError, match="does not open"):
                unseal(key, sealed, "parts", telling, alma.person, name)


def test_a_key_that_was_let_go_opens_what_was_shown_and_nothing_else(store, two):
    alma, ben = two
    made = both_opened(store, two)
    key = let_go(store, ben, made[0])
    opens = set()
    for telling, name, sealed in ciphertexts(store)[0]:
        with suppress(StoreError):
            unseal(key, sealed, "parts", telling, alma.person, name)
            opens.add((telling, name))
    assert opens == {(made[0], name) for name in JOINS_FIRST}


def let_go(store, who, telling):
    with store.reading() as session:
        released = session.execute(text("SELECT key FROM releases WHERE telling_id = :id"), {"id": telling})
        return unbox(bond(session, who).key, released.scalar(), "releases", telling)


def test_a_key_that_was_let_go_opens_nothing_after_taking_back(store, two):
    alma, ben = two
    made = both_opened(store, two)
    key = let_go(store, ben, made[0])
    with store.writing(OPENS) as session:
        tellings.take_back(session, alma, made[0])
    for telling, name, sealed in ciphertexts(store)[0]:
        if telling == made[0]:
            with pytest.raises(StoreError, match="does not open"):
                unseal(key, sealed, "parts", telling, alma.person, name)


def test_one_part_taken_back_reads_not_shared_and_the_rest_stays(store, two):
    made = both_opened(store, two)
    with store.writing(OPENS) as session:
        tellings.keep(session, two[0], made[0], PartName.MOVES, OPENS)
    (half,) = joined(store, two[1], OPENS)
    assert half.shown == set(JOINS_FIRST) - {PartName.MOVES}
    assert half.theirs.moves == ()
    assert half.theirs.helped == ("says-sorry",)
    with store.reading() as session:
        assert tellings.read(session, two[0], made[0]) == told(two[0].person)


def test_taken_back_is_as_if_it_had_never_been_sealed(store, two):
    made = both_opened(store, two)
    with store.writing(OPENS) as session:
        tellings.take_back(session, two[0], made[0])
        assert tellings.read(session, two[0], made[0]) == told(two[0].person)
        rows = session.execute(
            text("SELECT DISTINCT visibility FROM parts WHERE telling_id = :id"), {"id": made[0]}
        )
        assert rows.scalars().all() == ["mine"]
        mine = bond(session, two[0])
        assert openings.assent(session, mine, ForTwo.TELLING, "2026-11-03") is None
    assert joined(store, two[0], OPENS) == joined(store, two[1], OPENS) == []


def test_a_period_ends_for_both_and_its_keys_are_taken_back(store, two):
    both_opened(store, two)
    end = OPENS + 28 * DAY
    assert len(joined(store, two[0], end - HOUR)) == 1
    assert joined(store, two[0], end) == joined(store, two[1], end) == []
    for who in two:
        visit(store, who, end)
    assert released(store) == 0


@pytest.mark.parametrize("who_says", [(0, 1), (0,), (1,), ()])
def test_it_goes_on_where_both_say_so(store, two, who_says):
    made = both_opened(store, two)
    end = OPENS + 28 * DAY
    for at in who_says:
        with store.writing(end - 2 * DAY) as session:
            tellings.go_on(session, two[at], made[at], end - 2 * DAY)
    assert len(joined(store, two[0], end)) == len(joined(store, two[1], end)) == (who_says == (0, 1))
    if who_says == (0, 1):
        second = end + 28 * DAY
        assert len(joined(store, two[0], second - HOUR)) == 1
        assert joined(store, two[0], second) == []
        for who, one in zip(two, made, strict=True):
            with store.writing(second - DAY) as session:
                tellings.go_on(session, who, one, second - DAY)
        assert len(joined(store, two[0], second + 27 * DAY)) == 1
        assert joined(store, two[0], second + 28 * DAY) == []


def test_alone_nothing_can_be_sealed_and_everything_else_works(store):
    alma = begin(store, "alma")
    made = tell(store, alma)
    with pytest.raises(StoreError, match="alone"):
        seal(store, alma, made)
    visit(store, alma, NOW)
    assert joined(store, alma, NOW) == []
    with store.writing(NOW) as session:
        tellings.delete(session, alma, made)
        assert tellings.own(session, alma) == []


# Everything that ends


def test_a_copy_holds_all_of_ones_own_and_nothing_of_the_others(store, two):
    made = both_opened(store, two)
    tell(store, two[1], MORNING, day=date(2026, 10, 1), words="lantern")
    with store.reading() as session:
        mine = leaving.export(session, two[0])
    assert [one["episode"] for one in mine["telling"]] == [made[0]]
    assert mine["telling"][0]["words"] == "the kettle again"
    assert mine["name"] == "alma"
    assert len(mine["consents"]) == len(mine["chosen"]) == 1
    assert two[1].person not in str(mine)
    assert "lantern" not in str(mine)


def everything_stays_with(store, who, made):
    with store.reading() as session:
        return tellings.read(session, who, made) == told(who.person)


@pytest.mark.parametrize("ends", ["stop", "leave", "delete_person"])
def test_the_others_half_stays_and_nothing_is_open(store, two, ends):
    made = both_opened(store, two)
    with store.writing(OPENS) as session:
        getattr(leaving, ends)(session, two[0])
    assert everything_stays_with(store, two[1], made[1])
    assert joined(store, two[1], OPENS) == []
    visit(store, two[1], OPENS)
    assert released(store) == 0
    if ends != "delete_person":
        assert everything_stays_with(store, two[0], made[0])


def test_after_deleting_no_key_and_no_ciphertext_is_in_the_file(store, two, tmp_path):
    both_opened(store, two)
    with store.reading() as session:
        where = {"id": two[0].person}
        held = [session.execute(text("SELECT by_passphrase FROM persons WHERE id = :id"), where).scalar()]
        mine = "SELECT text FROM parts JOIN tellings ON telling_id = id WHERE person_id = :id"
        held += session.execute(text(mine), where).scalars()
    with store.writing(OPENS) as session:
        leaving.delete_person(session, two[0])
    store.scrub()
    files = b"".join(path.read_bytes() for path in (tmp_path / "kept").iterdir())
    assert [one for one in held if one[:64] in files] == []
    with store.reading() as session, pytest.raises(StoreError, match="do not fit"):
        persons.sign_in(session, "alma", "passphrase of alma")


def test_when_both_are_gone_nothing_is_left(store, two):
    both_opened(store, two)
    for who in two:
        with store.writing(OPENS) as session:
            leaving.delete_person(session, who)
    with store.reading() as session:
        tables = (
            "persons",
            "couples",
            "members",
            "tellings",
            "parts",
            "assents",
            "releases",
            "acts",
            "events",
        )
        counts = [session.execute(text(f"SELECT count(*) FROM {one}")).scalar() for one in tables]  # noqa: S608
    assert set(counts) == {0}


def test_what_was_kept_for_two_never_opens_for_a_next_couple(store, two):
    alma, _ = two
    both_opened(store, two)
    with store.writing(OPENS) as session:
        leaving.leave(session, alma)
    cem = begin(store, "cem", OPENS)
    pair(store, alma, cem, OPENS)
    assert joined(store, cem, OPENS) == joined(store, alma, OPENS) == []


def test_a_strangers_keys_open_nothing(store, two):
    made = tell(store, two[0])
    _, foreign, _ = new_keys(two[0].person, "another passphrase", CHEAP)
    with store.reading() as session, pytest.raises(StoreError, match="does not open"):
        tellings.read(session, Keyring(two[0].person, foreign.own, foreign.private), made)
