"""Told episodes in files: what people write is understood, comes back, or is refused by line and remedy."""

import json
import os
import re
import stat
import string
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pasdedeux.errors import InputError
from pasdedeux.people import Couple, Person
from pasdedeux.readers.episodes import read_episodes, write_episodes
from pasdedeux.readers.episodes.file import ToldTelling, hidden_sign
from pasdedeux.readers.episodes.moves import join_texts, split_texts
from pasdedeux.readers.episodes.names import ROOMS, act_called, act_wording, answer_named, plain_name, wording
from pasdedeux.records import ACTS, ActClass, Episode, Episodes, Move, Provenance, Telling
from pasdedeux.records.episodes import Beneath, Ending, Kind, Lasting, OnTop, Story, Trigger
from pasdedeux.words import LANGUAGES, words

SUFFIXES = (".toml", ".json", ".csv")
DAY = date(2026, 11, 3)
WHOLE = """
couple = "07"
partners = ["Alma", "Ben"]
small_recorded = [5, 2]

[[telling]]
episode = "tuesday"
by = "Alma"
day = 2026-11-03
trigger = "a short answer"
raised_by = "Ben"
moves = [
  "I: asks again",
  "other (by phone, 23:50): goes-quiet: turns to the wall; not a word",
  "Ben (00:10): kommt zurück",
]
on_top = "angry"
peak = 7
ending = "one of us came back"
at_ease = "about three hours"
helped = "comes-back; listens"
return_kept = true

[[telling]]
episode = "tuesday"
by = "Ben"
day = 2026-11-03
moves = "other: asks again; me: go quiet"

[[telling]]
day = 2026-11-09
kind = "near-miss"
"""


@pytest.fixture
def put(tmp_path):
    def put(text, suffix=".toml"):
        path = tmp_path / f"told{suffix}"
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
        return path

    return put


# What is understood


def test_a_file_says_what_python_would(put):
    episodes = read_episodes(put(WHOLE))
    assert (episodes.couple.id, episodes.couple.labels, episodes.small_recorded) == (
        "07",
        ("Alma", "Ben"),
        (5, 2),
    )
    assert episodes.provenance.source == "told.toml"
    both, near_miss = episodes
    alma, ben = both.tellings
    late = datetime(2026, 11, 3, 23, 50)  # noqa: DTZ001 - as people write it
    assert alma == Telling(
        "Alma",
        DAY,
        (
            Move("asks-again", mine=True),
            Move("goes-quiet", mine=False, at=late, by_phone=True, words="turns to the wall; not a word"),
            Move("comes-back", mine=False, at=late + timedelta(minutes=20)),
        ),
        trigger=Trigger.SHORT_ANSWER,
        raised_by_me=False,
        on_top=OnTop.ANGRY,
        peak=7.0,
        ending=Ending.CAME_BACK,
        at_ease=Lasting.THREE_HOURS,
        helped=("comes-back", "listens"),
        return_kept=True,
    )
    assert ben.moves == (Move("asks-again", mine=False), Move("goes-quiet", mine=True))
    assert (near_miss.id, near_miss.tellings[0].kind, near_miss.tellings[0].person) == (
        "1",
        Kind.NEAR_MISS,
        "Alma",
    )


def test_only_the_day_is_needed(put):
    for suffix, text in {
        ".toml": "[[telling]]\nday = 2026-11-03",
        ".json": '{"telling": [{"day": "2026-11-03"}]}',
        ".csv": "day,moves\n2026-11-03,",
    }.items():
        (episode,) = episodes = read_episodes(put(text, suffix))
        assert episode.tellings == (Telling("me", DAY),)
        assert episodes.couple.labels == ("me", "other")


