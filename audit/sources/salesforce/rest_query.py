"""A query by REST, page after page: for small objects, and for large ones where the Bulk API is refused."""

from collections.abc import Callable
from typing import Final

from audit.errors import IncompleteExportError
from audit.sources.salesforce.org import Org
from audit.sources.salesforce.pages import Page, PageFolder
from audit.sources.salesforce.refusals import OrgRefusal

_LOST_LOCATOR: Final = ("INVALID_QUERY_LOCATOR", "NOT_FOUND", "QUERY_LOCATOR_EXPIRED")


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
    try:
        return _rest_of(org, soql, folder, pages, tell, most_rows)
    except OrgRefusal as refusal:
        if not pages or not (refusal.is_any_of(*_LOST_LOCATOR) or refusal.status == 404):
            raise
    folder.clear()
    return _rest_of(org, soql, folder.open(), [], tell, most_rows)


def _kept(folder: PageFolder) -> list[Page]:
    pages: list[Page] = []
    locator: str | None = ""
    while locator is not None and (page := folder.page(len(pages), locator)) is not None:
        pages.append(page)
        locator = page.next_locator
    return pages


def _rest_of(  # noqa: PLR0913, PLR0917 - the state of one download
    org: Org,
    soql: str,
    folder: PageFolder,
    pages: list[Page],
    tell: Callable[[int, int | None], None],
    most_rows: int | None,
) -> list[Page]:
    pages = list(pages)
    promised: int | None = None
    tell(sum(page.rows for page in pages), promised)
    while not pages or pages[-1].next_locator is not None:
        locator = (pages[-1].next_locator or "") if pages else ""
        answer = org.query_more(locator) if locator else org.query(soql)
        promised = int(answer["totalSize"])
        if most_rows is not None and not pages and promised > most_rows:
            raise TooManyRowsError
        next_url = None if answer.get("done", True) else str(answer["nextRecordsUrl"])
        pages.append(folder.keep_records(len(pages), answer["records"], locator=locator, next_locator=next_url))
        tell(sum(page.rows for page in pages), promised)
    _check_sum(soql, pages, promised)
    return pages


def _check_sum(soql: str, pages: list[Page], promised: int | None) -> None:
    read = sum(page.rows for page in pages)
    if promised is not None and promised != read:
        sobject = soql.split(" FROM ", 1)[1].split(maxsplit=1)[0]
        raise IncompleteExportError(
            f"{sobject}: the org promised {promised:,} rows and sent {read:,}. Run again in a moment."
        )
