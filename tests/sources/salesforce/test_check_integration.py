from collections.abc import Callable, Mapping
from itertools import takewhile

import pytest

from audit.config.audit import AuditConfig
from audit.package_files import shipped
from audit.sources.salesforce import CheckReport, CheckRow, Org, check
from tests.fake_org import FakeOrg
from tests.fake_org import fault_actions as act
from tests.fake_org.generated_rows import generate
from tests.fake_org.settings import Settings

Start = Callable[..., FakeOrg]
Look = Callable[..., CheckReport]
N_CALLS = 900
IN_30_DAYS = range(N_CALLS // 4, N_CALLS // 2)


@pytest.fixture
def look(start_org: Start, log_in: Callable[..., Org]) -> Look:
    """Return a function that checks an org with calls of the last 90 days, on four lines."""

    def checked(lines: Mapping[str, str] | None = None, **settings: object) -> CheckReport:
        contents = generate(50, Settings(**settings), calls=N_CALLS)  # type: ignore[arg-type]
        return check(log_in(start_org(contents=contents, **settings)), AuditConfig(), lines)

    return checked


@pytest.fixture
def sample(start_org: Start, log_in: Callable[..., Org]) -> Callable[..., tuple[FakeOrg, Org]]:
    """Return a function that starts an org with the records of the sample, and logs in to it."""

    def started(**settings: object) -> tuple[FakeOrg, Org]:
        fake = start_org(shipped("sample_data"), **settings)
        return fake, log_in(fake)

    return started


def row(report: CheckReport, topic: str) -> CheckRow:
    return next(row for row in report.rows if row.topic == topic)


def said(report: CheckReport, topic: str) -> tuple[str, str]:
    found = row(report, topic)
    return found.standing, found.finding


def test_the_integrations_user_is_who_creates_its_tasks_and_is_told_from_the_login(look: Look) -> None:
    report = look()
    assert said(report, "Integration's user") == (
        "notice",
        (
            "Aircall Integration (aircall.integration@fernsprech.example) created 918 of the latest 918 Tasks of "
            "Aircall calls (100%); this login is another user, who may see more or less"
        ),
    )
    assert report.verdict.startswith("The audit can be made. For the integration, see Integration's user")
    assert report.passed


def test_a_login_that_is_the_integrations_user_is_told(sample: Callable[..., tuple[FakeOrg, Org]]) -> None:
    # the calls of the sample grow old: what is asked for is half a year
    hidden = {"Task": ["Type"], "Contact": ["MobilePhone"]}
    fake, org = sample(integration_user="Ada Muster", hidden=hidden)
    creator = {"CreatedById": "005Fk0000000001IAA", "CreatedBy": {"Name": "Ada Muster", "Username": "ada@x.example"}}
    rows = {"totalSize": 2, "done": True, "records": [creator, creator]}
    fake.fault("GET /query/?*CreatedBy.Name*", act.say_json(200, rows))
    report = check(org, AuditConfig())
    assert said(report, "Integration's user") == (
        "ok",
        "Ada Muster (ada@x.example), the user of this login: created 2 of the latest 2 Tasks of Aircall calls (100%)",
    )
    calls, numbers = "cannot read Task.Type, so it logs no call", "cannot read Contact.MobilePhone, so it does not find"
    assert said(report, "Integration's rights") == ("notice", f"{calls}; {numbers} the numbers there")


def test_the_rights_of_another_user_are_those_of_profile_and_permission_sets(look: Look) -> None:
    assert said(look(), "Integration's rights") == (
        "ok",
        "can read Task.Type and the phone fields of Contact, Lead, Account",
    )
    lacks = ["Task.Type", "Lead", "Contact.Phone"]
    calls, numbers = "cannot read Task.Type, so it logs no call", "cannot read Lead, Contact.Phone, so it does not find"
    assert said(look(integration_lacks=lacks), "Integration's rights") == (
        "notice",
        f"{calls}; {numbers} the numbers there",
    )


def test_rights_that_the_org_does_not_show_are_unknown(look: Look) -> None:
    assert said(look(may_view_setup=False), "Integration's rights") == (
        "unknown",
        'unknown: the org does not show this user the rights of others. It takes "View Setup and Configuration"',
    )


def test_without_tasks_the_aircall_logs_tell_the_user_and_log_only_is_said(look: Look) -> None:
    report = look(package="current", logging="Log only")
    assert "created 900 of the latest 900 Aircall Logs (100%)" in row(report, "Integration's user").finding
    standing, finding = said(report, "Calls logged")
    assert (standing, "0 Tasks" in finding) == ("notice", True)
    assert finding.endswith("Calls are logged as Aircall Log only: reports on Tasks miss them")
    lines = "+12125550190, +33199009900, +442079460990, +61255500990 among the latest 900 Aircall Logs. "
    assert row(report, "Lines").finding.startswith(lines)


def test_a_log_whose_fields_do_not_tell_the_line_leaves_it_unknown(look: Look) -> None:
    hidden = {"aircall__Aircall_AI__c": ["aircall__Line_Phone__c"]}
    assert row(look(package="current", logging="Log only", hidden=hidden), "Lines").standing == "unknown"


def test_calls_that_are_logged_as_both_are_said_and_so_are_those_of_the_log_alone(look: Look) -> None:
    both = {"package": "current", "logging": "Task and Log"}
    standing, finding = said(look(**both), "Calls logged")
    assert (standing, finding.endswith("Calls are logged as both")) == ("ok", True)
    assert number_of(finding, " Aircall Logs") in IN_30_DAYS
    alone = said(look(**both, hidden={"Task": ["aircall__Aircall_Log__c"]}), "Calls logged")
    assert alone[0] == "ok"


def test_aircall_logs_without_a_task_are_counted(sample: Callable[..., tuple[FakeOrg, Org]]) -> None:
    fake, org = sample(package="current")
    counts = {"*COUNT*FROM+Task*!=*": 70, "*COUNT*FROM+Task*": 90, "*COUNT*FROM+aircall__*": 100}
    for address, count in counts.items():
        fake.fault(
            f"GET /query/?{address.replace('!=', '%21%3D')}",
            act.say_json(200, {"totalSize": count, "done": True, "records": []}),
        )
    finding = "in the last 30 days: 90 Tasks, 100 Aircall Logs. 30 calls or messages are an Aircall Log only"
    assert said(check(org, AuditConfig()), "Calls logged") == ("notice", finding)


def test_tasks_that_everybody_creates_name_no_user_of_the_integration(
    sample: Callable[..., tuple[FakeOrg, Org]],
) -> None:
    fake, org = sample()
    people = [{"CreatedById": f"005Fk000000100{n}IAA", "CreatedBy": None} for n in (1, 2)]
    fake.fault("GET /query/?*CreatedBy.Name*", act.say_json(200, {"totalSize": 2, "done": True, "records": people}))
    finding = "unknown: 2 users created the latest 2 Tasks of Aircall calls"
    assert said(check(org, AuditConfig()), "Integration's user") == ("unknown", finding)


def test_tasks_that_cannot_be_told_apart_leave_the_integration_unknown(look: Look) -> None:
    report = look(hidden={"Task": ["CallDisposition"]})
    for topic in ("Integration's user", "Calls logged", "Lines"):
        assert row(report, topic).standing == "unknown", topic
    assert report.verdict == "The audit can be made."


def test_logs_that_tasks_lead_to_and_that_are_not_visible_are_said(look: Look) -> None:
    report = look(package="current", logging="Task and Log", hidden_objects=["aircall__Aircall_AI__c"])
    assert said(report, "Calls logged") == (
        "unknown",
        "unknown: Tasks lead to aircall__Aircall_AI__c (Aircall Log), which is not visible to this user",
    )


def test_what_the_org_refuses_is_unknown(sample: Callable[..., tuple[FakeOrg, Org]]) -> None:
    fake, org = sample(package="current")
    for address in ("GET /query/?*CreatedBy.Name*", "GET /query/?*COUNT*CreatedDate*"):
        fake.fault(address, act.say(400, "QUERY_TIMEOUT", "took too long"), times=None)
    report = check(org, AuditConfig())
    assert row(report, "Integration's user").standing == "unknown"
    assert said(report, "Calls logged") == (
        "unknown",
        "in the last 30 days: no Tasks that this user sees, no Aircall Logs that this user sees",
    )


def test_lines_that_have_no_call_are_named_where_aircalls_lines_are_known(look: Look) -> None:
    assert "set AIRCALL_API_ID and AIRCALL_API_TOKEN" in row(look(), "Lines").finding
    used = {"12125550190": "Sales", "442079460990": "Support", "33199009900": "Paris", "61255500990": "AU"}
    assert said(look(used), "Lines") == (
        "ok",
        "each of Aircall's 4 lines is among the latest 918 Tasks of Aircall calls",
    )
    assert said(look({**used, "33199009901": "New"}), "Lines") == (
        "notice",
        (
            "1 of Aircall's 5 lines is not among the latest 918 Tasks of Aircall calls: New (+33199009901). They may "
            "not be connected to Salesforce"
        ),
    )


def test_a_check_takes_a_handful_of_requests_and_exports_nothing(sample: Callable[..., tuple[FakeOrg, Org]]) -> None:
    fake, org = sample(package="current", logging="Task and Log")
    check(org, AuditConfig())
    assert len(fake.requests) <= 21
    assert not fake.jobs
    assert fake.writes == []


def number_of(finding: str, unit: str) -> int:
    """Return the number before ``unit``."""
    return int("".join(takewhile(str.isdigit, reversed(finding.split(unit, maxsplit=1)[0])))[::-1])
