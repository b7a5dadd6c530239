"""Stage 1, extract: the rows of an org, from wherever they are, as the records and phones tables."""
