"""The command phone-audit: one file per command."""
