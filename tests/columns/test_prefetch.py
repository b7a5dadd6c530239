import threading
from collections.abc import Iterator

import pytest

from audit.columns.prefetch import prefetched


def test_everything_comes_in_its_order() -> None:
    assert list(prefetched(range(1, 5))) == [1, 2, 3, 4]


def test_of_nothing_comes_nothing() -> None:
    assert list(prefetched([])) == []


def test_the_next_is_made_while_the_one_before_is_used() -> None:
    second_begun = threading.Event()

    def source() -> Iterator[str]:
        yield "first"
        second_begun.set()
        yield "second"

    items = prefetched(source())
    assert next(items) == "first"
    assert second_begun.wait(timeout=30)
    assert list(items) == ["second"]


def test_an_error_is_raised_where_its_item_would_come() -> None:
    def source() -> Iterator[str]:
        yield "first"
        raise ValueError("the second cannot be read")

    items = prefetched(source())
    assert next(items) == "first"
    with pytest.raises(ValueError, match="the second"):
        next(items)
