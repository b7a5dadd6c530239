import errno
import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from audit.config import AuditConfig
from audit.errors import IncompleteExportError, LoginRefusedError, UsageError, WriteFailedError
from audit.sources.csv_folder import read_csv
from audit.sources.salesforce import finish
from audit.sources.salesforce.fetch import Batches
from audit.sources.snapshot import read_snapshot
from tests.fake_org import FakeOrg
from tests.fake_org import fault_actions as act
from tests.fake_org.faults import Action, Exchange
from tests.fake_org.messages import Response
from tests.sources.salesforce.conftest import N_CONTACTS, comparable

Start = Callable[..., FakeOrg]
NO_SUCH = "\nSELECT Id FROM X\n ^\nERROR at Row:1:Column:12\nNo such column '{}' on entity 'X'. If you are attempting"


def no_such(field: str) -> Action:
    return act.say(400, "INVALID_FIELD", NO_SUCH.format(field))


def of_contacts(action: Action) -> Action:
    """Let a fault meet only what is asked of Contact."""

    def act_on_contacts(exchange: Exchange) -> Response:
        asked = exchange.request.json()["query"] if exchange.request.body else exchange.request.query["q"]
        return action(exchange) if " FROM Contact" in asked and "COUNT" not in asked else exchange.proceed()

    return act_on_contacts


def as_it_is(exchange: Exchange) -> Response:
    return exchange.proceed()


def of_contacts_in_turn(actions: list[Action]) -> Action:
    """Meet what is asked of Contact with one action after the other, then with none."""
    left = iter(actions)

    def act_in_turn(exchange: Exchange) -> Response:
        action = next(left, as_it_is)
        return action(exchange)

    return of_contacts(act_in_turn)


def changing(change: Callable[[dict], None]) -> Action:
    """Send the org's answer with its JSON changed."""

    def altered(exchange: Exchange) -> Response:
        response = exchange.proceed()
        told = response.json()
        change(told)
        return replace(response, body=json.dumps(told).encode())

    return altered


def complete(snapshot: object, data: Path) -> bool:
    live = comparable(read_snapshot(snapshot.folder, AuditConfig()))
    return live == comparable(read_csv(data, AuditConfig()))


@pytest.mark.parametrize("batches", [Batches(), Batches(rest_rows=0, page_rows=7)])
def test_a_field_that_may_be_described_but_not_asked_for_is_left_out(
    start: Start, exported: Callable, batches: Batches
) -> None:
    fake = start()
    on = "POST /jobs/query" if batches.rest_rows == 0 else "GET /query/"
    fake.fault(on, of_contacts_in_turn([no_such("Direct_Phone__c")]), times=None)
    manifest = exported(fake, batches=batches).manifest
    assert "Direct_Phone__c" not in manifest.objects["Contact"].columns
    assert manifest.objects["Contact"].custom_fields == []
    assert any("Direct_Phone__c stopped being visible" in warning for warning in manifest.warnings)


def test_a_field_that_vanishes_is_hidden_in_the_manifest(start: Start, exported: Callable) -> None:
    fake = start()
    fake.fault("POST /jobs/query", act.hide_field("Contact", "MobilePhone"))
    manifest = exported(fake).manifest
    assert "MobilePhone" in manifest.phone_fields["Contact"].hidden
    assert "Contact: MobilePhone stopped being visible during the export: it is not audited." in manifest.warnings


def test_a_job_that_fails_for_a_vanished_field_is_made_without_it(start: Start, exported: Callable) -> None:
    fake = start()
    failure = act.fail_job("InvalidField : No such column 'LastName' on entity 'Contact'")
    fake.fault("POST /jobs/query", of_contacts_in_turn([failure]), times=None)
    assert exported(fake).manifest.objects["Contact"].rows == N_CONTACTS


@pytest.mark.parametrize("field", ["Nope__c", "Id"])
def test_a_field_that_was_not_asked_for_or_is_needed_ends_the_export(
    start: Start, exported: Callable, field: str
) -> None:
    fake = start()
    fake.fault("POST /jobs/query", no_such(field), times=None)
    with pytest.raises(IncompleteExportError, match="INVALID_FIELD"):
        exported(fake)


def test_an_invalid_field_without_a_name_ends_the_export(start: Start, exported: Callable) -> None:
    fake = start()
    fake.fault("POST /jobs/query", act.say(400, "INVALID_FIELD", "something"), times=None)
    with pytest.raises(IncompleteExportError, match="something"):
        exported(fake)


def test_fields_that_keep_vanishing_end_the_export(start: Start, exported: Callable) -> None:
    fake = start()
    fields = ["FirstName", "LastName", "Phone", "MobilePhone", "AccountId", "MailingCountry"]
    fake.fault("GET /query/", of_contacts_in_turn([no_such(field) for field in fields]), times=None)
    with pytest.raises(IncompleteExportError, match="keep vanishing"):
        exported(fake, batches=Batches())


def test_a_policy_that_keeps_failing_closed_ends_the_export(start: Start, exported: Callable) -> None:
    fake = start()
    fake.fault("GET /jobs/query/*/results", act.say(400, "TXN_SECURITY_METERING_ERROR", "slow"), times=None)
    with pytest.raises(LoginRefusedError, match="Transaction Security Policies"):
        exported(fake)


