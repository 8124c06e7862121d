"""A phone on which somebody tells a moment, tap by tap."""

CASES = {
    "short": (7, ["answer", "i", "other", "i", "answer", "answer"]),
    "near-miss": (3, ["answer", "i"]),
    "good-turn": (3, ["i", "other"]),
    "whole": (19, ["answer", *["i", "other"] * 4, "done", *["answer"] * 6]),
}
"""Most taps, the last one included, and what is tapped before it."""


def begin(phone, form):
    return phone.submit(phone.get("/a/tell"), "/a/tell", form=form)


def tap(phone, page, field, value="1"):
    path = page.url.path
    fields = {"do": "done"} if field == "done" else {field: value}
    return phone.submit(page, path, **fields)


def tell(phone, form="short", **last):
    page = begin(phone, form)
    for field in CASES[form][1]:
        page = tap(phone, page, field)
    keep = page.url.path.rsplit("/", 1)[0] + "/keep"
    return phone.submit(page, keep, **last)
