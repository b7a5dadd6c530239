"""DataFrames of a caller's own as a source."""
