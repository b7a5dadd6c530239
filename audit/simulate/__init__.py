"""Stage 3, simulate: which record a call reaches and what syncs."""
