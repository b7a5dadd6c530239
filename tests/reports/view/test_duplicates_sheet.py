from pathlib import Path

import pandas as pd
import pytest

from audit.config.audit import AuditConfig, ReportLimits, Suppression
from audit.findings.ids import shared_number_ids
from audit.result.results import Audit
from tests.reports.view.exported import ADDRESS, audited_export, id_of, rows_of, sheet_of

OLD, DAY, CREATED = "2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z", "2024-01-01T00:00:00Z"
ONE, TWO, THREE = "+442079460001", "+442079460002", "+442079460003"


@pytest.fixture(scope="module")
def audit(tmp_path_factory: pytest.TempPathFactory) -> Audit:
    return audited_export(
        tmp_path_factory.mktemp("export"),
        contact=[
            f"Ada Vane,,,{ONE},,,GB,{DAY},{CREATED}",
            f"Ada Vane,ada@acme.example,,{ONE},,,GB,{OLD},{CREATED}",
            f"Ben Moss,,,{TWO},,,GB,{DAY},{CREATED}",
            f"Cleo Marsh,,,{THREE},,,GB,{DAY},{CREATED}",
            f"Dora Lind,,,{THREE},,,GB,{DAY},{CREATED}",
        ],
        lead=[f"Ben Moss,,{TWO},,GB,{DAY},{CREATED}"],
    )


def group(audit: Audit, number: str) -> pd.DataFrame:
    rows = rows_of(audit, "Duplicates")
    return rows[rows["e164"] == number]


def test_the_records_of_a_number_stand_together_undetermined_ones_first(audit: Audit) -> None:
    rows = rows_of(audit, "Duplicates")
    assert rows["e164"].tolist() == [THREE, THREE, ONE, ONE, TWO, TWO]
    assert sheet_of(audit, "Duplicates").grouped_by == "e164"


def test_it_has_the_numbers_and_records_of_the_headline(audit: Audit) -> None:
    rows, count = rows_of(audit, "Duplicates"), audit.results.headline.duplicates
    assert (rows["e164"].nunique(), rows["record_id"].nunique()) == (count.numbers, count.records)


def test_it_says_who_gets_the_calls(audit: Audit) -> None:
    assert group(audit, ONE)["role"].tolist() == ["Gets the calls", "Gets no calls"]
    assert group(audit, THREE)["role"].tolist() == ["May get the calls", "May get the calls"]


def test_a_row_names_all_problems_of_its_number_and_record_and_has_the_id_of_the_gravest(audit: Audit) -> None:
    row = group(audit, ONE).iloc[1]
    titles = [audit.rules[rule_id].title for rule_id in ("duplicate-same-object", "shadowed-record")]
    assert [title for title in row["title"].split("; ") if title in titles] == titles
    assert row["severity"] == "Error"
    found = audit.findings_table()
    is_it = (found["rule_id"] == "duplicate-same-object") & (found["record_id"] == row["record_id"])
    assert [row["finding_id"]] == found.loc[is_it, "finding_id"].tolist()


def test_every_finding_on_a_shared_number_is_named_in_a_row(audit: Audit) -> None:
    rows = rows_of(audit, "Duplicates")
    found = audit.findings_table()
    for rule_id, record_id in zip(found["rule_id"], found["record_id"], strict=True):
        if audit.rules[rule_id].sheet == "Duplicates":
            assert (
                rows.loc[rows["record_id"] == record_id, "title"]
                .str.contains(audit.rules[rule_id].title, regex=False)
                .any()
            )


def test_a_record_without_a_finding_has_an_id_of_its_own(audit: Audit) -> None:
    row = group(audit, TWO).iloc[0]
    assert (row["record"], row["severity"], row["title"]) == ("Ben Moss", "", "")
    own = shared_number_ids(pd.Series([row["record_id"]], dtype="str"), pd.Series([int(TWO)]).to_numpy())
    assert [row["finding_id"]] == own.tolist()
    assert rows_of(audit, "Duplicates")["finding_id"].is_unique


def test_the_lead_counts_numbers_rows_and_findings(audit: Audit) -> None:
    found = audit.findings.found["rule_id"].astype("str")
    on_sheet = sum(audit.rules[rule_id].sheet == "Duplicates" for rule_id in found)
    assert sheet_of(audit, "Duplicates").lead.endswith(f"3 numbers on 6 rows, with {on_sheet} findings.")


def test_two_records_of_one_object_can_be_compared_where_the_address_is_known(audit: Audit) -> None:
    keeper, other = id_of("Contact", 2), id_of("Contact", 1)
    rows = group(audit, ONE).set_index("record_id")
    wizard = f"{ADDRESS}/merge/conmergewizard.jsp?goNext=+Next+&cid={keeper}&cid={other}"
    assert rows.loc[other, ["merge", "merge_href"]].tolist() == ["Compare, merge", wizard]
    assert rows.loc[keeper, ["merge", "merge_href"]].tolist() == ["", ""]
    assert rows.loc[other, "keeper_href"] == f"{ADDRESS}/{keeper}"


def test_without_an_address_nothing_is_linked_and_the_lead_says_how_to(tmp_path: Path) -> None:
    rows = [f"Ada Vane,,,{ONE},,,GB,{DAY},{CREATED}", f"Ada Vane,,,{ONE},,,GB,{OLD},{CREATED}"]
    sheet = sheet_of(audited_export(tmp_path, contact=rows, config=AuditConfig()), "Duplicates")
    assert set(sheet.rows["keeper_href"]) | set(sheet.rows["record_href"]) == {""}
    assert "merge" not in {column.key for column in sheet.columns}
    assert "set instance_url in phone-audit.toml" in sheet.lead


def test_a_number_that_is_accepted_stands_last_and_is_ignored(tmp_path: Path) -> None:
    rows = [f"{name},,,{number},,,GB,{DAY},{CREATED}" for number in (ONE, TWO) for name in ("Ada Vane", "Ben Moss")]
    accepted = (Suppression(number=ONE, reason="Reception"), Suppression(rule="shadowed-record", reason="Known"))
    told = rows_of(audited_export(tmp_path, contact=rows, config=AuditConfig(suppress=accepted)), "Duplicates")
    assert told[["e164", "status"]].to_numpy().tolist() == [
        *([TWO, "To do"], [TWO, "To do"], [ONE, "Ignore"], [ONE, "Ignore"])
    ]


def test_only_whole_groups_are_on_a_sheet_that_is_cut(tmp_path: Path) -> None:
    numbers = [f"+4420794600{place:02d}" for place in range(40)]
    rows = [f"{name},,,{number},,,GB,{DAY},{CREATED}" for number in numbers for name in ("Ada Vane", "Bo", "Cy")]
    config = AuditConfig(report=ReportLimits(rows_per_sheet=100))
    sheet = sheet_of(audited_export(tmp_path, contact=rows, config=config), "Duplicates")
    assert (sheet.shown, sheet.total) == (99, 120)
    assert "the first 99 rows of 40 numbers on 120 rows" in sheet.lead
