"""Compiled kernels: plain arrays in, plain arrays out, one file per kernel."""
