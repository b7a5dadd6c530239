from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from audit.errors import AuditError, ConnectionFailedError, LoginRefusedError
from audit.sources.http.retry_policy import RetryPolicy
from audit.sources.salesforce import Org, login
from audit.sources.salesforce.login_refusals import _KNOWN
from tests.fake_org import FakeOrg
from tests.fake_org import fault_actions as act
from tests.fake_org.faults import Action
from tests.fake_org.messages import Response

DOCS = (Path(__file__).parents[3] / "docs" / "salesforce.md").read_text(encoding="utf-8")
Start = Callable[..., FakeOrg]
TOKEN = "POST /services/oauth2/token"  # noqa: S105 - a path
SOAP = "POST /services/Soap/*/*"


def oauth(code: str, words: str, status: int = 400) -> Action:
    return act.say_json(status, {"error": code, "error_description": words})


def soap(code: str, words: str, *, prefix: str = "sf:") -> Action:
    """Answer with a SOAP fault, as login() does: HTTP 500."""
    text = (
        '<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope'
        ' xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:sf="urn:fault.partner.soap.sforce.com">'
        f"<soapenv:Body><soapenv:Fault><faultcode>{prefix}{code}</faultcode>"
        f"<faultstring>{code}: {escape(words)}</faultstring><detail><sf:LoginFault>"
        f"<sf:exceptionCode>{code}</sf:exceptionCode><sf:exceptionMessage>{escape(words)}</sf:exceptionMessage>"
        "</sf:LoginFault></detail></soapenv:Fault></soapenv:Body></soapenv:Envelope>"
    )
    return lambda _: Response(500, text.encode(), "text/xml;charset=UTF-8")


def refused(fake: FakeOrg, form: str, patience: RetryPolicy) -> AuditError:
    with pytest.raises(AuditError) as caught:
        login(environ=fake.env(form), patience=patience)
    return caught.value


@pytest.mark.parametrize(
    ("form", "code", "words", "sentence"),
    [
        ("client_credentials", "invalid_grant", "request not supported on this domain", "My Domain address"),
        (
            "client_credentials",
            "unsupported_grant_type",
            "grant type not supported",
            "Enable the Client Credentials Flow",
        ),
        ("jwt", "unsupported_grant_type", "grant type not supported", "Enable the JWT Bearer Flow"),
        ("client_credentials", "invalid_grant", "login rate exceeded", "too often in the last hour"),
        ("jwt", "rate_limit_exceeded", "", "too often in the last hour"),
        ("jwt", "inactive_user", "user is inactive", "Activate the user"),
        ("jwt", "invalid_grant", "inactive user", "Activate the user"),
        ("jwt", "inactive_org", "inactive organization", "locked or no longer active"),
        ("jwt", "invalid_grant", "organization is locked", "locked or no longer active"),
        ("client_credentials", "invalid_grant", "ip restricted or invalid login hours", "Login IP Ranges"),
        ("jwt", "invalid_grant", "expired password", "password has expired"),
        (
            "client_credentials",
            "invalid_client",
            "invalid client credentials",
            "does not accept this client id and secret",
        ),
        ("client_credentials", "invalid_client_id", "client identifier invalid", "does not know this client id"),
        ("jwt", "invalid_client_id", "client identifier invalid", "does not know this client id"),
        ("client_credentials", "invalid_grant", "no client credentials user enabled", "no user to run as"),
        ("jwt", "invalid_grant", "user hasn't approved this consumer", "Pre-authorize"),
        ("jwt", "invalid_app_access", "user is not admin approved to access this app", "blocked for this user"),
        ("jwt", "OAUTH_APP_BLOCKED", "this app is blocked by admin", "blocked for this user"),
        ("jwt", "invalid_client", "External client app is not installed in this org", "not installed in this org"),
        ("jwt", "invalid_grant", "audience is invalid", "audience does not fit"),
        ("jwt", "invalid_grant", "invalid assertion", "does not belong to the key"),
        ("jwt", "invalid_grant", "invalid_signature", "does not belong to the key"),
        ("jwt", "invalid_grant", "expired authorization code", "Check the clock"),
        ("client_credentials", "invalid_scope", "the requested scope is invalid", "Add the scope"),
        ("client_credentials", "invalid_grant", "authentication failure", "SF_CLIENT_ID and SF_CLIENT_SECRET"),
        ("jwt", "invalid_grant", "something new", "SF_USERNAME and SF_JWT_KEY_FILE"),
        ("jwt", "access_denied", "end-user denied authorization", "did not accept these credentials"),
    ],
)
def test_each_refusal_of_the_token_endpoint_says_what_to_do(
    start: Start, patience: RetryPolicy, *, form: str, code: str, words: str, sentence: str
) -> None:
    fake = start()
    fake.fault(TOKEN, oauth(code, words))
    error = refused(fake, form, patience)
    assert isinstance(error, LoginRefusedError)
    assert sentence in str(error)
    assert f"The org says {code}" in str(error)
    assert words in str(error)
    assert "\n" not in str(error)
    assert len([one for one in fake.requests if "token" in one.path]) == 1


