import csv
import json
from pathlib import Path

import pytest

from audit.reports.results_json import json_document
from audit.reports.table_files import write_private_csv
from audit.reports.text.replay_summary import replayed_lines
from audit.reports.view import labels
from audit.result.replay import Verdict
from audit.tables.calls import CALL_OUTCOMES, CALLED, LOG_STATUSES, SET_ASIDE, LogJoin, SilentCalls
from tests.replay.replays import Call, call, replay, stored
from tests.typed_org import contact, id_of, lead

A, B, SHARED, STRANGER = (f"+1212555010{n}" for n in range(4))
ADA, ANN, BEN, LEN = *(id_of("Contact", key) for key in ("ada", "ann", "ben")), id_of("Lead", "len")
HOW_TO_GO_ON = (
    "How to fix: phone-audit rules RULE_ID (in brackets). Why a call reaches that record: phone-audit explain NUMBER."
)
NO_FORECAST = (
    "No forecast of the records that Aircall will create: the report does not say when records were created. "
    "Run phone-audit run again with CreatedDate and CreatedById in the export."
)

REPORT = stored(
    contact("ada", phone=A, name="Ada Byrne"),
    contact("ben", phone="(212) 555-0101", name="Ben\x1b[31m Okafor"),
    contact("ann", phone="(212) 555-0102"),
    lead("len", phone=SHARED, name="Len Vane"),
    findings=[{"rule_id": "not-e164", "e164": B}],
)
CALLS = [call(A), call(A), call(B), call(B), call(B, direction="outbound"), call(STRANGER), call(None)]


def lines(*calls: Call, by: str | None = None, top: int = 10) -> list[str]:
    return list(replayed_lines(replay(REPORT, *calls, by=by, top=top).figures))


def test_every_code_has_its_word() -> None:
    assert tuple(labels.CALL_OUTCOME_LABELS) == CALL_OUTCOMES
    assert tuple(labels.LOG_STATUS_LABELS) == LOG_STATUSES
    assert tuple(labels.SET_ASIDE_LABELS) == SET_ASIDE
    assert set(labels.NO_RULE) <= set(CALL_OUTCOMES)


def of_contacts(*calls: Call) -> list[str]:
    told = lines(*calls)
    return told[told.index(next(line for line in told if line.startswith("Contact in Aircall"))) :]


def test_contacts_in_aircall_are_shown_by_what_contact_sync_does() -> None:
    assert of_contacts(call(A, has_contact="true"), call(A, has_contact="true"), call(B, has_contact="false")) == [
        "Contact in Aircall, by Contact Sync  calls  with one  numbers  with one  share  95% interval",
        "  Syncs                                  2         2        1         1   100%   21% to 100%",
        "  Not in E.164                           1         0        1         0     0%     0% to 79%",
        "Cannot tell whether Contact Sync works as this report says: the shares do not differ clearly.",
        "It is not known whether these contacts include those that the integration made.",
    ]


MORE = (
    "Numbers that sync have a contact more often (100%, 95% interval 84% to 100%) than those that do not "
    "(0%, 95% interval 0% to 16%): as this report says."
)
LESS = (
    "Numbers that sync have a contact less often (0%, 95% interval 0% to 16%) than those that do not "
    "(100%, 95% interval 84% to 100%): not as this report says."
)


@pytest.mark.parametrize(("syncs", "others", "says"), [("true", "false", MORE), ("false", "true", LESS)])
def test_what_contacts_show_is_said_where_the_shares_are_far_apart(syncs: str, others: str, says: str) -> None:
    numbers = [f"+1212555{n:04}" for n in range(110, 150)]
    texts = [e164 if n < 20 else f"(212) 555-{e164[8:]}" for n, e164 in enumerate(numbers)]
    report = stored(*(contact(f"c{n}x", phone=text) for n, text in enumerate(texts)))
    calls = [call(e164, has_contact=syncs if n < 20 else others) for n, e164 in enumerate(numbers)]
    assert says in list(replayed_lines(replay(report, *calls).figures))


def test_nothing_is_said_of_contacts_that_no_call_tells_of() -> None:
    assert not [line for line in lines(*CALLS) if "Contact in Aircall" in line]


