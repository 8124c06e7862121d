"""Kernels of coded talks: random numbers, and the sampler."""
