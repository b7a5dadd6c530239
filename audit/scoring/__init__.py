"""Stage 5a, score: the headline figures and the verdict."""