@pytest.mark.parametrize(
    ("code", "words", "sentence"),
    [
        ("INVALID_LOGIN", "Invalid username, password, security token; or user locked out.", "SF_SECURITY_TOKEN"),
        (
            "LOGIN_MUST_USE_SECURITY_TOKEN",
            "Invalid username; must use security token",
            "only together with the security",
        ),
        ("PASSWORD_EXPIRED", "the password has expired", "password has expired"),
        ("PASSWORD_LOCKOUT", "user is locked", "Unlock the user"),
        ("ORG_LOCKED", "organization is locked", "locked or no longer active"),
        ("TRIAL_EXPIRED", "the trial has expired", "trial"),
        ("RESTRICTED_IP", "restricted IP", "Login IP Ranges"),
        ("LOGIN_DURING_RESTRICTED_DOMAIN", "cannot log in from current domain", "Login IP Ranges"),
        ("LOGIN_DURING_RESTRICTED_TIME", "cannot log in at this time", "Login Hours"),
        ("LOGIN_RATE_EXCEEDED", "login rate exceeded", "too often in the last hour"),
        ("LOGIN_CHALLENGE_ISSUED", "verify your identity", "in a browser"),
        ("INVALID_OPERATION", "SOAP API login() is disabled by default in this org.", "is closed at"),
        ("UNSUPPORTED_API_VERSION", "login() is not available", "is closed at"),
        ("API_DISABLED_FOR_ORG", "API is not enabled for this Organization", "API Enabled"),
        ("INACTIVE_OWNER_OR_USER", "inactive user", "Activate the user"),
    ],
)
@pytest.mark.parametrize("prefix", ["sf:", ""])
def test_each_refusal_of_the_soap_login_says_what_to_do(
    start: Start, patience: RetryPolicy, *, code: str, words: str, sentence: str, prefix: str
) -> None:
    fake = start()
    fake.fault(SOAP, soap(code, words, prefix=prefix))
    error = refused(fake, "password", patience)
    assert isinstance(error, LoginRefusedError)
    assert sentence in str(error)
    assert f"The org says {code}" in str(error)
    assert len([one for one in fake.requests if "Soap" in one.path]) == 1


@pytest.mark.parametrize(
    ("form", "on", "answer"),
    [
        ("jwt", TOKEN, oauth("unknown_error", "retry your request")),
        ("client_credentials", TOKEN, oauth("server_error", "internal")),
        ("client_credentials", TOKEN, oauth("temporarily_unavailable", "busy", 503)),
        ("password", SOAP, soap("SERVER_UNAVAILABLE", "The server is busy")),
    ],
)
def test_a_moment_of_weakness_is_waited_for_and_then_told(
    start: Start, log_in: Callable[..., Org], patience: RetryPolicy, *, form: str, on: str, answer: Action
) -> None:
    fake = start()
    fake.fault(on, answer, times=2)
    assert log_in(fake, form).identity().username
    fake.fault(on, answer, times=None)
    error = refused(fake, form, patience)
    assert isinstance(error, ConnectionFailedError)
    assert "Try again" in str(error)


@pytest.mark.parametrize(
    "answer",
    [
        act.say_html(404),
        act.say_html(401),
        act.say_html(200, "[]"),
        act.say_json(200, []),
        act.say_json(200, None),
        act.say_json(404, {}),
        act.say_json(400, []),
        act.say_json(200, {"access_token": 7, "instance_url": 7}),
        act.say_json(200, {"access_token": "a\r\nb", "instance_url": "https://acme.my.salesforce.com"}),
        act.say_json(200, {"access_token": "ab", "instance_url": "https://u:p@acme..com:abc"}),
        act.say_json(200, {"access_token": "ab", "instance_url": "https://[x"}),
    ],
)
@pytest.mark.parametrize("form", ["jwt", "password"])
def test_a_host_that_is_no_salesforce_is_told(start: Start, patience: RetryPolicy, form: str, answer: Action) -> None:
    fake = start()
    fake.fault(TOKEN, answer, times=None)
    fake.fault(SOAP, answer, times=None)
    assert "does not answer as" in (said := str(refused(fake, form, patience))) or "Check SF_INSTANCE_URL" in said
    assert "\n" not in said


def test_a_session_with_an_expired_password_is_told(start: Start, log_in: Callable[..., Org]) -> None:
    fake = start()
    expired = "The users password has expired, you must call SetPassword before attempting any other API operations"
    fake.fault("GET /query/", act.say(403, "INVALID_OPERATION_WITH_EXPIRED_PASSWORD", expired))
    with pytest.raises(LoginRefusedError, match="password has expired"):
        log_in(fake, "password").identity()


@pytest.mark.parametrize("code", sorted({code for known in _KNOWN for code in known.codes}))
def test_the_remedy_for_each_code_is_in_the_docs(code: str) -> None:
    assert f"`{code}`" in DOCS
