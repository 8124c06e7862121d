"""People to talk to: before signing in, with nothing kept, and behind the door on every page."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from pasdedeux.app.forms import Form
from pasdedeux.app.pages import say_of, see, show, show_anybody
from pasdedeux.app.places import country_name, country_names
from pasdedeux.app.routes import EVERYONE, Doors, Needs
from pasdedeux.app.visit import Here
from pasdedeux.safety import SafetyEvent, SafetyState, countries, dated, helplines
from pasdedeux.store import standings
from pasdedeux.store.access import Thing, Verb
from pasdedeux.words import Language

doors = Doors("help")


@doors.get("/help", EVERYONE)
def help_page(request: Request) -> Response:
    """Show people to talk to; nothing here looks at who asks."""
    country = request.query_params.get("country", "")
    if country in countries():
        return see(f"/help/{country}?language={say_of(request).language}")
    return show_anybody(request, "help/help.html", **_people("", say_of(request).language))


@doors.get("/help/{country}", EVERYONE)
def help_in(request: Request, country: str) -> Response:
    """Show those of one country."""
    return show_anybody(request, "help/help.html", **_people(country.upper(), say_of(request).language))


@doors.post("/a/afraid", Needs(Thing.STANDING, Verb.WRITE))
def afraid(visit: Here, sent: Form) -> Response:
    """Go through the door: from now on only things for oneself are suggested. It shows nowhere."""
    event, today = SafetyEvent.DOOR, visit.today
    visit.do(sent.once, lambda session: standings.happened(session, visit.me, event, today) and "")
    return see("/a/afraid")


@doors.get("/a/afraid", Needs(Thing.STANDING, Verb.READ))
def people(visit: Here, country: str = "") -> Response:
    """Show people to talk to, and what can be stopped."""
    return show(
        visit,
        "help/afraid.html",
        theme="dark" if visit.dark else visit.likes.theme,
        only_mine=visit.standing.state is not SafetyState.BOTH,
        **_people(country.upper() or visit.likes.country, visit.likes.language),
    )


def _people(country: str, language: Language) -> dict[str, Any]:
    """Give what the pages need to show one country, or none."""
    known = country if country in countries() else None
    return {
        "country": known or "",
        "country_name": country_name(known, language) if known else "",
        "countries": country_names(language),
        "lines": helplines(known),
        "dated": dated(),
    }
