"""The same as the pages, for programs of one's own: JSON under the same table of access."""
