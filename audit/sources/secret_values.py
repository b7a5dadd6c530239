"""The credential values that this process knows, and texts freed of them: the one place that tells what is secret.

A library quotes in its errors what it was given: `Invalid header value b'Bearer …'`. So whatever a person or a log
gets to read goes through ``masked``; who learns of a credential calls ``remember``.
"""

import base64
import html
import json
import re
import threading
from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import quote, quote_plus, unquote, urlsplit

HIDDEN: Final = "[secret]"
_SHORTEST: Final = 4
"""Characters; what is shorter protects nothing, and hiding it would make every text unreadable."""
_SHORTEST_LINE: Final = 16
"""Of a secret of several lines, such as a key; its last one may be short."""
_SECRET_NAMES: Final = frozenset(
    {
        *(
            prefix + name
            for prefix in ("SF_", "SALESFORCE_", "SFDX_")
            for name in ("ACCESS_TOKEN", "CLIENT_SECRET", "PASSWORD", "SECURITY_TOKEN", "REFRESH_TOKEN", "AUTH_URL")
        ),
        "PHONE_AUDIT_SMTP_PASSWORD",
        "AIRCALL_API_TOKEN",
    }
)
_KEY_NAMES: Final = frozenset({"SF_JWT_KEY_FILE", "SALESFORCE_JWT_KEY_FILE"})
"""Paths, not secrets, unless somebody gave the key itself."""
_LOOKS_SECRET: Final = re.compile(
    r"00D\w{9,15}(?:!|%21)\S+"  # a session id
    r"|eyJ[\w-]+\.[\w-]+\.[\w-]*"  # a signed assertion or token (RFC 7519)
    r"|\b5Aep[\w.]{16,}"  # a refresh token
    r"|\bforce://\S+"  # an address of sf with a refresh token in it
    r"|(?<=Bearer )[^\s'\"]+|(?<=bearer )[^\s'\"]{16,}"
    r"|(?<=Basic )[A-Za-z0-9+/]{16,}={0,2}"
    r"|(?:(?<=access_token=)|(?<=refresh_token=)|(?<=client_secret=)|(?<=assertion=)|(?<=\bsid=))[^&\s'\"]+"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)",
    re.DOTALL,
)


class _Known:
    """Every form in which a text may have one of the values so far."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._forms: frozenset[str] = frozenset()

    def add(self, values: Iterator[str]) -> None:
        """Hide ``values`` from now on."""
        forms = frozenset(form for value in values for form in _forms(value))
        with self._lock:
            self._forms |= forms

    def without(self, text: str) -> str:
        """Return ``text`` with every form in it hidden, the longest first: one may hold another."""
        # each in turn: one pattern of all would be compiled anew with every further secret
        found = [form for form in self._forms if form in text]
        for form in sorted(found, key=len, reverse=True):
            text = text.replace(form, HIDDEN)
        return text


_KNOWN: Final = _Known()
"""Of the process: an error is printed by code that was never handed a credential."""


def remember(*values: str) -> None:
    """Take ``values`` for secrets from now on; what is shorter than four characters is not."""
    _KNOWN.add(part for value in values for part in _parts(value))


def remember_environment(environ: Mapping[str, str]) -> None:
    """Take for secrets what the environment holds of them: credentials, and the passwords of proxies."""
    remember(*(value for name, value in environ.items() if name in _SECRET_NAMES))
    remember(*(value for name, value in environ.items() if name in _KEY_NAMES and "-----BEGIN" in value))
    proxies = [value for name, value in environ.items() if name.upper().endswith("_PROXY")]
    remember(*(form for proxy in proxies for form in (_password_in(proxy), unquote(_password_in(proxy)))))


def masked(text: str) -> str:
    """Return ``text`` without any secret that is known, as it is or as programs write it, and what looks like one.

    >>> remember("s3cret/word")
    >>> masked("no b'Bearer s3cret/word', no password=s3cret%2Fword")
    "no b'Bearer [secret]', no password=[secret]"
    """
    return _KNOWN.without(_LOOKS_SECRET.sub(HIDDEN, _KNOWN.without(text)))


def _parts(value: str) -> Iterator[str]:
    """Yield a secret as it was given, without what stands around it, and the lines of one that has several."""
    bare = value.strip()
    if len(bare) < _SHORTEST:
        return
    yield from (value, bare, " ".join(bare.split()))
    lines = bare.splitlines()
    if len(lines) > 1:
        yield from (line for line in map(str.strip, lines) if len(line) >= _SHORTEST_LINE and "-----" not in line)


def _forms(value: str) -> Iterator[str]:
    """Yield what Python, JSON, addresses, forms, XML and Basic authentication make of a value."""
    encoded = value.encode("utf-8", "replace")
    for quoted in (value, repr(value)[1:-1], repr(encoded)[2:-1], repr(value.encode("latin-1", "replace"))[2:-1]):
        yield from (quoted, json.dumps(quoted)[1:-1], json.dumps(quoted, ensure_ascii=False)[1:-1])
    for escaped in (quote(encoded), quote(encoded, safe=""), quote_plus(encoded)):
        yield from (escaped, re.sub("%[0-9A-F]{2}", lambda found: found[0].lower(), escaped))
    yield from (html.escape(value), html.escape(value, quote=False), html.escape(value).replace("&#x27;", "&apos;"))
    yield base64.b64encode(encoded).decode("ascii")


def _password_in(proxy: str) -> str:
    try:
        return urlsplit(proxy if "://" in proxy else f"http://{proxy}").password or ""
    except ValueError:
        return proxy
