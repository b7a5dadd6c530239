"""A file in TOML, or a sentence why it is none."""

import tomllib
from pathlib import Path
from typing import Any

from audit.errors import UsageError, told_as


def toml_content(path: Path, what: str, remedy: str) -> dict[str, Any]:
    """Return what the file says; raise UsageError, which calls it ``what`` and ends in ``remedy``."""
    try:
        with told_as(UsageError, f"Cannot read {what}", "Check its name and place."):
            return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{what[0].upper()}{what[1:]} is not valid TOML: {error}. {remedy}") from error
    except RecursionError as error:
        raise UsageError(f"{what[0].upper()}{what[1:]} is not valid TOML: it is nested too deeply.") from error
