"""Told episodes of one couple: what is answered with what, how it begins, how long it takes, what changed."""
