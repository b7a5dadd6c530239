"""How help is laid out: examples line by line, options and commands in groups, nothing cut."""

import inspect
import textwrap
from collections.abc import Iterable
from typing import Any, Final

from typer.core import TyperCommand, TyperGroup

OTHER: Final = "Other"
_PROGRAM: Final = "phone-audit "
_WIDEST_NAME: Final = 22
"""Characters; what a longer option does is told on the line below it."""


class CommandHelp(TyperCommand):
    """A command whose options are shown under the headings that they name."""

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """Return what follows the name of the command."""
        return ["[OPTIONS]", *(each.metavar or "" for each in self.get_params(ctx) if _is_argument(each))]

    def format_help_text(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - as typer calls it
        """Write the text of the command; a line that can be typed stays a line."""
        _write_text(self.help or "", formatter)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write arguments, then options by heading."""
        rows = []
        parameters: list[Any] = self.get_params(ctx)
        for parameter in parameters:
            record = parameter.get_help_record(ctx)
            if record is not None and _is_argument(parameter):
                rows.append(("Arguments", (parameter.metavar, parameter.help)))
            elif record is not None:
                rows.append((_heading_of(parameter), record))
        _write_groups(rows, formatter)


class GroupHelp(TyperGroup):
    """The commands, under the headings that they name, each with its whole first sentence."""

    def format_help_text(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - as typer calls it
        """Write what the program is for."""
        _write_text(self.help or "", formatter)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the commands, then the options."""
        commands = [self.commands[name] for name in self.list_commands(ctx)]
        rows = [(_heading_of(each), (each.name or "", _first_paragraph(each.help or ""))) for each in commands]
        options = [parameter.get_help_record(ctx) for parameter in self.get_params(ctx)]
        _write_groups([*rows, *((OTHER, option) for option in options if option is not None)], formatter)

    def format_epilog(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - as typer calls it
        """Write what stands at the end."""
        _write_text(self.epilog or "", formatter)


def _first_paragraph(text: str) -> str:
    return " ".join(inspect.cleandoc(text).partition("\n\n")[0].split())


def _is_argument(parameter: Any) -> bool:
    return bool(parameter.param_type_name == "argument")


def _heading_of(part: Any) -> str:
    return getattr(part, "rich_help_panel", None) or OTHER


def _write_text(text: str, formatter: Any) -> None:
    """Write paragraphs wrapped, and as they are lines that are indented or begin with the name of the program."""
    for paragraph in filter(None, inspect.cleandoc(text).split("\n\n")):
        lines = paragraph.splitlines()
        typed = [line for line in lines if line.startswith((_PROGRAM, " "))]
        wrapped = _wrapped(" ".join(line for line in lines if line not in typed), formatter.width - 2)
        formatter.write(
            "".join(["\n", *(f"  {line}\n" for line in wrapped), *(f"    {line.strip()}\n" for line in typed)])
        )


def _write_groups(rows: Iterable[tuple[str, tuple[str, str]]], formatter: Any) -> None:
    groups: dict[str, list[tuple[str, str]]] = {}
    for heading, row in rows:
        groups.setdefault(heading, []).append(row)
    names = [name for of_group in groups.values() for name, _ in of_group]
    width = max(len(name) for name in names if len(name) <= _WIDEST_NAME)
    for heading, of_group in groups.items():
        formatter.write(f"\n{heading}:\n")
        for name, text in of_group:
            first, *others = _wrapped(text, formatter.width - width - 4)
            beside = f"  {name:<{width}}  " if len(name) <= width else f"  {name}\n{'':{width + 4}}"
            formatter.write("".join([f"{beside}{first}\n", *(f"{'':{width + 4}}{line}\n" for line in others)]))


def _wrapped(text: str, width: int) -> list[str]:
    """Return ``text`` in lines that never break a word such as phone-audit.toml."""
    return textwrap.wrap(" ".join(text.split()), width, break_on_hyphens=False)
