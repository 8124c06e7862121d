"""The steps by which a database came to be what `schema` says."""
