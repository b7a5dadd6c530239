"""Short ways to ask a fake org, for its own tests."""

import csv
import io
from collections.abc import Callable
from typing import Any

import requests

from tests.fake_org import FakeOrg

StartOrg = Callable[..., FakeOrg]
SOQL = "SELECT Id, Phone, MobilePhone, Account.Name, Owner.Name, LastModifiedDate FROM Contact"


def base(org: FakeOrg, version: str = "62.0") -> str:
    return f"{org.url}/services/data/v{version}"


def get(org: FakeOrg, path: str, **parameters: str) -> requests.Response:
    with org.session() as session:
        return session.get(f"{base(org)}{path}", params=parameters)


def query(org: FakeOrg, soql: str) -> list[dict[str, Any]]:
    response = get(org, "/query", q=soql)
    assert response.status_code == 200, response.text
    records: list[dict[str, Any]] = response.json()["records"]
    return records


def refused(response: requests.Response) -> tuple[int, str]:
    return response.status_code, response.json()[0]["errorCode"]


def create(org: FakeOrg, soql: str = SOQL, **more: str) -> requests.Response:
    with org.session() as session:
        return session.post(f"{base(org)}/jobs/query", json={"operation": "query", "query": soql, **more})


def complete(org: FakeOrg, soql: str = SOQL, **more: str) -> str:
    """Return the path of a job that has been polled to its end."""
    response = create(org, soql, **more)
    assert response.status_code == 200, response.text
    path = f"/jobs/query/{response.json()['id']}"
    while get(org, path).json()["state"] in ("UploadComplete", "InProgress"):
        pass
    return path


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))
