"""The mail of a report: its message, what is attached, and the server that takes it."""
