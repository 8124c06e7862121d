"""Routes: every one names what it asks for in the table of access, or that it is open to everyone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Depends, Security
from fastapi.security import APIKeyCookie

from pasdedeux.app.visit import COOKIE, Visit, visitor
from pasdedeux.store.access import Actor, Thing, Verb, allowed


@dataclass(frozen=True, slots=True)
class Needs:
    """What a route asks for: a row of the table of access, of which its visitor is the owner.

    What is another person's, an act or a half, is decided again for the thing itself, in the store.
    """

    thing: Thing
    verb: Verb


EVERYONE = None
"""What a route needs that works without a person: help, the neutral page, signing in."""


SIGNED_IN = APIKeyCookie(name=COOKIE, auto_error=False)
"""How the description of the interface says that somebody must be signed in; `visitor` looks."""


class Doors:
    """A group of routes; each says what it needs when it is made.

    Parameters
    ----------
    tag
        Name of the group in the description of the interface.
    """

    def __init__(self, tag: str) -> None:
        self.router = APIRouter(tags=[tag])

    def get(self, path: str, needs: Needs | None, **more: Any) -> Callable[[Any], Any]:
        """Add a page."""
        return self._add("GET", path, needs, more)

    def post(self, path: str, needs: Needs | None, **more: Any) -> Callable[[Any], Any]:
        """Add an act."""
        return self._add("POST", path, needs, more)

    def _add(self, method: str, path: str, needs: Needs | None, more: dict[str, Any]) -> Callable[[Any], Any]:
        guards = [] if needs is None else [Depends(_guard(needs)), Security(SIGNED_IN)]
        more = {"include_in_schema": path.startswith("/api"), "response_model": None, **more}

        def register(endpoint: Any) -> Any:
            endpoint.needs = needs
            add = self.router.add_api_route
            add(path, endpoint, methods=[method], dependencies=guards, **more)
            return endpoint

        return register


def _guard(needs: Needs) -> Callable[[Visit], None]:
    def guard(visit: Visit = Depends(visitor)) -> None:  # noqa: B008 - how FastAPI declares it
        if not allowed(needs.thing, needs.verb, Actor.OWNER, visit.now):
            raise PermissionError(f"{needs.thing} {needs.verb}")

    return guard
