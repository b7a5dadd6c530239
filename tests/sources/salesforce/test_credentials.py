from pathlib import Path

import pytest

from audit.errors import UsageError
from audit.sources.salesforce.addresses import org_address
from audit.sources.salesforce.credentials import AccessToken, ClientCredentials, JwtBearer, Password, credentials_in
from tests.fake_org.keys import Keys

KEYS = Keys()
URL = {"SF_INSTANCE_URL": "https://acme.my.salesforce.com"}
TOKEN = {**URL, "SF_ACCESS_TOKEN": "t"}
CLIENT = {**URL, "SF_CLIENT_ID": "i", "SF_CLIENT_SECRET": "s"}
PASSWORD = {"SF_USERNAME": "u", "SF_PASSWORD": "p", "SF_SECURITY_TOKEN": "s"}


@pytest.fixture
def jwt(tmp_path: Path) -> dict[str, str]:
    key = tmp_path / "key.pem"
    key.write_bytes(KEYS.pem())
    return {**URL, "SF_CLIENT_ID": "i", "SF_USERNAME": "u", "SF_JWT_KEY_FILE": str(key)}


def test_each_complete_set_is_recognized(jwt: dict[str, str]) -> None:
    found = [type(credentials_in(given)) for given in (TOKEN, CLIENT, jwt, PASSWORD)]
    assert found == [AccessToken, ClientCredentials, JwtBearer, Password]


def test_of_several_complete_sets_the_first_in_the_order_is_used(jwt: dict[str, str]) -> None:
    assert isinstance(credentials_in({**PASSWORD, **jwt, **CLIENT, **TOKEN}), AccessToken)
    assert isinstance(credentials_in({**PASSWORD, **jwt, **CLIENT}), ClientCredentials)
    assert isinstance(credentials_in({**PASSWORD, **jwt}), JwtBearer)


def test_names_with_salesforce_are_accepted_and_sf_goes_first() -> None:
    other = {"SALESFORCE_INSTANCE_URL": "https://b.my.salesforce.com", "SALESFORCE_ACCESS_TOKEN": "b"}
    assert credentials_in(other) == AccessToken(org_address("https://b.my.salesforce.com", ""), "b")
    assert credentials_in({**other, **TOKEN}).token == TOKEN["SF_ACCESS_TOKEN"]
    assert credentials_in({**other, "SF_ACCESS_TOKEN": "t"}).token == TOKEN["SF_ACCESS_TOKEN"]


def test_a_blank_variable_is_not_given() -> None:
    assert isinstance(credentials_in({**CLIENT, "SF_ACCESS_TOKEN": " "}), ClientCredentials)


def test_the_security_token_may_be_empty_for_a_trusted_address() -> None:
    assert credentials_in({**PASSWORD, "SF_SECURITY_TOKEN": ""}).security_token == ""


def test_nothing_at_all_names_the_ways_to_log_in() -> None:
    with pytest.raises(UsageError, match="--org NAME"):
        credentials_in({})
    with pytest.raises(UsageError, match="--org NAME"):
        credentials_in(URL)


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"SF_ACCESS_TOKEN": "t"}, "SF_INSTANCE_URL must be set beside SF_ACCESS_TOKEN"),
        ({**URL, "SF_CLIENT_ID": "i"}, "SF_CLIENT_SECRET must be set beside SF_INSTANCE_URL, SF_CLIENT_ID"),
        ({"SF_USERNAME": "u", "SF_PASSWORD": "p"}, "SF_SECURITY_TOKEN must be set"),
    ],
)
def test_what_is_missing_of_the_nearest_set_is_named(given: dict[str, str], missing: str) -> None:
    with pytest.raises(UsageError, match=missing):
        credentials_in(given)


def test_a_secret_is_never_in_the_message() -> None:
    with pytest.raises(UsageError) as caught:
        credentials_in({"SF_ACCESS_TOKEN": "00Dsecret!value"})
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("more", "audience"),
    [
        ({}, "https://login.salesforce.com"),
        ({"SF_DOMAIN": "test"}, "https://test.salesforce.com"),
        ({"SF_INSTANCE_URL": "https://acme--uat.sandbox.my.salesforce.com"}, "https://test.salesforce.com"),
        ({"SF_DOMAIN": "TEST\r\n"}, "https://test.salesforce.com"),
        ({"SF_DOMAIN": "https://test.salesforce.com/"}, "https://test.salesforce.com"),
        ({"SF_DOMAIN": "login"}, "https://login.salesforce.com"),
        ({"SF_DOMAIN": "testing"}, "https://login.salesforce.com"),
        ({"SF_INSTANCE_URL": "https://Acme--UAT.Sandbox.lightning.force.com"}, "https://test.salesforce.com"),
        ({"SF_INSTANCE_URL": "https://test.salesforce.com"}, "https://test.salesforce.com"),
        ({"SF_INSTANCE_URL": "https://sandbox.my.salesforce.com"}, "https://login.salesforce.com"),
        ({"SF_JWT_AUDIENCE": "https://acme.my.site.com"}, "https://acme.my.site.com"),
        ({"SF_JWT_AUDIENCE": "https://acme.my.site.com\n", "SF_DOMAIN": "test"}, "https://acme.my.site.com"),
    ],
)
def test_the_audience_fits_the_kind_of_org(jwt: dict[str, str], more: dict[str, str], audience: str) -> None:
    assert credentials_in({**jwt, **more}).audience == audience


