"""The results of a finished query job, page by page onto disk: several at a time where the org lists its pages."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

import requests

from audit.errors import IncompleteExportError
from audit.sources.salesforce.api_errors import ApiError
from audit.sources.salesforce.bulk_query import Job, JobGoneError, listed_pages, results_path
from audit.sources.salesforce.org import Org
from audit.sources.salesforce.parallel import run_all
from audit.sources.salesforce.result_pages import BrokenPageError, Page, PageFolder, ShortPageError

MOST_DOWNLOADS: Final = 5
"""Pages that are read at a time, over all jobs."""
_CHUNK: Final = 1 << 18
_TRIES_WITHOUT_HEADERS: Final = 3
_SPARE_PAGES: Final = 10
"""Empty pages that an org may send beside those with a row each."""
_TRIES_OF_A_SHORT_PAGE: Final = 4
"""How often a page that is whole but for its rows is fetched: what is missing four times stays missing."""


class PagesDoNotAddUpError(Exception):
    """All pages are whole and yet are not what the job counted."""


@dataclass(frozen=True)
class Download:
    """What is fetched, and where it goes."""

    org: Org
    job: Job
    folder: PageFolder
    page_rows: int
    """Rows that are asked for at a time where the pages are not listed."""
    tell: Callable[[int, int | None], None]

    def expanded(self, rows: int) -> None:
        """Report how many rows are on disk; stop when the work was given up."""
        self.org.patience.go_on()
        self.tell(rows, self.job.rows)


def fetch_listed(download: Download) -> list[Page] | None:
    """Return all pages, several fetched at a time; None where the org does not list them.

    Raise PagesDoNotAddUpError when the listed pages are not the whole.
    """
    paths = listed_pages(download.org, download.job.job_id)
    if paths is None:
        return None
    done: dict[int, int] = {}

    def fetched(number: int) -> Page:
        """Return one page, from disk where it is there."""
        path = paths[number]
        locator = path.split("/results", 1)[-1]
        page = download.folder.page(number, locator) or _page(download, number, path, locator, listed=True)
        done[number] = page.rows
        download.expanded(sum(done.copy().values()))
        return page

    pages = run_all([lambda number=number: fetched(number) for number in range(len(paths))], MOST_DOWNLOADS)  # type: ignore[misc]
    return _adding_up(pages, download.job)


def fetch_in_turn(download: Download) -> list[Page]:
    """Return all pages, each found by the locator in the one before.

    Raise PagesDoNotAddUpError when they are not the whole.
    """
    base = f"{results_path(download.org, download.job.job_id)}?maxRecords={download.page_rows}"
    pages: list[Page] = []
    locator: str | None = ""
    while locator is not None:
        number = len(pages)
        path = f"{base}&locator={quote(locator, safe='')}" if locator else base
        pages.append(download.folder.page(number, locator) or _page(download, number, path, locator, listed=False))
        locator = pages[-1].next_locator
        if locator is not None and (locator in {page.locator for page in pages} or _is_too_much(pages, download.job)):
            raise PagesDoNotAddUpError
        download.expanded(sum(page.rows for page in pages))
    return _adding_up(pages, download.job)


def _adding_up(pages: list[Page], job: Job) -> list[Page]:
    if job.rows is not None and sum(page.rows for page in pages) != job.rows:
        raise PagesDoNotAddUpError
    return pages


def _is_too_much(pages: list[Page], job: Job) -> bool:
    """Return whether more came than there is, and the org still names another page."""
    if job.rows is None:
        return False
    return sum(page.rows for page in pages) > job.rows or len(pages) > job.rows + _SPARE_PAGES


def _page(download: Download, number: int, path: str, locator: str, *, listed: bool) -> Page:
    """Fetch one page until it is whole, within the attempts; one that lacks rows only a few times."""
    patience, begun = download.org.patience, download.org.patience.clock()
    n_tries, n_short = 0, 0
    while n_tries < patience.attempts and n_short < _TRIES_OF_A_SHORT_PAGE:
        if n_tries:
            patience.pause(patience.backoff(n_tries))
        n_tries += 1
        patience.go_on()
        try:
            with download.org.downloads:
                return _fetched_once(download, number, path, locator, listed=listed, attempt=n_tries)
        except ShortPageError:
            n_short += 1
        except (BrokenPageError, requests.RequestException):
            n_short = 0
    what = "with another number of rows than it promised" if n_short else "broken"
    raise IncompleteExportError(
        f"{download.job.sobject}: a page of results came {what}, {n_tries} times in"
        f" {patience.clock() - begun:,.0f} seconds. Run the same command again later, or from another network."
    )


def _fetched_once(  # noqa: PLR0913 - one page and how often it was tried
    download: Download, number: int, path: str, locator: str, *, listed: bool, attempt: int
) -> Page:
    response = _results(download.org, path)
    with response:
        rows = _number(response.headers.get("Sforce-NumberOfRecords"))
        next_locator = response.headers.get("Sforce-Locator")
        is_told = rows is not None and (listed or next_locator is not None)
        if not is_told and (attempt < _TRIES_WITHOUT_HEADERS or download.job.rows is None):
            raise BrokenPageError  # an answer without its headers: the sum tells, if it stays so
        return download.folder.keep_csv(
            number,
            response.iter_content(_CHUNK),
            locator=locator,
            # The last page has the word null for a locator.
            next_locator=None if listed or (next_locator or "null").casefold() == "null" else next_locator,
            rows=rows,
        )


def _results(org: Org, path: str) -> requests.Response:
    try:
        return org.send("GET", path, stream_csv=True)
    except ApiError as refusal:
        # 404: results are deleted after seven days; 409: also where the job is of another API version
        if refusal.status in {404, 409}:
            raise JobGoneError from refusal
        if refusal.status == 412 or refusal.is_any_of("JOB_NOT_COMPLETE"):
            raise BrokenPageError from refusal
        raise


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and text.isdigit() else None
