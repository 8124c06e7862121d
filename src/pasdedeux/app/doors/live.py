"""What is pushed to a page that is open: that something happened, never what is in it.

It is read from the table of events behind the last one that the page knows, so nothing is lost in between.
A page of the other's hears nothing of what is done alone: waking without an event sends nothing, and the sign
that the line still stands comes by the clock.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Annotated

from fastapi import Header, Query
from fastapi.responses import Response, StreamingResponse
from starlette.concurrency import run_in_threadpool

from pasdedeux.app.routes import Doors, Needs
from pasdedeux.app.visit import LINE, Here, Visit
from pasdedeux.store import events, sessions
from pasdedeux.store.access import Thing, Verb
from pasdedeux.store.schema import EventRow
from pasdedeux.store.sealing import StoreError

doors = Doors("live")
PING_SECONDS = 15.0
MOST = 2**31 - 1
Number = Annotated[int, Query(ge=0, le=MOST)]
LastId = Annotated[int, Header(alias="last-event-id", ge=0, le=MOST)]


@doors.get(LINE, Needs(Thing.EVENT, Verb.READ))
async def live(visit: Here, after: Number = 0, last_event_id: LastId = 0) -> Response:
    """Keep a line open, and say on it when something happened."""
    lines = _lines(visit, max(after, last_event_id))
    return StreamingResponse(lines, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


async def _lines(visit: Visit, number: int) -> AsyncIterator[str]:
    yield "retry: 2000\n\n"
    loop = asyncio.get_running_loop()
    with visit.place.bell.listening(visit.me.person) as woken:
        ping = loop.time() + PING_SECONDS
        while not visit.place.bell.closed:
            woken.clear()  # before looking, so that nothing falls between
            rung = await run_in_threadpool(_rung, visit, number)
            if rung is None:
                return
            for one in rung:
                number = one.number
                yield f"id: {number}\nevent: rang\ndata: {one.kind}\n\n"
            with suppress(TimeoutError):
                async with asyncio.timeout_at(ping):
                    await woken.wait()
            if loop.time() >= ping:
                ping += PING_SECONDS
                yield ":\n\n"


def _rung(visit: Visit, number: int) -> list[EventRow] | None:
    """Give what happened behind a number; None where this device is signed out, or was left for too long."""
    place, device = visit.place, visit.device
    now = place.clock()
    if not place.idle.open(device.id, device.made, now, visit.likes.lock):
        return None
    try:
        with visit.reading() as session:
            me, _ = sessions.opened(session, visit.secret, now)
            return events.after(session, me, number)
    except StoreError:
        return None
