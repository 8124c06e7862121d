"""Identification: from a record to the couple's own loop, with honest uncertainty."""
