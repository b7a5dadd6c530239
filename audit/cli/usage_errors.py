"""What is wrong with a command line, and what was probably meant."""

from collections.abc import Iterator
from typing import Any, Final

from typer.exceptions import TyperException

_SUPERFLUOUS: Final = "Got unexpected extra argument"


def sentence_of(error: TyperException) -> str:
    """Return what is wrong, what was probably meant, and which help to read."""
    context = getattr(error, "ctx", None)
    message = error.format_message().replace("Value error, ", "")  # as pydantic begins it
    if message.startswith("Usage:"):
        return message
    where = context.command_path if context is not None else "phone-audit"
    option = getattr(error, "option_name", None)
    if option is not None and hasattr(error, "possibilities"):
        message = _unknown_option(option, list(error.possibilities or ()), context)
    elif message.startswith(_SUPERFLUOUS):
        message = _superfluous(message, where)
    return f"{message} See {where} --help."


def _unknown_option(option: str, close: list[str], context: Any) -> str:
    """Return a sentence with the commands that have ``option``, else the option of this command that is closest."""
    others = [f"{context.find_root().command_path} {name}" for name in _commands_with(option, context)]
    if others:
        have = "has" if len(others) == 1 else "have"
        return f"There is no option {option} here; {' and '.join(others[:2])} {have} it."
    return f"There is no option {option}.{f' Did you mean {close[0]}?' if close else ''}"


def _commands_with(option: str, context: Any) -> Iterator[str]:
    commands = getattr(context.find_root().command, "commands", {}) if context is not None else {}
    for name, command in commands.items():
        if any(option in parameter.opts for parameter in command.params):
            yield name


def _superfluous(message: str, where: str) -> str:
    """Return a sentence on arguments that a command does not take: paths without --csv, texts with spaces."""
    given = message.partition(" (")[2].removesuffix(")")
    if where.endswith((" run", " verify")):
        return f'Not understood: {given}. Put --csv before the path of an export: {where} --csv "{given}".'
    return f"Not understood: {given}. Put quotation marks around a text with spaces."
