"""A call history as a source."""
