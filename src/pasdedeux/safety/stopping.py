"""When an exercise stops: too much distress, shutdown, or either asks."""

from __future__ import annotations

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.errors import InputError
from pasdedeux.words import Language, words

STOP_LEVEL = 7  # of 10
STOP_RISE = 2  # above the start


@names_wrong_arguments
def must_stop(
    now: float | None,
    *,
    start: float | None = None,
    settling: bool = False,
    shutdown: bool = False,
    someone_asks: bool = False,
) -> bool:
    """Whether an exercise stops here.

    Parameters
    ----------
    now
        Distress now, 0 to 10; ``None`` where the person did not say.
    start
        Distress at the start, if it was said.
    settling
        A settling practice may start high; it stops only on a rise, on shutdown or when asked.
    shutdown
        Crying, freezing or going blank was marked.
    someone_asks
        Either of the two wants to stop.

    Examples
    --------
    >>> must_stop(7), must_stop(8, start=8, settling=True), must_stop(8, start=6, settling=True)
    (True, False, True)
    """
    for name, value in (("now", now), ("start", start)):
        if value is not None and not 0 <= value <= 10:
            raise InputError("safety.no-distress", where=name, level=value)
    rises = now is not None and start is not None and now - start >= STOP_RISE
    high = now is not None and now >= STOP_LEVEL and not settling
    return shutdown or someone_asks or rises or high


@names_wrong_arguments
def stop_words(language: Language) -> tuple[str, ...]:
    """Say what both read when an exercise stops; it never says who asked, or why.

    Examples
    --------
    >>> stop_words("en")[0]
    'We stop here for now.'
    """
    return tuple(words(language)(f"safety.stop.{part}") for part in ("now", "next", "who"))
