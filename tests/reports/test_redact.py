"""What a redacted result still says, and what it does not."""

import base64
import json
import zipfile
import zlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from audit.config.audit import AuditConfig
from audit.config.masked import masked_config
from audit.pipeline import run_audit
from audit.reports.excel.workbook import write_workbook
from audit.reports.html.page import render_html
from audit.reports.redact import masked_numbers, owner_pseudonyms, owners_in, redacted, redacted_tables
from audit.reports.view.build_view import build_view
from audit.result.results import Audit
from audit.sources.csv.read_csv import read_csv
from tests.closed_parts import closed_parts
from tests.probe.probes import PARTS, probe
from tests.written_tables import write_tables

CONTACTS = """\
Id,Name,Email,Phone,MobilePhone,OtherPhone,Owner.Name,MailingCountry,LastModifiedDate
003000000000001AAA,Ada Byrne,ada@example.com,+12125550123,,(212) 555-0187,Olga Petrova,Utopia 555123,2026-01-01
003000000000002AAA,Ben Okafor,ben@example.com,+12125550123,call Ben: 2125550187,,Omar Sharif,US,2026-01-02
003000000000003AAA,,,1-800-FLOWERS,,x9,,,
003000000000004AAA,,,+1 212 555 0199 (Zacharias),212-555-0188 Zebedee,,,,
"""
CONFIG = AuditConfig.model_validate(
    {
        "region": "US",
        "countries": {"Zion of Wilma": "DE", "Xanadu": "FR"},
        "placeholders": ["ask Yolanda"],
        "suppress": [
            {"number": "+12125550123", "reason": "the line of 0123456789"},
            {"rule": "twin-records", "reason": "later"},
        ],
    }
)
SECRETS = [
    *("Ada", "Byrne", "Ben", "Okafor", "ada@example.com", "example.com", "Olga", "Petrova", "Omar", "Sharif"),
    *("2125550123", "555-0187", "5550187", "2125550187", "FLOWERS", "FLO", "8003569377", "0123456", "555123"),
    *("Utopia", "Zacharias", "Zebedee", "Wilma", "Xanadu", "Yolanda", "Quillfeather"),
]


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Audit:
    folder = tmp_path_factory.mktemp("Quillfeather Ltd", numbered=False)
    (folder / "Contact.csv").write_text(CONTACTS, encoding="utf-8")
    return run_audit(read_csv(folder, CONFIG), CONFIG, datetime(2026, 2, 1, tzinfo=UTC)).audit


@pytest.fixture(scope="module")
def masked(result: Audit) -> Audit:
    return redacted(result)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("+12125550100", "+••••••••100"),
        ("(212) 555-0100", "(•••) •••-•100"),
        ("Bob: 555 0100 ext", "•••: ••• •100 •••"),
        ("123", "123"),
        ("call 12", "•••• 12"),
        ("1234", "•234"),
        ("", ""),
        ("n/a", "•/•"),
        ("\u0660\u0661\u0662\u0663\u0664", "••\u0662\u0663\u0664"),
        ("+44 20\n7946 0018 office", "+•• ••\n•••• •018 ••••••"),
        ("M\u00fcller \u674e 5550100", "•••••• • ••••100"),
    ],
)
def test_letters_and_all_digits_but_the_last_three_are_masked(text: str, expected: str) -> None:
    assert masked_numbers(pd.Series([text], dtype="str")).tolist() == [expected]


def test_a_missing_text_stays_missing() -> None:
    assert masked_numbers(pd.Series([None, "5550100"], dtype="str")).isna().tolist() == [True, False]


def test_names_and_emails_are_masked_where_there_are_any(masked: Audit) -> None:
    assert masked.records["name"].fillna("").tolist() == ["•••", "•••", "", ""]
    assert masked.records["email"].fillna("").tolist() == ["•••", "•••", "", ""]


def test_owners_keep_their_share_of_the_work_under_other_names(result: Audit, masked: Audit) -> None:
    assert masked.records["owner"].astype(object).fillna("").tolist() == ["Owner 1", "Owner 2", "", ""]
    real_names = {"Owner 1": "Olga Petrova", "Owner 2": "Omar Sharif"}
    assert [real_names[owner.owner] for owner in masked.results.by_owner] == [o.owner for o in result.results.by_owner]


def test_an_owner_of_no_record_is_in_no_table(result: Audit) -> None:
    owner = result.records["owner"].cat.add_categories(["Zelda Oakwright"])
    masked = redacted(replace(result, records=result.records.assign(owner=owner)))
    assert masked.records["owner"].cat.categories.tolist() == ["Owner 1", "Owner 2"]


def test_parts_of_an_org_are_masked_as_the_whole_is(result: Audit, masked: Audit) -> None:
    pseudonyms = owner_pseudonyms(owners_in(result.records))
    for part in closed_parts(result, 2):
        audit, rows = redacted_tables(part.audit, pseudonyms), part.record
        whole = masked.records.iloc[rows]
        for name in ("name", "email", "owner"):
            assert audit.records[name].astype("str").tolist() == whole[name].astype("str").tolist()
        held = masked.values.loc[np.isin(masked.values["record"], rows), ["field", "raw", "e164"]]
        assert_frame_equal(audit.values[held.columns], held.reset_index(drop=True))
        told = set(masked.findings.found["message"].astype("str"))
        assert set(audit.findings.found["message"].astype("str")) <= told
    assert len(rows) < len(masked.records)


