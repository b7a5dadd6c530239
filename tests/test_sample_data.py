"""The invented org: found out by the audit to the last finding, and of nobody real."""

import csv
import re
import shutil
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from audit.config.audit import AuditConfig
from audit.findings.rule_texts import RULE_IDS
from audit.normalize.scalar import read_number
from audit.package_files import shipped
from audit.pipeline import run_audit
from audit.result.results import Audit
from audit.sources.csv.read_csv import read_csv
from audit.sources.records.record_ids import widened

SAMPLE_DATA = shipped("sample_data")
EXPORTED, QUARTER = datetime(2026, 6, 29, 6, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)
"""When the files were exported, as the story goes, and since when calls are at hand."""
ANONYMOUS = "anonymous"
NEEDS_A_LARGER_ORG = {"search-crowding"}
"""A number on more than 2,000 records, which an org of 1,000 does not have."""
NOW = datetime(2026, 6, 30, 6, 0, tzinfo=UTC)

RESERVED_FOR_FICTION = re.compile(
    r"""\+1[2-9]\d\d55501\d\d                                      # NANPA
    |\+44(2079460|1134960|1174960|1314960|1614960)\d{3}            # Ofcom, by city
    |\+44(9098790|3069990|8081570)\d{3}                            # Ofcom, premium rate, company-wide, freephone
    |\+49(3023125|4066969|8999998|6990009)\d{3}                    # Bundesnetzagentur, by city
    |\+49(17139200\d\d|176040690\d\d)                              # Bundesnetzagentur, mobile
    |\+33(19900|26191|35301)\d{4}                                  # ARCEP
    |\+61[237]5550\d{4}|\+6149157\d{4}|\+61130097570[789]          # ACMA
    |\+46(3139006\d\d|8465004\d\d|701740(60[5-9]|6[1-9]\d))        # PTS""",
    re.VERBOSE,
)


def rows_of(name: str) -> list[dict[str, str]]:
    with (SAMPLE_DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def audited(folder: Path) -> Audit:
    return run_audit(read_csv(folder, AuditConfig()), now=NOW).audit


@pytest.fixture(scope="module")
def result() -> Audit:
    return audited(SAMPLE_DATA)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str, str, str]]:
    """Return rule, record and field of what is found in the org with all cases that were added to it."""
    folder = tmp_path_factory.mktemp("sample")
    for name in ("Contact.csv", "Lead.csv", "Account.csv"):
        shutil.copy(SAMPLE_DATA / name, folder)
    for path in sorted((SAMPLE_DATA / "cases").glob("*.csv")):
        add_case(path, folder)
    findings = audited(folder).findings_table()[["rule_id", "record_id", "field"]].astype("str")
    return set(findings.fillna("").itertuples(index=False, name=None))


def add_case(path: Path, folder: Path) -> None:
    """Write the rows of a case into a file for each object, as an export has them."""
    rows = defaultdict(list)
    for row in rows_of(f"cases/{path.name}"):
        rows[row.pop("Object")].append(row)
    for sobject, of_object in rows.items():
        with (folder / f"{sobject}_{path.name}").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(of_object[0]))
            writer.writeheader()
            writer.writerows(of_object)


def expected_findings() -> set[tuple[str, str, str]]:
    rows = rows_of("expected_findings.csv")
    ids = widened(pa.array([row["record_id"] for row in rows], pa.large_string())).to_pylist()
    return {(row["rule_id"], record_id, row["field"]) for row, record_id in zip(rows, ids, strict=True)}


def test_every_rule_has_a_case_unless_it_needs_a_larger_org() -> None:
    with_case = {rule_id for rule_id, _, _ in expected_findings()}
    assert sorted(set(RULE_IDS) - with_case - NEEDS_A_LARGER_ORG) == [], "no case in sample_data/expected_findings.csv"
    assert sorted(with_case - set(RULE_IDS)) == [], "no such rule"


def test_the_audit_finds_all_that_is_expected(found: set[tuple[str, str, str]]) -> None:
    assert sorted(expected_findings() - found) == []


def test_the_audit_finds_nothing_by_accident(found: set[tuple[str, str, str]]) -> None:
    assert sorted(found - expected_findings()) == []


def test_every_finding_is_expected_once() -> None:
    assert len(expected_findings()) == len(rows_of("expected_findings.csv"))


