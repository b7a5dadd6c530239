"""Pytest fixtures: ``pytest_plugins = ["tests.fake_org.fixtures"]``."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.fake_org.org import FakeOrg


@pytest.fixture
def start_org() -> Iterator[Callable[..., FakeOrg]]:
    """Return FakeOrg's constructor whose orgs are started at once and stopped after the test."""
    with ExitStack() as stack:
        yield lambda *arguments, **settings: stack.enter_context(FakeOrg(*arguments, **settings))
