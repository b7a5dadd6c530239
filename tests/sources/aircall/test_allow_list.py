import pytest
import requests

from audit.sources.aircall.allow_list import ALLOWED_PATHS, ForbiddenRequestError, check_allowed


@pytest.mark.parametrize("path", sorted(ALLOWED_PATHS))
def test_six_paths_may_be_read(path: str) -> None:
    check_allowed(requests.Request("GET", f"https://api.aircall.io{path}", params={"page": 1}).prepare())
    assert len(ALLOWED_PATHS) == 6


@pytest.mark.parametrize(
    ("method", "url"),
    [
        ("POST", "https://api.aircall.io/v1/calls"),
        ("DELETE", "https://api.aircall.io/v1/contacts"),
        ("PUT", "https://api.aircall.io/v1/numbers"),
        ("HEAD", "https://api.aircall.io/v1/calls"),
        ("GET", "http://api.aircall.io/v1/calls"),
        ("GET", "https://api.aircall.io/v1/webhooks"),
        ("GET", "https://api.aircall.io/v1/users"),
        ("GET", "https://api.aircall.io/v1/calls/2418000971"),
        ("GET", "https://api.aircall.io/v1/calls/../webhooks"),
        ("GET", "https://api.aircall.io/v1/calls%2F..%2Fwebhooks"),
        ("GET", "https://api.aircall.io/v2/calls"),
        ("GET", "https://api.aircall.io.elsewhere.example/v1/calls"),
        ("GET", "https://key@api.aircall.io/v1/calls"),
        ("GET", "https://api.aircall.io:8443/v1/calls"),
    ],
)
def test_nothing_else_is_sent(method: str, url: str) -> None:
    with pytest.raises(ForbiddenRequestError, match="this program only reads"):
        check_allowed(requests.Request(method, url).prepare())


def test_a_read_with_a_body_is_not_sent() -> None:
    with pytest.raises(ForbiddenRequestError):
        check_allowed(requests.Request("GET", "https://api.aircall.io/v1/calls", data="x").prepare())
