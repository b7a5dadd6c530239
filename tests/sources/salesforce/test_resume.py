import errno
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from audit.config.audit import AuditConfig, CustomFields
from audit.errors import AuditError, IncompleteExportError, LoginRefusedError, UsageError, WriteFailedError
from audit.sources.csv.read_csv import read_csv
from audit.sources.salesforce import Org, export
from audit.sources.salesforce.checkpoint import Journal
from audit.sources.salesforce.download import Batches
from audit.sources.salesforce.export_folder import LOCK
from audit.sources.salesforce.result_pages import PageFolder
from audit.sources.snapshot.manifest import UNFINISHED
from audit.sources.snapshot.read_snapshot import read_snapshot
from tests.fake_org import FakeOrg
from tests.fake_org import fault_actions as act
from tests.fake_org.faults import Action, Exchange
from tests.fake_org.messages import Response
from tests.sources.salesforce.conftest import N_CONTACTS, comparable

pytestmark = pytest.mark.slow

Start = Callable[..., FakeOrg]
LONGEST = 30


class Met:
    """An event that is set when a fault meets its request."""

    def __init__(self) -> None:
        self.event = threading.Event()

    def then(self, action: Action) -> Action:
        def act_and_tell(exchange: Exchange) -> Response:
            self.event.set()
            return action(exchange)

        return act_and_tell

    def wait(self) -> None:
        assert self.event.wait(LONGEST)


@contextmanager
def started(fake: FakeOrg, folder: Path) -> Iterator[subprocess.Popen]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.sources.salesforce.export_process", os.fspath(folder)],
        env={**os.environ, **fake.env(), "PYTHONPATH": os.pathsep.join(sys.path)},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def locators_on_disk(folder: Path) -> set[str]:
    found = set()
    for path in (folder / UNFINISHED).glob("*/*.arrow"):
        with pa.memory_map(str(path)) as source, pa.ipc.open_file(source) as page:
            found.add(f"{path.parent.name}:{page.schema.metadata[b'locator'].decode()}")
    return found


@pytest.mark.parametrize(("result_pages", "nth"), [(pages, n) for pages in ("relative", "off") for n in (1, 4, 13)])
def test_a_killed_export_goes_on_and_fetches_no_page_twice(
    start: Start, exported: Callable, tmp_path: Path, result_pages: str, nth: int
) -> None:
    fake = start(result_pages=result_pages)
    met = Met()
    fake.fault("GET /jobs/query/*/results", met.then(act.stall()), nth=nth, times=None)
    with started(fake, tmp_path / "out"):
        met.wait()
    fake.clear_faults()
    kept, before = locators_on_disk(tmp_path / "out"), len(fake.requests)
    pages = [entry for entry in fake.requests if entry.path.endswith("/results")]
    n_pages = -(-N_CONTACTS // 7) + 4  # and one each of Lead, Account, User, Group
    snapshot = exported(fake)
    again = [entry for entry in fake.requests[before:] if entry.path.endswith("/results")]
    assert len(kept) <= len(pages)
    assert len(again) == n_pages - len(kept)
    live = comparable(read_snapshot(snapshot.folder, AuditConfig()))
    assert live == comparable(read_csv(tmp_path / "data", AuditConfig()))


def test_a_killed_export_by_rest_goes_on_where_it_stopped(start: Start, log_in: Callable, tmp_path: Path) -> None:
    fake = start(rest_page_size=7)
    fake.fault("GET /query/0*", act.say(403, "REQUEST_LIMIT_EXCEEDED", "spent"), nth=4)
    with pytest.raises(IncompleteExportError, match="is kept in"):
        export(log_in(fake), AuditConfig(), tmp_path / "out")
    before = len(fake.requests)
    assert export(log_in(fake), AuditConfig(), tmp_path / "out").manifest.objects["Contact"].rows == N_CONTACTS
    assert sum("/query/01g" in entry.path for entry in fake.requests[before:]) < 8


def test_an_export_by_rest_begins_anew_when_its_place_was_forgotten(
    start: Start, log_in: Callable, tmp_path: Path
) -> None:
    fake = start(rest_page_size=7)
    fake.fault("GET /query/0*", act.say(403, "REQUEST_LIMIT_EXCEEDED", "spent"), nth=4)
    with pytest.raises(IncompleteExportError):
        export(log_in(fake), AuditConfig(), tmp_path / "out")
    fake.state.cursors = type(fake.state.cursors)()
    assert export(log_in(fake), AuditConfig(), tmp_path / "out").manifest.objects["Contact"].rows == N_CONTACTS


def test_ctrl_c_aborts_the_running_jobs_and_keeps_the_pages(start: Start, exported: Callable, tmp_path: Path) -> None:
    fake = start()
    met = Met()
    fake.fault("POST /jobs/query", act.stick_job())
    fake.fault("GET /jobs/query/*/results", met.then(act.stall()), nth=2, times=None)
    with started(fake, tmp_path / "out") as process:
        met.wait()
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=LONGEST)
    assert process.returncode == 130
    assert "the same command resumes" in said
    assert not [job for job in fake.jobs if job.state == "InProgress"]
    fake.clear_faults()
    assert exported(fake).manifest.objects["Contact"].rows == N_CONTACTS


