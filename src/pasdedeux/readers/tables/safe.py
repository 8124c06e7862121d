"""Text that a spreadsheet will not run."""

from __future__ import annotations

from pasdedeux.arguments import names_wrong_arguments


@names_wrong_arguments
def safe_cell(text: str) -> str:
    """Make text safe to write into a CSV that a spreadsheet will open.

    A spreadsheet runs a cell that begins with ``= + - @`` as a formula; an apostrophe in front keeps it text.
    Numbers stay as they are.

    Examples
    --------
    >>> safe_cell("=1+1")
    "'=1+1"
    >>> safe_cell("-3.5"), safe_cell("Alma")
    ('-3.5', 'Alma')
    """
    if text[:1] not in {"=", "+", "-", "@", "\t", "\r", "\n"}:
        return text
    try:
        float(text)
    except ValueError:
        return f"'{text}"
    return text
