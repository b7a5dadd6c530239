import json

import pytest
import requests

from audit.sources.salesforce.read_only_guard import Guard, WriteRefusedError, creates_query_job, is_login

HOST = "https://acme.my.salesforce.com"
QUERY = json.dumps({"operation": "query", "query": "SELECT Id FROM Contact"})
JOB = "750000000000001AAA"
LOGIN = '<env:Envelope><env:Body><n1:login xmlns:n1="urn:partner.soap.sforce.com"/></env:Body></env:Envelope>'


def request(method: str, path: str, body: str | bytes | None = None) -> requests.PreparedRequest:
    url = path if path.startswith("http") else f"{HOST}{path}"
    return requests.Request(method, url, data=body).prepare()


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/services/data/", None),
        ("GET", "/services/data/v62.0/query/?q=SELECT+Id+FROM+Contact", None),
        ("GET", "/services/data/v62.0/sobjects/Contact/describe", None),
        ("GET", f"/services/data/v62.0/jobs/query/{JOB}/results?locator=MTAwMDA", None),
        ("GET", "/services/oauth2/userinfo", None),
        ("POST", "/services/oauth2/token", "grant_type=client_credentials"),
        ("POST", "/services/Soap/u/62.0", LOGIN),
        ("POST", "/services/data/v62.0/jobs/query", QUERY),
        ("PATCH", f"/services/data/v62.0/jobs/query/{JOB}", b'{"state": "Aborted"}'),
        ("DELETE", f"/services/data/v62.0/jobs/query/{JOB}", None),
        ("DELETE", f"/services/data/v62.0/jobs/query/{JOB[:15]}", None),
    ],
)
def test_logins_reads_and_own_query_jobs_are_sent(method: str, path: str, body: str | None) -> None:
    guard = Guard()
    guard.own(JOB)
    guard.check(request(method, path, body))


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/services/data/v62.0/sobjects/Contact", "{}"),
        ("PATCH", "/services/data/v62.0/sobjects/Contact/003000000000001AAA", "{}"),
        ("DELETE", "/services/data/v62.0/sobjects/Contact/003000000000001AAA", None),
        ("PUT", "/services/data/v62.0/sobjects/Contact/003000000000001AAA", "{}"),
        ("POST", "/services/data/v62.0/jobs/ingest", '{"operation": "update"}'),
        ("POST", "/services/data/v62.0/jobs/query", '{"operation": "queryAll"}'),
        ("POST", "/services/data/v62.0/jobs/query", "no json"),
        ("POST", "/services/data/v62.0/jobs/query", "[]"),
        ("POST", "/services/data/v62.0/composite", "{}"),
        ("POST", "/services/data/v62.0/query", None),
        ("GET", "/services/data/v62.0/sobjects/Contact/1?_HttpMethod=PATCH", None),
        ("GET", "/services/data/v62.0/../../apexrest/delete", None),
        ("GET", "/services/apexrest/delete", None),
        ("GET", "/secur/logout.jsp", None),
        ("POST", "/services/Soap/u/62.0", "<Body><update/></Body>"),
        ("POST", "/services/Soap/u/62.0", "<Header><SessionHeader/></Header><Body><n1:login/></Body>"),
        ("POST", "/services/Soap/m/62.0", LOGIN),
        ("POST", "/services/oauth2/revoke", "token=x"),
        ("PATCH", f"/services/data/v62.0/jobs/query/{JOB}", '{"state": "UploadComplete"}'),
        ("PATCH", "/services/data/v62.0/jobs/query/750000000000009AAA", '{"state": "Aborted"}'),
        ("DELETE", "/services/data/v62.0/jobs/query/750000000000009AAA", None),
        ("DELETE", f"/services/data/v62.0/jobs/ingest/{JOB}", None),
        ("GET", "http://acme.my.salesforce.com/services/data/", None),
        ("HEAD", "/services/data/", None),
    ],
)
def test_everything_else_is_refused_before_it_is_sent(method: str, path: str, body: str | None) -> None:
    guard = Guard()
    guard.own(JOB)
    with pytest.raises(WriteRefusedError, match="only reads"):
        guard.check(request(method, path, body))


def test_a_refusal_does_not_repeat_what_was_asked() -> None:
    with pytest.raises(WriteRefusedError) as caught:
        Guard().check(request("POST", "/services/data/v62.0/composite?secret=1", '{"phone": "+12125550101"}'))
    assert "secret" not in str(caught.value)
    assert "+1212" not in str(caught.value)


def test_logins_are_told_from_other_requests() -> None:
    assert is_login(request("POST", "/services/oauth2/token"))
    assert is_login(request("POST", "/services/Soap/u/62.0"))
    assert not is_login(request("GET", "/services/oauth2/userinfo"))


def test_only_the_creation_of_a_job_makes_one() -> None:
    assert creates_query_job(request("POST", "/services/data/v62.0/jobs/query", QUERY))
    assert not creates_query_job(request("GET", "/services/data/v62.0/jobs/query"))
