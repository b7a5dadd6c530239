import pytest
import requests

from audit.errors import LoginRefusedError
from audit.sources.salesforce.bearer import Bearer

HOST = "larkspur.my.salesforce.com"


def asked(url: str = f"https://{HOST}/services/data/v62.0/query") -> requests.PreparedRequest:
    return requests.Request("GET", url).prepare()


def test_only_requests_to_the_org_are_signed() -> None:
    bearer = Bearer()
    assert "Authorization" not in bearer(asked()).headers
    bearer.accept(HOST, "first-token", None, "It has ended.")
    assert bearer(asked()).headers["Authorization"] == "Bearer first-token"
    assert "Authorization" not in bearer(asked("https://elsewhere.example/services/data")).headers


def test_workers_whose_session_ended_share_one_new_login() -> None:
    tokens = iter(["second-token"])
    bearer = Bearer()
    bearer.accept(HOST, "first-token", lambda: next(tokens), "It has ended.")
    requests_of_two = [bearer(asked()), bearer(asked())]
    signed = [bearer.renewed(request).headers["Authorization"] for request in requests_of_two]
    assert signed == ["Bearer second-token"] * 2


def test_a_login_that_gives_the_same_token_again_has_ended_for_every_worker() -> None:
    logins: list[int] = []

    def same() -> str:
        logins.append(1)
        return "first-token"

    bearer = Bearer()
    bearer.accept(HOST, "first-token", same, "It has ended.")
    for _ in range(2):
        with pytest.raises(LoginRefusedError, match="It has ended"):
            bearer.renewed(bearer(asked()))
    assert len(logins) == 1
    bearer.begin()
    with pytest.raises(LoginRefusedError, match="It has ended"):
        bearer.renewed(bearer(asked()))
    assert len(logins) == 2
