"""What the tests of the reading share."""

from collections.abc import Iterator
from functools import cache

import pytest

from audit.normalize import scalar
from tests.benchmarks.differential import compile_patterns_once


@pytest.fixture(autouse=True, scope="session")
def _patterns_are_compiled_once() -> None:
    compile_patterns_once()


@pytest.fixture(autouse=True, scope="module")
def _texts_are_parsed_once() -> Iterator[None]:
    """Keep what the reference says of a text: the vectorized reading asks it too, for what it does not decide."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scalar, "read_number", cache(scalar.read_number))
        yield
