"""What the command prints: results on standard output, warnings and errors on standard error."""

import codecs
import io
import sys
import traceback
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import typer

from audit.reports.view.visible_text import visible_text
from audit.sources.secret_values import masked

_ASCII_FOR: Final = str.maketrans(
    {
        "…": "...",
        "“": '"',
        "”": '"',
        "·": "-",
        "→": "->",
        "⟨": "<",
        "⟩": ">",
        "\u2018": "'",
        "\u2019": "'",
        "\u2013": "-",
        "\u2014": "-",  # single quotation marks and dashes
    }
)
_PLAIN: Final = "phone-audit-plain"


def _in_plain_characters(error: UnicodeError) -> tuple[str, int]:
    """Return what stands for characters that an encoding does not have (an error handler of ``codecs``)."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    plain = error.object[error.start : error.end].translate(_ASCII_FOR)
    return plain.encode("ascii", "replace").decode(), error.end


def accept_any_character() -> None:
    """Let standard output and standard error take every character, whatever their encoding.

    A redirect on Windows writes in the code page of the system, which has no ellipsis and no Cyrillic letter.
    """
    codecs.register_error(_PLAIN, _in_plain_characters)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=_PLAIN)


def print_text(text: str) -> None:
    """Print ``text`` on standard output; control characters of names or org messages do not reach the terminal."""
    typer.echo(_harmless(text))


def print_error(text: str) -> None:
    """Print ``text`` on standard error, like ``print_text``, and without a secret that a library may have quoted."""
    typer.echo(_harmless(masked(text)), err=True)


def print_document(text: str) -> None:
    """Print a JSON document, byte for byte as it would stand in a file: UTF-8, no further line break."""
    typer.echo(text.encode(), nl=False)


def _harmless(text: str) -> str:
    return "\n".join(visible_text(line) for line in text.split("\n"))


def print_lines(lines: Iterable[str], *, quiet: bool) -> None:
    """Print ``lines`` on standard output unless ``quiet``."""
    if not quiet:
        for line in lines:
            print_text(line)


def defect(error: BaseException) -> str:
    """Return the sentence for a failure that nobody foresaw: its kind and where in the program it arose.

    Its own words are left out: those of a library may quote a record or a credential.
    """
    package = Path(__file__).parents[1]
    ours = [frame for frame in traceback.extract_tb(error.__traceback__) if package in Path(frame.filename).parents]
    place = f" in {Path(ours[-1].filename).relative_to(package).as_posix()}, line {ours[-1].lineno}" if ours else ""
    return (
        f"A defect of phone-audit: {type(error).__name__}{place}. An earlier report is as it was. Please report this"
        " line, and what you ran, to those who maintain the program."
    )
