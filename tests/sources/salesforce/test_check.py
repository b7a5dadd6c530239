from collections.abc import Callable

import pytest

from audit.config.audit import AuditConfig
from audit.errors import ExitCode, LoginRefusedError
from audit.sources.salesforce import CheckReport, CheckRow, Org, check
from tests.fake_org import FakeOrg
from tests.fake_org import fault_actions as act

Start = Callable[..., FakeOrg]


@pytest.fixture
def checked(log_in: Callable[..., Org]) -> Callable[[FakeOrg], CheckReport]:
    return lambda fake: check(log_in(fake), AuditConfig())


def row(report: CheckReport, topic: str) -> CheckRow:
    return next(row for row in report.rows if row.topic == topic)


def test_a_check_tells_login_org_version_and_what_is_left_of_the_day(start: Start, checked: Callable) -> None:
    report = checked(start())
    assert row(report, "Login").finding == "client credentials, as ada.muster@fernsprech.example"
    assert "Fernsprech & Töchter" in row(report, "Org").finding
    assert "Enterprise Edition, production" in row(report, "Org").finding
    assert row(report, "API version").finding == "62.0"
    assert row(report, "API requests left").finding.endswith("of 100,000 in 24 hours")


def test_a_check_exports_nothing(start: Start, checked: Callable) -> None:
    fake = start()
    checked(fake)
    assert not fake.jobs
    assert {entry.method for entry in fake.requests if "/data/" in entry.path} == {"GET"}


def test_an_org_that_shows_everything_passes(start: Start, checked: Callable) -> None:
    report = checked(start(all_fields=True))
    assert report.passed
    assert report.exit_code == ExitCode.DONE
    assert report.verdict == "The audit can be made."
    assert row(report, "Contact records").finding == "about 59"


def test_hidden_fields_are_a_warning(start: Start, checked: Callable) -> None:
    report = checked(start(all_fields=True, hidden={"Contact": ["HomePhone"], "Task": ["Type"]}))
    assert "not visible: HomePhone" in row(report, "Contact phone fields").finding
    assert "logs no call" in row(report, "Task.Type").finding
    assert report.verdict.endswith("see Contact phone fields, Task.Type.")
    assert report.passed


def test_person_accounts_are_told_with_their_fields(start: Start, checked: Callable) -> None:
    report = checked(start(all_fields=True, person_accounts=True))
    assert row(report, "Person Accounts").finding == "on"
    assert "PersonMobilePhone" in row(report, "PersonAccount phone fields").finding


def test_custom_phone_fields_and_the_vendors_objects_are_listed(start: Start, checked: Callable) -> None:
    report = checked(start(package="current"))
    assert row(report, "Custom phone fields").finding == "Contact.Direct_Phone__c"
    fields = ", ".join(f"Task.aircall__{name}__c" for name in ("Aircall_Log", "Number_Name", "SMS_Direction"))
    assert row(report, "Integration's objects and fields").finding == f"aircall__Aircall_AI__c, {fields}"


def test_long_lists_say_how_much_more_there_is(start: Start, checked: Callable) -> None:
    fake = start()
    objects = {"sobjects": [{"name": f"aircall__Object_{n}__c"} for n in range(10)]}
    fake.fault("GET /sobjects", act.say_json(200, objects))
    assert row(checked(fake), "Integration's objects and fields").finding.endswith("and 2 more")


def test_no_visible_phone_field_fails(start: Start, checked: Callable) -> None:
    hidden = {"Contact": ["Phone", "MobilePhone"], "Lead": ["Phone"], "Account": ["Phone"]}
    report = checked(start(hidden=hidden))
    assert row(report, "Phone fields").standing == "failed"
    assert report.exit_code == ExitCode.LOGIN_REFUSED


def test_no_visible_object_fails(start: Start, checked: Callable) -> None:
    fake = start()
    fake.fault("GET /sobjects/*/describe", act.say_json(200, {"queryable": False, "fields": []}), times=None)
    report = checked(fake)
    assert not report.passed
    assert "View All Data" in row(report, "Objects").finding


def test_one_object_that_is_not_visible_is_a_warning(start: Start, checked: Callable) -> None:
    fake = start()
    fake.fault("GET /sobjects/Lead/describe", act.say(404, "NOT_FOUND", "no"))
    assert row(checked(fake), "Objects").standing == "warning"


def test_a_login_that_is_not_accepted_is_an_error(start: Start, checked: Callable) -> None:
    with pytest.raises(LoginRefusedError):
        checked(start(api_enabled=False))


def test_a_refusal_of_an_object_fails(start: Start, checked: Callable) -> None:
    fake = start()
    fake.fault("GET /sobjects/Contact/describe", act.say(403, "API_DISABLED_FOR_ORG", "no"))
    assert row(checked(fake), "Objects").standing == "failed"


@pytest.mark.parametrize(("granted", "standing"), [(True, "ok"), (False, "warning")])
def test_view_all_data_is_told(start: Start, checked: Callable, granted: bool, standing: str) -> None:  # noqa: FBT001
    fake = start()
    permission = {"totalSize": 1, "done": True, "records": [{"PermissionsViewAllData": granted}]}
    fake.fault("GET /query/?*UserPermissionAccess*", act.say_json(200, permission))
    assert row(checked(fake), "View All Data").standing == standing


def test_what_the_org_does_not_tell_is_unknown(start: Start, checked: Callable) -> None:
    fake = start(may_view_setup=False)
    for path in ("GET /limits", "GET /sobjects", "GET /sobjects/Task/describe", "GET /services/oauth2/userinfo"):
        fake.fault(path, act.say(403, "INSUFFICIENT_ACCESS", "no"))
    fake.fault("GET /query/?*COUNT*Lead*", act.say(403, "INSUFFICIENT_ACCESS", "no"))
    report = checked(fake)
    assert row(report, "API use").standing == "unknown"
    assert row(report, "Lead records").standing == "unknown"
    assert row(report, "Contact records").finding == "60 visible to this user"
    assert "does not tell" in row(report, "Login").finding


def test_few_requests_left_are_a_warning(start: Start, checked: Callable) -> None:
    assert row(checked(start(daily_requests=500)), "API requests left").standing == "warning"


def test_limits_of_an_unknown_shape_are_passed_over(start: Start, checked: Callable) -> None:
    fake = start()
    fake.fault("GET /limits", act.say_json(200, [1]))
    assert checked(fake).passed
