"""Compiled parts of the test for rounds: likelihood with its gradient, and the search for its mode."""
