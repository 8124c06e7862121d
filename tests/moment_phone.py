"""Acting in the moment on a phone without script."""

import re

from phones import forms


def actions(page):
    """Give where the forms of a page go."""
    return [one["action"] for one in forms(page.text)]


def press(phone, where, **fields):
    """Press a button of Now."""
    return phone.submit(phone.get("/a"), where, **fields)


def action(page, pattern):
    """Give the address of a form of a page by its pattern."""
    return next(one for one in actions(page) if re.fullmatch(pattern, one))


def pause(phone, back="20", **fields):
    """Pause in two taps."""
    return phone.submit(phone.get("/a/pause"), "/a/pause", back=back, **fields)