def test_record_ids_and_every_figure_stay(result: Audit, masked: Audit) -> None:
    assert masked.records["record_id"].tolist() == result.records["record_id"].tolist()
    assert masked.findings.found["finding_id"].tolist() == result.findings.found["finding_id"].tolist()
    figures, masked_figures = result.results.model_dump(), masked.results.model_dump()
    changed = {name for name in figures if figures[name] != masked_figures[name]}
    assert changed <= {"by_owner", "unknown_countries", "config", "source", "warnings"}


def test_the_configuration_says_that_it_is_redacted_and_holds_no_number(masked: Audit) -> None:
    assert masked.results.config["redact"] is True
    assert [(entry["number"], entry["reason"]) for entry in masked.results.config["suppress"]] == [
        ("+••••••••123", "•••"),
        (None, "•••"),
    ]


def test_paths_in_notes_are_masked_whole_whatever_commas_they_have(result: Audit) -> None:
    paths = ["/exports/Quill, feather/spring, 2026", "/exports/fall"]
    source = result.results.source.model_copy(update={"location": ", ".join(paths), "locations": paths})
    warnings = [f"{path} has no Lead.csv." for path in ("/exports/Quill, feather/spring, 2026", "spring, 2026", "fall")]
    told = result.results.model_copy(update={"source": source, "warnings": warnings})
    masked = redacted(replace(result, results=told)).results
    assert masked.warnings == ["••• has no Lead.csv."] * 3
    assert (masked.source.location, masked.source.locations) == ("•••", ["•••", "•••"])


def test_a_country_that_is_not_known_is_masked(masked: Audit) -> None:
    assert [entry.spelling for entry in masked.results.unknown_countries] == ["•••••• ••••••"]


@pytest.mark.parametrize("secret", SECRETS)
def test_no_table_and_no_figure_holds_personal_data(masked: Audit, secret: str, tmp_path: Path) -> None:
    write_tables(masked, tmp_path, "csv")
    written = [path.read_text(encoding="utf-8") for path in tmp_path.iterdir()]
    written.append(json.dumps(masked.results.model_dump(mode="json"), ensure_ascii=False))
    assert [text for text in written if secret in text] == []


def test_neither_page_nor_workbook_holds_personal_data(masked: Audit, tmp_path: Path) -> None:
    view = build_view(masked)
    write_workbook(view, tmp_path / "report.xlsx")
    with zipfile.ZipFile(tmp_path / "report.xlsx") as book:
        texts = {name: book.read(name).decode() for name in book.namelist() if "theme" not in name}
    texts["page"] = render_html(view)
    secrets = set(SECRETS) - {"FLO", "FLOWERS", "Ben"}  # words of the page itself
    assert [(name, secret) for name, text in texts.items() for secret in secrets if secret in text] == []


def test_a_masked_page_has_findings_on_converted_leads(tmp_path: Path) -> None:
    (tmp_path / "Contact.csv").write_text(CONTACTS, encoding="utf-8")
    lead = "00Q000000000001AAA,Lovelace,+12125550142,true,2026-01-03\n"
    (tmp_path / "Lead.csv").write_text("Id,LastName,Phone,IsConverted,LastModifiedDate\n" + lead, encoding="utf-8")
    config = CONFIG.model_copy(update={"redact": True})
    audit = run_audit(read_csv(tmp_path, config), config, datetime(2026, 2, 1, tzinfo=UTC)).audit
    page = build_view(audit).lists.packed
    numbers = json.loads(zlib.decompress(base64.b64decode(page)))["numbers"]["e164"]
    assert "•142" in numbers
    assert "12125550142" not in numbers


def test_words_are_said_to_be_there_and_masked(masked: Audit) -> None:
    messages = masked.findings_table()["message"].astype("str")
    assert messages.str.contains("words next to its number: “•••”").sum() == 3


def test_settings_of_a_masked_report_compare_with_themselves_as_they_are(result: Audit) -> None:
    masked = masked_config(result.results.config)
    assert masked["countries"] == {"••• 1": "DE", "••• 2": "FR"}
    assert masked_config(masked) == masked


def test_the_original_is_left_as_it_was(result: Audit) -> None:
    redacted(result)
    assert result.records["name"].iloc[0] == "Ada Byrne"
    assert result.values["raw"].iloc[0] == "+12125550123"


def test_the_user_of_a_probe_and_the_place_of_its_file_are_masked(tmp_path: Path) -> None:
    path = tmp_path / "meridian-stall.json"
    path.write_text(probe(PARTS).model_dump_json())
    (tmp_path / "Contact.csv").write_text("Id,Phone\n003000000000001AAA,+12125550100\n")
    profile = {"policy": "measured", "probe": path}
    config = AuditConfig.model_validate({"redact": True, "profile": profile})
    masked = run_audit(
        read_csv(tmp_path / "Contact.csv", config), now=datetime(2026, 11, 28, tzinfo=UTC), probe=path
    ).audit
    page = render_html(build_view(masked))
    for written in (masked.results.model_dump_json(), page):
        assert "ada@example.com" not in written
        assert "meridian-stall" not in written