def test_a_case_has_the_name_of_its_rule_and_records_of_its_own() -> None:
    taken = {row["Id"][:15] for name in ("Contact.csv", "Lead.csv", "Account.csv") for row in rows_of(name)}
    cases = {path.stem: rows_of(f"cases/{path.name}") for path in (SAMPLE_DATA / "cases").glob("*.csv")}
    assert set(cases) <= set(RULE_IDS)
    added = [row["Id"][:15] for rows in cases.values() for row in rows]
    assert len({*added, *taken}) == len(added) + len(taken)


def test_search_crowding_would_fire_if_an_import_gave_one_number_to_2001_leads(tmp_path: Path) -> None:
    folder = tmp_path / "larger"
    shutil.copytree(SAMPLE_DATA, folder)
    leads = (f"00Q5Y9999{n:06d},Visitor {n},+442079460000,GB,2026-05-05T05:05:05Z\n" for n in range(2_001))
    header = "Id,LastName,Phone,Country,LastModifiedDate\n"
    (folder / "Lead_trade_fair.csv").write_text(header + "".join(leads), encoding="utf-8")
    findings = audited(folder).findings_table()
    assert findings["rule_id"].eq("search-crowding").sum() == 1


def test_the_org_is_as_large_as_a_person_can_take_in(result: Audit) -> None:
    objects = result.results.source.objects
    assert {sobject: counts.audited for sobject, counts in objects.items()} == {
        "Contact": 590,
        "Lead": 185,
        "Account": 120,
        "PersonAccount": 60,
    }


def test_rows_out_of_scope_are_those_of_an_export(result: Audit) -> None:
    counts = result.results.source.objects
    assert counts["Contact"].out_of_scope["person_account_contact"] == 60
    assert counts["Lead"].out_of_scope["converted_lead"] == 20
    assert sum(of_object.out_of_scope.get("deleted", 0) for of_object in counts.values()) == 11


def test_readiness_is_middling(result: Audit) -> None:
    assert 0.45 < (result.results.scores.readiness or 0) < 0.65


def test_numbers_are_of_eight_regions(result: Audit) -> None:
    assert set(result.numbers["region"].dropna()) == {"US", "CA", "JM", "GB", "DE", "FR", "AU", "SE"}


def test_some_numbers_need_a_default_region(result: Audit) -> None:
    assert 5 < result.results.formats["needs_region"] < 20


@pytest.mark.parametrize(("name", "prefix"), [("Contact.csv", "003"), ("Lead.csv", "00Q"), ("Account.csv", "001")])
def test_ids_have_their_prefix_and_the_right_check_characters(name: str, prefix: str) -> None:
    ids = [row["Id"] for row in rows_of(name)]
    assert len(set(ids)) == len(ids)
    assert all(record_id.startswith(prefix) for record_id in ids)
    assert widened(pa.array([record_id[:15] for record_id in ids], pa.large_string())).to_pylist() == ids


def test_every_account_and_owner_that_a_contact_names_is_there() -> None:
    accounts = {row["Id"]: row for row in rows_of("Account.csv")}
    contacts = rows_of("Contact.csv")
    assert {row["AccountId"] for row in contacts} - {""} <= set(accounts)
    mirrors = {row["Id"]: row["AccountId"] for row in contacts if row["IsPersonAccount"] == "true"}
    people = {row["PersonContactId"]: row["Id"] for row in accounts.values() if row["IsPersonAccount"] == "true"}
    assert mirrors == people
    assert len({row["OwnerId"] for row in contacts}) == len({row["Owner.Name"] for row in contacts})


def test_every_readable_number_is_reserved_for_fiction(result: Audit) -> None:
    numbers = result.values["e164"].dropna()
    assert [number for number in numbers if not RESERVED_FOR_FICTION.fullmatch(number)] == []


def test_mail_addresses_are_of_domains_that_cannot_exist() -> None:
    addresses = [
        row[field]
        for name, field in (("Contact.csv", "Email"), ("Lead.csv", "Email"), ("Account.csv", "PersonEmail"))
        for row in rows_of(name)
    ]
    assert {address.partition("@")[2].rpartition(".")[2] for address in addresses if address} == {"example", "com"}
    assert {a.partition("@")[2] for a in addresses if a.endswith(".com")} == {"example.com"}


