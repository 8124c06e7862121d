"""The loop run forward."""

from pasdedeux.simulate.linear import example_records, simulate_records

__all__ = ["example_records", "simulate_records"]
