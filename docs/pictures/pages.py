"""Take the picture of the pages in the README: the example couple's phone, in a real browser."""

from __future__ import annotations

import shutil
import sys
from base64 import b64encode
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, sync_playwright

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1] / "tests"))

from pasdedeux.services.two_phones import SIGN_INS, example_couple  # noqa: E402 - same
from pasdedeux.store import persons, tellings  # noqa: E402 - same
from pasdedeux.store.database import in_folder  # noqa: E402 - same
from phones import Clock, Phone, Server  # noqa: E402 - the server of the tests

NOW = datetime(2026, 11, 30, 19, 40, tzinfo=UTC)
PHONE = {"width": 360, "height": 960}
BESIDE = "<style>body{margin:0;display:flex;gap:12px;background:#fff}img{display:block}</style>"


def take(folder: Path) -> None:
    """Show Now, one's own half and both halves side by side; write them as one picture."""
    with TemporaryDirectory() as kept, sync_playwright() as running:
        store = in_folder(Path(kept))
        example_couple(store, NOW, zone="Europe/Berlin")
        browser = running.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        with Server(store, Clock(NOW), label="app.simulated") as server:
            shots = _shots(browser, server, store)
        page = browser.new_page(viewport={"width": 3 * 360 + 24, "height": 960})
        images = "".join(f'<img src="data:image/png;base64,{b64encode(one).decode()}">' for one in shots)
        page.set_content(BESIDE + images)
        (folder / "pages.png").write_bytes(page.screenshot())
        browser.close()
        store.close()


def _shots(browser: Browser, server: Server, store: object) -> list[bytes]:
    with store.reading() as session:
        me = persons.sign_in(session, *SIGN_INS[0])
        newest = tellings.joined(session, me, NOW)[-1].id
    phone = Phone(server)
    phone.me = me
    phone.sign_in()
    context = browser.new_context(viewport=PHONE, base_url=server.address, color_scheme="light")
    context.add_cookies([{"name": "n", "value": phone.http.cookies["n"], "url": server.address}])
    page, shots = context.new_page(), []
    for address in ("/a", f"/a/moments/{newest}", f"/a/side/{newest}"):
        page.goto(address)
        shots.append(page.screenshot())
    context.close()
    phone.http.close()
    return shots


if __name__ == "__main__":
    take(HERE)
