"""What was sent with a form."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request


class Sent:
    """The fields of one form.

    Examples
    --------
    >>> sent = Sent([("once", "k"), ("helped", "says-sorry"), ("helped", "comes-near")])
    >>> sent("once"), sent.all("helped"), sent("nothing")
    ('k', ['says-sorry', 'comes-near'], '')
    """

    def __init__(self, fields: list[tuple[str, str]]) -> None:
        self.fields = fields

    def __call__(self, name: str) -> str:
        """Give the last value of a field; empty where there is none."""
        values = self.all(name)
        return values[-1] if values else ""

    def all(self, name: str) -> list[str]:
        """Give all values of a field."""
        return [value for field, value in self.fields if field == name]

    @property
    def once(self) -> str:
        """The key of the form."""
        return self("once")


async def _sent(request: Request) -> Sent:
    async with request.form(max_files=0, max_fields=200) as form:
        fields = [
            (name, value.replace("\r\n", "\n"))  # as browsers send the end of a line
            for name, value in form.multi_items()
            if isinstance(value, str)
        ]
    request.state.sent = Sent(fields)
    return Sent(fields)


Form = Annotated[Sent, Depends(_sent)]
