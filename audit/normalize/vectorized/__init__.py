"""The reading of whole columns: the answers of ``normalize.scalar``, to the last cell."""
