"""Every route of the app, and addresses that fill in what stands in braces."""

import re
from itertools import product

from starlette.routing import Route

OTHERS = ("/api/openapi.json",)
"""Routes that the framework makes: the description, which holds nothing of anybody."""
PLACES = re.compile(r"\{(\w+)(?::\w+)?\}")
USUAL = {
    "country": ["DE", "US"],
    "name": ["app.css"],
    "page": ["1", "2"],
    "id_": ["settle-90", "pause-return"],
}
"""What stands in braces and is no id."""


def routes(app):
    """Give every route of ours: how, where, and what it needs."""
    for one in _flat(app.routes):
        if one.path not in OTHERS:
            for method in sorted(one.methods - {"HEAD"}):
                yield method, one.path, one.endpoint


def _flat(found):
    for one in found:
        if isinstance(one, Route):
            yield one
        elif hasattr(one, "routes"):
            yield from _flat(one.routes)
        elif hasattr(one, "original_router"):
            yield from _flat(one.original_router.routes)


def addresses(path, ids):
    """Fill in each id, or what else is usual in that place."""
    names = PLACES.findall(path)
    for values in product(*(USUAL.get(name, ids) for name in names)):
        filled = path
        for name, value in zip(names, values, strict=True):
            filled = re.sub(rf"\{{{name}(:\w+)?\}}", value, filled)
        yield filled


def pages(app, ids=()):
    """Give the address of every page that can be opened with these ids."""
    return [
        address
        for method, path, _ in routes(app)
        if method == "GET" and "live" not in path  # a stream that does not end; compared by itself
        for address in addresses(path, ids)
    ]
