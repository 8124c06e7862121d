"""Now: the page one comes to, with what can be done at this moment."""

from __future__ import annotations

from fastapi.responses import Response

from pasdedeux.app.pages import show
from pasdedeux.app.routes import Doors, Needs
from pasdedeux.app.visit import Here
from pasdedeux.store.access import Thing, Verb

doors = Doors("now")


@doors.get("/a", Needs(Thing.ACT, Verb.READ))
def now(visit: Here) -> Response:
    """Show what is now."""
    return show(visit, "now.html")
