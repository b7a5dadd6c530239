"""A query by REST, page after page: for small objects, and for large ones where the Bulk API is refused."""

from collections.abc import Callable
from typing import Final

from audit.errors import IncompleteExportError
from audit.sources.salesforce.api_errors import ApiError
from audit.sources.salesforce.json_answers import unexpected, whole_number
from audit.sources.salesforce.org import Org
from audit.sources.salesforce.result_pages import Page, PageFolder

_TRIES: Final = 3
"""How often a query is asked whose pages do not bring what the org promised, or whose place the org forgot."""
_LOST_LOCATOR: Final = ("INVALID_QUERY_LOCATOR", "QUERY_LOCATOR_EXPIRED")


class TooManyRowsError(Exception):
    """The first page says that the object is larger than it was thought to be."""


def fetch(
    org: Org, soql: str, folder: PageFolder, tell: Callable[[int, int | None], None], most_rows: int | None
) -> list[Page]:
    """Return all pages of a query; those on disk are not fetched again.

    Raise TooManyRowsError when the org promises more than ``most_rows``, before a second page is asked for;
    IncompleteExportError when the pages do not add up to what the org promised.
    """
    pages = _kept(folder)
    for attempt in range(1, _TRIES + 1):
        if attempt > 1:
            folder.clear()
            folder.open()
            pages = []
            org.patience.pause(org.patience.backoff(attempt))
        try:
            found, promised = _rest_of(org, soql, folder, pages, tell, most_rows)
        except ApiError as refusal:
            is_lost = refusal.is_any_of(*_LOST_LOCATOR) or (refusal.status == 404 and bool(pages))
            if attempt == _TRIES or not is_lost:
                raise
            continue
        read = sum(page.rows for page in found)
        if read == promised:
            return found
    folder.clear()
    sobject = soql.split(" FROM ", 1)[1].split(maxsplit=1)[0]
    raise IncompleteExportError(
        f"{sobject}: the org promised {promised:,} rows and sent {read:,}, {_TRIES} times. Run again in a moment."
    )


def _kept(folder: PageFolder) -> list[Page]:
    pages: list[Page] = []
    locator: str | None = ""
    while locator is not None and (page := folder.page(len(pages), locator)) is not None:
        pages.append(page)
        locator = page.next_locator
    return pages if locator is not None else pages[:-1]  # the last is asked for again, for the number of all rows


def _rest_of(  # noqa: PLR0913, PLR0917 - the state of one download
    org: Org,
    soql: str,
    folder: PageFolder,
    pages: list[Page],
    tell: Callable[[int, int | None], None],
    most_rows: int | None,
) -> tuple[list[Page], int]:
    """Return all pages, and the number of rows that the org promised with the last."""
    pages = list(pages)
    promised = 0
    tell(sum(page.rows for page in pages), None)
    while not pages or pages[-1].next_locator is not None:
        locator = (pages[-1].next_locator or "") if pages else ""
        answer = org.query_more(locator) if locator else org.query(soql)
        promised = whole_number(answer["totalSize"], "a query")
        if most_rows is not None and not pages and promised > most_rows:
            raise TooManyRowsError
        next_url = None if answer.get("done", True) else str(answer.get("nextRecordsUrl") or "")
        if next_url is not None and (not next_url or next_url in {page.locator for page in pages}):
            raise unexpected("a query")
        pages.append(folder.keep_records(len(pages), answer["records"], locator=locator, next_locator=next_url))
        tell(sum(page.rows for page in pages), promised)
    return pages, promised
