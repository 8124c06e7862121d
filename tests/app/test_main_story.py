"""The main story over HTTP, on SQLite and on PostgreSQL: sign up, pair, tell, seal, open, pause, delete."""

from sqlalchemy import text

from moment_phone import action, pause, press
from pasdedeux.store.schema import Base
from telling_phone import tell

WORDS, LOOKS = "behind the boiler", {"language": "en", "theme": "system", "lock": "720"}


def signed_up(server, name):
    """Begin as the pages let one begin."""
    phone = server.phone()
    page = phone.submit(
        phone.get("/new"), action(phone.get("/new"), "/new.*"), name=name, passphrase=f"passphrase of {name}"
    )
    assert page.status_code == 200
    phone.post("/a/who/looks", **LOOKS, zone="Europe/Berlin")
    assert phone.get("/api/me").json()["name"] == name
    return phone


def paired(one, two):
    for phone in (one, two):
        phone.submit(phone.get("/a/pair"), "/a/pair", given="yes")
    code = one.http.post("/api/code").json()["code"]
    two.submit(two.get("/a/pair/code"), "/a/pair/join", code=code)
    assert one.get("/api/me").json()["together"]
    assert two.get("/api/me").json()["other_name"] == one.get("/api/me").json()["name"]


def kept_of(store):
    """Give all that stands in the database, as bytes."""
    with store.engine.connect() as connection:
        return [
            value if isinstance(value, bytes) else str(value).encode()
            for table in Base.metadata.sorted_tables
            for row in connection.execute(table.select())
            for value in row
        ]


def count(store, table):
    with store.engine.connect() as connection:
        return connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()  # noqa: S608 - our own


def test_two_sign_up_pair_tell_open_pause_and_one_deletes(server):
    alma, ben = signed_up(server, "alma"), signed_up(server, "ben")
    paired(alma, ben)
    halves = []
    for phone, words in ((alma, WORDS), (ben, "a wall of snow")):
        assert tell(phone, "short").status_code == 200
        made = phone.get("/api/moments").json()[0]["id"]
        told = {**phone.get(f"/api/moments/{made}").json()["telling"], "words": words}
        phone.http.post(f"/api/moments/{made}/delete")
        made = phone.http.post("/api/moments", json=told).json()["id"]
        assert phone.http.post(f"/api/moments/{made}/seal", json={"joins": ["moves", "words"]}).is_success
        assert phone.http.post(f"/api/moments/{made}/confirm").status_code == 409  # not on the same day
        halves.append(made)
    assert not [one for one in kept_of(server.store) if WORDS.encode() in one]
    for hours, opened in ((11, 0), (5, 0), (15, 1)):
        server.clock.pass_by(hours=hours)
        for phone, name, made in zip((alma, ben), ("alma", "ben"), halves, strict=True):
            phone.http.post("/api/in", json={"name": name, "passphrase": f"passphrase of {name}"})
            assert phone.http.post(f"/api/moments/{made}/confirm").status_code == 200
        for phone, words in ((alma, "a wall of snow"), (ben, WORDS)):
            side = phone.get("/api/side").json()
            assert [one["theirs"]["words"] for one in side] == [words] * opened
            assert [one["theirs"]["moves"] != [] for one in side] == [True] * opened
    assert WORDS in ben.get(f"/a/side/{halves[1]}").text

    page = pause(alma, words="round the block")
    assert "round the block" in ben.get("/a").text
    alma.submit(page, action(page, "/a/pause/.*/home"))
    press(ben, "/a/here")
    assert [one["kind"] for one in ben.get("/api/events").json()] == ["pause", "pause.home"]
    assert [one["kind"] for one in alma.get("/api/events").json()] == ["here"]

    assert alma.http.post("/api/delete", json={"passphrase": "passphrase of alma"}).status_code == 200
    assert alma.get("/api/me").status_code == 401
    assert ben.get("/api/side").json() == []
    assert ben.get("/api/acts").json()["theirs"] == []
    assert [one["telling"]["words"] for one in ben.get("/api/moments").json()] == ["a wall of snow"]
    tables = ("persons", "tellings", "parts", "releases", "members", "sessions")
    assert {one: count(server.store, one) for one in tables} == {
        "persons": 1, "tellings": 1, "parts": 9, "releases": 1, "members": 1, "sessions": 1,
    }  # fmt: skip
