from collections.abc import Callable
from pathlib import Path

import pytest

from audit.errors import UnreadableInputError, UsageError
from audit.sources.calls.read_calls import read_calls, read_log_entries
from audit.tables.calls import CallLog

AIRCALL = "direction,from,to,customer number\n"
CONTACT_15, CONTACT = "0035Y00000000mP", "0035Y00000000mPQAQ"
LEAD, ACCOUNT, OPPORTUNITY = "00Q5Y00000001CPUAY", "0015Y000000012yQAA", "0065Y000000012yQAA"


def log_of(tmp_path: Path, content: str | bytes) -> CallLog:
    path = tmp_path / "calls.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_calls(path)


def column(tmp_path: Path, content: str | bytes, name: str) -> list[str | None]:
    texts = log_of(tmp_path, content).rows[name]
    return texts.astype(object).where(texts.notna(), None).tolist()  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("header", "has_country_code"),
    [
        ("customer number", True),
        ("Customer Number", True),
        ("raw_digits", True),
        ("aircall__External_Number__c", True),
        ("Caller", False),
        ("phone_number", False),
        ("Number", False),
    ],
)
def test_the_number_is_found_by_the_names_of_aircall_salesforce_and_people(
    tmp_path: Path, header: str, *, has_country_code: bool
) -> None:
    log = log_of(tmp_path, f"line,{header}\nSales,+12125550100\n")
    assert log.rows["raw"].tolist() == ["+12125550100"]
    assert log.has_country_code is has_country_code


def test_the_column_of_aircall_counts_before_one_of_somebody_else(tmp_path: Path) -> None:
    assert column(tmp_path, "number,raw_digits\n+12125550199,+12125550100\n", "raw") == ["+12125550100"]


def test_without_a_customer_number_it_is_the_end_that_is_not_the_companys(tmp_path: Path) -> None:
    rows = "inbound,12125550100,13325550100,\noutbound,13325550100,12125550101,\n"
    assert column(tmp_path, AIRCALL + rows, "raw") == ["12125550100", "12125550101"]
    assert log_of(tmp_path, "from,to,direction\n1,2,inbound\n").has_country_code
    assert column(tmp_path, "from,to,direction\n1,2,outbound\n3,4,\n", "raw") == ["2"]


@pytest.mark.parametrize("header", ["From Number,To Number", "caller,callee"])
def test_other_usual_names_of_the_two_ends_are_known(tmp_path: Path, header: str) -> None:
    log = log_of(tmp_path, f"{header},direction\n12125550100,2,inbound\n")
    assert (log.rows["raw"].tolist(), log.has_country_code) == (["12125550100"], False)


def test_the_customer_number_counts_before_from_and_to(tmp_path: Path) -> None:
    assert column(tmp_path, AIRCALL + "inbound,1,2,+1 212-555-0100\n", "raw") == ["+1 212-555-0100"]


@pytest.mark.parametrize("content", ["from,to\n1,2\n", "direction,from\ninbound,1\n"])
def test_from_and_to_without_direction_are_no_number(tmp_path: Path, content: str) -> None:
    with pytest.raises(UnreadableInputError, match="from and to beside direction"):
        log_of(tmp_path, content)


def test_directions_are_read_in_usual_spellings(tmp_path: Path) -> None:
    content = "CallType;Phone\nInbound;1\nOUTGOING;1\n incoming ;1\nUnsure;1\n;1\n"
    assert column(tmp_path, content, "direction") == ["inbound", "outbound", "inbound", None, None]


def test_calls_whose_direction_is_not_understood_are_left_out_and_named_with_their_count(tmp_path: Path) -> None:
    log = log_of(tmp_path, "direction,from,to\nEntrant,1,2\nSortant,2,3\nUnsure,2,4\nUnsure,2,4\n,5,2\n")
    assert log.rows["raw"].tolist() == ["1", "3"]
    (warning,) = log.warnings
    assert warning == (
        "The direction of 3 of 5 calls in calls.csv is not understood (“Unsure” 2, empty 1): 3 are left out, as "
        "it is not clear which end is the caller."
    )
    assert log.set_aside == {"no_direction": 3}


def test_a_call_with_a_number_of_its_own_stays_whatever_its_direction_says(tmp_path: Path) -> None:
    log = log_of(tmp_path, AIRCALL + "Unsure,1,2,+12125550100\ninbound,1,2,+12125550100\n")
    assert log.rows["direction"].isna().tolist() == [True, False]
    assert log.warnings[0].endswith("(“Unsure” 1): they count as neither inbound nor outbound.")


def test_a_list_in_which_no_direction_is_understood_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInputError, match="no call can be read"):
        log_of(tmp_path, "direction,from,to\nA,1,2\nB,3,4\n")