def test_the_summary_of_calls_without_log_entries() -> None:
    assert lines(*CALLS) == [
        "7 calls with 3 numbers: 6 inbound, 1 outbound",
        "Readiness by calls 40.0% (by numbers 50.0%): logged on the right record, and the contact syncs",
        "  of the calls on numbers that a record has",
        "",
        "Which record gets the calls  calls  share  numbers",
        "  Right record                   5  71.4%        2",
        "  No record has it               1  14.3%        1",
        "  Number hidden                  1  14.3%        0",
        "",
        "Contact Sync, of the calls that reach a record  calls  share  numbers",
        "  Syncs                                             2  40.0%        1",
        "  Not in E.164                                      3  60.0%        1",
        "",
        "What to fix first: the numbers that are not ready and have most calls, 2 of 2",
        f"  3  {B}  the Contact Ben⟨U+001B⟩[31m Okafor ({BEN}) · Right record · Not in E.164",
        "       The number is not stored in E.164 (not-e164)",
        f"  1  {STRANGER}  No record has it",
        "       No record has this number: add it to the caller's record, in E.164.",
        HOW_TO_GO_ON,
        "",
        NO_FORECAST,
    ]


def test_the_summary_of_log_entries() -> None:
    summary = lines(call(A, logged_on=ADA), *[call(SHARED, logged_on=LEN)] * 2, call(SHARED), by="id")
    start = summary.index("Where calls with a number were logged        calls  share")
    assert summary[start:] == [
        "Where calls with a number were logged        calls  share",
        "  On the record that the report names            1  25.0%",
        "  On another record                              2  50.0%",
        "  Nowhere, though the report names a record      1  25.0%",
        "The report has the records as they were on the day of the audit; they may have been different before.",
        "",
        "How Aircall searches: explained  clean calls  numbers  share  95% interval  all calls",
        "  Exact format                             0        0    n/a                        2",
        "  Same digits                              0        0    n/a                        2",
        "  Any format                               0        0    n/a                        0",
        "  all on which they differ                 0        0                               3",
        (
            "Explained: logged where this way to search leads. Of 4 calls compared: no date 4. Clean: no record "
            "concerned was edited since."
        ),
        "Cannot tell: calls without a time, or records without LastModifiedDate or tied, show nothing.",
        "",
        "Logged on another record, the entries with most calls, 1 of 1",
        f"  2 calls  {SHARED}  logged on {LEN}, the report names {ANN}; explained by: Exact format, Same digits",
    ]


def test_it_says_when_the_calls_tell_nothing_about_the_search() -> None:
    dated = stored(contact("ada", phone=A, last_modified="2026-01-01"))
    figures = replay(dated, call(A, logged_on=ADA, started_at="2026-02-01"), by="id").figures
    assert list(replayed_lines(figures))[-1].startswith("Cannot tell: all ways to search agree")


def test_it_says_nothing_about_the_search_when_no_reading_explains_anything() -> None:
    (last,) = lines(call(SHARED, logged_on=BEN), by="id")[-1:]
    assert last.endswith("explained by: no way to search")


def test_log_entries_of_calls_without_a_number_are_no_table() -> None:
    assert not any("were logged" in line for line in lines(call(None, logged_on=ADA), by="id"))


def test_no_calls_are_told_in_figures_alone() -> None:
    assert lines()[0] == "0 calls with 0 numbers: 0 inbound, 0 outbound"
    assert "n/a" in lines()[1]
    assert len(lines()) == 3


def test_a_record_without_a_name_is_shown_as_that() -> None:
    assert any("the Contact without a name" in line for line in lines(call(SHARED)))


def test_warnings_are_notes() -> None:
    assert lines(call(None, format="scientific"))[1].startswith("Note: 1 number was destroyed by a spreadsheet")


def test_lists_are_cut_and_say_so() -> None:
    assert any(line.endswith("1 of 2") for line in lines(*CALLS, top=1))
    assert not any("fix first" in line for line in lines(*CALLS, top=0))


def test_the_json_holds_every_figure() -> None:
    document = json.loads(json_document(replay(REPORT, *CALLS).figures))
    assert document["readiness_by_calls"] == pytest.approx(0.4)
    assert document["trouble"][0]["reasons"][0]["finding_ids"] == ["f0"]


