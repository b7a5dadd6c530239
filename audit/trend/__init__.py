"""Stage 5c, compare: what changed since an earlier audit."""
