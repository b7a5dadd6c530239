"""Docstrings begin with a verb of the trade, and their examples say what comes out."""

import ast
import doctest
import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import audit

MODULES = sorted(
    module.name for module in pkgutil.walk_packages(audit.__path__, "audit.") if not module.name.endswith("__main__")
)

NO_VERBS_OF_THE_TRADE = ("Tell", "Say", "Give")


def docstrings() -> Iterator[tuple[str, str]]:
    """Yield the place and the docstring of each function of the package."""
    for path in sorted(Path(audit.__path__[0]).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and (text := ast.get_docstring(node)):
                yield f"{path.name}:{node.lineno}", text


def test_a_function_does_not_tell_say_or_give() -> None:
    found = list(docstrings())
    assert len(found) > 1_000
    assert [place for place, text in found if text.split()[0] in NO_VERBS_OF_THE_TRADE] == []


@pytest.mark.parametrize("name", MODULES)
def test_examples_come_out_as_written(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
