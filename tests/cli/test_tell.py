"""One moment told in a terminal: alone, a way out everywhere, and nothing kept unless it is asked for."""

import stat
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pasdedeux.readers.episodes import read_episodes
from pasdedeux.records import ACTS, Move, Telling
from pasdedeux.records.episodes import Beneath, Ending, Kind, Lasting, OnTop, Story, Trigger
from pasdedeux.services.telling import ALL, SOFT, Form, Step, steps
from pasdedeux.words import LANGUAGES, words
from typing_person import Terminal, leaves_nothing

pytestmark = pytest.mark.usefixtures("here")

NUMBER = {act: str(at) for at, act in enumerate(ALL, start=1)}
SOFTLY = {act: str(at) for at, act in enumerate(SOFT, start=1)}
BEGIN = ("y",)
LONG = (
    *("1", "", "2", "1", "2"),  # form, day, apart, trigger, raised
    *(NUMBER["asks-again"], f"{NUMBER['goes-quiet']} turns to the wall", "w", NUMBER["leaves"], ""),
    *("1", "2", "5", "4", "2", "5", "7", f"{SOFTLY['comes-near']} {SOFTLY['comes-back']}", "it rained"),
)
SHORT = ("2", "2", "3", NUMBER["asks-again"], NUMBER["goes-quiet"], NUMBER["asks-again"], "1", "6")
NEAR_MISS = ("3", "", "2", f"{SOFTLY['joke-lands']} about the cat")
GOOD_TURN = ("4", "", SOFTLY["opens-up"], SOFTLY["listens"], "")
FORMS = {"whole": LONG, "short": SHORT, "near-miss": NEAR_MISS, "good-turn": GOOD_TURN}
NOTHING = words("en")("tell.not-kept")


def today():
    return datetime.now(UTC).astimezone().date()


@pytest.fixture
def tell(typed_into):
    return partial(typed_into, "tell")


def kept(path="told.toml"):
    return [telling for episode in read_episodes(path) for telling in episode.tellings]


def test_a_whole_telling_is_what_was_typed(tell):
    shown, code = tell(*BEGIN, *LONG, "y", options=("--save", "told.toml"))
    assert code == 0
    moves = (
        Move("asks-again", mine=True, by_phone=True),
        Move("goes-quiet", mine=False, by_phone=True, words="turns to the wall"),
        Move("leaves", mine=False, by_phone=True),
    )
    assert kept() == [
        Telling(
            "me",
            today(),
            moves,
            Kind.EPISODE,
            Trigger.SHORT_ANSWER,
            raised_by_me=False,
            apart=True,
            on_top=OnTop.ANGRY,
            beneath=Beneath.NOT_ENOUGH,
            story=Story.DONT_KNOW,
            peak=7.0,
            ending=Ending.CAME_BACK,
            lasted=Lasting.HALF_HOUR,
            at_ease=Lasting.OVERNIGHT,
            helped=("comes-near", "comes-back"),
            words="it rained",
        )
    ]
    assert "told.toml holds it now" in shown


def test_a_short_one_takes_three_moves_and_how_long_it_is_open(tell):
    shown, _ = tell(*BEGIN, *SHORT, "y", options=("--save", "told.toml"))
    (told,) = kept()
    assert (told.day, told.trigger) == (today() - timedelta(days=1), Trigger.LATE)
    assert [move.act for move in told.moves] == ["asks-again", "goes-quiet", "asks-again"]
    assert (told.ending, told.at_ease) == (Ending.STILL_OPEN, Lasting.LONGER)
    assert words("en")("tell.ask.still-open") in shown


def test_a_near_miss_is_three_answers_and_so_is_a_good_turn(tell):
    assert len(steps(Form.NEAR_MISS, {})) == len(steps(Form.GOOD_TURN, {})) == 3
    tell(*BEGIN, *NEAR_MISS, "y", options=("--save", "told.toml"))
    tell(*BEGIN, *GOOD_TURN, "y", options=("--save", "told.toml"))
    near_miss, good_turn = kept()
    assert (near_miss.kind, near_miss.trigger, near_miss.helped) == (
        Kind.NEAR_MISS,
        Trigger.NO_ANSWER,
        ("joke-lands",),
    )
    assert near_miss.moves == (Move("joke-lands", mine=True, words="about the cat"),)
    assert good_turn.kind is Kind.GOOD_TURN
    assert [(move.mine, move.act) for move in good_turn.moves] == [(True, "opens-up"), (False, "listens")]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", FORMS)
