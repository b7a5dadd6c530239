"""Every setting of an audit, with its default and its meaning; strict, so that a misspelt key is an error."""
