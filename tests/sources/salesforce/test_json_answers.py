import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from audit.config.audit import AuditConfig
from audit.errors import AuditError, ConnectionFailedError, IncompleteExportError, LoginRefusedError
from audit.sources.salesforce import Org, export
from audit.sources.salesforce.api_errors import refusal_in
from audit.sources.salesforce.check import check
from audit.sources.salesforce.download import Batches
from tests.fake_org import FakeOrg
from tests.fake_org import fault_actions as act
from tests.fake_org.messages import Response

Start = Callable[..., FakeOrg]
LogIn = Callable[..., Org]
PLACES = [
    "GET /sobjects/*/describe",
    "GET /query/",
    "POST /jobs/query",
    "GET /jobs/query/*",
    "GET /jobs/query/*/resultPages",
    "GET /jobs/query/*/results",
]
ODD = {
    "204": lambda _: Response(204),
    "empty": lambda _: Response(200, b""),
    "text": lambda _: Response(200, b"OK", "text/plain"),
    "object": act.say_json(200, {}),
    "list": act.say_json(200, []),
    "null": act.say_json(200, None),
    "nested": act.say_json(200, {"fields": 1, "records": [1], "totalSize": "x", "id": "750", "resultPages": [None]}),
    "gzip": lambda _: Response(200, b"\x1f\x8bnothing").with_headers(Content_Encoding="gzip"),
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("odd", list(ODD))
def test_an_answer_of_another_form_ends_in_a_sentence_or_in_complete_data(
    start: Start, exported: Callable, place: str, odd: str
) -> None:
    fake = start()
    fake.fault(place, ODD[odd], times=None)
    try:
        n_rows = exported(fake).manifest.objects["Contact"].rows
        outcome = ""
    except AuditError as error:
        n_rows, outcome = 0, f"{type(error).__name__}: {error}"
    assert n_rows == 60 or outcome.endswith(".")
    assert not any(word in outcome for word in ("None", "space", "LoginRefusedError"))


@pytest.mark.parametrize("url", ["/elsewhere/1", "query/01g", "https://[", "/services/data/v62.0/query/../limits"])
def test_a_next_page_at_another_place_is_not_asked_for(start: Start, log_in: LogIn, url: str) -> None:
    org = log_in(start())
    with pytest.raises(ConnectionFailedError, match="not of the form"):
        org.query_more(url)


def test_an_org_without_a_row_of_organization_is_known_by_the_login(start: Start, log_in: LogIn) -> None:
    fake = start()
    org = log_in(fake)
    whole = org.identity()
    fake.fault("GET /query/", act.say_json(200, {"totalSize": 0, "done": True, "records": []}), times=None)
    assert org.identity().org_id == whole.org_id
    assert org.identity().org_name is None


def test_an_org_that_nothing_tells_of_is_a_sentence(start: Start, log_in: LogIn) -> None:
    fake = start()
    org = log_in(fake)
    fake.fault("GET /query/", act.say_json(200, {"totalSize": 0, "done": True, "records": []}), times=None)
    fake.fault("* /services/oauth2/userinfo", act.say(403, "FORBIDDEN", "no scope"), times=None)
    with pytest.raises(LoginRefusedError, match="which org it is"):
        org.identity()


XML = "<?xml version='1.0'?><Errors><Error><errorCode>{}</errorCode><message>{}</message></Error></Errors>"


@pytest.mark.parametrize(
    ("body", "code", "text"),
    [
        (XML.format("API_DISABLED_FOR_ORG", "The REST API &amp; more"), "API_DISABLED_FOR_ORG", "The REST API & more"),
        (
            (
                "<error xmlns='http://www.force.com/2009/06/asyncapi/dataload'><exceptionCode>InvalidSessionId"
                "</exceptionCode><exceptionMessage>Invalid session id</exceptionMessage></error>"
            ),
            "InvalidSessionId",
            "Invalid session id",
        ),
        (
            (
                "<soapenv:Envelope><soapenv:Body><soapenv:Fault><faultcode>sf:INVALID_LOGIN</faultcode><faultstring>no"
                "</faultstring></soapenv:Fault></soapenv:Body></soapenv:Envelope>"
            ),
            "INVALID_LOGIN",
            "no",
        ),
        ('[{"message":"Too \\"much\\"","errorCode":"REQUEST_LIMIT_EXCEEDED"', "REQUEST_LIMIT_EXCEEDED", 'Too "much"'),
        ('{"errorCode":"NOT_FOUND","message":"gone"}', "NOT_FOUND", "gone"),
        ('[{"errorCode":"A","message":"first"},{"errorCode":"B","message":"second"}]', "A", "first"),
        ("<html><body>Login</body></html>", "HTTP 403", "a web page instead of an answer"),
        ("", "HTTP 403", ""),
        ("null", "HTTP 403", ""),
        ("[1]", "HTTP 403", ""),
        (b"\xff\xfe\x00", "HTTP 403", ""),
    ],
)
def test_code_and_message_are_read_from_every_form_of_refusal(body: str | bytes, code: str, text: str) -> None:
    refusal = refusal_in(403, body.encode() if isinstance(body, str) else body)
    assert (refusal.code, refusal.text) == (code, text)
    same = refusal_in(403, body)
    assert (same.code, same.text) == (code, text)


def test_an_xml_refusal_is_explained_by_its_code(start: Start, log_in: LogIn) -> None:
    fake = start()
    org = log_in(fake)
    body = XML.format("API_DISABLED_FOR_ORG", "The REST API is not enabled for this Organization.").encode()
    fake.fault("GET /query/", lambda _: Response(403, body, "application/xml"), times=None)
    with pytest.raises(LoginRefusedError, match="API Enabled"):
        org.identity()


def test_after_the_days_requests_are_used_up_only_own_jobs_are_ended(start: Start, exported: Callable) -> None:
    fake = start()
    spent = act.say(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")
    fake.fault("GET /jobs/query/*", spent, times=None)
    with pytest.raises(IncompleteExportError, match="used up"):
        exported(fake, resumable=False)
    refused = next(i for i, entry in enumerate(fake.requests) if entry.status == 403)
    under_way = 5  # what the other workers had sent before the first refusal came back
    later = [entry.method for entry in fake.requests[refused + 1 + under_way :]]
    assert set(later) <= {"PATCH", "DELETE"}


@pytest.mark.parametrize("place", ["GET /query/?*COUNT*", "GET /limits/recordCount"])
def test_a_day_that_is_spent_while_rows_are_counted_ends_the_run_at_once(
    start: Start, exported: Callable, place: str
) -> None:
    fake = start()
    fake.fault(place, act.say(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."))
    with pytest.raises(IncompleteExportError, match="used up"):
        exported(fake, batches=Batches())
    assert fake.requests[-1].status == 403


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_never_followed(start: Start, log_in: LogIn, status: int) -> None:
    fake, other = start(), start()
    org = log_in(fake)
    there = Response(status).with_headers(Location=f"{other.url}/services/data/v62.0/limits")
    fake.fault("GET /limits", lambda _: there, times=None)
    with pytest.raises(ConnectionFailedError, match="sends us on"):
        org.get("limits")
    assert not other.requests


@pytest.mark.parametrize("status", [403, 404, 414, 431, 500, 503])
@pytest.mark.parametrize("body", [b"", b"[{", b"<html>", b"{}", b"[]"])
def test_a_refusal_without_words_is_told_by_its_status(start: Start, log_in: LogIn, status: int, body: bytes) -> None:
    fake = start()
    org = log_in(fake)
    fake.fault("GET /query/", lambda _: replace(Response(status), body=body), times=None)
    with pytest.raises(AuditError, match=f"HTTP {status}"):
        org.identity()


WRONG = {
    "GET /services/data/": [{"version": None}],
    "GET /services/data": [{"version": "sixty"}],
    "POST /services/oauth2/token": {"access_token": 5, "instance_url": 7},
    "* /services/oauth2/userinfo": {"organization_id": 5},
    "GET /limits": {"DailyApiRequests": {"Max": "many"}},
    "GET /limits/recordCount": {"sObjects": [{"name": "Contact", "count": "many"}]},
    "GET /sobjects": {"sobjects": [1]},
    "GET /sobjects/*/describe": {"fields": [{"name": None}]},
    "GET /query/": {"totalSize": -1, "records": [None], "done": "no"},
    "GET /query/0*": {"totalSize": 60, "records": None, "done": True},
}


@pytest.mark.slow
@pytest.mark.parametrize("place", list(WRONG))
@pytest.mark.parametrize("odd", ["null", "5", "[]", "{}", "[null]", "wrong"])
@pytest.mark.parametrize("is_check", [True, False], ids=["check", "export"])
def test_json_of_another_form_never_is_a_traceback(
    start: Start, log_in: LogIn, tmp_path: Path, place: str, odd: str, *, is_check: bool
) -> None:
    fake = start(rest_page_size=7)
    fake.fault(place, act.say_json(200, WRONG[place] if odd == "wrong" else json.loads(odd)), times=None)
    try:
        org = log_in(fake)
        verdict = check(org, AuditConfig()).verdict if is_check else str(export(org, AuditConfig(), tmp_path / "out"))
    except AuditError as error:
        verdict = str(error)
    assert verdict
    assert "None. " not in verdict
    assert "space" not in verdict