def test_a_direction_that_may_be_a_number_is_not_repeated(tmp_path: Path) -> None:
    log = log_of(tmp_path, "direction,from,to\ninbound,1,2\n+12125550100,1,2\n")
    assert "a text with digits 1" in log.warnings[0]


def test_a_contact_in_a_list_of_the_api_is_no_log_entry(tmp_path: Path) -> None:
    names = "contact.first_name,contact.last_name"
    assert log_of(tmp_path, f"direction,raw_digits,{names}\ninbound,+1,Ana,Brook\n").logged_by is None
    assert log_of(tmp_path, "customer number,contact name\n+1,Ana Brook\n").logged_by == "name"


def test_an_export_of_aircall_logs_is_read_by_its_field_names(tmp_path: Path) -> None:
    header = (
        "aircall__Call_Type__c,aircall__External_Number__c,aircall__Contact__c,aircall__Lead__c,aircall__Account__c"
    )
    log = log_of(tmp_path, f"{header}\nInbound,+12125550100,{CONTACT_15},,{ACCOUNT}\nOutbound,+12125550101,,{LEAD},\n")
    assert log.rows["direction"].tolist() == ["inbound", "outbound"]
    assert log.rows["logged_on"].tolist() == [CONTACT, LEAD]
    assert log.rows["logged_account"].tolist()[0] == ACCOUNT


def test_without_a_direction_column_no_call_has_one(tmp_path: Path) -> None:
    assert column(tmp_path, "phone\n+12125550100\n", "direction") == [None]


@pytest.mark.parametrize(
    ("header", "cells", "logged_on", "logged_account"),
    [
        ("WhoId", CONTACT_15, CONTACT, None),
        ("Who Id,WhatId", f"{LEAD},", LEAD, None),
        ("WhoId,WhatId", f",{ACCOUNT}", ACCOUNT, ACCOUNT),
        ("WhoId,WhatId,AccountId", f"{CONTACT},{OPPORTUNITY},{ACCOUNT}", CONTACT, ACCOUNT),
        ("WhoId,WhatId", f",{OPPORTUNITY}", None, None),
        ("Contact ID,Lead ID", f",{LEAD}", LEAD, None),
        ("record_id", ACCOUNT, ACCOUNT, ACCOUNT),
        ("contact.id", "123456789", None, None),
        ("WhoId", "0055Y000000012yQAA", None, None),
    ],
)
def test_the_record_of_the_log_entry_is_a_contact_lead_or_account(
    tmp_path: Path, header: str, cells: str, logged_on: str | None, logged_account: str | None
) -> None:
    content = f"phone,{header}\n+12125550100,{cells}\n"
    assert column(tmp_path, content, "logged_on") == [logged_on]
    assert column(tmp_path, content, "logged_account") == [logged_account]


@pytest.mark.parametrize(
    ("header", "cells", "by"),
    [
        ("WhoId", CONTACT, "id"),
        ("WhoId,contact name", f"{CONTACT},Ada", "id"),
        ("contact.id,contact.first_name,contact.last_name", "77,Ada,Byrne", "name"),
        ("contact name", "Ada Byrne", "name"),
        ("contact name", "", None),
        ("WhoId", "", None),
        ("line", "Sales", None),
    ],
)
def test_it_says_how_the_log_names_records(tmp_path: Path, header: str, cells: str, by: str | None) -> None:
    assert log_of(tmp_path, f"phone,{header}\n+12125550100,{cells}\n").logged_by == by


def test_the_parts_of_a_name_make_one(tmp_path: Path) -> None:
    content = "phone,contact.last_name,contact.first_name\n1,Byrne,Ada\n1,Byrne,\n1,,\n"
    assert column(tmp_path, content, "logged_name") == ["Ada Byrne", "Byrne", None]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encodings_and_delimiters_are_those_of_the_exports(tmp_path: Path, encoding: str, delimiter: str) -> None:
    content = delimiter.join(['"Kunde: Grün"', "raw_digits"]) + "\r\n" + delimiter.join(["Ü", "+12125550100"]) + "\r\n"
    assert column(tmp_path, content.encode(encoding), "raw") == ["+12125550100"]


def test_a_header_alone_is_no_call(tmp_path: Path) -> None:
    log = log_of(tmp_path, AIRCALL)
    assert (len(log.rows), log.logged_by) == (0, None)


