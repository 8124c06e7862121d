"""All couples as one: plain maximum likelihood."""
