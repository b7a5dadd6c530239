"""Stage 6, write: the report folder."""
