import dataclasses
from pathlib import Path

import pytest

from audit.config.audit import AuditConfig, Suppression
from audit.reports.view.finding_sheets import placed_findings
from audit.reports.view.ranking import ranking_of
from audit.result.results import Audit
from audit.tables.findings import FINDING_SHEETS
from tests.reports.view.exported import audited_export, rows_of, sheet_of

DAY, CREATED = "2026-01-01T00:00:00Z", "2025-01-01T00:00:00Z"


@pytest.fixture(scope="module")
def audit(tmp_path_factory: pytest.TempPathFactory) -> Audit:
    return audited_export(
        tmp_path_factory.mktemp("export"),
        contact=[
            f"Ada Vane,,,020 7946 0001 ext 5,,,GB,{DAY},{CREATED}",
            f"Ben Moss,,,,n/a,,GB,{DAY},{CREATED}",
            f"Cleo Marsh,,,,020 7946 0003,,GB,{DAY},{CREATED}",
            f"Dora Lind,,,(000) 000-0000,,,DE,{DAY},{CREATED}",
            f"Eve Stone,,,+442079460005,,+442079460005,GB,{DAY},{CREATED}",
            f"Finn Oak,,,+442079460006,,,GB,{DAY},{CREATED}",
            f"Gus Elm,,,+442079460006,,,GB,{DAY},{CREATED}",
            f"Hal Ash,,,4.42E+11,,,Freedonia,{DAY},{CREATED}",
        ],
    )


def test_every_finding_is_on_exactly_one_sheet(audit: Audit) -> None:
    placed = placed_findings(audit, ranking_of(audit))
    findings = [finding for on_sheet in placed.values() for finding in on_sheet.finding.tolist()]
    assert sorted(findings) == list(range(len(audit.findings.found)))


def test_a_row_of_not_e164_is_a_field_that_the_headline_counts(audit: Audit) -> None:
    rows = rows_of(audit, "Not E.164")
    fields = sorted(zip(rows["record"], rows["field"], strict=True))
    assert fields == [("Ada Vane", "Phone"), ("Cleo Marsh", "MobilePhone"), ("Hal Ash", "Phone")]
    assert len(rows) == audit.results.headline.not_e164.fields


def test_findings_on_one_field_share_its_row_the_gravest_first(audit: Audit) -> None:
    rows = rows_of(audit, "Not E.164")
    row = rows[rows["record"] == "Ada Vane"].iloc[0]
    titles = [audit.rules[rule_id].title for rule_id in ("not-e164", "extension-in-number")]
    assert row["title"] == "; ".join(titles)
    assert row["rule_id"] == "not-e164"
    found = audit.findings_table()
    (finding_id,) = found.loc[(found["rule_id"] == "not-e164") & (found["e164"] == "+442079460001"), "finding_id"]
    assert row["finding_id"] == finding_id


def test_mobile_without_phone_has_a_row_for_each_field_that_the_headline_counts(audit: Audit) -> None:
    assert rows_of(audit, "Mobile without Phone")["record"].tolist() == ["Cleo Marsh"]
    assert audit.results.headline.mobile_without_phone.fields == 1


@pytest.mark.parametrize(
    ("rule_id", "record"),
    [
        ("us-locale-formatting", "Dora Lind"),
        ("same-number-twice", "Eve Stone"),
        ("unknown-country-spelling", "Hal Ash"),
    ],
)
def test_what_the_other_sheets_do_not_count_is_among_the_other_problems(
    audit: Audit, rule_id: str, record: str
) -> None:
    rows = rows_of(audit, "Other problems")
    assert rows.loc[rows["rule_id"] == rule_id, "record"].tolist() == [record]


def test_the_lead_says_how_many_fields_and_findings_there_are(audit: Audit) -> None:
    assert sheet_of(audit, "Not E.164").lead.endswith("3 fields with 4 findings.")


def test_a_lead_says_what_the_headline_counts_beside_the_rows(audit: Audit) -> None:
    count = audit.results.headline.mobile_without_phone.model_copy(update={"fields": 5})
    headline = audit.results.headline.model_copy(update={"mobile_without_phone": count})
    results = audit.results.model_copy(update={"headline": headline})
    lead = sheet_of(dataclasses.replace(audit, results=results), "Mobile without Phone").lead
    assert "Summary counts 5 fields" in lead


def test_a_suppressed_finding_is_last_and_ignored(tmp_path: Path) -> None:
    rows = [f"Ada Vane,,,020 7946 0001,,,GB,{DAY},{CREATED}", f"Ben Moss,,,020 7946 0002,,,GB,{DAY},{CREATED}"]
    accepted = Suppression(number="+442079460001", reason="Reception")
    audit = audited_export(tmp_path, contact=rows, config=AuditConfig(suppress=(accepted,)))
    told = rows_of(audit, "Not E.164")[["record", "status", "comment"]].to_numpy().tolist()
    assert told == [["Ben Moss", "To do", ""], ["Ada Vane", "Ignore", "Suppressed in the configuration"]]


def test_sheets_without_rows_say_so(tmp_path: Path) -> None:
    audit = audited_export(tmp_path, contact=[f"Ada Vane,,,+442079460001,,,GB,{DAY},{CREATED}"])
    for name in FINDING_SHEETS:
        assert sheet_of(audit, name).lead.endswith("There are none.")
