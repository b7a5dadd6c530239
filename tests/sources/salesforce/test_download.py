import errno
import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from audit.config.audit import AuditConfig
from audit.errors import AuditError, IncompleteExportError, LoginRefusedError, UsageError, WriteFailedError
from audit.sources.csv.read_csv import read_csv
from audit.sources.salesforce import snapshot_writer
from audit.sources.salesforce.download import Batches
from audit.sources.snapshot.read_snapshot import read_snapshot
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
    assert any("lists Direct_Phone__c and refuses it" in warning for warning in manifest.warnings)


def test_a_field_that_vanishes_is_hidden_in_the_manifest(start: Start, exported: Callable) -> None:
    fake = start()
    fake.fault("POST /jobs/query", act.hide_field("Contact", "MobilePhone"))
    manifest = exported(fake).manifest
    assert "MobilePhone" in manifest.phone_fields["Contact"].hidden
    assert "Contact: MobilePhone stopped being visible during the export: it is left out." in manifest.warnings


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


FIELDS = ["FirstName", "LastName", "Phone", "MobilePhone", "AccountId", "MailingCountry", "Direct_Phone__c"]


def refusing(fields: list[str]) -> Action:
    """Refuse every query of Contact that names one of ``fields``, the last of them first."""

    def act_on_fields(exchange: Exchange) -> Response:
        asked = exchange.request.json()["query"] if exchange.request.body else exchange.request.query["q"]
        columns = asked.partition(" FROM ")[0].replace(",", " ").split()
        named = [field for field in fields if field in columns]
        is_refused = named and " FROM Contact" in asked
        return no_such(named[-1])(exchange) if is_refused else exchange.proceed()

    return act_on_fields


@pytest.mark.parametrize("batches", [Batches(), Batches(rest_rows=0, page_rows=7)])
@pytest.mark.parametrize("fields", [FIELDS[:2], FIELDS])
def test_all_fields_that_are_refused_are_left_out_one_after_the_other(
    start: Start, exported: Callable, batches: Batches, fields: list[str]
) -> None:
    fake = start()
    for on in ("POST /jobs/query", "GET /query/"):
        fake.fault(on, refusing(fields), times=None)
    manifest = exported(fake, batches=batches).manifest
    assert manifest.objects["Contact"].rows == N_CONTACTS
    assert not set(fields) & set(manifest.objects["Contact"].columns)
    for field in fields:
        assert any(f"lists {field} and refuses it" in warning for warning in manifest.warnings)
    assert {"Phone", "MobilePhone"} & set(fields) <= set(manifest.phone_fields["Contact"].hidden)