def test_the_file_has_a_row_for_every_number(tmp_path: Path) -> None:
    write_private_csv(CALLED, replay(REPORT, *CALLS).called, tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == CALLED.names
    assert [(row["e164"], row["calls"], row["outcome"]) for row in rows] == [
        (B, "3", "clear"),
        (A, "2", "clear"),
        (STRANGER, "1", "no_record"),
        ("", "1", "anonymous"),
    ]


def test_entries_on_records_that_are_gone_tell_nothing_about_the_search() -> None:
    summary = lines(call(A, logged_on=id_of("Contact", "gone")), by="id")
    assert any(line.startswith("  On a record that was not audited ") for line in summary)
    assert not any("How Aircall searches" in line for line in summary)


def test_what_is_not_counted_is_told() -> None:
    summary = lines(call(A, line="12125550109"), call("+12125550109"))
    assert summary[:2] == [
        "1 call with 1 number: 1 inbound, 0 outbound",
        "Not counted: calls with your own lines 1",
    ]


@pytest.mark.parametrize(
    ("verdict", "sentence"),
    [
        (
            Verdict(policy="digits", left=["digits"], why=None, numbers_needed=None),
            "Same digits: explains more numbers than the others do, with 99% confidence.",
        ),
        (
            Verdict(policy=None, left=["exact", "digits"], why="too_few", numbers_needed=7),
            (
                "Cannot tell yet: Exact format or Same digits. About 7 more numbers would decide. Give the calls of a "
                "longer time, or ask the org: phone-audit probe."
            ),
        ),
        (
            Verdict(policy=None, left=["any"], why="too_few", numbers_needed=None),
            "Cannot tell yet: Any format. Give the calls of a longer time, or ask the org: phone-audit probe.",
        ),
        (
            Verdict(policy=None, left=[], why="none_fits", numbers_needed=None),
            "None of these: no way to search explains half of the numbers on which they differ.",
        ),
    ],
)
def test_the_verdict_is_one_sentence(verdict: Verdict, sentence: str) -> None:
    figures = replay(REPORT, call(SHARED, logged_on=LEN), by="id").figures
    assert figures.logged is not None
    logged = figures.logged.model_copy(update={"verdict": verdict, "disagreements": []})
    assert list(replayed_lines(figures.model_copy(update={"logged": logged})))[-1] == sentence


def test_the_match_of_calls_and_log_entries_is_told_with_what_may_be_behind_gaps() -> None:
    join = LogJoin(
        entries=9, by_call_id=5, by_circumstances=2, ambiguous=1, no_entry=6, entries_without_call=2,
        offset_seconds=0, duration=None,
        silent=(SilentCalls("line", "33199009900", 5), SilentCalls("kind", "inbound unanswered", 6)),
    )  # fmt: skip
    figures = replay(REPORT, call(A)).figures.model_copy(update={"join": join})
    summary = list(replayed_lines(figures))
    assert summary[
        summary.index("9 log entries: matched by call id 5, by line and time 2, without a call here 2") :
    ] == [
        "9 log entries: matched by call id 5, by line and time 2, without a call here 2",
        "  1 call may have one of several entries: not compared",
        "  6 calls without an entry: line not connected, such calls not logged, or logged to Aircall Log only",
        "    line +33199009900: none of 5 calls has an entry",
        "    inbound unanswered calls: none of 6 calls has an entry",
    ]


def test_calls_that_created_a_record_though_there_was_one_are_told() -> None:
    figures = replay(REPORT, call(SHARED, logged_on=LEN), by="id").figures
    assert figures.logged is not None
    logged = figures.logged.model_copy(update={"created_decisive": 2})
    sentence = "2 calls created a record although another had the number: that one was not found."
    assert sentence in list(replayed_lines(figures.model_copy(update={"logged": logged})))


def test_it_is_told_when_logging_seems_to_edit_records() -> None:
    figures = replay(REPORT, call(SHARED, logged_on=LEN), by="id").figures
    assert figures.logged is not None
    logged = figures.logged.model_copy(update={"edited_by_logging": 0.9})
    summary = list(replayed_lines(figures.model_copy(update={"logged": logged})))
    assert any(line.startswith("90.0% of the records were last edited within an hour of a call") for line in summary)
