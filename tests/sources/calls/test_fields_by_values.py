from pathlib import Path

from audit.sources.calls.read_calls import read_calls, read_log_entries

CONTACT, LEAD, ACCOUNT = "0035Y00000000mPQAQ", "00Q5Y00000001CPUAY", "0015Y000000012yQAA"
LOG = "a0B5Y00000001IhUAI"
HEADER = "Id,aircall__Call_Type__c,aircall__Who__c,aircall__Company__c,aircall__Of_Line__c,aircall__Customer__c"


def rows(n: int) -> str:
    """Return log entries of ``n`` customers on one line."""
    return "".join(f"{LOG},Inbound,{CONTACT},{ACCOUNT},+33199009900,+1212555{n:04}\n" for n in range(100, 100 + n))


def test_lookups_and_numbers_of_unknown_names_are_told_by_their_values_and_said(tmp_path: Path) -> None:
    (tmp_path / "logs.csv").write_text(f"{HEADER}\n{rows(50)}", encoding="utf-8")
    log = read_calls(tmp_path / "logs.csv")
    assert (log.rows["raw"].tolist()[0], log.has_country_code, log.logged_by) == ("+12125550100", True, "id")
    assert log.rows.loc[0, ["logged_on", "logged_account", "line"]].tolist() == [CONTACT, ACCOUNT, "33199009900"]
    assert log.warnings == (
        "aircall__Who__c is read as the Contact or Lead: its values look like it.",
        "aircall__Company__c is read as the Account: its values look like it.",
        "aircall__Customer__c is read as the number of the other party: its values look like it.",
        "aircall__Of_Line__c is read as the company's line: its values look like it.",
    )


def test_a_number_that_comes_again_and_again_is_the_companys_line(tmp_path: Path) -> None:
    line = "".join(f"{LOG},{LEAD},+33199009900\n" for _ in range(50))
    (tmp_path / "logs.csv").write_text(f"Id,aircall__Who__c,aircall__Number__c\n{line}", encoding="utf-8")
    log = read_log_entries(tmp_path / "logs.csv")
    assert log.rows["raw"].isna().all()
    assert log.rows["line"].unique().tolist() == ["33199009900"]


def test_ids_of_calls_and_fields_of_others_are_no_numbers(tmp_path: Path) -> None:
    content = f"Id,WhoId,aircall__Ref__c,Digits__c\n{LOG},{CONTACT},2418000971,+12125550100\n"
    (tmp_path / "logs.csv").write_text(content, encoding="utf-8")
    assert read_log_entries(tmp_path / "logs.csv").rows["raw"].isna().all()


def test_few_customers_who_call_often_are_told_from_lines_where_another_field_has_the_lines(tmp_path: Path) -> None:
    calls = "".join(f"{LOG},+1212555{n % 60:04},+3319900990{n % 2}\n" for n in range(3000))
    (tmp_path / "logs.csv").write_text(f"Id,aircall__A__c,aircall__B__c\n{calls}", encoding="utf-8")
    log = read_calls(tmp_path / "logs.csv")
    assert log.rows.loc[0, ["raw", "line"]].tolist() == ["+12125550000", "33199009900"]


def test_a_field_is_the_other_partys_where_its_numbers_are_not_the_lines_of_call_disposition(tmp_path: Path) -> None:
    header = "Id,CallDisposition,aircall__A__c,aircall__B__c"
    calls = "".join(f'{LOG},"aircall, inbound, 33199009900",+12125550100,0033199009900\n' for _ in range(50))
    (tmp_path / "tasks.csv").write_text(f"{header}\n{calls}", encoding="utf-8")
    assert read_calls(tmp_path / "tasks.csv").rows.loc[0, ["raw", "line"]].tolist() == ["+12125550100", "33199009900"]
    without = calls.replace("+12125550100", "")
    (tmp_path / "tasks.csv").write_text(f"{header}\n{without}", encoding="utf-8")
    assert read_log_entries(tmp_path / "tasks.csv").rows["raw"].isna().all()


def test_numbers_without_their_country_code_are_read_in_the_default_region_and_said(tmp_path: Path) -> None:
    calls = "".join(f'{LOG},"aircall, inbound, 13325550100",(332) 555-0100,(212) 555-{n:04}\n' for n in range(50))
    (tmp_path / "logs.csv").write_text(f"Id,CallDisposition,aircall__A__c,aircall__B__c\n{calls}", encoding="utf-8")
    log = read_calls(tmp_path / "logs.csv")
    assert (log.rows.loc[0, "raw"], log.has_country_code) == ("(212) 555-0000", False)
    assert log.warnings[0] == (
        "aircall__B__c is read as the number of the other party, in the default region: its values look like it."
    )


def test_what_stands_where_the_number_is_hidden_does_not_hide_the_field(tmp_path: Path) -> None:
    calls = "".join(f"{LOG},{'Hidden' if n % 4 == 0 else f'+1212555{n:04}'}\n" for n in range(100))
    (tmp_path / "logs.csv").write_text(f"Id,aircall__A__c\n{calls}", encoding="utf-8")
    assert read_calls(tmp_path / "logs.csv").rows["raw"].tolist()[:2] == ["Hidden", "+12125550001"]


def test_dates_ids_and_durations_are_no_numbers(tmp_path: Path) -> None:
    values = ("2418000971", "2026-04-01", "2026-04-01 10:11:43", "00:10:34", "1,200", "20260401101143999999")
    header = ",".join(f"aircall__V{n}__c" for n, _ in enumerate(values))
    row = ",".join(f'"{value}"' for value in values)
    (tmp_path / "logs.csv").write_text(f"Id,WhoId,{header}\n{LOG},{CONTACT},{row}\n", encoding="utf-8")
    log = read_log_entries(tmp_path / "logs.csv")
    assert (log.rows["raw"].isna().all(), log.warnings) == (True, ())
