"""What an export starts from: the org as it looks now, and what an earlier try left in the folder."""

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from audit.config.audit import AuditConfig
from audit.domain import EXPORTED_SOBJECTS, LEAD
from audit.errors import UsageError, told_as
from audit.sources.private_files import private_folder
from audit.sources.salesforce.api_errors import ApiError
from audit.sources.salesforce.checkpoint import Journal
from audit.sources.salesforce.describe import OrgDescribe, Query, look_at, query_of
from audit.sources.salesforce.download import Batches
from audit.sources.salesforce.export_folder import LOCK, check_space
from audit.sources.salesforce.org import Identity, Org
from audit.sources.salesforce.snapshot_writer import file_name
from audit.sources.snapshot.manifest import FILE, UNFINISHED

USER: Final = "User"
GROUP: Final = "Group"
_OWNER_QUERIES: Final[Mapping[str, Query]] = {
    USER: Query(USER, ("Id", "Name")),
    GROUP: Query(GROUP, ("Id", "Name"), "Type = 'Queue'"),
}
_MOST_OWNERS: Final = 100_000
"""Names of owners that are held in memory; an org with more has most of them outside (portal users)."""
_BYTES_A_CELL: Final = 10
"""Rough size of a field of a row on disk, pages and result together."""


@dataclass(frozen=True)
class Prepared:
    """Everything that is settled before the first row is fetched."""

    identity: Identity
    look: OrgDescribe
    sizes: Mapping[str, int]
    counted: Mapping[str, int]
    """The org's own approximate counts."""
    journal: Journal


def prepare(org: Org, config: AuditConfig, folder: Path, batches: Batches, *, force: bool) -> Prepared:
    """Look at the org and settle the queries, or take up those of an unfinished export of the same org and queries.

    Raise UsageError for a folder that holds anything else, unless forced; LoginRefusedError when the user may see
    nothing; WriteFailedError when the disk is too small.
    """
    identity, look = org.identity(), look_at(org)
    unfinished = None if (folder / FILE).exists() else Journal.reopen(folder / UNFINISHED)
    counted = org.approximate_counts([*look.seen, USER])
    sizes = {**_sizes(org, look, counted, batches), **({USER: counted[USER]} if USER in counted else {})}
    joined = _joins_owners(org, look, sizes, batches) if unfinished is None else unfinished.owners_joined
    queries = _queries(look, config, owners_joined=joined)
    if unfinished is not None:
        queries = {name: query.without(*unfinished.refused(name)) for name, query in queries.items()}
    n_cells = sum(sizes.get(query.sobject, 0) * len(query.columns) for query in queries.values())
    check_space(folder, n_cells * _BYTES_A_CELL)
    if unfinished is not None and unfinished.org_id == identity.org_id and unfinished.queries == queries:
        return Prepared(identity, look, sizes, counted, unfinished)
    if _is_occupied(folder) and not force:
        raise UsageError(_why_not_into(folder, unfinished, identity))
    _clear(folder)
    if unfinished is not None:
        queries = _queries(look, config, owners_joined=joined)
    journal = Journal.begin(private_folder(folder / UNFINISHED), identity.org_id, queries, owners_joined=joined)
    return Prepared(identity, look, sizes, counted, journal)


def _queries(look: OrgDescribe, config: AuditConfig, *, owners_joined: bool) -> dict[str, Query]:
    queries = {name: query_of(seen, config, owner_names=not owners_joined) for name, seen in look.seen.items()}
    if owners_joined:
        queries[USER] = _OWNER_QUERIES[USER]
        if LEAD in queries:
            queries[GROUP] = _OWNER_QUERIES[GROUP]  # only leads can be a queue's
    return queries


def _sizes(org: Org, look: OrgDescribe, counted: Mapping[str, int], batches: Batches) -> dict[str, int]:
    """Return about how many rows each object has: exactly where REST or Bulk depends on it, by count where possible."""
    sizes = {name: counted[name] for name in look.seen if name in counted}
    for name in look.seen:
        if name in sizes and sizes[name] > 2 * batches.rest_rows:
            continue
        try:
            sizes[name] = org.count(name)
        except ApiError:
            continue
    return sizes


def _joins_owners(org: Org, look: OrgDescribe, sizes: Mapping[str, int], batches: Batches) -> bool:
    """Return whether names of owners are cheaper from the users' own table than in every row."""
    rows = [sizes.get(name, batches.rest_rows + 1) for name in look.seen]
    if max(rows) <= batches.rest_rows:
        return False
    try:
        n_users = sizes[USER] if USER in sizes else org.count(USER)
    except ApiError:
        return False
    return n_users <= min(_MOST_OWNERS, sum(rows))


def make_usable(folder: Path) -> None:
    """Make the folder where it is not there yet; raise UsageError where nothing can be written."""
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file; a snapshot needs a folder. Give another --out.")
    with told_as(UsageError, f"Cannot make the folder {folder}", "Give another --out."):
        if not folder.exists():
            private_folder(folder)
    if not os.access(folder, os.W_OK | os.X_OK):
        raise UsageError(f"{folder} cannot be written to. Give another --out.")


def _is_occupied(folder: Path) -> bool:
    """Return whether a folder holds more than an export that was stopped before it began."""
    content = [path.name for path in folder.iterdir() if path.name != LOCK]
    return bool(content) and not (content == [UNFINISHED] and not any((folder / UNFINISHED).iterdir()))


def _why_not_into(folder: Path, unfinished: Journal | None, identity: Identity) -> str:
    if unfinished is not None and unfinished.org_id != identity.org_id:
        return f"{folder} has an unfinished export of another org. Give another --out, or --force to start again."
    if unfinished is not None:
        return (
            f"{folder} has an unfinished export with other queries: the visible fields or the configuration have"
            " changed. Give another --out, or --force to start again."
        )
    if (folder / FILE).exists():
        return f"{folder} has a finished snapshot. Give another --out, or --force to replace it."
    return f"{folder} is not empty. Give another --out, or --force to write a snapshot beside what is there."


def _clear(folder: Path) -> None:
    """Remove an earlier snapshot, its manifest first; leave everything else alone."""
    (folder / FILE).unlink(missing_ok=True)
    for sobject in EXPORTED_SOBJECTS:
        (folder / file_name(sobject)).unlink(missing_ok=True)
    shutil.rmtree(folder / UNFINISHED, ignore_errors=True)
