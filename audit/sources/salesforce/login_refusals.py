"""What an org answers to a login that it refuses, and the sentence that tells what to do about it.

The token endpoint answers with the codes of RFC 6749 section 5.2 and Salesforce's own ("OAuth 2.0 Error Codes"), the
SOAP call login() with those of "ExceptionCode" in the SOAP API Developer Guide. Many share the code ``invalid_grant``:
there the words decide.
"""

from collections.abc import Mapping
from typing import Final

from simple_salesforce.exceptions import SalesforceAuthenticationFailed

from audit.errors import AuditError, ConnectionFailedError, LoginRefusedError
from audit.sources.salesforce.api_errors import ApiError, Known, explanation, refusal_in, said_in, words_on
from audit.sources.salesforce.credentials import ClientCredentials, Credentials, JwtBearer, Password

_SETTINGS: Final[Mapping[type, str]] = {
    ClientCredentials: "SF_CLIENT_ID and SF_CLIENT_SECRET",
    JwtBearer: "SF_CLIENT_ID, SF_USERNAME and SF_JWT_KEY_FILE",
    Password: "SF_USERNAME, SF_PASSWORD and SF_SECURITY_TOKEN",
}
_FLOWS: Final[Mapping[type, str]] = {
    ClientCredentials: "Client Credentials Flow",
    JwtBearer: "JWT Bearer Flow",
    Password: "login with user name and password",
}
_APP: Final = "Setup > External Client App Manager, or App Manager"

_MOMENTARY: Final = Known(
    (
        "unknown_error",
        "server_error",
        "temporarily_unavailable",
        "SERVER_UNAVAILABLE",
        "UNKNOWN_EXCEPTION",
        "FUNCTIONALITY_TEMPORARILY_UNAVAILABLE",
    ),
    ("retry your request",),
    ConnectionFailedError,
    "{host} cannot handle the login just now. Try again in some minutes; see status.salesforce.com.",
)