def test_listed_pages_that_are_not_the_whole_are_fetched_in_turn(start: Start, exported: Callable, data: Path) -> None:
    fake = start()
    fake.fault("GET /jobs/query/*/resultPages", changing(lambda told: told["resultPages"].pop(0)), times=None)
    assert complete(exported(fake), data)


def test_pages_that_never_add_up_end_the_export_and_the_next_run_asks_anew(
    start: Start, exported: Callable, data: Path
) -> None:
    fake = start()
    one_more = changing(lambda told: told.update(numberRecordsProcessed=told["numberRecordsProcessed"] + 1))
    fake.fault("GET /jobs/query/*", one_more, times=None)
    with pytest.raises(IncompleteExportError, match="do not add up"):
        exported(fake)
    fake.clear_faults()
    assert complete(exported(fake), data)


def test_a_job_that_never_tells_its_number_of_rows_is_trusted_by_its_pages(
    start: Start, exported: Callable, data: Path
) -> None:
    fake = start(result_pages="off")
    fake.fault("GET /jobs/query/*", changing(lambda told: told.pop("numberRecordsProcessed")), times=None)
    assert complete(exported(fake), data)


def test_without_any_number_of_rows_nothing_is_believed(start: Start, exported: Callable) -> None:
    fake = start()
    fake.fault("GET /jobs/query/*", changing(lambda told: told.pop("numberRecordsProcessed")), times=None)
    fake.fault("GET /jobs/query/*/results", act.without_headers("Sforce-NumberOfRecords"), times=None)
    with pytest.raises(IncompleteExportError, match="came broken"):
        exported(fake)


def test_pages_that_never_tell_their_number_of_rows_are_believed_by_the_sum(
    start: Start, exported: Callable, data: Path
) -> None:
    fake = start()
    fake.fault("GET /jobs/query/*/results", act.without_headers("Sforce-NumberOfRecords"), times=None)
    assert complete(exported(fake), data)


def test_a_job_that_is_not_ready_after_all_is_asked_again(start: Start, exported: Callable, data: Path) -> None:
    fake = start()
    fake.fault("GET /jobs/query/*/results", act.say(412, "JOB_NOT_COMPLETE", "Current status: IN_PROGRESS"), times=2)
    assert complete(exported(fake), data)


def test_results_of_another_version_make_a_new_job(start: Start, exported: Callable, data: Path) -> None:
    fake = start()
    fake.fault("GET /jobs/query/*/results", act.say(409, "VERSION_MISMATCH", "other version"))
    assert complete(exported(fake), data)


def test_rest_pages_that_do_not_add_up_end_the_export(start: Start, exported: Callable) -> None:
    fake = start()
    fake.fault("GET /query/?*FROM+Contact", changing(lambda told: told.update(totalSize=61)), nth=2)
    with pytest.raises(IncompleteExportError, match="promised 61 rows and sent 60"):
        exported(fake, batches=Batches())


def test_sizes_that_cannot_be_counted_lead_to_query_jobs(start: Start, exported: Callable) -> None:
    fake = start(may_view_setup=False)
    fake.fault("GET /query/?*COUNT*", act.say(400, "QUERY_TIMEOUT", "took too long"), times=None)
    assert exported(fake, batches=Batches()).manifest.objects["Lead"].way == "bulk"


def test_ctrl_c_says_how_to_go_on(start: Start, exported: Callable, data: Path) -> None:
    fake = start()

    def interrupt(_sobject: str, rows: int, _expected: int | None) -> None:
        if rows > 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt, match="the same command goes on"):
        exported(fake, progress=interrupt)
    assert complete(exported(fake), data)


def test_ctrl_c_leaves_no_job_when_nothing_is_kept(start: Start, exported: Callable) -> None:
    fake = start()

    def interrupt(*_news: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as caught:
        exported(fake, progress=interrupt, resumable=False)
    assert str(caught.value) == ""
    assert not fake.jobs


def test_a_full_disk_is_told(start: Start, exported: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = start()

    def full(_file: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("audit.sources.salesforce.files.os.fsync", full)
    with pytest.raises(WriteFailedError, match="No space left"):
        exported(fake)


def test_a_folder_that_cannot_be_made_is_a_usage_error(start: Start, exported: Callable, tmp_path: Path) -> None:
    (tmp_path / "out").symlink_to(tmp_path / "a" / "b" / "c")
    (tmp_path / "a").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match="Cannot make"):
        exported(start())


def test_a_folder_that_cannot_be_written_to_is_a_usage_error(
    start: Start, exported: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "out").mkdir()
    monkeypatch.setattr("audit.sources.salesforce.prepare.os.access", lambda *_: False)
    with pytest.raises(UsageError, match="cannot be written to"):
        exported(start())


def test_rows_are_packed_in_pieces(
    start: Start, exported: Callable, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(finish, "_ROW_GROUP", 20)
    exported(start())
    assert pq.ParquetFile(tmp_path / "out" / "Contact.parquet").metadata.num_row_groups == 3
