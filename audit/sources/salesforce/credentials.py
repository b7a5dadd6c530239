"""Which login the environment holds, and the address of the org (docs/contract.md, Credentials)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from audit.errors import UsageError
from audit.sources.environment import bare, check_one_line, is_token, unquoted
from audit.sources.salesforce.addresses import Address, is_host, org_address
from audit.sources.salesforce.signing_key import signing_key
from audit.sources.secret_values import remember

PREFIXES: Final = ("SF_", "SALESFORCE_")


@dataclass(frozen=True)
class AccessToken:
    """A session that somebody else opened; it cannot be renewed."""

    address: Address
    token: str


@dataclass(frozen=True)
class ClientCredentials:
    """OAuth client credentials of an app that runs as a fixed user."""

    address: Address
    client_id: str
    client_secret: str


@dataclass(frozen=True)
class JwtBearer:
    """OAuth JWT bearer: a signed assertion instead of a secret."""

    address: Address
    client_id: str
    username: str
    key: RSAPrivateKey
    audience: str


@dataclass(frozen=True)
class Password:
    """User name, password and security token for the SOAP login, which ends in Summer '27."""

    address: Address
    username: str
    password: str
    security_token: str


Credentials = AccessToken | ClientCredentials | JwtBearer | Password

_SETS: Final[Mapping[type, tuple[str, ...]]] = {
    AccessToken: ("INSTANCE_URL", "ACCESS_TOKEN"),
    ClientCredentials: ("INSTANCE_URL", "CLIENT_ID", "CLIENT_SECRET"),
    JwtBearer: ("INSTANCE_URL", "CLIENT_ID", "USERNAME", "JWT_KEY_FILE"),
    Password: ("USERNAME", "PASSWORD", "SECURITY_TOKEN"),
}
"""In the order in which they are tried. INSTANCE_URL alone tells nothing about which one is meant."""
_FURTHER: Final = ("DOMAIN", "JWT_AUDIENCE")
_SECRET: Final = frozenset({"ACCESS_TOKEN", "CLIENT_SECRET", "PASSWORD", "SECURITY_TOKEN"})
_KEEPS_QUOTES: Final = frozenset({"PASSWORD", "SECURITY_TOKEN", "CLIENT_SECRET"})
"""Whose quotation marks may be part of them; around any other value they are what a file of settings left there."""
_CHECKED_APART: Final = frozenset({"INSTANCE_URL", "JWT_KEY_FILE"})


def credentials_in(environ: Mapping[str, str]) -> Credentials:
    """Return the first complete set of credentials; raise UsageError with the missing names when there is none."""
    given = {
        name: value
        for name in {*(name for names in _SETS.values() for name in names), *_FURTHER}
        if (value := _value(environ, name)) is not None
    }
    remember(*(value for name, value in given.items() if name in _SECRET))
    form = next((form for form, names in _SETS.items() if given.keys() >= set(names)), None)
    if form is None:
        raise UsageError(_missing(given))
    for name in (*_SETS[form], *_FURTHER):
        if name not in _CHECKED_APART:
            _check(name, given.get(name, ""))
    if form is Password:
        return Password(
            _login_server(given), given["USERNAME"], given["PASSWORD"], security_token=given["SECURITY_TOKEN"]
        )
    address = org_address(given["INSTANCE_URL"], "SF_INSTANCE_URL")
    if form is AccessToken:
        return AccessToken(address, given["ACCESS_TOKEN"])
    if form is ClientCredentials:
        return ClientCredentials(address, given["CLIENT_ID"], given["CLIENT_SECRET"])
    return JwtBearer(
        address,
        given["CLIENT_ID"],
        given["USERNAME"],
        key=signing_key(given["JWT_KEY_FILE"]),
        audience=given.get("JWT_AUDIENCE") or _audience(_domain(given), address),
    )


def _value(environ: Mapping[str, str], name: str) -> str | None:
    """Return a variable, SF_ before SALESFORCE_, without the line break or byte order mark of the file it came from.

    A blank one is not given, but a security token may be empty.
    """
    values = [bare(environ[prefix + name]) for prefix in PREFIXES if prefix + name in environ]
    filled = next((value for value in values if value), None)
    if filled is None:
        return "" if values and name == "SECURITY_TOKEN" else None
    return filled if name in _KEEPS_QUOTES else unquoted(filled)


def _check(name: str, value: str) -> None:
    """Raise UsageError, without a word of the value, where it holds what no credential can."""
    check_one_line(f"SF_{name}", value)
    if name == "ACCESS_TOKEN" and not is_token(value):
        raise UsageError("SF_ACCESS_TOKEN is not one word of plain characters. Copy the token alone, and all of it.")


def _login_server(given: Mapping[str, str]) -> Address:
    if "INSTANCE_URL" in given:
        return org_address(given["INSTANCE_URL"], "SF_INSTANCE_URL")
    host = f"{_domain(given)}.salesforce.com"
    if not is_host(host):
        raise UsageError("SF_DOMAIN is login or test, or the part of My Domain before .salesforce.com, as in acme.my.")
    return Address(host)


def _domain(given: Mapping[str, str]) -> str:
    """Return the part of the login server's name before .salesforce.com, also where its whole address was given."""
    whole = given.get("DOMAIN", "login").casefold().removeprefix("https://").removesuffix("/")
    return whole.removesuffix(".salesforce.com")


def _audience(domain: str, address: Address) -> str:
    return f"https://{'test' if domain == 'test' or address.is_sandbox else 'login'}.salesforce.com"


def _missing(given: Mapping[str, str]) -> str:
    """Return what to set: the rest of the set that is nearest to complete, else the choices."""
    telling = [
        (len(set(names) - given.keys()), names)
        for names in _SETS.values()
        if any(name in given for name in names if name != "INSTANCE_URL")
    ]
    if not telling:
        return (
            "No credentials in the environment. Set SF_INSTANCE_URL with SF_ACCESS_TOKEN, or with SF_CLIENT_ID and"
            " SF_CLIENT_SECRET; or log in with `sf org login web --alias NAME` and use --org NAME."
        )
    names = min(telling, key=lambda counted: counted[0])[1]
    missing = [f"SF_{name}" for name in names if name not in given]
    present = [f"SF_{name}" for name in names if name in given]
    return f"The credentials are not complete: {' and '.join(missing)} must be set beside {', '.join(present)}."
