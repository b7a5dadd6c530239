"""The examples in docstrings say what comes out."""

import doctest
import importlib
import pkgutil

import pytest

import audit

MODULES = sorted(
    module.name for module in pkgutil.walk_packages(audit.__path__, "audit.") if not module.name.endswith("__main__")
)


@pytest.mark.parametrize("name", MODULES)
def test_examples_come_out_as_written(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
