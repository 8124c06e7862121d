"""Two tellings of the same episodes, compiled."""