def test_refusals_without_end_end_the_export(start: Start, exported: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audit.sources.salesforce.download._MOST_CHANGES", 3)
    fake = start()
    fake.fault("GET /query/", refusing(FIELDS), times=None)
    with pytest.raises(IncompleteExportError, match="refused 3 queries"):
        exported(fake, batches=Batches())


@pytest.mark.parametrize(
    "says",
    [
        "Didn't understand relationship 'Owner' in field path. If you are attempting",
        "No such column 'Name' on entity 'Name'. If you are attempting",
        "No such column 'Owner.Name' on entity 'Contact'.",
    ],
)
@pytest.mark.parametrize("on", ["GET /query/", "POST /jobs/query"])
def test_names_of_owners_are_dropped_with_a_note_where_they_are_refused(
    start: Start, exported: Callable, says: str, on: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("audit.sources.salesforce.export_setup._joins_owners", lambda *_: False)
    fake = start()

    def refused(exchange: Exchange) -> Response:
        asked = exchange.request.json()["query"] if exchange.request.body else exchange.request.query["q"]
        return act.say(400, "INVALID_FIELD", says)(exchange) if "Owner.Name" in asked else exchange.proceed()

    fake.fault(on, refused, times=None)
    batches = Batches() if on.startswith("GET") else Batches(rest_rows=0, page_rows=7)
    manifest = exported(fake, batches=batches).manifest
    assert manifest.objects["Contact"].rows == N_CONTACTS
    assert "Owner.Name" not in manifest.objects["Contact"].columns
    assert "Contact: the org refuses the names of owners; everything else is audited." in manifest.warnings


@pytest.mark.parametrize("sobject", ["User", "Group"])
def test_records_come_without_names_where_users_or_queues_may_not_be_queried(
    start: Start, exported: Callable, sobject: str
) -> None:
    fake = start()

    def refused(exchange: Exchange) -> Response:
        asked = exchange.request.json()["query"]
        says = act.say(400, "INVALID_TYPE", f"sObject type '{sobject}' is not supported.")
        return says(exchange) if f"FROM {sobject}" in asked else exchange.proceed()

    fake.fault("POST /jobs/query", refused, times=None)
    manifest = exported(fake).manifest
    assert manifest.objects["Contact"].rows == N_CONTACTS
    assert any("refuses the names of" in warning for warning in manifest.warnings)


@pytest.mark.parametrize(
    "refused",
    [
        act.say(400, "QUERY_TIMEOUT", "Your query request was running for too long."),
        act.say(414, "URI_TOO_LONG", "URI Too Long"),
        act.say_html(431),
    ],
    ids=["time", "address", "headers"],
)
def test_what_is_too_much_for_rest_is_asked_by_a_query_job(
    start: Start, exported: Callable, refused: Action, data: Path
) -> None:
    fake = start()
    fake.fault("GET /query/", of_contacts(refused), times=None)
    snapshot = exported(fake, batches=Batches())
    assert snapshot.manifest.objects["Contact"].way == "bulk"
    assert snapshot.manifest.objects["Lead"].way == "rest"
    assert complete(snapshot, data)


def test_a_query_that_takes_too_long_both_ways_is_a_sentence(start: Start, exported: Callable) -> None:
    fake = start()
    fake.fault("GET /query/", of_contacts(act.say(400, "QUERY_TIMEOUT", "too long")), times=None)
    fake.fault("POST /jobs/query", act.say(400, "FEATURENOTENABLED", "Async API not enabled"), times=None)
    with pytest.raises(IncompleteExportError, match="takes too long"):
        exported(fake, batches=Batches())


def test_an_api_that_is_off_for_jobs_and_for_rest_is_a_permission(start: Start, exported: Callable) -> None:
    fake = start()
    off = act.say(403, "API_DISABLED_FOR_ORG", "The REST API is not enabled for this Organization.")
    fake.fault("POST /jobs/query", off, times=None)
    fake.fault("GET /query/", of_contacts(off), times=None)
    with pytest.raises(LoginRefusedError, match="API Enabled"):
        exported(fake)


@pytest.mark.parametrize(
    "url",
    ["https://files.example/x?sig=1", "results?locator=Mg", "/services/data/v62.0/limits", "", 7, None, "https://["],
)
def test_result_pages_at_another_place_are_fetched_by_locators(
    start: Start, exported: Callable, data: Path, url: object
) -> None:
    fake = start()

    def elsewhere(told: dict) -> None:
        for page in told["resultPages"]:
            page["resultUrl"] = url

    fake.fault("GET /jobs/query/*/resultPages", changing(elsewhere), times=None)
    assert complete(exported(fake), data)


def test_result_pages_that_name_one_page_twice_are_fetched_by_locators(
    start: Start, exported: Callable, data: Path
) -> None:
    fake = start()
    twice = changing(lambda told: told["resultPages"].append(told["resultPages"][0]))
    fake.fault("GET /jobs/query/*/resultPages", twice, times=None)
    assert complete(exported(fake), data)


def test_a_list_of_result_pages_that_goes_round_is_left_for_locators(
    start: Start, exported: Callable, data: Path
) -> None:
    fake = start()

    def round_about(exchange: Exchange) -> Response:
        here = f"{exchange.request.path}?{exchange.request.query_string}".rstrip("?")
        return changing(lambda told: told.update(nextRecordsUrl=here, done=False))(exchange)

    fake.fault("GET /jobs/query/*/resultPages", round_about, times=None)
    assert complete(exported(fake), data)


def test_locators_that_go_round_end_the_export(start: Start, exported: Callable) -> None:
    fake = start(result_pages="off")
    first: list[str] = []

    def same(exchange: Exchange) -> Response:
        response = exchange.proceed()
        if response.headers.get("Sforce-Locator", "null") != "null":
            first.append(response.headers["Sforce-Locator"])
            return response.with_headers(Sforce_Locator=first[0])
        return response

    fake.fault("GET /jobs/query/*/results", same, times=None)
    with pytest.raises(IncompleteExportError):
        exported(fake)


def test_rest_pages_that_go_round_end_the_export(start: Start, exported: Callable) -> None:
    fake = start(rest_page_size=7)
    seen: list[str] = []

    def same(exchange: Exchange) -> Response:
        response = exchange.proceed()
        told = response.json()
        if "nextRecordsUrl" in told:
            seen.append(told["nextRecordsUrl"])
            told["nextRecordsUrl"] = seen[0]
        return replace(response, body=json.dumps(told).encode())

    fake.fault("GET /query/0*", same, times=None)
    with pytest.raises(AuditError):
        exported(fake, batches=Batches())


def test_rows_that_stay_missing_are_told_with_the_tries_and_the_time(
    start: Start, exported: Callable, waits: list[float]
) -> None:
    fake = start()
    fake.fault("GET /jobs/query/*/results", act.drop_rows(1), times=None)
    with pytest.raises(IncompleteExportError, match=r"than it promised, 4 times in \d+ seconds"):
        exported(fake)
    assert sum(waits) < 60


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


def one_more(exchange: Exchange) -> Response:
    return changing(lambda told: told.update(totalSize=61))(exchange)


def test_rest_pages_that_do_not_add_up_end_the_export(start: Start, exported: Callable) -> None:
    fake = start()
    fake.fault("GET /query/?*FROM+Contact", one_more, times=None)
    with pytest.raises(IncompleteExportError, match="promised 61 rows and sent 60, 3 times"):
        exported(fake, batches=Batches())
    fake.clear_faults()
    assert exported(fake, batches=Batches()).manifest.objects["Contact"].rows == N_CONTACTS


def test_rest_pages_that_do_not_add_up_once_are_asked_for_again(start: Start, exported: Callable, data: Path) -> None:
    fake = start()
    fake.fault("GET /query/?*FROM+Contact", one_more, nth=2)
    assert complete(exported(fake, batches=Batches()), data)


def test_sizes_that_cannot_be_counted_lead_to_query_jobs(start: Start, exported: Callable) -> None:
    fake = start(may_view_setup=False)
    fake.fault("GET /query/?*COUNT*", act.say(400, "QUERY_TIMEOUT", "took too long"), times=None)
    assert exported(fake, batches=Batches()).manifest.objects["Lead"].way == "bulk"


def test_ctrl_c_says_how_to_go_on(start: Start, exported: Callable, data: Path) -> None:
    fake = start()

    def interrupt(_sobject: str, rows: int, _expected: int | None) -> None:
        if rows > 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt, match="the same command resumes"):
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

    monkeypatch.setattr("audit.sources.private_files.os.fsync", full)
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
    monkeypatch.setattr("audit.sources.salesforce.export_setup.os.access", lambda *_: False)
    with pytest.raises(UsageError, match="cannot be written to"):
        exported(start())


def test_rows_are_packed_in_pieces(
    start: Start, exported: Callable, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(snapshot_writer, "_ROW_GROUP", 20)
    exported(start())
    assert pq.ParquetFile(tmp_path / "out" / "Contact.parquet").metadata.num_row_groups == 3


def with_body(change: Callable[[bytes], bytes]) -> Action:
    """Send every page of results with its bytes changed, and the headers of the right page."""

    def changed(exchange: Exchange) -> Response:
        response = exchange.proceed()
        return replace(response, body=change(response.body)) if response.status == 200 else response

    return changed


@pytest.mark.parametrize(
    "change",
    [
        lambda page: b"\xef\xbb\xbf" + page,
        lambda page: page.split(b"\n", 1)[0].upper() + b"\n" + page.split(b"\n", 1)[1],
        lambda page: page.replace(b"+", b"\0+"),
        lambda page: page + b"\n\n",
    ],
    ids=["byte order mark", "capitals", "NUL", "blank lines"],
)
def test_a_page_that_is_only_written_otherwise_is_read(
    start: Start, exported: Callable, data: Path, change: Callable[[bytes], bytes]
) -> None:
    fake = start()
    fake.fault("GET /jobs/query/*/results", with_body(change), times=None)
    assert complete(exported(fake), data)


@pytest.mark.parametrize(
    "change",
    [
        lambda _: b"Records not found for this query",
        lambda _: b"",
        lambda _: b"<html>hi</html>",
        lambda _: b'[{"errorCode":"X","message":"y"}]',
        lambda page: page.replace(b"Ada", b"\xe9\xe8"),
        lambda page: b'"X",' + page,
        lambda page: page.split(b"\n", 1)[0] + b"\n" + page,
        lambda page: page.split(b"\n", 1)[1],
        lambda page: page[: len(page) // 2],
        lambda _: b"x" * 3_000_000,
    ],
    ids=["no rows", "nothing", "page", "error", "Latin", "column", "two headers", "no header", "half", "one long line"],
)
def test_a_page_that_is_another_than_promised_ends_the_export_with_the_tries(
    start: Start, exported: Callable, change: Callable[[bytes], bytes]
) -> None:
    fake = start()
    fake.fault("GET /jobs/query/*/results", with_body(change), times=None)
    with pytest.raises(IncompleteExportError, match=r"a page of results came .*4 times in \d+ seconds"):
        exported(fake)
