"""One couple: the posterior of its own loop under weak priors."""
