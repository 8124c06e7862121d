"""Results that last: any dataclass of the engine in one file, and back; see docs/results.md."""