def test_an_export_that_cannot_go_on_leaves_no_job_behind(start: Start, exported: Callable) -> None:
    fake = start()
    fake.fault("GET /jobs/query/*/results", act.say(403, "REQUEST_LIMIT_EXCEEDED", "no"), times=None)
    with pytest.raises(IncompleteExportError) as caught:
        exported(fake, resumable=False)
    assert "is kept in" not in str(caught.value)
    assert not fake.jobs


def test_a_static_token_that_ends_stops_the_export_and_a_new_one_goes_on(start: Start, exported: Callable) -> None:
    fake = start()
    fake.fault("GET /jobs/query/*/results", act.expire_sessions(), nth=8)
    with pytest.raises(LoginRefusedError, match="SF_ACCESS_TOKEN has ended") as caught:
        exported(fake, "token")
    assert "is kept in" in str(caught.value)
    before = len(fake.requests)
    assert exported(fake, "token").manifest.objects["Contact"].rows == N_CONTACTS
    assert not [entry for entry in fake.requests[before:] if entry.method == "POST"]


def test_jobs_that_the_org_has_forgotten_are_made_anew(start: Start, exported: Callable) -> None:
    fake = start()
    fake.fault("GET /jobs/query/*/results", act.say(403, "REQUEST_LIMIT_EXCEEDED", "no"), nth=3, times=None)
    with pytest.raises(IncompleteExportError):
        exported(fake)
    fake.clear_faults()
    fake.expire_jobs()
    assert exported(fake).manifest.objects["Contact"].rows == N_CONTACTS


def test_jobs_older_than_the_org_keeps_them_are_not_asked_for(start: Start, exported: Callable, tmp_path: Path) -> None:
    fake = start()
    fake.fault("GET /jobs/query/*/results", act.say(418, "ODD", "no"), nth=3, times=None)
    with pytest.raises(IncompleteExportError):
        exported(fake)
    fake.clear_faults()
    journal = Journal.reopen(tmp_path / "out" / UNFINISHED)
    old = datetime.now(UTC) - timedelta(days=7)
    for sobject in ("Contact", "Lead", "Account", "User", "Group"):
        journal.keep_job(sobject, journal.job(sobject).model_copy(update={"created": old}))
    before = len(fake.requests)
    exported(fake)
    assert sum(entry.method == "POST" and entry.path.endswith("/jobs/query") for entry in fake.requests[before:]) == 5


def interrupted(fake: FakeOrg, exported: Callable) -> None:
    fake.fault("GET /jobs/query/*/results", act.say(403, "REQUEST_LIMIT_EXCEEDED", "no"), nth=3, times=None)
    with pytest.raises(AuditError):
        exported(fake)
    fake.clear_faults()


def test_an_unfinished_export_with_other_queries_is_not_gone_on_with(start: Start, exported: Callable) -> None:
    fake = start()
    interrupted(fake, exported)
    config = AuditConfig(custom_fields=CustomFields(exclude=("Contact.Direct_Phone__c",)))
    with pytest.raises(UsageError, match="other queries"):
        exported(fake, config=config)
    assert "Direct_Phone__c" not in exported(fake, config=config, force=True).manifest.objects["Contact"].columns


