#!/usr/bin/env python3
"""Print the lowest version of each declared dependency, as constraints for pip.

python scripts/lowest_versions.py > lowest.txt && pip install -e '.[test]' -c lowest.txt
"""

import re
import sys
import tomllib
from pathlib import Path

PROJECT = Path(__file__).parents[1] / "pyproject.toml"


def lowest(requirement: str) -> str:
    """Return the constraint that holds a requirement at its lower bound: `a[b]>=1` and `a==1` become `a==1`."""
    bound = re.fullmatch(r"([\w.-]+)(?:\[[\w,-]+\])?[>=]=([\w.]+)", requirement)
    if bound is None:
        sys.exit(f"{PROJECT.name}: {requirement!r} has no lower bound of the form name>=version or name==version.")
    return f"{bound[1]}=={bound[2]}"


def main() -> None:
    """Print a line for each requirement, those of the tests included."""
    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]
    for requirement in project["dependencies"] + project["optional-dependencies"]["test"]:
        sys.stdout.write(f"{lowest(requirement)}\n")


if __name__ == "__main__":
    main()
