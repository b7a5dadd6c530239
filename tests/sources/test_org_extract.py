"""The frames of what was read, and the settings that it was read with."""

from pathlib import Path

import pandas as pd
import pytest

from audit.config.audit import AuditConfig
from audit.errors import UsageError
from audit.sources.csv.read_csv import read_csv

SAMPLE = Path(__file__).parent.parent.parent / "sample_data"


def test_a_frame_has_the_fields_of_the_export_by_their_api_names() -> None:
    exported = pd.read_csv(SAMPLE / "Contact.csv", dtype=str, keep_default_na=False)
    contacts = read_csv(SAMPLE).frames["Contact"].set_index("Id")
    of_frame = exported.drop_duplicates("Id").set_index("Id").loc[contacts.index]
    for name in ("Phone", "MobilePhone", "HomePhone", "MailingCountry", "AccountId"):
        assert contacts[name].fillna("").tolist() == of_frame[name].tolist(), name
    assert contacts["LastModifiedDate"].dtype == "datetime64[ms, UTC]"
    assert {str(dtype) for dtype in contacts.dtypes} == {"str", "datetime64[ms, UTC]"}


def test_there_is_a_frame_for_each_object_that_the_source_has(tmp_path: Path) -> None:
    (tmp_path / "Lead.csv").write_text("Id,Phone\n")
    frames = read_csv(tmp_path).frames
    assert list(frames) == ["Lead"]
    assert frames["Lead"].empty
    assert list(read_csv(SAMPLE).frames) == ["Contact", "Lead", "Account", "PersonAccount"]


def test_a_person_account_has_the_fields_of_a_person() -> None:
    frames = read_csv(SAMPLE).frames
    assert "PersonMobilePhone" in frames["PersonAccount"]
    assert "PersonMobilePhone" not in frames["Account"]
    assert not set(frames["PersonAccount"]["Id"]) & set(frames["Account"]["Id"])


def test_settings_by_which_it_would_have_been_read_otherwise_are_refused() -> None:
    extract = read_csv(SAMPLE, AuditConfig(region="GB"))
    assert extract.checked_config(None).region == "GB"
    assert extract.checked_config(AuditConfig(region="US")).region == "US"
    with pytest.raises(UsageError, match="settings of include_converted_leads"):
        extract.checked_config(AuditConfig(include_converted_leads=True))
