"""The next of something made while the one before is used."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Made = TypeVar("Made")


def prefetched(source: Iterable[Made]) -> Iterator[Made]:
    """Yield what ``source`` yields (never None), each made in a thread of its own while the one before is used.

    What goes wrong in making one is raised where that one would be yielded.
    """
    items = iter(source)
    with ThreadPoolExecutor(max_workers=1) as beside:
        coming = beside.submit(next, items, None)
        while (item := coming.result()) is not None:
            coming = beside.submit(next, items, None)
            yield item
