import dataclasses
from typing import Any

import pandas as pd

from audit.config.audit import AuditConfig, ReportLimits
from audit.reports.view.build_view import build_view
from audit.reports.view.manual_task_sheet import PEOPLE_SHEET
from audit.reports.view.worksheets import Worksheet
from audit.tables.fixes import FOR_PEOPLE
from tests.reports.typed_org import INSTANCE, small_audit

TASK = {
    "finding_id": "00000000000000ff",
    "owner": "Mara Lind", "task": "merge", "severity": "error", "sobject": "Contact", "record_id": "", "field": "Phone",
    "raw": "+44 20 7946 0001", "e164": "+442079460001", "message": "Several records hold it.",
}  # fmt: skip


def sheet(*tasks: dict[str, Any], config: AuditConfig | None = None) -> Worksheet:
    """Return the sheet for people of the small org with these tasks."""
    audited = small_audit(config, instance_url=INSTANCE)
    ids = audited.records["record_id"]
    rows = [{**TASK, "record_id": ids[0], "related_record_id": ids[1], **task} for task in tasks]
    work = FOR_PEOPLE.typed(pd.DataFrame(rows, columns=FOR_PEOPLE.names))
    view = build_view(dataclasses.replace(audited, for_people=work))
    (found,) = [worksheet for worksheet in view.worksheets if worksheet.name == PEOPLE_SHEET]
    return found


def test_a_task_says_who_does_what_on_which_record() -> None:
    row = sheet({}).rows.iloc[0]
    assert row[["owner", "task", "record", "related", "status"]].tolist() == [
        *("Mara Lind", "Merge", "Ada Byrne", "Ben Okafor", "To do")
    ]
    assert row["how"].startswith("The records with the number are the same person")
    assert row["record_href"].startswith(INSTANCE)


def test_a_number_is_named_apart_from_what_is_stored_only_where_they_differ() -> None:
    rows = sheet({}, {"raw": "+442079460001"}).rows
    assert rows["number"].tolist() == ["+442079460001", ""]


def test_a_task_on_a_record_that_was_not_audited_is_named_by_its_id() -> None:
    row = sheet({"record_id": "00Q000000000999AAA", "related_record_id": None}).rows.iloc[0]
    assert (row["record"], row["related"]) == ("00Q000000000999AAA", "")


def test_a_long_list_is_cut_and_names_the_table_that_holds_all_of_it() -> None:
    config = AuditConfig(report=ReportLimits(rows_per_sheet=100))
    cut = sheet(*[{}] * 150, config=config)
    assert (cut.shown, cut.total) == (100, 150)
    assert "tables/for_people.parquet" in cut.lead


def test_with_nothing_to_do_the_sheet_says_so() -> None:
    assert sheet().lead.endswith("There are none.")