def test_what_is_left_empty_was_not_answered(put):
    text = '[[telling]]\nday = 2026-11-03\ntrigger = ""\nmoves = []\nwords = "  "'
    assert read_episodes(put(text))[0].tellings == (Telling("me", DAY),)
    text = '{"telling": [{"day": "2026-11-03", "peak": null}]}'
    assert read_episodes(put(text, ".json"))[0].tellings == (Telling("me", DAY),)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_texts_of_every_editor_are_read(put, encoding, suffix):
    text = {
        ".toml": '[[telling]]\r\nday = 2026-11-03\r\nmoves = "other: kommt zurück: müde"',
        ".json": '{"telling": [{"day": "2026-11-03",\r\n"moves": "other: kommt zurück: müde"}]}',
        ".csv": "day;moves\r\n2026-11-03;other: kommt zurück: müde\r\n",
    }[suffix]
    ((move,),) = (telling.moves for telling in read_episodes(put(text.encode(encoding), suffix))[0].tellings)
    assert move == Move("comes-back", mine=False, words="müde")


def test_a_spreadsheet_may_say_yes_and_write_a_comma(put):
    text = "Day;By;Apart;Peak;Return kept\n03.11.2026;Ben;ja;7,5;no\n2026-11-04 00:00;Alma;;;\n"
    episodes = read_episodes(put(text, ".csv"))
    (telling,) = episodes[0].tellings
    assert episodes.couple.labels == ("Ben", "Alma")
    assert [one.day.day for one in episodes] == [3, 4]
    assert (telling.apart, telling.peak, telling.return_kept) == (True, 7.5, False)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_wording_is_a_name(language):
    say = words(language)
    for act in ACTS:
        for mine in (True, False):
            for by_phone in (True, False):
                said = act_wording(act, say, mine=mine, by_phone=by_phone)
                assert act_called(said) == act_called(said.upper()) == act
    for kind in ROOMS:
        assert [answer_named(kind, wording(each, say), "key") for each in kind] == list(kind)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_acts_or_answers_are_called_alike(language):
    say = words(language)
    called = {
        act: {
            plain_name(act_wording(act, say, mine=m, by_phone=p))
            for m in (True, False)
            for p in (True, False)
        }
        for act in ACTS
    }
    assert [pair for pair in combinations(ACTS, 2) if called[pair[0]] & called[pair[1]]] == []
    for kind in ROOMS:
        assert len({plain_name(wording(each, say)) for each in kind}) == len(kind)


def test_violence_is_no_move_of_the_cycle():
    for name in (
        "hits",
        "threatens",
        "insults",
        "schlägt",
        "droht",
        "beleidigt",
        "throws things",
        "blocks the door",
    ):
        assert act_called(name) is None
    hands = re.compile(
        r"hit|push|shove|threat|insult|throw|break|block|hurt|schlag|stoß|droh|beleidig|wirf|bedräng"
    )
    for say in map(words, LANGUAGES):
        assert not [name for name in say.names("acts") if name and hands.search(say.template(name))]


# What goes out comes back

TEXT = (
    st.text(
        st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("\n;\\:'\",#=[](){} äß漢😀"),
        max_size=30,
    )
    .map(str.strip)
    .filter(lambda text: not hidden_sign(text) and text[:2] not in {"'=", "'+", "'-", "'@"})
)
LABEL = st.text(st.characters(exclude_categories=("Cs", "Cc", "Z")), min_size=1, max_size=8).filter(
    lambda text: not hidden_sign(text) and text[0] != "'"
)
FIRST, LAST = datetime.fromisoformat("2026-11-01"), datetime.fromisoformat("2026-11-09")
CLOCK = st.none() | st.datetimes(FIRST, LAST, timezones=st.just(UTC) | st.none())


def maybe(kind):
    return st.none() | st.sampled_from(kind)


MOVE = st.builds(Move, st.sampled_from(list(ACTS)), st.booleans(), CLOCK, st.booleans(), TEXT)
SOFT = [act.id for act in ACTS.values() if act.act_class is ActClass.SOFT]


def telling(person):
    return st.builds(
        Telling,
        st.just(person),
        st.dates(date(2026, 11, 1), date(2026, 11, 9)),
        st.lists(MOVE, max_size=5).map(tuple),
        st.sampled_from(Kind),
        maybe(Trigger),
        maybe([True, False]),
        st.booleans(),
        maybe(OnTop),
        maybe(Beneath),
        maybe(Story),
        st.none() | st.floats(0, 10),
        maybe(Ending),
        maybe(Lasting),
        maybe(Lasting),
        st.lists(st.sampled_from(SOFT), max_size=3).map(tuple),
        maybe([True, False]),
        TEXT,
    )


