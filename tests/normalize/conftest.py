"""What the tests of the reading share."""

import pytest

from tests.benchmarks.differential import compile_patterns_once


@pytest.fixture(autouse=True, scope="session")
def _patterns_are_compiled_once() -> None:
    compile_patterns_once()
