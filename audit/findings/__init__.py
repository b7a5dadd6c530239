"""Stage 4, find: what is wrong, one rule a file."""
