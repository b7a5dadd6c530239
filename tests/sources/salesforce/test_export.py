import json
import stat
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from audit.config.audit import AuditConfig, CustomFields
from audit.errors import LoginRefusedError, UsageError, WriteFailedError
from audit.sources.csv.read_csv import read_csv
from audit.sources.salesforce import Org, export, export_folder
from audit.sources.salesforce.download import Batches
from audit.sources.snapshot.manifest import Manifest
from audit.sources.snapshot.read_snapshot import read_snapshot
from tests.fake_org import FakeOrg
from tests.fake_org import fault_actions as act
from tests.sources.salesforce.conftest import N_CONTACTS, TABLES, comparable, write_tables

Start = Callable[..., FakeOrg]


def asked(fake: FakeOrg, method: str, ending: str) -> list[str]:
    return [entry.url for entry in fake.requests if entry.method == method and ending in entry.path]


def test_a_small_org_is_exported_by_rest_alone(start: Start, exported: Callable) -> None:
    fake = start()
    snapshot = exported(fake, batches=Batches())
    assert snapshot.manifest.objects["Contact"].rows == N_CONTACTS
    assert {told.way for told in snapshot.manifest.objects.values()} == {"rest"}
    assert not asked(fake, "POST", "/jobs/query")


def test_a_large_object_is_exported_by_a_query_job(start: Start, exported: Callable) -> None:
    snapshot = exported(start())
    assert snapshot.manifest.objects["Contact"].way == "bulk"
    assert snapshot.manifest.objects["Contact"].rows == N_CONTACTS


@pytest.mark.parametrize("result_pages", ["relative", "absolute", "off"])
def test_every_row_comes_whatever_way_the_org_offers_its_pages(
    start: Start, exported: Callable, tmp_path: Path, result_pages: str
) -> None:
    exported(start(result_pages=result_pages))
    ids = pq.read_table(tmp_path / "out" / "Contact.parquet")["Id"].to_pylist()
    assert len(set(ids)) == N_CONTACTS


@pytest.mark.parametrize("settings", [{}, {"gzip": False}, {"chunked": False}, {"result_pages": "off"}])
def test_an_export_gives_the_tables_that_the_same_rows_give_as_csv(
    start: Start, exported: Callable, data: Path, settings: dict
) -> None:
    live = comparable(read_snapshot(exported(start(**settings)).folder, AuditConfig()))
    assert live == comparable(read_csv(data, AuditConfig()))


@pytest.mark.parametrize("rest_page_size", [2_000, 7])
def test_an_export_by_rest_gives_the_tables_that_the_same_rows_give_as_csv(
    start: Start, exported: Callable, data: Path, rest_page_size: int
) -> None:
    snapshot = exported(start(rest_page_size=rest_page_size), batches=Batches())
    live = comparable(read_snapshot(snapshot.folder, AuditConfig()))
    assert live == comparable(read_csv(data, AuditConfig()))


def test_person_accounts_come_from_account_and_their_contacts_are_left_out(
    start_org: Start, exported: Callable, tmp_path: Path
) -> None:
    folder = write_tables(
        tmp_path / "persons",
        {
            "Account": [
                "Id LastName Name Phone PersonMobilePhone IsPersonAccount PersonContactId LastModifiedDate Owner.Name",
                [
                    "0015e0000000001",
                    "Only",
                    "Paula Only",
                    "+12125550101",
                    "+12125550102",
                    "true",
                    "0035e0000000001",
                    "2026-01-01",
                    "Ola",
                ],
                ["0015e0000000002", "", "Ample Inc", "+12125550103", "", "false", "", "2026-01-01", "Ola"],
            ],
            "Contact": [
                "Id LastName Phone AccountId LastModifiedDate IsPersonAccount Owner.Name",
                ["0035e0000000001", "Only", "+12125550101", "0015e0000000001", "2026-01-01", "true", "Ola"],
                ["0035e0000000002", "Ample", "+12125550104", "0015e0000000002", "2026-01-01", "false", "Ola"],
            ],
        },
    )
    fake = start_org(folder)
    snapshot = exported(fake)
    assert snapshot.manifest.objects["Contact"].soql.endswith("WHERE IsPersonAccount = false")
    extract = read_snapshot(tmp_path / "out", AuditConfig())
    assert extract.source.objects["Contact"].read == 1
    assert extract.source.objects["PersonAccount"].audited == 1
    assert comparable(extract) == comparable(read_csv(folder, AuditConfig()))