@pytest.mark.parametrize(
    ("more", "host"),
    [
        ({}, "login.salesforce.com"),
        ({"SF_DOMAIN": "test"}, "test.salesforce.com"),
        ({"SF_DOMAIN": "acme.my"}, "acme.my.salesforce.com"),
        ({"SF_INSTANCE_URL": "https://127.0.0.1:8443"}, "127.0.0.1:8443"),
    ],
)
def test_the_password_goes_to_the_login_server_or_the_given_address(more: dict[str, str], host: str) -> None:
    assert credentials_in({**PASSWORD, **more}).address.host == host


@pytest.mark.parametrize(
    "domain",
    ["evil.example/x", "evil.example#", "acme..my", "a@b", ".", "acme my", "x" * 300, "acme.my:443", "\u00fcber"],
)
def test_a_domain_that_could_lead_elsewhere_is_refused(domain: str) -> None:
    with pytest.raises(UsageError, match="SF_DOMAIN"):
        credentials_in({**PASSWORD, "SF_DOMAIN": domain})


@pytest.mark.parametrize(
    "around", ["{}\r", "{}\n", "{}\r\n", "\ufeff{}", " \t{}\u00a0", "\u200b{}\u200b\n", '"{}"', "'{}'\r\n"]
)
def test_what_a_file_of_settings_leaves_around_a_value_is_no_part_of_it(around: str) -> None:
    given = {name: around.format(value) for name, value in TOKEN.items()}
    assert credentials_in(given) == credentials_in(TOKEN)


@pytest.mark.parametrize("around", ["{}\r", "{}\r\n", "\ufeff{}", " {} "])
def test_passwords_and_secrets_are_bare_too(around: str) -> None:
    assert credentials_in({name: around.format(value) for name, value in PASSWORD.items()}) == credentials_in(PASSWORD)
    assert credentials_in({name: around.format(value) for name, value in CLIENT.items()}) == credentials_in(CLIENT)


def test_quotation_marks_may_be_part_of_a_password() -> None:
    quoted = '"p"'
    assert credentials_in({**PASSWORD, "SF_PASSWORD": quoted}).password == quoted


@pytest.mark.parametrize("inside", ["\r", "\n", "\r\n", "\t", "\x00", "\x1b", "\x7f", "\x85", "\u2028", "\udce9"])
@pytest.mark.parametrize(
    ("form", "name"),
    [
        (TOKEN, "SF_ACCESS_TOKEN"),
        (CLIENT, "SF_CLIENT_ID"),
        (CLIENT, "SF_CLIENT_SECRET"),
        (PASSWORD, "SF_USERNAME"),
        (PASSWORD, "SF_PASSWORD"),
        (PASSWORD, "SF_SECURITY_TOKEN"),
    ],
)
def test_a_control_character_inside_is_a_usage_error_that_quotes_nothing(
    form: dict[str, str], name: str, inside: str
) -> None:
    with pytest.raises(UsageError, match=f"{name} has a line break or control character") as caught:
        credentials_in({**form, name: f"m4rked{inside}m4rked"})
    assert "m4rked" not in str(caught.value)


@pytest.mark.parametrize("token", ["Bearer m4rked", "m4rk\u00e9d", "m4rked m4rked", "m4rked\u200bm4rked"])
def test_a_token_that_is_not_one_word_is_a_usage_error_that_does_not_quote_it(token: str) -> None:
    with pytest.raises(UsageError, match="SF_ACCESS_TOKEN is not one word") as caught:
        credentials_in({**TOKEN, "SF_ACCESS_TOKEN": token})
    assert "m4rk" not in str(caught.value)


def test_a_value_that_is_not_used_is_not_found_fault_with() -> None:
    assert isinstance(credentials_in({**TOKEN, "SF_PASSWORD": "a\nb"}), AccessToken)