@st.composite
def told(draw):
    ids = draw(st.lists(LABEL, min_size=2, max_size=2, unique=True))
    labels = draw(st.just(ids) | st.lists(LABEL, min_size=2, max_size=2))
    one, two = map(Person, labels, ({}, {}), ids)
    names = draw(st.lists(LABEL, min_size=1, max_size=4, unique=True))
    tellers = st.sampled_from([(one.id,), (two.id,), (one.id, two.id), (two.id, one.id)])
    episodes = [Episode(name, tuple(draw(telling(person)) for person in draw(tellers))) for name in names]
    small = draw(st.none() | st.tuples(st.integers(3, 9), st.integers(0, 3)))
    return Episodes(
        Couple(draw(LABEL), (one, two)), tuple(episodes), small, Provenance(simulated=draw(st.booleans()))
    )


@pytest.mark.parametrize("suffix", SUFFIXES)
@given(episodes=told())
@settings(
    max_examples=30,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    deadline=None,
)
def test_what_is_written_comes_back(tmp_path, suffix, episodes):
    path = write_episodes(episodes, tmp_path / f"told{suffix}")
    again = read_episodes(path)
    assert again.couple == episodes.couple
    assert again.episodes == episodes.episodes
    assert again.small_recorded == episodes.small_recorded
    assert again.provenance.simulated == episodes.provenance.simulated


@given(st.lists(TEXT.filter(bool)))
def test_texts_with_semicolons_come_back(texts):
    assert split_texts(join_texts(texts)) == texts


def test_a_written_file_is_for_its_owner_alone(tmp_path):
    ours = Couple("ours", (Person("Alma"), Person("Ben")))
    path = write_episodes(Episodes(ours, (Episode("1", (Telling("Ben", DAY),)),)), tmp_path / "told.toml")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(InputError, match=r"\.toml, \.json, \.csv"):
        write_episodes(read_episodes(path), tmp_path / "told.docx")


# What is refused

