"""The proxy that leads to an org: one that cannot be used is told at once, without the password in its address."""

import importlib.util
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

import requests
from requests.utils import select_proxy
from urllib3.exceptions import ReadTimeoutError

from audit.errors import UsageError

_HTTP: Final = ("http", "https")
_SOCKS: Final = ("socks4", "socks4a", "socks5", "socks5h")
_WHERE: Final = "HTTPS_PROXY or ALL_PROXY"
_EXAMPLE: Final = f"Correct {_WHERE}, as in http://proxy.example.com:8080, or name the host in NO_PROXY."


def bare_proxies(proxies: Mapping[str, str] | None) -> dict[str, str]:
    """Return the settings without the line break of the file that they came from."""
    return {scheme: proxy.strip() for scheme, proxy in (proxies or {}).items() if proxy}


def proxy_for(url: str, proxies: Mapping[str, str] | None) -> str | None:
    """Return the address of the proxy that leads to ``url``, None without one; raise UsageError for one of no use."""
    proxy = select_proxy(url, bare_proxies(proxies))
    if not proxy:
        return None
    address = proxy if "://" in proxy else f"http://{proxy}"
    if any(character.isspace() or not character.isprintable() for character in proxy.strip()):
        raise UsageError(f"The proxy setting has a space or control character in it. {_EXAMPLE}")
    scheme, host, port_is_right = _parts(without_login(address))
    if scheme not in (*_HTTP, *_SOCKS):
        raise UsageError(f"The proxy setting begins with {scheme}://, which is no kind of proxy. {_EXAMPLE}")
    if not host:
        raise UsageError(f"The proxy setting names no host that can be read. {_EXAMPLE}")
    if not port_is_right:
        raise UsageError(f"The proxy setting for {host} has a port that is no number from 1 to 65535. {_EXAMPLE}")
    if scheme in _SOCKS and importlib.util.find_spec("socks") is None:
        raise UsageError(
            f"The proxy {host} is of the kind {scheme}, which needs the Python package PySocks. Install it beside"
            " phone-audit, or give an http:// proxy in HTTPS_PROXY."
        )
    return address


def proxy_failure(failure: requests.RequestException, host: str, proxy: str | None, *, reached: bool) -> str | None:
    """Return the sentence for a request that its proxy failed; None where it was not the proxy.

    ``reached`` tells whether the org has answered through it before: until then the proxy is the first suspect.
    """
    if proxy is None or (reached and has_broken_off(failure)):
        return None
    name = shown(proxy)
    # Python tells the answer of a proxy in words alone
    if "407" in str(failure) and isinstance(failure, requests.exceptions.ProxyError):
        return (
            f"The proxy {name} asks for a user name and a password. Put them into HTTPS_PROXY, as in"
            " http://user:password@proxy.example.com:8080."
        )
    if is_silent_proxy(failure, proxy):
        return f"The proxy {name} does not answer. Check HTTPS_PROXY and NO_PROXY."
    if isinstance(failure, requests.exceptions.ProxyError | requests.ConnectTimeout):
        return f"The proxy {name} does not lead to {host}. Check HTTPS_PROXY and NO_PROXY."
    if isinstance(failure, requests.exceptions.InvalidProxyURL | requests.exceptions.InvalidSchema):
        return f"The proxy {name} cannot be used. {_EXAMPLE}"
    return (
        None if reached else f"Nothing that makes sense came through the proxy {name}. Check HTTPS_PROXY and NO_PROXY."
    )


def is_silent_proxy(failure: requests.RequestException, proxy: str | None) -> bool:
    """Return whether the proxy took the connection and said nothing: the request itself was never sent."""
    reason = failure.args[0] if failure.args else None
    reason = getattr(reason, "reason", None) or reason
    return proxy is not None and isinstance(reason, ReadTimeoutError) and shown(str(reason.url)) == shown(proxy)


def has_broken_off(failure: requests.RequestException) -> bool:
    """Return whether a connection by a proxy ended without an answer: what was sent may have arrived.

    urllib3 takes it for a failure of the proxy, as the connection is closed by then.
    """
    reason = getattr(failure.args[0], "reason", None) if failure.args else None
    return isinstance(getattr(reason, "original_error", None), ConnectionError)


def shown(proxy: str) -> str:
    """Return host and port of a proxy: what may be shown of its address."""
    return urlsplit(without_login(proxy)).netloc


def without_login(proxy: str) -> str:
    """Return a proxy's address without user name and password.

    >>> without_login("http://ada:secret@proxy.example.com:8080")
    'http://proxy.example.com:8080'
    """
    scheme, _, rest = proxy.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}"


def _parts(address: str) -> tuple[str, str, bool]:
    """Return scheme and host, and whether the port is a port or absent."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return address.partition("://")[0].casefold(), "", False
    try:
        return parts.scheme, host, parts.port != 0
    except ValueError:
        return parts.scheme, host, False
