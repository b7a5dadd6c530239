"""Stage 2, normalize: what number each phone field holds."""
