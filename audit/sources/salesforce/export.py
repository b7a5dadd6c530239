"""Export Contact, Lead and Account of an org into a snapshot: all at once, resumable, complete or not at all."""

import shutil
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pyarrow as pa

from audit import __version__
from audit.config.audit import AuditConfig
from audit.sources.salesforce import bulk_query
from audit.sources.salesforce.api_errors import explained
from audit.sources.salesforce.describe import ObjectDescribe, OrgDescribe, Query, look_at, query_of
from audit.sources.salesforce.download import Batches, Fetched, ObjectDownload, Progress
from audit.sources.salesforce.export_folder import held, writing_to
from audit.sources.salesforce.export_setup import GROUP, USER, Prepared, make_usable, prepare
from audit.sources.salesforce.left_in_order import left_in_order
from audit.sources.salesforce.org import Org
from audit.sources.salesforce.parallel import run_all
from audit.sources.salesforce.snapshot_writer import file_name, owner_names, write_manifest, write_object
from audit.sources.snapshot.manifest import (
    FILE,
    UNFINISHED,
    Manifest,
    PhoneFields,
    Snapshot,
    SnapshotObject,
    SnapshotOrg,
    SnapshotTool,
    SnapshotUser,
)

_MUCH_LESS: Final = 0.9
"""Of the rows that the org counts: fewer is more than the count being approximate."""


def export(  # noqa: PLR0913 - every one is a choice of the caller
    org: Org,
    config: AuditConfig,
    folder: Path,
    progress: Progress | None = None,
    *,
    force: bool = False,
    resumable: bool = True,
    batches: Batches | None = None,
) -> Snapshot:
    """Export ``org`` into ``folder`` and return the snapshot; into an unfinished one of the same org it goes on.

    Raise UsageError for a folder that holds anything else (unless ``force``) or that another export has now,
    LoginRefusedError for a permission, ConnectionFailedError, IncompleteExportError and WriteFailedError as they say.
    A KeyboardInterrupt goes through with what to do next as its message, after the running jobs are aborted. Unless
    ``resumable``, a failure leaves no job in the org.
    """
    org.begin()
    batches = batches or Batches()
    make_usable(folder)
    with held(folder):
        with explained(), writing_to(folder):
            if _is_finished_but_for_cleaning(folder):
                shutil.rmtree(folder / UNFINISHED)
                return Snapshot(folder, Manifest.read(folder))
            prepared = prepare(org, config, folder, batches, force=force)
        with left_in_order(org, prepared.journal, folder, resumable=resumable), explained(), writing_to(folder):
            fetching = _fetching(org, config, prepared, progress, batches)
            sobjects = list(prepared.journal.queries)
            tasks = [lambda sobject=sobject: fetching.fetch(sobject) for sobject in sobjects]
            fetched = dict(zip(sobjects, run_all(tasks, len(tasks), org.patience.stopped), strict=True))
            snapshot = _finished(org, prepared, fetched, folder)
        for job_id in prepared.journal.job_ids:
            bulk_query.discard(org, job_id)
        shutil.rmtree(folder / UNFINISHED, ignore_errors=True)
    return snapshot


def _is_finished_but_for_cleaning(folder: Path) -> bool:
    """Return whether an export was stopped between its last two steps: one that is begun anew has no manifest."""
    return (folder / FILE).is_file() and (folder / UNFINISHED).is_dir()


def _fetching(
    org: Org, config: AuditConfig, prepared: Prepared, progress: Progress | None, batches: Batches
) -> ObjectDownload:
    def replan(sobject: str) -> Query | None:
        """Look at an object again."""
        seen = look_at(org).seen.get(sobject)
        return None if seen is None else query_of(seen, config, owner_names=not prepared.journal.owners_joined)

    def tell(sobject: str, rows: int, expected: int | None) -> None:
        """Leave out users and queues, which nobody asked for."""
        if progress is not None and sobject in prepared.look.seen:
            progress(sobject, rows, expected)

    return ObjectDownload(
        org=org,
        journal=prepared.journal,
        folder=prepared.journal.folder,
        sizes=prepared.sizes,
        user_id=prepared.identity.user_id,
        batches=batches,
        progress=tell,
        replan=replan,
        lookups={
            name: f"The org refuses the names of {kind}: owners may be without a name. All records are audited."
            for name, kind in ((USER, "users"), (GROUP, "queues"))
        },
    )


def _finished(org: Org, prepared: Prepared, fetched: Mapping[str, Fetched], folder: Path) -> Snapshot:
    """Write the files and the manifest."""
    lookups = [(fetched[name].folder, fetched[name].pages) for name in (USER, GROUP) if name in fetched]
    owners = owner_names(lookups) if lookups else None
    objects = {
        sobject: _object(folder, fetched[sobject], owners, prepared.counted.get(sobject))
        for sobject in prepared.look.seen
    }
    identity = prepared.identity
    manifest = Manifest(
        tool=SnapshotTool(name="phone-audit", version=__version__),
        org=SnapshotOrg(
            org_id=identity.org_id,
            name=identity.org_name,
            edition=identity.edition,
            is_sandbox=identity.is_sandbox,
            country=identity.country,
            instance_url=org.url,
        ),
        user=SnapshotUser(user_id=identity.user_id, username=identity.username),
        api_version=org.api_version,
        started_at=prepared.journal.started,
        exported_at=datetime.now(UTC),
        objects=objects,
        phone_fields=_phone_fields(prepared.look, objects),
        warnings=[*prepared.look.warnings, *prepared.journal.notes, *_unseen_rows(fetched, prepared.counted)],
    )
    write_manifest(folder, manifest)
    return Snapshot(folder, manifest)


def _object(folder: Path, fetched: Fetched, owners: pa.Table | None, counted: int | None) -> SnapshotObject:
    sobject = fetched.query.sobject
    return SnapshotObject(
        file=file_name(sobject),
        rows=fetched.rows,
        soql=fetched.query.soql,
        way="bulk" if fetched.is_bulk else "rest",
        columns=write_object(folder, sobject, fetched.folder, fetched.pages, owners),
        custom_fields=list(fetched.query.custom_fields),
        counted_by_org=counted,
    )


def _phone_fields(look: OrgDescribe, objects: Mapping[str, SnapshotObject]) -> dict[str, PhoneFields]:
    """Return what came, not what was planned: a field may have vanished on the way."""
    fields = {}
    for audited, seen in look.audited_objects():
        came = objects[seen.sobject]
        present, hidden = ObjectDescribe(seen.sobject, {name: {} for name in came.columns}).slot_fields(audited)
        fields[audited] = PhoneFields(present=[*present, *came.custom_fields], hidden=hidden)
    return fields


def _unseen_rows(fetched: Mapping[str, Fetched], counted: Mapping[str, int]) -> list[str]:
    """Return a sentence for each object of which the org counts many more rows than this user sees."""
    return [
        f"{name}: the org counts about {counted[name]:,} records and this user sees {one.rows:,}."
        ' Without the permission "View All Data" the audit covers only a part.'
        for name, one in fetched.items()
        if name in counted and one.query.where is None and one.rows < _MUCH_LESS * counted[name]
    ]
