"""What the commands print about a report."""
