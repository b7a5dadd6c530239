"""The OAuth token endpoint: client credentials, JWT bearer and refresh token, each with Salesforce's refusals."""

import base64
import binascii
import time
from collections.abc import Mapping
from typing import Any, Final

import jwt

from tests.fake_org.contents import ADMIN_ID, ADMIN_NAME, ORG_ID
from tests.fake_org.messages import Request, Response, answer, oauth_error
from tests.fake_org.sessions import User
from tests.fake_org.state import State

ADMIN: Final = User(ADMIN_ID, "ada.muster@fernsprech.example", ADMIN_NAME)
PASSWORD: Final = "correct horse"  # noqa: S105 (the org is invented, and so is this)
SECURITY_TOKEN: Final = "xYz123"  # noqa: S105
CLIENT_ID: Final = "3MVG9.fake.org.consumer.key"
CLIENT_SECRET: Final = "0123456789ABCDEF"  # noqa: S105
CLI_CLIENT_ID: Final = "PlatformCLI"
REFRESH_TOKEN: Final = "5Aep861.fake.refresh.token"  # noqa: S105
_JWT_BEARER: Final = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_LOGIN_HOSTS: Final = ("login.salesforce.com", "test.salesforce.com")
_LONGEST_JWT_LIFE: Final = 300


def token(state: State, request: Request) -> Response:
    """Answer POST /services/oauth2/token."""
    form = request.form
    grants = {"client_credentials": _client_credentials, _JWT_BEARER: _jwt_bearer, "refresh_token": _refresh}
    grant = grants.get(form.get("grant_type", ""))
    if grant is None:
        return oauth_error("unsupported_grant_type", "grant type not supported")
    return grant(state, request, form) or _granted(state, signed=form["grant_type"] != _JWT_BEARER)


def _granted(state: State, *, signed: bool) -> Response:
    """Grant a session; the answer to a JWT bears no signature and no moment."""
    granted = {
        "access_token": state.sessions.issue(ADMIN),
        "scope": "api refresh_token",
        "instance_url": state.url,
        "id": f"{state.url}/id/{ORG_ID}/{ADMIN.id}",
        "token_type": "Bearer",
    }
    issued = str(int(time.time() * 1000))
    signature = {"signature": base64.b64encode(issued.encode()).decode(), "issued_at": issued}
    return answer({**granted, **(signature if signed else {})})


def _client_credentials(_state: State, request: Request, form: Mapping[str, str]) -> Response | None:
    if request.headers.get("host", "").split(":")[0] in _LOGIN_HOSTS:
        return oauth_error("invalid_grant", "request not supported on this domain")
    client_id, secret = _basic(request) or (form.get("client_id", ""), form.get("client_secret", ""))
    if client_id != CLIENT_ID:
        return oauth_error("invalid_client_id", "client identifier invalid")
    if secret != CLIENT_SECRET:
        return oauth_error("invalid_client", "invalid client credentials")
    return None


def _basic(request: Request) -> tuple[str, str] | None:
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        client_id, _, secret = base64.b64decode(encoded).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return client_id, secret


def _jwt_bearer(state: State, _request: Request, form: Mapping[str, str]) -> Response | None:
    try:
        claims: dict[str, Any] = jwt.decode(
            form.get("assertion", ""),
            state.keys.private.public_key(),
            algorithms=["RS256"],
            options={"verify_aud": False, "verify_exp": False, "verify_iat": False},
        )
    except jwt.InvalidTokenError:
        return oauth_error("invalid_grant", "invalid assertion")
    if claims.get("iss") != CLIENT_ID:
        return oauth_error("invalid_client_id", "client identifier invalid")
    if claims.get("aud") not in _audiences(state):
        return oauth_error("invalid_grant", "audience is invalid")
    if claims.get("sub") != ADMIN.username:
        return oauth_error("invalid_grant", "user hasn't approved this consumer")
    life = _seconds(claims.get("exp")) - time.time()
    if not 0 < life <= _LONGEST_JWT_LIFE + 5:
        return oauth_error("invalid_grant", "expired authorization code")
    return None


def _audiences(state: State) -> tuple[str, ...]:
    login = "test" if state.settings.is_sandbox else "login"
    return (f"https://{login}.salesforce.com", state.url)


def _seconds(expiry: object) -> float:
    """Return the expiry of an assertion, which may be a number or a text of one."""
    try:
        return float(str(expiry))
    except ValueError:
        return 0.0


def _refresh(state: State, _request: Request, form: Mapping[str, str]) -> Response | None:
    if form.get("client_id") != CLI_CLIENT_ID:
        return oauth_error("invalid_client_id", "client identifier invalid")
    if form.get("refresh_token") != REFRESH_TOKEN or state.refresh_revoked:
        return oauth_error("invalid_grant", "expired access/refresh token")
    return None
