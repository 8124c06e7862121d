"""Files of any usual kind, as one type of table, and what their cells mean."""