def test_names_of_owners_are_joined_from_users_and_queues_when_rows_are_many(
    start: Start, exported: Callable, tmp_path: Path
) -> None:
    snapshot = exported(start())
    assert "Owner.Name" not in snapshot.manifest.objects["Contact"].soql
    assert set(pq.read_table(tmp_path / "out" / "Lead.parquet")["Owner.Name"].to_pylist()) == {
        "Inbound queue",
        "Ola Owner",
    }


def test_names_of_owners_come_with_the_rows_when_rows_are_few(start: Start, exported: Callable) -> None:
    fake = start()
    assert "Owner.Name" in exported(fake, batches=Batches()).manifest.objects["Lead"].soql
    assert not any("FROM+User" in entry.url and "COUNT" not in entry.url for entry in fake.requests)


def test_names_of_owners_come_with_the_rows_when_users_may_not_be_read(start: Start, exported: Callable) -> None:
    fake = start(may_view_setup=False)
    fake.fault("GET /query/?*FROM+User", act.say(400, "INVALID_TYPE", "sObject type 'User' is not supported."))
    assert "Owner.Name" in exported(fake).manifest.objects["Contact"].soql


def test_sizes_are_counted_where_the_org_does_not_show_its_own_counts(start: Start, exported: Callable) -> None:
    fake = start(may_view_setup=False)
    assert exported(fake, batches=Batches()).manifest.objects["Contact"].counted_by_org is None
    assert not asked(fake, "POST", "/jobs/query")


def test_an_object_that_turns_out_large_changes_over_to_a_query_job(start: Start, exported: Callable) -> None:
    fake = start()
    fake.fault("GET /query/?*COUNT*Contact", act.say_json(200, {"totalSize": 3, "done": True, "records": []}))
    snapshot = exported(fake, batches=Batches(rest_rows=5, page_rows=7))
    assert snapshot.manifest.objects["Contact"].way == "bulk"
    assert snapshot.manifest.objects["Contact"].rows == N_CONTACTS


def test_an_object_that_nobody_may_see_is_left_out_with_a_warning(start: Start, exported: Callable) -> None:
    fake = start()
    fake.fault("GET /sobjects/Lead/describe", act.say(404, "NOT_FOUND", "The requested resource does not exist"))
    snapshot = exported(fake)
    assert set(snapshot.manifest.objects) == {"Contact", "Account"}
    assert "Lead is not visible to this user: it is not audited." in snapshot.manifest.warnings


def test_an_org_that_shows_no_object_refuses_the_permission(start: Start, exported: Callable) -> None:
    fake = start()
    fake.fault("GET /sobjects/*/describe", act.say(404, "NOT_FOUND", "no"), times=None)
    with pytest.raises(LoginRefusedError, match="View All Data"):
        exported(fake)


def test_hidden_phone_fields_are_told_and_not_asked_for(start: Start, exported: Callable) -> None:
    snapshot = exported(start(hidden={"Contact": ["MobilePhone"]}))
    assert "MobilePhone" in snapshot.manifest.phone_fields["Contact"].hidden
    assert "MobilePhone" not in snapshot.manifest.objects["Contact"].soql


def test_custom_phone_fields_are_found_by_type(start: Start, exported: Callable) -> None:
    manifest = exported(start(field_types={"Contact.Direct_Phone__c": "string"})).manifest
    assert manifest.objects["Contact"].custom_fields == []


def test_a_text_field_that_the_configuration_includes_is_exported(start: Start, exported: Callable) -> None:
    config = AuditConfig(custom_fields=CustomFields(include=("Contact.Direct_Phone__c",)))
    manifest = exported(start(field_types={"Contact.Direct_Phone__c": "string"}), config=config).manifest
    assert manifest.objects["Contact"].custom_fields == ["Direct_Phone__c"]


def test_a_custom_field_that_the_configuration_excludes_is_not_exported(start: Start, exported: Callable) -> None:
    config = AuditConfig(custom_fields=CustomFields(exclude=("Contact.Direct_Phone__c",)))
    assert "Direct_Phone__c" not in exported(start(), config=config).manifest.objects["Contact"].columns


