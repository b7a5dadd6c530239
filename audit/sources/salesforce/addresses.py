"""The address of an org, as people copy it from a browser, a mail or a file of settings."""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, urlsplit

from audit.errors import UsageError

_UI_DOMAINS: Final = (".lightning.force.com", ".my.salesforce-setup.com", ".file.force.com")
_API_DOMAIN: Final = ".my.salesforce.com"
_LABEL: Final = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_HOST: Final = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_IPV6: Final = re.compile(r"[0-9a-f:.]*:[0-9a-f:.]*")
_LONGEST_HOST: Final = 253
"""Characters of a host name (RFC 1035 section 2.3.4)."""
_SCHEMES: Final = frozenset({"http", "https"})
_EXAMPLE: Final = "Give it as https://acme.my.salesforce.com (Setup > My Domain)."


@dataclass(frozen=True)
class Address:
    """Host, and port where it is not 443, of an org or a login server; always https."""

    host: str
    message: str | None = None
    """What was put right in what the user gave."""

    @property
    def url(self) -> str:
        """The address with its scheme."""
        return f"https://{self.host}"

    @property
    def is_sandbox(self) -> bool:
        """Whether the host names a sandbox, or is the login server of all sandboxes."""
        return ".sandbox." in self.host or self.host == "test.salesforce.com"


def org_address(text: str, name: str) -> Address:
    """Return the address in ``text``, a URL or a bare host; that of the pages becomes that of the API.

    Raise UsageError, calling it ``name`` and quoting nothing that may be a password, for http, for a user name in it,
    and for anything that is no address. A host in letters that are not ASCII is refused: no org has one, and a look
    alike would be sent the credentials.

    >>> org_address("https://acme.lightning.force.com/lightning/page/home", "SF_INSTANCE_URL").url
    'https://acme.my.salesforce.com'
    """
    parts = _parts(text.strip(), name)
    host, port = _host(parts, name), _port(parts, name)
    api_host = _api_host(host)
    message = None if api_host == host else f"{name} names {host}, where the pages are; using {api_host}, the API's."
    shown = f"[{api_host}]" if ":" in api_host else api_host
    return Address(shown if port in {None, 443} else f"{shown}:{port}", message)


def is_host(text: str) -> bool:
    """Return whether ``text`` is a host name as DNS has them, in lower case, or an IPv6 address without brackets."""
    return len(text) <= _LONGEST_HOST and bool(_HOST.fullmatch(text) or _IPV6.fullmatch(text))


def _parts(text: str, name: str) -> SplitResult:
    """Return the parts of an https address that holds no login; a host alone is taken for one."""
    if any(character.isspace() or not character.isprintable() for character in text):  # urlsplit drops some unseen
        raise UsageError(f"{name} has a space or control character in it. {_EXAMPLE}")
    if re.match(r"https?:?/?/?\Z|https?(?::/?[^/]|/)", text, re.IGNORECASE):
        raise UsageError(f"{name} is not the address of an org: after https come a colon and two slashes. {_EXAMPLE}")
    try:
        parts = urlsplit(text if "://" in text else f"https://{text.removeprefix('//')}")
    except ValueError:
        raise UsageError(f"{name} is not the address of an org. {_EXAMPLE}") from None
    if parts.scheme.lower() != "https":
        raise UsageError(f"{name} must be an https address: sessions are never sent unencrypted. {_EXAMPLE}")
    if "@" in parts.netloc:
        raise UsageError(f"{name} is not the address of an org: it has a user name or password in it. {_EXAMPLE}")
    return parts


def _host(parts: SplitResult, name: str) -> str:
    host = (parts.hostname or "").removesuffix(".")
    if not host.isascii():
        raise UsageError(f"{name} is not the address of an org: it has letters that no such address has. {_EXAMPLE}")
    if not is_host(host) or host in _SCHEMES:
        raise UsageError(f"{name} is not the address of an org. {_EXAMPLE}")
    return host


def _port(parts: SplitResult, name: str) -> int | None:
    try:
        port = parts.port
    except ValueError:
        port = 0
    if port == 0:
        raise UsageError(f"{name} is not the address of an org: its port is no number from 1 to 65535. {_EXAMPLE}")
    return port


def _api_host(host: str) -> str:
    for domain in _UI_DOMAINS:
        if host.endswith(domain):
            return host.removesuffix(domain) + _API_DOMAIN
    return host
