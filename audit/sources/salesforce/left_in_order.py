"""An org after a run that ended early: no job goes on that nobody waits for, and what is worth keeping is kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from audit.errors import AuditError
from audit.sources.salesforce import bulk_query
from audit.sources.salesforce.checkpoint import Journal
from audit.sources.salesforce.org import Org


@contextmanager
def left_in_order(org: Org, journal: Journal, folder: Path, *, resumable: bool) -> Iterator[None]:
    """Leave nothing running in the org that nobody waits for, and say how to go on.

    Unless ``resumable``, a failure leaves no job in the org. What goes through is KeyboardInterrupt and AuditError.
    """
    try:
        yield
    except KeyboardInterrupt:
        org.patience.stopped.set()
        _end_jobs(org, journal, keep_finished=resumable)
        raise KeyboardInterrupt(_how_to_go_on(journal, folder) if resumable else "") from None
    except AuditError as error:
        org.patience.stopped.set()
        if not resumable:
            _end_jobs(org, journal, keep_finished=False)
            raise
        raise type(error)(f"{error}\n{_how_to_go_on(journal, folder)}".rstrip()) from error


def _end_jobs(org: Org, journal: Journal, *, keep_finished: bool) -> None:
    """End our jobs; one whose paging is settled has finished, and its results are worth keeping for seven days."""
    for sobject in journal.queries:
        kept = journal.job(sobject)
        if kept is None or kept.job_id is None or (keep_finished and kept.way != "bulk"):
            continue
        bulk_query.discard(org.at_version(kept.api_version), kept.job_id)
        journal.keep_job(sobject, None)


def _how_to_go_on(journal: Journal, folder: Path) -> str:
    """Return where the pages are that need not be fetched again; nothing when there are none."""
    if not any(journal.folder.glob("*/*.arrow")):
        return ""
    return f"What was fetched is kept in {folder} for seven days: the same command resumes from there."