def test_an_unfinished_export_of_another_org_is_not_gone_on_with(
    start: Start, exported: Callable, tmp_path: Path
) -> None:
    fake = start()
    interrupted(fake, exported)
    journal = tmp_path / "out" / UNFINISHED / "journal.json"
    text = journal.read_text(encoding="utf-8")
    journal.write_text(text.replace("00DFk0000000001MAA", "00DFk0000000009MAA"), encoding="utf-8")
    with pytest.raises(UsageError, match="another org"):
        exported(fake)


def test_a_damaged_journal_is_not_gone_on_with(start: Start, exported: Callable, tmp_path: Path) -> None:
    fake = start()
    interrupted(fake, exported)
    (tmp_path / "out" / UNFINISHED / "journal.json").write_text("{", encoding="utf-8")
    with pytest.raises(UsageError, match="not empty"):
        exported(fake)


def test_a_damaged_page_is_fetched_again(start: Start, exported: Callable, tmp_path: Path, data: Path) -> None:
    fake = start()
    interrupted(fake, exported)
    for page in (tmp_path / "out" / UNFINISHED).glob("*/*.arrow"):
        page.write_bytes(page.read_bytes()[:-9])
    (tmp_path / "out" / UNFINISHED / "Contact-750Fk0000000001IAA").mkdir(exist_ok=True)
    snapshot = exported(fake)
    live = comparable(read_snapshot(snapshot.folder, AuditConfig()))
    assert live == comparable(read_csv(data, AuditConfig()))


def test_an_export_stopped_while_cleaning_up_is_finished(start: Start, exported: Callable, tmp_path: Path) -> None:
    fake = start()
    exported(fake)
    (tmp_path / "out" / UNFINISHED).mkdir()
    assert exported(fake).manifest.objects["Contact"].rows == N_CONTACTS
    assert not (tmp_path / "out" / UNFINISHED).exists()


def test_an_export_stopped_before_it_began_is_begun(start: Start, exported: Callable, tmp_path: Path) -> None:
    (tmp_path / "out" / UNFINISHED).mkdir(parents=True)
    assert exported(start()).manifest.objects["Contact"].rows == N_CONTACTS


def test_a_second_export_into_the_same_folder_is_refused_and_the_first_goes_on(
    start: Start, exported: Callable, tmp_path: Path
) -> None:
    fake = start()
    met, go_on = Met(), threading.Event()

    def wait_and_proceed(exchange: Exchange) -> Response:
        assert go_on.wait(LONGEST)
        return exchange.proceed()

    fake.fault("GET /jobs/query/*/results", met.then(wait_and_proceed))
    with started(fake, tmp_path / "out") as first:
        met.wait()
        with pytest.raises(UsageError, match="Another export is writing to"):
            exported(fake)
        with pytest.raises(UsageError, match="Another export is writing to"):
            exported(fake, force=True)
        go_on.set()
        assert first.wait(LONGEST) == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir() if path.suffix != ".parquet") == ["manifest.json"]


def test_a_killed_export_holds_its_folder_no_longer(start: Start, exported: Callable, tmp_path: Path) -> None:
    fake = start()
    met = Met()
    fake.fault("GET /jobs/query/*/results", met.then(act.stall()), times=None)
    with started(fake, tmp_path / "out") as killed:
        met.wait()
        killed.kill()
        killed.wait(LONGEST)
    fake.clear_faults()
    assert (tmp_path / "out" / LOCK).is_file()
    assert exported(fake).manifest.objects["Contact"].rows == N_CONTACTS
    assert not (tmp_path / "out" / LOCK).exists()


def test_an_org_that_changed_its_api_version_gives_the_results_of_the_old_one(
    start: Start, log_in: Callable[..., Org], tmp_path: Path, small_pages: Batches
) -> None:
    fake = start()
    org = log_in(fake)
    fake.fault("GET /jobs/query/*/results", act.say(418, "ODD", "no"), nth=3, times=None)
    with pytest.raises(IncompleteExportError):
        export(org.at_version("61.0"), AuditConfig(), tmp_path / "out", batches=small_pages)
    fake.clear_faults()
    snapshot = export(org, AuditConfig(), tmp_path / "out", batches=small_pages)
    assert snapshot.manifest.objects["Contact"].rows == N_CONTACTS
    assert len({entry.path for entry in fake.requests if "v62.0/jobs" in entry.path and entry.method == "POST"}) == 0


