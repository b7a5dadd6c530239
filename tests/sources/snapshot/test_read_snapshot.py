import json
from pathlib import Path

import pytest

from audit.config.audit import AuditConfig, CustomFields
from audit.errors import UnreadableInputError, UsageError
from audit.sources.snapshot.manifest import Manifest
from audit.sources.snapshot.read_snapshot import read_snapshot
from tests.sources.snapshot.typed_snapshot import write_snapshot


@pytest.fixture
def snapshot(tmp_path: Path) -> Path:
    return write_snapshot(tmp_path)


def changed(folder: Path, **values: object) -> Path:
    path = folder / "manifest.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    told["objects"]["Contact"] |= values
    path.write_text(json.dumps(told), encoding="utf-8")
    return folder


def test_a_snapshot_gives_its_records_and_phones(snapshot: Path) -> None:
    extract = read_snapshot(snapshot, AuditConfig())
    assert extract.audited.records["owner"].tolist() == ["Ola", "0055e00000000ABAAY"]
    assert extract.audited.phones["raw"].tolist() == ["+12125550101", "+12125550102"]


def test_custom_fields_are_known_by_type_whatever_their_name(snapshot: Path) -> None:
    phones = read_snapshot(snapshot, AuditConfig()).audited.phones
    assert phones.loc[phones["slot"] == "custom", "field"].tolist() == ["Direct_Line__c"]


def test_a_custom_field_can_still_be_excluded(snapshot: Path) -> None:
    config = AuditConfig(custom_fields=CustomFields(exclude=("Contact.Direct_Line__c",)))
    assert len(read_snapshot(snapshot, config).audited.phones) == 1


def test_the_source_is_told_from_the_manifest(snapshot: Path) -> None:
    source = read_snapshot(snapshot, AuditConfig()).source
    assert (source.kind, source.location, source.org_name) == ("snapshot", str(snapshot), "Ample")
    assert source.exported_at.isoformat() == "2026-11-22T10:05:00+00:00"
    assert "Lead is not visible to this user: it is not audited." in source.warnings


def test_a_snapshot_made_for_one_run_counts_as_the_org(snapshot: Path) -> None:
    source = read_snapshot(snapshot, AuditConfig(), kind="org").source
    assert (source.kind, source.location) == ("org", "https://ample.my.salesforce.com")


def test_progress_is_told_by_file(snapshot: Path) -> None:
    told: list[tuple[str, int]] = []
    read_snapshot(snapshot, AuditConfig(), lambda *news: told.append(news))
    assert told[-1] == ("Contact.parquet", 2)


def test_a_folder_that_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no folder"):
        read_snapshot(tmp_path / "none", AuditConfig())


def test_a_folder_without_a_manifest_is_no_snapshot(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInputError, match="not a snapshot"):
        read_snapshot(tmp_path, AuditConfig())


def test_an_unfinished_export_is_to_be_finished_first(tmp_path: Path) -> None:
    (tmp_path / "unfinished").mkdir()
    with pytest.raises(UnreadableInputError, match="it resumes"):
        read_snapshot(tmp_path, AuditConfig())


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": 2}', "\udcff"])
def test_a_manifest_that_is_none_is_told(snapshot: Path, text: str) -> None:
    (snapshot / "manifest.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(UnreadableInputError, match="manifest"):
        read_snapshot(snapshot, AuditConfig())


def test_a_file_outside_the_snapshot_is_not_read(snapshot: Path) -> None:
    with pytest.raises(UnreadableInputError, match="manifest"):
        read_snapshot(changed(snapshot, file="../Contact.parquet"), AuditConfig())


def test_fewer_rows_than_the_manifest_tells_of_are_refused(snapshot: Path) -> None:
    with pytest.raises(UnreadableInputError, match="not the file"):
        read_snapshot(changed(snapshot, rows=3), AuditConfig())


def test_a_damaged_file_is_told(snapshot: Path) -> None:
    (snapshot / "Contact.parquet").write_bytes(b"PAR1 no PAR1")
    with pytest.raises(UnreadableInputError, match="missing or damaged"):
        read_snapshot(snapshot, AuditConfig())


def test_a_file_damaged_in_the_middle_is_told(snapshot: Path) -> None:
    path = snapshot / "Contact.parquet"
    whole = bytearray(path.read_bytes())
    whole[4:200] = b"\xff" * 196
    path.write_bytes(bytes(whole))
    with pytest.raises(UnreadableInputError, match="missing or damaged"):
        read_snapshot(snapshot, AuditConfig())


def test_a_missing_file_is_told(snapshot: Path) -> None:
    (snapshot / "Contact.parquet").unlink()
    with pytest.raises(UnreadableInputError, match="missing or damaged"):
        read_snapshot(snapshot, AuditConfig())


def test_the_manifest_can_be_read_by_itself(snapshot: Path) -> None:
    assert Manifest.read(snapshot).objects["Contact"].rows == 2
