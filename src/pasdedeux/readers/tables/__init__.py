"""Files of any usual kind, as one type of table, and what their cells mean."""

from pasdedeux.readers.tables.safe import safe_cell

__all__ = ["safe_cell"]