def test_a_broken_row_is_left_out_and_named_by_its_line_not_by_what_it_says(tmp_path: Path) -> None:
    log = log_of(tmp_path, "phone,line\n" + "+12125550100,a\n" * 200 + "+12125550101\n")
    assert len(log.rows) == 200
    assert log.warnings == ("calls.csv, line 202: 1 of 201 rows have too many or too few fields and are left out.",)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "calls.csv is empty"),
        (
            b"Id,Subject\n1,Call\n",
            "calls.csv has no column with the number of the other party. Name it customer number",
        ),
        (bytes(range(256)) * 40, "calls.csv is not text"),
        (b"PK\x03\x04 and more", "Excel workbook or a zip"),
        (b'{"calls": [', "is cut off or no JSON: line 1"),
        (b"phone,phone\n1,2\n", "the column phone twice"),
        (b'phone\n"+12125550100\n' + b"+12125550101\n" * 9, "a quotation mark in it is never closed"),
    ],
)
def test_what_is_no_call_history_is_an_error_without_personal_data(
    tmp_path: Path, content: bytes, message: str
) -> None:
    with pytest.raises(UnreadableInputError, match=message) as failure:
        log_of(tmp_path, content)
    assert "2125550" not in str(failure.value)


@pytest.mark.parametrize("name", ["nowhere.csv", "."])
def test_a_path_that_is_no_file_is_a_usage_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="There is no file"):
        read_calls(tmp_path / name)


def test_progress_is_told_how_many_calls_are_read(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    path.write_text("phone\n1\n2\n")
    told: list[tuple[str, int]] = []
    read_calls(path, None, lambda label, n_rows: told.append((label, n_rows)))
    assert told[-1] == ("calls.csv", 2)


@pytest.mark.parametrize("header", ["Id,Phone,MobilePhone", "Id,Name,Phone,Fax", "Id,Phone,IsPersonAccount"])
def test_a_file_of_records_is_not_read_as_calls(tmp_path: Path, header: str) -> None:
    with pytest.raises(UnreadableInputError, match=r"calls\.csv lists records, not calls\. Give the calls"):
        log_of(tmp_path, f"{header}\n{CONTACT},+12125550100,\n")


def test_calls_and_their_log_entries_in_one_folder_are_refused_as_each_call_would_count_twice(tmp_path: Path) -> None:
    (tmp_path / "calls.csv").write_text("customer number\n+12125550100\n")
    (tmp_path / "tasks.csv").write_text(f"WhoId,aircall__External_Number__c\n{CONTACT},+12125550100\n")
    with pytest.raises(UnreadableInputError) as raised:
        read_calls(tmp_path)
    assert str(raised.value).endswith(
        "has calls (calls.csv) and log entries of Salesforce (tasks.csv): the same calls would count twice. Give the "
        f"log beside the calls: phone-audit replay {tmp_path / 'calls.csv'} --log {tmp_path / 'tasks.csv'}"
    )


TASKS = f"""Id,WhoId,CallDisposition,aircall2gp__Log__c
00T5Y00000001IhUAI,{CONTACT},Inbound answered call on Sales (+13325550100),a0B5Y00000001IhUAI
00T5Y00000001IoUAI,{LEAD},Inbound answered call on Sales (+13325550100),
"""
LOGS = """Id,aircall2gp__External_Number__c
a0B5Y00000001IhUAI,+12125550100
a0B5Y00000001IvUAI,+12125550101
"""


@pytest.mark.parametrize("read", [read_calls, read_log_entries])
def test_tasks_and_aircall_logs_in_one_folder_are_joined_by_the_field_that_leads_from_one_to_the_other(
    tmp_path: Path, read: Callable[[Path], CallLog]
) -> None:
    (tmp_path / "Aircall Log.csv").write_text(LOGS)
    (tmp_path / "Task.csv").write_text(TASKS)
    log = read(tmp_path)
    rows = log.rows[["entry_id", "raw", "logged_on"]].astype(object)
    assert rows.where(rows.notna(), None).to_numpy().tolist() == [
        ["00T5Y00000001IhUAI", "+12125550100", CONTACT],
        ["00T5Y00000001IoUAI", None, LEAD],
        ["a0B5Y00000001IvUAI", "+12125550101", None],
    ]
    assert log.set_aside == {"duplicate": 1}
    assert "aircall2gp__Log__c is read as the Aircall Log of the Task: its values look like it." in log.warnings


def test_tasks_and_aircall_logs_that_nothing_joins_are_not_counted_twice(tmp_path: Path) -> None:
    (tmp_path / "Aircall Log.csv").write_text(LOGS)
    (tmp_path / "Task.csv").write_text(TASKS.replace("a0B5Y00000001IhUAI", ""))
    log = read_log_entries(tmp_path)
    assert log.rows["entry_id"].str.startswith("00T").all()
    assert any("2 Aircall Logs are left out" in warning for warning in log.warnings)
