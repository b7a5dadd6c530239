"""Stage 2, read: what number each phone field holds."""
