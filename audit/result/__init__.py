"""What an audit ends in: the models of results.json, and an earlier report to compare with."""
