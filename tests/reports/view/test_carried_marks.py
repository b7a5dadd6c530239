"""What people wrote, in its place in the lists, and in lists of its own where it has none."""

from dataclasses import replace
from typing import Any

import pandas as pd

from audit.reports.found_work import with_work as with_carried_work
from audit.reports.view.build_view import View, build_view
from audit.reports.view.carried_marks import BEYOND_SHEET, CLOSED_SHEET, sentence_of_work
from audit.reports.view.worksheets import Worksheet
from audit.result.results import Audit
from audit.tables.work import WORK
from tests.reports.typed_org import NOW, small_audit

GONE = "00000000000000ff"
EARLIER = pd.Timestamp("2026-01-01T00:00:00Z")


def marked(audit: Audit, *marks: dict[str, Any]) -> Audit:
    """Return ``audit`` with what people wrote about findings of it and about one that is gone."""
    nothing = dict.fromkeys(WORK.names, "") | {"status": "To do", "last_open": EARLIER, "closed": False}
    rows = pd.DataFrame([{**nothing, "is_finding": True, **mark} for mark in marks])
    return with_carried_work(audit, WORK.typed(rows))


def ids(audit: Audit) -> list[str]:
    return audit.findings_table()["finding_id"].tolist()


def sheet(view: View, name: str) -> Worksheet:
    (found,) = [worksheet for worksheet in view.worksheets if worksheet.name == name]
    return found


def rows_of(view: View, finding_id: str) -> list[tuple[str, ...]]:
    """Return the marks of a finding on every list."""
    return [
        tuple(row)
        for worksheet in view.worksheets
        if "status" in worksheet.rows
        for row in worksheet.rows.loc[
            worksheet.rows["finding_id"] == finding_id, ["status", "assignee", "comment"]
        ].to_numpy()
    ]


def test_marks_stand_on_every_list_that_has_the_finding() -> None:
    audit = small_audit()
    view = build_view(marked(audit, {"finding_id": ids(audit)[0], "status": "Done", "comment": "=ok"}))
    found = rows_of(view, ids(audit)[0])
    assert found
    assert set(found) == {("Done", "", "=ok")}


def test_what_is_gone_is_closed_with_the_day_when_it_was_last_there() -> None:
    view = build_view(marked(small_audit(), {"finding_id": GONE, "status": "Done", "record": "Ada Byrne"}))
    assert view.worksheets[-1].name == CLOSED_SHEET
    (row,) = sheet(view, CLOSED_SHEET).rows.to_dict("records")
    assert (row["record"], row["last_open"], row["finding_id"]) == ("Ada Byrne", "2026-01-01 00:00", GONE)


def test_what_is_open_was_last_open_in_this_audit() -> None:
    audit = small_audit()
    work = marked(audit, {"finding_id": ids(audit)[0], "status": "Done", "closed": True}).work
    assert work["last_open"].tolist() == [pd.Timestamp(NOW)]
    assert work["closed"].tolist() == [False]


def test_work_beyond_the_rows_of_its_list_has_a_list_of_its_own() -> None:
    audit = small_audit()
    carried = marked(audit, {"finding_id": ids(audit)[0], "status": "Done"})
    cut = replace(carried, work=carried.work.assign(finding_id=GONE))  # open, and on no list
    view = build_view(cut)
    assert sheet(view, BEYOND_SHEET).rows["status"].tolist() == ["Done"]
    assert CLOSED_SHEET not in {worksheet.name for worksheet in view.worksheets}


def test_an_action_keeps_its_marks() -> None:
    audit = small_audit()
    action_id = audit.results.actions[0].action_id
    view = build_view(marked(audit, {"finding_id": action_id, "status": "Doing", "assignee": "Bob"}))
    assert (view.actions[0].status, view.actions[0].assignee) == ("Doing", "Bob")
    assert not {BEYOND_SHEET, CLOSED_SHEET} & {worksheet.name for worksheet in view.worksheets}


def test_without_work_there_is_nothing_to_say() -> None:
    assert sentence_of_work(small_audit()) == ""
    assert build_view(small_audit()).work == ""


def test_what_is_marked_done_and_found_again_is_said_to_be_still_there() -> None:
    audit = small_audit()
    first, second, third, fourth, fifth = ids(audit)[:5]
    carried = marked(
        audit,
        {"finding_id": first, "status": "Done"},
        {"finding_id": second, "status": "Ignore"},
        {"finding_id": third, "status": "Doing"},
        {"finding_id": fourth, "status": "Warten"},
        {"finding_id": fifth, "status": "To do", "comment": "asked"},
        {"finding_id": audit.results.actions[0].action_id, "status": "Done"},
        {"finding_id": GONE, "status": "Done"},
    )
    assert sentence_of_work(carried) == (
        "1 of 8 done, 1 ignored. Carried over 7 marked rows: 1 closed (sheet “Closed”), "
        "2 marked Done are still there, 1 Ignore, 1 Doing, 1 To do, "
        "1 with another status"
    )


def test_a_row_marked_done_that_is_found_again_says_so_beside_its_status() -> None:
    audit = small_audit()
    action_id = audit.results.actions[0].action_id
    view = build_view(marked(audit, *({"finding_id": at, "status": "Done"} for at in (ids(audit)[0], action_id))))
    found = [sheet for sheet in view.worksheets if "check" in sheet.rows]
    assert found
    for each in found:
        keys = [column.key for column in each.columns]
        assert keys.index("check") == keys.index("status") + 1
        assert "Marked Done but still there: 1 row (column Check)." in each.lead
        assert each.rows.loc[each.rows["check"] != "", ["status", "check"]].to_numpy().tolist() == [
            ["Done", "Still there"]
        ]
    assert [action.check for action in view.actions if action.action_id == action_id] == ["Still there"]


def test_closed_says_whether_it_was_fixed_or_its_record_is_gone_and_since_when() -> None:
    audit = small_audit()
    there = audit.records["record_id"].iloc[0]
    work = marked(
        audit,
        {"finding_id": GONE, "status": "Done", "record_id": there},
        {"finding_id": "00000000000000fe", "status": "Done", "record_id": "003000000000000ZZZ"},
        {"finding_id": "00000000000000fd", "status": "Done", "record_id": there}
        | {"closed": True, "closed_at": EARLIER, "outcome": "record_gone"},
    )
    rows = sheet(build_view(work), CLOSED_SHEET).rows
    assert rows["outcome"].tolist() == ["Fixed", "Record gone", "Record gone"]
    assert rows["closed_at"].tolist()[1:] == [NOW.strftime("%Y-%m-%d %H:%M"), "2026-01-01 00:00"]
