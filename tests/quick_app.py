"""The app without sockets and without waiting: requests go in and answers come out in this process."""

from dataclasses import replace

import anyio
import httpx
from anyio.from_thread import start_blocking_portal

from pasdedeux.app import create_app
from pasdedeux.app.tries import Tries
from pasdedeux.app.visit import COOKIE, Site
from pasdedeux.app.work import Beside, WorkedOut
from pasdedeux.services.dance import side_by_side
from phones import FROM_HERE

HOST = "127.0.0.1"
LINE_SECONDS = 10


class AtOnce(Beside):
    """Work beside the server, done at once; what takes minutes is never done."""

    def __init__(self):
        super().__init__()
        self.done = {}

    def ask(self, place, what, now, act, *given):
        if act is side_by_side and self.done.get(place, (None,))[0] != what:
            self.done[place] = what, WorkedOut(act(*given), now)
        return self.done.get(place, (None, None))[1]


class AnyNumber(Tries):
    """How often something is tried is no matter of these histories."""

    def count(self, what, now):
        pass


class QuickApp:
    """One app, made once; each history gives it a store and a clock of its own."""

    def __init__(self):
        self.app, self._portals = None, start_blocking_portal()
        self._portal = self._portals.__enter__()

    def serve(self, store, clock):
        if self.app is None:
            self.app = create_app(store, clock=clock)
            self.http = httpx.AsyncClient(
                transport=httpx.ASGITransport(self.app, raise_app_exceptions=False),
                base_url=f"http://{HOST}",
                headers={**FROM_HERE, "accept-encoding": "identity"},
            )
        self.app.state.place = replace(Site(store, clock), work=AtOnce())
        self.app.state.tries = AnyNumber()

    def ask(self, secret, method, path, **more):
        """Send one request with the cookie of a device, or without."""
        headers = {"cookie": f"{COOKIE}={secret}"} if secret else {}

        async def asked():
            self.http.cookies.clear()
            return await self.http.request(method, path, headers=headers, **more)

        return self._portal.call(asked)

    def listen(self, secret, until):
        """Open the line that pushes, and hang up once this was heard."""
        return self._portal.call(self._listen, secret, until.encode())

    async def _listen(self, secret, until):
        heard, hang_up = bytearray(), anyio.Event()
        asked = iter([{"type": "http.request", "body": b"", "more_body": False}])

        async def receive():
            if (first := next(asked, None)) is not None:
                return first
            await hang_up.wait()
            return {"type": "http.disconnect"}

        async def send(message):
            heard.extend(message.get("body", b""))
            if until in heard:
                hang_up.set()

        headers = [(b"host", HOST.encode()), (b"cookie", f"{COOKIE}={secret}".encode())]
        scope = {
            "type": "http", "asgi": {"version": "3.0", "spec_version": "2.3"}, "http_version": "1.1",
            "method": "GET", "scheme": "http", "path": "/a/live", "raw_path": b"/a/live", "root_path": "",
            "query_string": b"", "headers": headers, "server": (HOST, 80), "client": (HOST, 1),
        }  # fmt: skip
        with anyio.fail_after(LINE_SECONDS):
            await self.app(scope, receive, send)
        return heard.decode()

    def close(self):
        self._portals.__exit__(None, None, None)
