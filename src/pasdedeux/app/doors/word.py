"""The code word: one word that asks for closeness, and three answers that are all good."""

from __future__ import annotations

from fastapi.responses import Response

from pasdedeux.app.doors.now import bond
from pasdedeux.app.forms import Form as Fields
from pasdedeux.app.pages import see
from pasdedeux.app.routes import Doors, Needs
from pasdedeux.app.visit import Here
from pasdedeux.store import moments
from pasdedeux.store.access import Thing, Verb
from pasdedeux.store.moments import Deed, Reply

doors = Doors("word")


@doors.post("/a/word", Needs(Thing.ACT, Verb.WRITE))
def say(visit: Here, sent: Fields) -> Response:
    """Say the code word, once an evening."""
    ours = bond(visit)
    visit.do(sent.once, lambda session: moments.press(session, ours, Deed.WORD, visit.now))
    return see("/a")


@doors.post("/a/word/{act}", Needs(Thing.ACT, Verb.WRITE))
def answer(visit: Here, sent: Fields, act: str) -> Response:
    """Answer the other's."""
    ours = bond(visit)
    if sent("answer") in set(Reply):
        said = Reply(sent("answer"))
        visit.do(sent.once, lambda session: moments.reply(session, ours, act, said, visit.now))
    return see("/a")