def test_fewer_rows_than_the_org_counts_are_told(start: Start, exported: Callable) -> None:
    fake = start()
    counted = {"sObjects": [{"name": "Contact", "count": 5_000}]}
    fake.fault("GET /limits/recordCount", act.say_json(200, counted))
    warnings = exported(fake).manifest.warnings
    assert any(warning.startswith("Contact: the org counts about 5,000 records") for warning in warnings)


def test_nothing_but_the_snapshot_is_left_on_disk_and_no_job_in_the_org(
    start: Start, exported: Callable, tmp_path: Path
) -> None:
    fake = start()
    exported(fake)
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["Account.parquet", "Contact.parquet", "Lead.parquet", "manifest.json"]
    assert not fake.jobs
    assert not fake.writes


def test_only_the_owner_can_read_a_snapshot(start: Start, exported: Callable, tmp_path: Path) -> None:
    exported(start())
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "out").iterdir()} == {0o600}


def test_at_most_five_pages_are_read_at_a_time_and_none_twice(start: Start, exported: Callable) -> None:
    fake = start(bulk_page_size=2)
    exported(fake)
    pages = asked(fake, "GET", "/results")
    assert len(pages) == len(set(pages)) > N_CONTACTS // 2
    assert fake.most_at_once <= 5 + 5


def test_no_token_is_in_a_file_or_an_address(start: Start, exported: Callable, tmp_path: Path) -> None:
    fake = start()
    exported(fake, "token")
    tokens = list(fake.state.sessions._users)
    texts = [path.read_bytes() for path in (tmp_path / "out").iterdir()]
    assert not any(token.encode() in text for token in tokens for text in texts)
    assert not any(token in entry.url for token in tokens for entry in fake.requests)


def test_progress_ends_at_the_number_of_rows(start: Start, exported: Callable) -> None:
    told: list[tuple[str, int, int | None]] = []
    exported(start(), progress=lambda *news: told.append(news))
    assert max(rows for sobject, rows, _ in told if sobject == "Contact") == N_CONTACTS
    assert {sobject for sobject, *_ in told} == {"Contact", "Lead", "Account"}


def test_a_finished_snapshot_is_not_overwritten_without_force(start: Start, exported: Callable) -> None:
    fake = start()
    exported(fake)
    with pytest.raises(UsageError, match="finished snapshot"):
        exported(fake)
    assert exported(fake, force=True).manifest.objects["Contact"].rows == N_CONTACTS


def test_foreign_files_stop_an_export_and_survive_a_forced_one(
    start: Start, exported: Callable, tmp_path: Path
) -> None:
    (tmp_path / "out").mkdir()
    foreign = tmp_path / "out" / "notes.txt"
    foreign.write_text("mine", encoding="utf-8")
    fake = start()
    with pytest.raises(UsageError, match="not empty"):
        exported(fake)
    exported(fake, force=True)
    assert foreign.read_text(encoding="utf-8") == "mine"


def test_a_file_in_place_of_the_folder_is_a_usage_error(start: Start, exported: Callable, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match="is a file"):
        exported(start())


def test_an_export_that_does_not_fit_on_the_disk_is_not_begun(
    start: Start, exported: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = start()
    monkeypatch.setattr(export_folder.shutil, "disk_usage", lambda _: type("Usage", (), {"free": 10}))
    with pytest.raises(WriteFailedError, match="GB free"):
        exported(fake)


def test_the_manifest_tells_who_asked_what(start: Start, exported: Callable, tmp_path: Path) -> None:
    fake = start()
    exported(fake)
    told = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert told["org"]["name"] == "Fernsprech & Töchter"
    assert told["user"]["username"] == "ada.muster@fernsprech.example"
    assert told["api_version"] == "62.0"
    assert Manifest.read(tmp_path / "out").objects["Contact"].rows == N_CONTACTS


def test_a_fresh_export_needs_no_parent_folder(start: Start, log_in: Callable[..., Org], tmp_path: Path) -> None:
    assert export(log_in(start()), AuditConfig(), tmp_path / "a" / "b").folder.is_dir()


def test_the_tables_hold_what_the_test_says() -> None:
    assert len(TABLES["Contact"]) == N_CONTACTS + 1