def test_a_session_may_be_used_again_when_requests_are_free_again(
    start: Start, log_in: Callable[..., Org], tmp_path: Path
) -> None:
    fake = start(rest_page_size=7)
    org = log_in(fake)
    fake.fault("GET /query/0*", act.say(403, "REQUEST_LIMIT_EXCEEDED", "spent"), nth=4)
    with pytest.raises(IncompleteExportError, match="used up"):
        export(org, AuditConfig(), tmp_path / "out")
    assert export(org, AuditConfig(), tmp_path / "out").manifest.objects["Contact"].rows == N_CONTACTS


def test_what_an_org_refused_is_remembered_by_the_next_run(start: Start, exported: Callable) -> None:
    fake = start()
    refused = act.say(400, "INVALID_FIELD", "No such column 'MobilePhone' on entity 'Contact'.")
    fake.fault("POST /jobs/query", refused_of("MobilePhone", refused), times=None)
    fake.fault("GET /jobs/query/*/results", act.say(418, "ODD", "no"), nth=3, times=None, name="odd")
    with pytest.raises(IncompleteExportError):
        exported(fake)
    fake.clear_faults()
    manifest = exported(fake).manifest
    assert "MobilePhone" in manifest.phone_fields["Contact"].hidden
    assert any("MobilePhone" in warning for warning in manifest.warnings)


def refused_of(field: str, action: Action) -> Action:
    """Refuse whatever query of contacts names a field."""

    def act_on_the_field(exchange: Exchange) -> Response:
        asked = exchange.request.json()["query"]
        return action(exchange) if " FROM Contact" in asked and field in asked else exchange.proceed()

    return act_on_the_field


def test_rest_pages_that_were_all_kept_are_still_checked_against_what_was_promised(
    start: Start, log_in: Callable[..., Org], tmp_path: Path
) -> None:
    fake = start(rest_page_size=7)
    fake.fault("GET /query/0*", act.say(418, "ODD", "no"), nth=8)
    with pytest.raises(IncompleteExportError):
        export(log_in(fake), AuditConfig(), tmp_path / "out")
    (folder,) = (tmp_path / "out" / UNFINISHED).glob("Contact-rest")
    kept = PageFolder(folder, tuple(pq_columns(folder)))
    last = max(folder.glob("*.arrow"))
    number = int(last.stem)
    page = kept.page(number, locator_of(last))
    kept.keep_records(number, [{"Id": "x"}], locator=page.locator, next_locator=None)
    rows = export(log_in(fake), AuditConfig(), tmp_path / "out").manifest.objects["Contact"].rows
    assert rows == N_CONTACTS


def pq_columns(folder: Path) -> list[str]:
    with pa.memory_map(str(min(folder.glob("*.arrow")))) as source, pa.ipc.open_file(source) as page:
        return page.schema.names


def locator_of(path: Path) -> str:
    with pa.memory_map(str(path)) as source, pa.ipc.open_file(source) as page:
        return page.schema.metadata[b"locator"].decode()


def test_a_full_disk_between_pages_is_one_sentence_and_the_next_run_goes_on(
    start: Start, exported: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = start()
    fsync, calls = os.fsync, []

    def soon_full(file: int) -> None:
        calls.append(file)
        if len(calls) > 12:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        fsync(file)

    monkeypatch.setattr("audit.sources.private_files.os.fsync", soon_full)
    with pytest.raises(WriteFailedError, match=r"No space left on device\. Free some space"):
        exported(fake)
    monkeypatch.setattr("audit.sources.private_files.os.fsync", fsync)
    assert not list((tmp_path / "out").rglob("*.part"))
    assert exported(fake).manifest.objects["Contact"].rows == N_CONTACTS


def test_what_an_unfinished_export_leaves_is_in_its_folder_and_for_its_owner_only(
    start: Start, exported: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake, scratch = start(), tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    interrupted(fake, exported)
    left = list((tmp_path / "out").rglob("*"))
    assert left
    assert not [path for path in left if path.stat().st_mode & 0o077]
    assert not list(scratch.iterdir())