_KNOWN: Final = (
    _MOMENTARY,
    Known(
        (),
        ("not supported on this domain",),
        LoginRefusedError,
        "{host} does not accept this kind of login. Set SF_INSTANCE_URL to the My Domain address of the org (Setup > My"
        " Domain), as in https://acme.my.salesforce.com.",
    ),
    Known(
        ("LOGIN_RATE_EXCEEDED", "rate_limit_exceeded"),
        ("login rate", "rate limit"),
        LoginRefusedError,
        "This user has logged in to {host} too often in the last hour. Wait an hour, or use --org, which keeps its"
        " session.",
    ),
    Known(
        ("inactive_user",),
        ("inactive user", "user is inactive", "user is not active"),
        LoginRefusedError,
        "The user is not active in the org at {host}. Activate the user (Setup > Users), or log in as another one.",
    ),
    Known(
        ("TRIAL_EXPIRED",),
        ("trial has expired", "trial expired"),
        LoginRefusedError,
        "The trial of the org at {host} has expired. Log in to another org, or ask Salesforce to extend it.",
    ),
    Known(
        ("ORG_LOCKED", "inactive_org"),
        ("organization is locked", "org locked", "inactive organization", "inactive org"),
        LoginRefusedError,
        "The org at {host} is locked or no longer active. Its administrator can ask Salesforce Support why.",
    ),
    Known(
        ("PASSWORD_EXPIRED", "INVALID_OPERATION_WITH_EXPIRED_PASSWORD"),
        ("expired password", "password has expired", "password is expired", "password expired"),
        LoginRefusedError,
        "The user's password has expired. Log in at https://{host} to set a new one, then change SF_PASSWORD and"
        " SF_SECURITY_TOKEN, which changes with it.",
    ),
    Known(
        ("LOGIN_MUST_USE_SECURITY_TOKEN",),
        ("must use security token", "security token is required"),
        LoginRefusedError,
        "From this network {host} accepts the password only together with the security token. Set SF_SECURITY_TOKEN"
        " (the user gets a new one by Settings > Reset My Security Token).",
    ),
    Known(
        ("PASSWORD_LOCKOUT",),
        (),
        LoginRefusedError,
        "The user is locked at {host} after too many wrong passwords. Unlock the user (Setup > Users), or wait until"
        " the lock ends.",
    ),
    Known(
        ("RESTRICTED_IP", "LOGIN_DURING_RESTRICTED_DOMAIN"),
        ("ip restricted", "restricted ip", "ip address", "restricted domain"),
        LoginRefusedError,
        "The user may not log in to {host} from this network (IP address), or not at this hour. Add the network to the"
        " Login IP Ranges of the user's profile, or relax IP restrictions in the app's policies.",
    ),
    Known(
        ("LOGIN_DURING_RESTRICTED_TIME",),
        ("login hours", "restricted time"),
        LoginRefusedError,
        "The user may not log in to {host} at this hour. Try within the Login Hours of the user's profile, or change"
        " them.",
    ),
    Known(
        ("LOGIN_CHALLENGE_ISSUED", "LOGIN_CHALLENGE_PENDING"),
        ("identity verification", "verification code", "multi-factor"),
        LoginRefusedError,
        "{host} wants the user to confirm the login in a browser. Run `sf org login web --instance-url https://{host}"
        " --alias NAME` and use --org NAME, or log in with client credentials or JWT.",
    ),
    Known(
        ("UNSUPPORTED_API_VERSION", "INVALID_OPERATION"),
        ("SOAP API login",),
        LoginRefusedError,
        "Login with user name and password is closed at {host}. Log in with `sf org login web --alias NAME` and use"
        " --org NAME, or with client credentials or JWT.",
    ),
    Known(
        ("unsupported_grant_type",),
        ("grant type", "flow is not enabled", "flow not enabled", "flow is disabled"),
        LoginRefusedError,
        "The app does not allow this way to log in at {host}. Enable the {flow} in its settings ("
        f"{_APP}), or use another way.",
    ),
    Known(
        (),
        ("no client credentials user",),
        LoginRefusedError,
        "The app has no user to run as at {host}. Set one under Client Credentials Flow in the app's policies.",
    ),
    Known(
        (),
        ("hasn't approved this consumer", "not approved this consumer"),
        LoginRefusedError,
        "The user may not use the app at {host}. Pre-authorize it for the user's profile or permission set, or"
        " let the user approve it once.",
    ),
    Known(
        ("invalid_scope",),
        ("scope",),
        LoginRefusedError,
        'The app gives no access to data at {host}. Add the scope "Manage user data via APIs (api)" to its settings.',
    ),
    Known(
        ("invalid_audience",),
        ("audience",),
        LoginRefusedError,
        "The JWT audience does not fit {host}. Set SF_DOMAIN=test for a sandbox, or SF_JWT_AUDIENCE.",
    ),
    Known(
        (),
        (
            "expired authorization code",
            "assertion has expired",
            "assertion expired",
            "expired assertion",
            "jwt expired",
        ),
        LoginRefusedError,
        "{host} says that the signed login has expired. Check the clock and the time zone of this computer.",
    ),
    Known(
        ("invalid_assertion",),
        ("invalid assertion", "signature"),
        LoginRefusedError,
        "{host} does not accept the signature: the certificate in the app does not belong to the key in"
        f" SF_JWT_KEY_FILE. Upload the certificate of this key ({_APP} > Use digital signatures), or give its key.",
    ),
    Known(
        ("invalid_client_id",),
        ("client identifier invalid",),
        LoginRefusedError,
        "{host} does not know this client id. Check SF_CLIENT_ID (the app's consumer key) and SF_INSTANCE_URL; a new"
        " app takes some minutes.",
    ),
    Known(
        ("invalid_client",),
        ("invalid client credentials", "invalid client secret"),
        LoginRefusedError,
        "{host} does not accept this client id and secret. Check {settings}; a new app takes some minutes.",
    ),
    Known(
        ("INVALID_LOGIN", "invalid_grant", "INVALID_AUTH", "access_denied", "INVALID_USERNAME"),
        ("authentication failure",),
        LoginRefusedError,
        "{host} did not accept these credentials. Check {settings}, and Setup > Login History for the reason; a sandbox"
        " needs SF_DOMAIN=test or its own SF_INSTANCE_URL.",
    ),
)


def login_refusal(failure: SalesforceAuthenticationFailed) -> ApiError:
    """Return the refusal that simple_salesforce read, or left unread, in the answer to a login."""
    code, text = failure.code, str(failure.auth_message or "")
    if code and not isinstance(code, int):
        return ApiError(400, str(code), text)
    return refusal_in(code or 400, text)


def is_momentary(refusal: ApiError) -> bool:
    """Return whether the same login may be granted in a moment (``unknown_error: retry your request``)."""
    return _MOMENTARY.fits(refusal)


def login_explanation(refusal: ApiError, credentials: Credentials) -> AuditError:
    """Return the error to show for a login that was refused: what, where and what to try, then the org's own words."""
    host, form = credentials.address.host, type(credentials)
    known = next((known for known in _KNOWN if known.fits(refusal)), None)
    if known is not None:
        sentence = known.sentence.format(host=host, settings=_SETTINGS[form], flow=_FLOWS[form])
        return known.error(f"{sentence} {words_on(refusal)}")
    if said_in(refusal):
        return explanation(refusal)
    return no_login(host)


def no_login(host: str) -> LoginRefusedError:
    """Return the error for an answer that is neither a session nor a refusal: ``host`` may be no Salesforce org."""
    return LoginRefusedError(
        f"{host} did not answer the login as Salesforce does. Check SF_INSTANCE_URL: it is the org's own address, as in"
        " https://acme.my.salesforce.com."
    )