def test_no_record_is_younger_than_the_export_or_edited_before_it_was_created() -> None:
    exported = EXPORTED.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    for name in ("Contact.csv", "Lead.csv", "Account.csv"):
        dates = [(row["CreatedDate"], row["LastModifiedDate"]) for row in rows_of(name)]
        iso = [pair for pair in dates if pair[1].endswith("Z")]
        assert all(created <= modified <= exported for created, modified in iso)


def test_some_texts_are_hostile() -> None:
    names = {row["Name"] for name in ("Contact.csv", "Lead.csv", "Account.csv") for row in rows_of(name)}
    assert any(name.startswith("=HYPERLINK(") for name in names)
    assert any(name.startswith("<script>") for name in names)
    assert "=SUM Consulting Inc." in names


def test_calls_have_the_header_of_the_aircall_export_and_its_spellings() -> None:
    calls = rows_of("calls.csv")
    assert len(calls) == 400
    assert len(calls[0]) == 41
    assert list(calls[0])[:4] == ["line", "datetime (tz offset incl.)", "number timezone", "datetime (utc)"]
    assert list(calls[0])[-2:] == ["entry number", "ai voice agent transfer branch"]
    for call in calls:
        customer = call["from"] if call["direction"] == "inbound" else call["to"]
        assert customer.isdigit() or customer == ANONYMOUS
        assert customer == re.sub(r"[+ -]", "", call["customer number"])


def test_every_number_that_calls_is_valid_and_reserved_for_fiction() -> None:
    numbers = {f"+{call[end]}" for call in rows_of("calls.csv") for end in ("from", "to")} - {f"+{ANONYMOUS}"}
    assert {read_number(number, None).format for number in numbers} == {"e164"}
    assert [number for number in numbers if not RESERVED_FOR_FICTION.fullmatch(number)] == []


def test_calls_are_with_people_in_the_org_with_strangers_and_with_nobody_known(result: Audit) -> None:
    customers = [call["customer number"] for call in rows_of("calls.csv")]
    numbers = ["+" + re.sub(r"[+ -]", "", customer) for customer in customers if customer != ANONYMOUS]
    known = set(result.numbers["e164"])
    share = sum(number in known for number in numbers) / len(customers)
    assert 0.6 < share < 0.9
    assert 10 < customers.count(ANONYMOUS) < 40


def test_tasks_are_the_same_calls() -> None:
    calls, tasks = rows_of("calls.csv"), rows_of("tasks.csv")
    assert {"Id", "CallType", "aircall__External_Number__c", "WhoId", "WhatId"} < set(tasks[0])
    assert [(re.sub(r"[ -]", "", call["customer number"]), call["direction"]) for call in calls] == [
        (task["aircall__External_Number__c"], task["CallType"].lower()) for task in tasks
    ]


def test_every_task_that_belongs_to_a_record_belongs_to_one_of_the_org() -> None:
    tasks = rows_of("tasks.csv")
    ids = {name: {row["Id"] for row in rows_of(f"{name}.csv")} for name in ("Contact", "Lead", "Account")}
    assert {task["WhoId"] for task in tasks} <= ids["Contact"] | ids["Lead"] | {""}
    assert {task[field] for task in tasks for field in ("WhatId", "AccountId")} <= ids["Account"] | {""}
    assert sum(bool(task["WhoId"] or task["WhatId"]) for task in tasks) > len(tasks) / 2


def test_calls_fill_a_quarter_in_order_and_end_in_every_way() -> None:
    calls = rows_of("calls.csv")
    moments = [call["datetime (utc)"] for call in calls]
    assert moments == sorted(moments)
    days = sorted(call["datetime (tz offset incl.)"][:10] for call in calls)
    assert f"{QUARTER:%Y-%m-%d}" <= days[0] < "2026-04-08"
    assert "2026-06-22" < days[-1] < f"{EXPORTED:%Y-%m-%d}"
    assert {call["call type"] for call in calls} == {"Answered", "Missed", "Voicemail", "Abandoned", "Outbound"}


def test_a_record_that_the_integration_created_follows_a_call_from_its_number() -> None:
    calls = {(call["from"], call["datetime (utc)"][:10]) for call in rows_of("calls.csv")}
    created = [row for row in rows_of("Contact.csv") if row["LastName"] == "Aircall new contact"]
    living = [row for row in created if row["IsDeleted"] == "false"]
    assert len(living) == 14
    assert {(row["Phone"].removeprefix("+"), row["CreatedDate"][:10]) for row in living} <= calls
