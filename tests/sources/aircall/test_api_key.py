import base64

import pytest

from audit.errors import UsageError
from audit.sources.aircall.api_key import ApiKey, api_key_in
from audit.sources.secret_values import masked


def test_the_key_is_read_without_what_pasting_leaves_around_it() -> None:
    key = api_key_in({"AIRCALL_API_ID": " fa1r\n", "AIRCALL_API_TOKEN": '"t0k3n-of-a-test"'})
    assert key == ApiKey("fa1r", "t0k3n-of-a-test")


def test_the_token_is_a_secret_as_it_is_and_as_a_header_has_it() -> None:
    key = api_key_in({"AIRCALL_API_ID": "another-id", "AIRCALL_API_TOKEN": "another-t0k3n"})
    header = base64.b64encode(b"another-id:another-t0k3n").decode()
    assert masked(f"{key.api_token} {header}") == "[secret] [secret]"
    assert "t0k3n" not in repr(key)


@pytest.mark.parametrize(
    ("environ", "says"),
    [
        ({}, "AIRCALL_API_ID and AIRCALL_API_TOKEN must be set.*Integrations & API > API keys"),
        ({"AIRCALL_API_ID": "a"}, "^AIRCALL_API_TOKEN must be set"),
        ({"AIRCALL_API_ID": " ", "AIRCALL_API_TOKEN": "t0k3n"}, "^AIRCALL_API_ID must be set"),
        ({"AIRCALL_API_ID": "a", "AIRCALL_API_TOKEN": "t0k\n3n"}, "AIRCALL_API_TOKEN has a line break"),
        ({"AIRCALL_API_ID": "a b", "AIRCALL_API_TOKEN": "t0k3n"}, "AIRCALL_API_ID is not one word"),
        ({"AIRCALL_API_ID": "a", "AIRCALL_API_TOKEN": "t0k3ñ"}, "AIRCALL_API_TOKEN is not one word"),
        ({"AIRCALL_API_ID": "a:b", "AIRCALL_API_TOKEN": "t0k3n"}, "AIRCALL_API_ID is not one word"),
    ],
)
def test_what_is_no_key_is_told_without_a_word_of_it(environ: dict[str, str], says: str) -> None:
    with pytest.raises(UsageError, match=says) as told:
        api_key_in(environ)
    assert "t0k" not in str(told.value)