def test_the_first_words_say_who_sees_this_where_to_stop_and_where_the_door_is(tell, form, language):
    yes = "j" if language == "de" else "y"
    shown, code = tell(yes, *FORMS[form], options=("--language", language))
    say = words(language)
    assert code == 0
    lines = shown.splitlines()
    assert lines[:3] == [say("tell.private"), say("tell.where-to-stop"), say("tell.keeps-nothing")]
    door = say("tell.door", door=say("safety.help.door"))
    assert lines.index(door) < lines.index(say("tell.form"))
    assert shown.count(door) >= len(FORMS[form]) - (say("tell.again") in shown)
    assert say("tell.shown.one-account") in lines


@pytest.mark.parametrize("typed", ["n", "", "no", "perhaps"])
def test_whoever_is_not_alone_is_asked_nothing_more(tell, typed):
    shown, code = tell(typed, *LONG, options=("--save", "told.toml", "--country", "DE"))
    assert code == 0
    assert words("en")("tell.later") in shown
    assert words("en")("tell.form") not in shown
    assert "116 016" in shown
    assert not any(Path.cwd().iterdir())


@pytest.mark.parametrize("before", [0, 1, 2, 7, 9, 14, len(BEGIN + LONG)])
@pytest.mark.parametrize("way_out", [["q"], []], ids=["q", "end of input"])
def test_there_is_a_way_out_at_every_question(tell, before, way_out):
    typed = (*BEGIN, *LONG)[:before]
    shown, code = tell(*typed, *way_out, options=("--save", "told.toml", "--country", "DE"))
    assert code == 0
    assert "116 016" in shown
    assert not any(Path.cwd().iterdir())


def test_the_door_leads_to_people_to_talk_to_and_back_to_the_question(tell):
    typed = [line for answer in (*BEGIN, *LONG) for line in ("h", answer)]
    shown, code = tell(*typed, options=("--country", "US"))
    assert code == 0
    assert shown.count("1-800-799-7233") == len(BEGIN + LONG)
    assert words("en")("tell.shown.one-account") in shown


@pytest.mark.parametrize("answer", [["n"], [""], ["perhaps"]])
def test_nothing_is_kept_unless_it_is_asked_for(tell, answer):
    shown, _ = tell(*BEGIN, *NEAR_MISS)
    assert words("en")("tell.keeps-nothing") in shown
    assert "told.toml" not in shown
    shown, _ = tell(*BEGIN, *NEAR_MISS, *answer, options=("--save", "told.toml"))
    assert NOTHING in shown
    assert shown.index("told.toml") < shown.index(words("en")("tell.alone"))
    assert not any(Path.cwd().iterdir())


def test_what_is_kept_is_for_its_owner_alone_and_put_behind_what_is_there(tell, here):
    target = here / "told.toml"
    before = '# ours\npartners = ["Alma", "Ben"]\n\n[[telling]]\nby = "Ben"\nday = 2026-11-03'
    target.write_text(before, "utf-8")
    target.chmod(0o644)
    tell(*BEGIN, *NEAR_MISS, "y", "9", "2", options=("--save", "told.toml"))
    assert target.read_text("utf-8").startswith(f"{before}\n")
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert [telling.person for telling in kept()] == ["Ben", "Ben"]
    assert [path.name for path in here.iterdir()] == ["told.toml"]


def test_what_stands_in_a_file_stays_letter_by_letter(tell, here):
    text = "# unsere\r\n[[telling]]\r\nday = 2026-11-03\r\nwords = 'müde'"
    for encoding in ("utf-8", "utf-16"):
        (here / "told.toml").write_bytes(text.encode(encoding))
        assert tell(*BEGIN, *NEAR_MISS, "y", options=("--save", "told.toml"))[1] == 0
        assert (here / "told.toml").read_bytes().startswith(f"{text}\n".encode())
        assert len(kept()) == 2