TOLD = "[[telling]]\nday = 2026-11-03\n"
BAD = [
    (TOLD + 'trigger = "lat"', "told.toml, line 3: trigger is 'lat'. Did you mean late?"),
    (TOLD + 'trigger = "xyz"', "line 3: trigger is 'xyz'. Choose from short-answer"),
    (TOLD + 'triger = "late"', "line 3: 'triger' means nothing here. Did you mean trigger?"),
    (TOLD + "peak = 11", "line 3: The worst alarm is 11.0. Give a number from 0 to 10."),
    (TOLD + 'peak = "much"', "line 3: peak is 'much'. Give a number."),
    (TOLD + "peak = nan", "line 3: The worst alarm is nan."),
    (TOLD + "peak = 1" + "0" * 400, "line 3: The worst alarm is inf."),
    (TOLD + "peak = 0x1" + "0" * 9000, "line 3: The worst alarm is inf."),
    (
        TOLD + 'moves = "me asks-again"',
        "line 3, move 1: the move is 'me asks-again'. Write it like me: asks-again",
    ),
    (TOLD + 'moves = ["me: leaves", "Cleo: leaves"]', "line 3, move 2: 'Cleo' is neither of the two."),
    (TOLD + 'moves = "me: hits"', "line 3, move 1: act is 'hits'. Choose from asks-again"),
    (TOLD + 'moves = "me: goes-quite"', "line 3, move 1: act is 'goes-quite'. Did you mean goes-quiet?"),
    (TOLD + 'moves = "me (25:10): leaves"', "line 3, move 1: the time is '25:10'. Write it like 22:10"),
    (TOLD + "moves = 3", "line 3: moves is 3. Give a list, or one text with ; between."),
    (TOLD + "moves = [3.5]", "line 3: moves is 3.5. Give a word or a text."),
    (TOLD + 'helped = "goes-quiet"', "line 3: 'goes-quiet' is no act that calms."),
    (TOLD + 'apart = "perhaps"', "line 3: apart is 'perhaps'. Write true or false."),
    (
        TOLD + 'by = "Cleo"\n' + TOLD + 'by = "A"\n' + TOLD + 'by = "B"',
        "line 9: three persons tell here: Cleo, A, and B.",
    ),
    (
        'partners = ["Alma", "Ben"]\n' + TOLD + 'by = "Cleo"',
        "line 4: 'Cleo' is not one of the two. They are Alma and Ben.",
    ),
    ('partners = ["Alma"]\n' + TOLD, "line 1: partners does not name two."),
    ('partners = ["A", "B"]\nids = ["x", "x"]\n' + TOLD, "line 1: both partners have the id 'x'."),
    (
        "small_recorded = [2, 5]\n" + TOLD,
        "line 1: Of the small occasions, more were put down than there were.",
    ),
    ("small_recorded = [5]\n" + TOLD, "line 1: small_recorded does not hold two numbers."),
    ("small_recorded = [5, 2.5]\n" + TOLD, "line 1: small_recorded is 2.5. Give whole numbers"),
    ((TOLD + 'episode = "1"\n') * 2, "line 6: An episode has one account of one person"),
    ("[[telling]]\ntrigger = 'late'", "line 1: day is missing. Write it, such as 2026-11-03."),
    ("[[telling]]\nday = '3 November'", "line 2: day is '3 November'. Write the day like 2026-11-03."),
    ("[[telling]]\nday = '11/3/2026'", "line 2: day is '11/3/2026'. Write the day like 2026-11-03."),
    ("[[telling]]\nday = 0226-11-03", "line 2: day is datetime.date(226, 11, 3), a year far away."),
    ("telling = 3", "line 1: telling is 3. Write each telling as a table of its own."),
    ("telling = [3]", "line 1: telling is 3. Write each telling as a table of its own."),
    ("couple = 'ours'", "there is no telling in here."),
    ("couple = ", "told.toml, line 1: this is no TOML. Write [[telling]]"),
    (TOLD + 'words = "a\\u202eb"', "line 3: words holds a sign that does not show: U+202E. Take it out."),
    (TOLD + 'words = "a\\u0000b"', "line 3: words holds a sign that does not show: U+0000."),
    (TOLD + 'moves = "me: leaves: \\u001b[31m"', "line 3: moves holds a sign that does not show: U+001B."),
    (TOLD + f'words = "{"a" * 5001}"', "line 3: words is longer than 5"),
    (TOLD + "moves = [" + '"me: leaves",' * 100_000 + "]", "line 3: one telling has 100"),
    ("a." * 300_000 + "b = 1", "too many things inside each other"),
    (TOLD + "moves = " + "[" * 50_000 + "]" * 50_000, "too many things inside each other"),
]


@pytest.mark.parametrize(("text", "says"), BAD, ids=range(len(BAD)))
def test_what_is_wrong_is_named_with_its_line_and_what_to_do(put, text, says):
    with pytest.raises(InputError) as error:
        read_episodes(put(text))
    assert says in str(error.value).replace("\N{NARROW NO-BREAK SPACE}", "")
    assert str(error.value).startswith("told.toml")
    assert error.value.text("de")


