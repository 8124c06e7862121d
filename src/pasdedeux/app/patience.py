"""How long the server waits for a request: connections that are held open would keep others out."""

from __future__ import annotations

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

WAITS_SECONDS = 30.0
"""For a request with all its fields, from the connection or from its first letter on."""
LOOKS_SECONDS = 5.0
"""How often it looks."""


class Patient(H11Protocol):
    """Closes a connection over which no whole request comes; one that is being answered may last."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as in uvicorn
        """Begin to look."""
        super().connection_made(transport)
        self._since: float | None = self.loop.time()
        self.loop.call_later(LOOKS_SECONDS, self._look)

    def data_received(self, data: bytes) -> None:
        """Take what came; a request that is whole ends the waiting."""
        super().data_received(data)
        if not self._waits():
            self._since = None

    def _waits(self) -> bool:
        return self.conn.their_state in {h11.IDLE, h11.SEND_BODY}

    def _look(self) -> None:
        if self.transport.is_closing():
            return
        now = self.loop.time()
        self._since = (self._since or now) if self._waits() else None
        if self._since is not None and now - self._since >= WAITS_SECONDS:
            self.transport.close()
            return
        self.loop.call_later(LOOKS_SECONDS, self._look)