def test_left_at_the_last_question_nothing_is_kept(tell, here):
    (here / "told.toml").write_text('partners = ["Alma", "Ben"]\n[[telling]]\nday = 2026-11-03\n')
    before = (here / "told.toml").read_bytes()
    tell(*BEGIN, *NEAR_MISS, "y", "q", options=("--save", "told.toml"))
    assert (here / "told.toml").read_bytes() == before


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("told.txt", "", "ends in .toml"),
        ("told.toml", "diary = 3", "means nothing here"),
        ("told.toml", "simulated = true\n[[telling]]\nday = 2026-11-03", "this file is simulated"),
        ("told.toml", "telling = [{day = 2026-11-03}]", "stand in one list"),
        ("no-folder/told.toml", None, "the folder does not exist"),
    ],
)
def test_a_file_that_cannot_take_it_is_told_before_anything_is_asked(tell, here, name, text, says):
    if text is not None:
        (here / name).write_text(text)
    shown, code = tell(*BEGIN, *LONG, options=("--save", name))
    assert code == 2
    assert says in shown
    assert text is None or (here / name).read_text() == text


def test_answers_can_be_skipped_taken_back_and_mistyped(tell):
    typed = ["9", "1", "3000-01-01", "soon", "", "3", "1", "99", "4", "b", "5", "1 2", "1"]
    moves = ["26", "w", "2", "b", "1", "m", NUMBER["follows"], "b", ""]
    rest = ["b", "x", "", *[""] * 6, "11", "much", "3,5", "0", "1 1 2 3 4", ""]
    shown, code = tell(*BEGIN, *typed, *moves, *rest, "y", options=("--save", "told.toml"))
    assert code == 0, shown
    (told,) = kept()
    assert shown.count(words("en")("tell.again")) == 11
    assert (told.day, told.trigger, told.apart) == (today(), Trigger.TONE, False)
    assert told.moves == (Move("asks-again", mine=False),)
    assert (told.peak, told.helped) == (3.5, SOFT[:3])


def test_a_promised_return_is_asked_about_where_there_was_a_pause(tell):
    typed = ("1", "", "", "", "", NUMBER["pauses"], "", *[""] * 8, "2", "")
    shown, _ = tell(*BEGIN, *typed, "y", options=("--save", "told.toml"))
    assert words("en")("tell.ask.kept") in shown
    assert kept()[0].return_kept is False
    assert words("en")("tell.ask.kept") not in tell(*BEGIN, *LONG)[0]


def test_it_is_shown_in_the_tellers_own_words_without_a_number(tell):
    shown, _ = tell(*BEGIN, *LONG)
    picture = shown.partition(words("en")("tell.shown.title"))[2]
    for said in ("write the question again", "turns to the wall", "╲", "Beneath it: not enough", "it rained"):
        assert said in picture
    assert not any(letter.isdigit() for letter in picture)


def test_words_cannot_steer_the_terminal_or_the_file(tell):
    hostile = "1 \x1b[31mred\u202e" + "x" * 9000
    shown, code = tell(*BEGIN, *NEAR_MISS[:3], hostile, "y", options=("--save", "told.toml"))
    assert code == 0
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    (move,) = kept()[0].moves
    assert move.words.startswith("[31mred")


@given(
    st.lists(
        st.sampled_from([*"yn123456789bwmqhx", "", "12 a", "25", "99", "\x00", "2026-01-05", "-1", "1 2"]),
        max_size=40,
    )
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_typed_it_ends_well(tell, here, typed):
    shown, code = tell("y", *typed, "y", options=("--save", "told.toml"))
    assert code == 0, shown
    assert not (here / "told.toml").exists() or kept()


def test_every_act_can_be_told():
    assert set(ALL) == set(ACTS)
    assert set(SOFT) < set(ACTS)
    assert {step for form in Form for step in steps(form, {})} | {Step.KEPT, Step.STILL_OPEN} == set(Step)


def test_a_day_long_ago_is_taken(tell):
    tell(*BEGIN, "3", "2026-01-05", "", "", "y", options=("--save", "told.toml"))
    assert kept()[0].day == date(2026, 1, 5)


# In a real terminal


@pytest.mark.slow
@pytest.mark.parametrize("width", [40, 80])
def test_in_a_terminal_every_page_fits_and_goes_when_it_is_over(width):
    person = Terminal("tell", "--country", "DE", width=width, height=24, LANG="de_DE.UTF-8")
    person.answers("j", *LONG)
    while words("de")("tell.shown.one-account")[:15] not in person.until("> "):
        person.types("")
    person.types("")
    leaves_nothing(person, width)


@pytest.mark.slow
def test_ctrl_c_leaves_nothing(here):
    person = Terminal("tell", "--save", str(here / "told.toml"))
    person.answers("y", *LONG[:7])
    person.until("turns to the wall")
    person.presses("\x03")
    left, code = person.ends()
    assert code == 130
    assert "turns to the wall" not in left
    assert "Stopped" in left
    assert not any(here.iterdir())
