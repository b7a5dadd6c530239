"""python -m audit: the command phone-audit."""

from audit.cli import command

command()
