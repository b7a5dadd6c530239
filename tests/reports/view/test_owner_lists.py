"""The lists by owner, from all findings of an org."""

from dataclasses import replace

import pytest

from audit.config.audit import ReportLimits
from audit.reports.view import owner_lists as lists
from audit.reports.view.build_view import build_view
from audit.result.results import Audit
from audit.tables.findings import FINDING_SHEETS


def ids(found: list[lists.OwnerList], name: str) -> list[str]:
    return sorted(
        finding_id
        for each in found
        for sheet in each.worksheets
        if sheet.name == name
        for finding_id in sheet.rows["finding_id"]
    )


def test_the_lists_of_all_owners_are_those_of_the_workbook(audited: Audit) -> None:
    found = list(lists.owner_lists(audited))
    whole = {sheet.name: sorted(sheet.rows["finding_id"]) for sheet in build_view(audited).worksheets[:4]}
    assert {name: ids(found, name) for name in FINDING_SHEETS} == whole


def test_rows_are_those_of_the_owner_and_the_lead_names_them(audited: Audit) -> None:
    for each in lists.owner_lists(audited):
        for sheet in each.worksheets:
            assert set(sheet.rows["owner"]) <= {each.owner if each.owner != lists.NO_OWNER else ""}
            assert sheet.lead.startswith(f"Records of {each.owner}: ")


def test_owners_taken_a_few_at_a_time_have_the_same_lists(audited: Audit, monkeypatch: pytest.MonkeyPatch) -> None:
    at_once = list(lists.owner_lists(audited))
    monkeypatch.setattr(lists, "_ROWS_AT_ONCE", 1)
    one_by_one = list(lists.owner_lists(audited))
    assert [each.owner for each in one_by_one] == [each.owner for each in at_once]
    for one, other in zip(one_by_one, at_once, strict=True):
        for sheet, same in zip(one.worksheets, other.worksheets, strict=True):
            assert sheet.rows.to_dict("list") == same.rows.to_dict("list")


def test_a_list_that_is_cut_says_of_how_many(audited: Audit) -> None:
    limits = ReportLimits.model_construct(rows_per_sheet=1)
    config = audited.config.model_copy(update={"report": limits})
    cut = [
        sheet
        for each in lists.owner_lists(replace(audited, config=config))
        for sheet in each.worksheets
        if sheet.shown < sheet.total
    ]
    assert cut
    assert all("Here are the first 1 rows of " in sheet.lead and f" {sheet.total} " in sheet.lead for sheet in cut)