@pytest.mark.parametrize(
    ("suffix", "text", "says"),
    [
        (
            ".json",
            '{"telling": [\n{"day": "2026-11-03"},\n{"day": "2026-11-04",\n"trigger": "lat"}]}',
            "line 4: trigger",
        ),
        (".json", '{"telling": [\n{"peak": 3}]}', "line 2: day is missing"),
        (".json", '{"telling": [\n{"day": "2026-11-03", "words": "\\ud800"}]}', "line 2: words holds a sign"),
        (".json", '{"telling": [\n{"day": "2026-11-03", "peak": 1e999}]}', "line 2: The worst alarm is inf"),
        (".json", '{"telling":\n', "line 2: this is no JSON."),
        (".json", '[{"day": "2026-11-03"}]', "the file holds no names with values."),
        (".json", '{"peak": 1' + "0" * 5000 + "}", "this is no JSON."),
        (".json", "[" * 100_000, "too many things inside each other"),
        (".json", '{"telling": [{"day": ' + "[" * 400 + "]" * 400 + "}]}", "line 1: day is"),
        (".csv", "day,trigger\n2026-11-03,late\n2026-11-04,lat\n", "told.csv, row 3: trigger is 'lat'."),
        (".csv", "day,couple\n2026-11-03,07\n2026-11-04,08\n", "row 3: couple is not the same in all rows."),
        (".csv", "date,trigger\n2026-11-03,late\n", "row 2: 'date' means nothing here."),
        (".csv", "day,trigger\n", "told.csv"),
    ],
)
def test_json_and_tables_name_their_lines_too(put, suffix, text, says):
    with pytest.raises(InputError) as error:
        read_episodes(put(text, suffix))
    assert says in str(error.value)


def test_what_is_no_file_is_refused_at_once(tmp_path, put):
    os.mkfifo(tmp_path / "pipe.csv")
    large = tmp_path / "large.toml"
    with large.open("wb") as file:
        file.truncate(2_000_001)
    for path, says in {
        tmp_path / "pipe.csv": "no regular file",
        large: "larger than 2 MB",
        tmp_path: "folder",
        tmp_path / "none.toml": "no such file",
        tmp_path / "a\0b.toml": "no such file",
        put("", ".json"): "empty",
        put("text", ".docx"): r"\.toml, \.json, \.csv",
        put(b"\x80\x81day", ".toml"): "cannot be read as text",
    }.items():
        with pytest.raises(InputError, match=says):
            read_episodes(path)


PIECES = st.sampled_from(
    [
        *(
            '"' + key + '": '
            for key in ("day", "moves", "peak", "telling", "by", "partners", "episode", "helped")
        ),
        *(
            f"{key} = "
            for key in ("day", "moves", "peak", "by", "partners", "ids", "small_recorded", "apart")
        ),
        *(
            "[[telling]]\n",
            "[telling]",
            "{",
            "}",
            "[",
            "]",
            ",",
            ";",
            ":",
            "\n",
            '"',
            "'",
            '"""',
            "\\",
            "=",
            "#",
        ),
        *(
            "2026-11-03",
            "9999-12-31T23:59:59+14:00",
            "me: leaves",
            "other (23:50): goes-quiet",
            "(00:00)",
            "yes",
        ),
        *(
            "1e999",
            "nan",
            "-0",
            "0x" + "f" * 5000,
            "9" * 5000,
            "\0",
            "\u202e",
            "\x1b[31m",
            "\ud800",
            "\ufeff",
            "\r",
        ),
    ]
) | st.text(max_size=5)


@pytest.mark.parametrize("suffix", [*SUFFIXES, ".txt"])
@given(st.lists(PIECES, max_size=25).map("".join) | st.binary(max_size=60))
@example(b"day,by\n2026-11-03," + b"\xff" * 9)
@example("day,moves\n9999-12-31,me: leaves\n")
@settings(
    max_examples=100,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
)
def test_nothing_that_is_read_breaks_it(put, suffix, text):
    with suppress(InputError):
        read_episodes(put(text, suffix))


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(string.printable, max_size=9)
    | st.just("2026-11-03"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["day", "moves", "x"]), inner, max_size=2)
    ),
    max_leaves=6,
)
KEYS = st.sampled_from(sorted(ToldTelling.model_fields))


@given(
    st.dictionaries(
        st.sampled_from(["couple", "partners", "ids", "small_recorded", "simulated"]), VALUES, max_size=2
    ),
    st.lists(
        st.dictionaries(KEYS, VALUES, max_size=4).map(lambda told: {"day": "2026-11-03", **told}) | VALUES,
        max_size=3,
    ),
)
@settings(
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
)
def test_no_value_of_any_kind_breaks_it(put, couple, tellings):
    with suppress(InputError):
        read_episodes(put(json.dumps({**couple, "telling": tellings}), ".json"))
