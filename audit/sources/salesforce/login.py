"""Log in to an org, by `sf` or by what the environment holds, and keep the way to do it again."""

import base64
import os
import time
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from xml.parsers.expat import ExpatError

import jwt
import requests
from simple_salesforce.exceptions import SalesforceAuthenticationFailed
from simple_salesforce.login import SalesforceLogin, token_login

from audit.errors import UsageError
from audit.sources.environment import is_token
from audit.sources.http.retry_policy import RetryPolicy
from audit.sources.salesforce import sf_cli
from audit.sources.salesforce.addresses import Address, org_address
from audit.sources.salesforce.bearer import Bearer
from audit.sources.salesforce.credentials import (
    AccessToken,
    ClientCredentials,
    Credentials,
    JwtBearer,
    Password,
    credentials_in,
)
from audit.sources.salesforce.login_refusals import login_explanation, login_refusal, no_login
from audit.sources.salesforce.org import Org, open_org
from audit.sources.salesforce.read_only_guard import Guard
from audit.sources.salesforce.transport import open_http
from audit.sources.secret_values import remember, remember_environment

_SOAP_VERSION: Final = "62.0"
"""login() is gone from 65.0 on."""
_JWT_LIFETIME: Final = 180
"""Seconds; the org takes five minutes at most."""
_SOAP_ENDS: Final = (
    "Login with user name, password and security token ends in Summer '27 (SOAP login()). Change to --org, client"
    " credentials or JWT before then."
)
_ENDED: Final = (
    "The session in SF_ACCESS_TOKEN has ended or is not valid for {host}. Get a new one (`sf org auth"
    " show-access-token`) and run the same command again: an interrupted export resumes. --org renews its session"
    " by itself."
)
_SAME_AGAIN: Final = (
    "The session at {host} has ended, and a new login ({way}) gives the same one again. Check the session settings of"
    " the app's policies and of the user's profile (Setup > Session Settings), then run the same command again."
)


@dataclass(frozen=True)
class _Grant:
    """A session: host of the org and token."""

    host: str
    token: str


def login(
    alias: str | None = None, *, environ: Mapping[str, str] | None = None, patience: RetryPolicy | None = None
) -> Org:
    """Log in by the session that `sf` holds for ``alias``, or by the environment's credentials when there is none.

    Raise UsageError for missing or wrong settings, LoginRefusedError when the login is refused,
    ConnectionFailedError when the host is not reached or not trusted.
    """
    surroundings = os.environ if environ is None else environ
    remember_environment(surroundings)
    waiting = patience or RetryPolicy()
    guard, bearer = Guard(), Bearer()
    http = open_http(guard, bearer, waiting, surroundings)
    session = _from_environment(surroundings, http) if alias is None else _from_sf(alias, surroundings)
    bearer.accept(session.host, session.token, session.renew, session.ended)
    return open_org(session.host, http, guard, waiting, way=session.way, messages=session.messages)


@dataclass(frozen=True)
class _Session:
    """A session, how it came about, and how to get another; None where it cannot be renewed."""

    host: str
    token: str
    way: str
    messages: tuple[str, ...]
    renew: Callable[[], str] | None
    ended: str
    """The sentence for a session that has ended and cannot be renewed."""


_WAYS: Final[Mapping[type, str]] = {
    AccessToken: "access token",
    ClientCredentials: "client credentials",
    JwtBearer: "JWT bearer",
    Password: "user name and password",
}


def _from_sf(alias: str, environ: Mapping[str, str]) -> _Session:
    session = sf_cli.session_of(alias, environ)
    return _Session(
        session.address.host,
        session.token,
        way=f"sf ({alias})",
        messages=(session.address.message,) if session.address.message else (),
        renew=lambda: sf_cli.session_of(alias, environ).token,
        ended=sf_cli.has_ended(alias, "it hands out the same session again, which the org refuses"),
    )


def _from_environment(environ: Mapping[str, str], http: requests.Session) -> _Session:
    credentials = credentials_in(environ)
    grant = _granted(credentials, http)
    notes = [credentials.address.message, _SOAP_ENDS if isinstance(credentials, Password) else None]
    is_fixed, way = isinstance(credentials, AccessToken), _WAYS[type(credentials)]
    return _Session(
        grant.host,
        grant.token,
        way=way,
        messages=tuple(note for note in notes if note),
        renew=None if is_fixed else lambda: _granted(credentials, http).token,
        ended=(_ENDED if is_fixed else _SAME_AGAIN).format(host=grant.host, way=way),
    )


def _granted(credentials: Credentials, http: requests.Session) -> _Grant:
    """Return the session that ``credentials`` open; a refusal says which sentence of the org it was."""
    if isinstance(credentials, AccessToken):
        return _Grant(credentials.address.host, credentials.token)
    try:
        answer: tuple[str | None, str | None] = _exchange(credentials, http)
    except SalesforceAuthenticationFailed as error:
        raise login_explanation(login_refusal(error), credentials) from None  # the chain would hold the request
    except (AttributeError, TypeError, ValueError, RecursionError, ExpatError):
        answer = (None, None)  # simple_salesforce stumbles over an answer without instance_url
    token, host = (str(part or "").strip() for part in answer)
    try:
        address = org_address(host, "The address that the login gave")
    except UsageError:
        address = None
    if address is None or not is_token(token):
        raise no_login(credentials.address.host)
    return _Grant(address.host, token)


def _exchange(credentials: ClientCredentials | JwtBearer | Password, http: requests.Session) -> tuple[str, str]:
    """Return token and host; simple_salesforce knows the requests and the answers."""
    if isinstance(credentials, Password):
        return SalesforceLogin(
            session=http,
            username=credentials.username,
            password=credentials.password,
            security_token=credentials.security_token,
            sf_version=_SOAP_VERSION,
            scratch_url=credentials.address.url,
            client_id="phone-audit",
        )
    if isinstance(credentials, JwtBearer):
        assertion = _assertion(credentials)
        remember(assertion)
        form = {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": assertion}
        return _token_of(credentials.address, form, None, http)
    secret = base64.b64encode(f"{credentials.client_id}:{credentials.client_secret}".encode()).decode("ascii")
    remember(secret)
    headers = {"Authorization": f"Basic {secret}"}
    return _token_of(credentials.address, {"grant_type": "client_credentials"}, headers, http)


def _token_of(
    address: Address, form: dict[str, str], headers: dict[str, str] | None, http: requests.Session
) -> tuple[str, str]:
    with warnings.catch_warnings():  # its hint on users who have not approved the app; our own sentence replaces it
        warnings.simplefilter("ignore", UserWarning)
        return token_login(f"{address.url}/services/oauth2/token", form, "login", "", headers, None, http)


def _assertion(credentials: JwtBearer) -> str:
    claims = {
        "iss": credentials.client_id,
        "sub": credentials.username,
        "aud": credentials.audience,
        "exp": int(time.time()) + _JWT_LIFETIME,
    }
    with warnings.catch_warnings():  # on short keys: whether one is accepted is the org's affair
        warnings.simplefilter("ignore")
        try:
            return jwt.encode(claims, credentials.key, algorithm="RS256")
        except (jwt.PyJWTError, ValueError, TypeError):
            raise UsageError(
                "The key of SF_JWT_KEY_FILE cannot sign: it must be an RSA private key of 2048 bits or more."
            ) from None
