"""A study: couples differ around a population, and all are sampled together."""
