"""The language rules catch what they name, in both languages, and let plain words pass."""

import pytest
from lint import lint

CAUGHT = [
    ("en", "diagnosis", "Your partner is a narcissist."),
    ("en", "diagnosis", "This is a toxic pair."),
    ("en", "blame", "You are too needy and clingy."),
    ("en", "blame", "It is your fault."),
    ("en", "blame", "Sam never listens, and it is because of your partner."),
    ("en", "type", "Tell the avoidant one to stay."),
    ("en", "type", "The pursuer sends a message."),
    ("en", "type", "You are anxious."),
    ("en", "type", "Your partner is emotionally unavailable."),
    ("en", "type", "You are the victim here."),
    ("en", "blame", "Sam is the abuser."),
    ("en", "promise", "This will work."),
    ("en", "promise", "You are safe."),
    ("en", "promise", "It heals couples."),
    ("en", "score", "Your score is 7."),
    ("en", "score", "A streak of five days."),
    ("en", "shout", "STOP it."),
    ("en", "shout", "Well done!"),
    ("en", "possessive", "Here is {name}'s answer."),
    ("en", "possessive", "Here is {name}\N{RIGHT SINGLE QUOTATION MARK}s answer."),
    ("en", "word", "An incomprehensibility."),
    ("en", "sentence", "One " * 23 + "more."),
    ("de", "diagnosis", "Das ist eine Störung."),
    ("de", "diagnosis", "Er ist ein Narzisst."),
    ("de", "blame", "Du bist schuld."),
    ("de", "blame", "Du klammerst."),
    ("de", "type", "Der vermeidende Mensch geht."),
    ("de", "type", "Die ängstliche Person schreibt."),
    ("de", "type", "Sam ist beziehungsunfähig."),
    ("de", "blame", "Der Täter bist du."),
    ("de", "promise", "Es wird besser."),
    ("de", "promise", "Das wird klappen."),
    ("de", "promise", "Du bist sicher."),
    ("de", "score", "Deine Punktzahl steigt."),
    ("de", "shout", "Gut gemacht!"),
    ("de", "possessive", "Das ist {name}s Antwort."),
    ("de", "sentence", "Ein " * 23 + "Wort."),
]
PASSES = [
    ("en", "It is not your fault."),
    ("en", "You reach, the other goes quiet. Either of you can loosen it."),
    ("en", "Three of four pauses came home."),
    ("en", "Hold something cool. A scolding is not asked for."),
    ("de", "Es ist nicht deine Schuld."),
    ("de", "Du greifst, die andere Seite verstummt."),
    ("de", "Die andere Seite ist nicht gemeint."),
]


@pytest.mark.parametrize(("language", "rule", "text"), CAUGHT)
def test_rule_catches(language, rule, text):
    assert rule in {finding.rule for finding in lint({"key": text}, language)}


@pytest.mark.parametrize(("language", "text"), PASSES)
def test_plain_words_pass(language, text):
    assert lint({"key": text}, language) == ()


def test_alarm_keys_are_held_to_twelve_words():
    text = "one two three four five six seven eight nine ten eleven twelve thirteen."
    assert lint({"calm": text, "alarm": text}, "en", alarm=["alarm"])[0].key == "alarm"
    assert len(lint({"calm": text}, "en")) == 0


def test_a_finding_says_where():
    (finding,) = lint({"page.title": "Notes", "page.lines.2": "You always do that."}, "en")
    assert str(finding) == "page.lines.2: blame: you always"
