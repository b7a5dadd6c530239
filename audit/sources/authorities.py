"""The certificate authorities that vouch for a server: the system's, or those that the environment names."""

import os
import re
import ssl
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from audit.errors import UsageError, told_as
from audit.sources.environment import bare, unquoted

VARIABLES: Final = ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE")
_HASHED: Final = re.compile(r"[0-9a-f]{8}\.[0-9]+")
"""How OpenSSL finds a certificate in a folder (openssl-rehash)."""
_WANTED: Final = "Give the PEM file of your certificate authority."


def certificates(environ: Mapping[str, str]) -> str | bool:
    """Return the file or folder of certificate authorities from REQUESTS_CA_BUNDLE, else SSL_CERT_FILE, else True.

    Raise UsageError where no certificate can be read there: every request would fail, and blame the org.
    """
    name, path = _named(environ)
    if name:
        _check(name, Path(path))
    return path or True


def tls_context(environ: Mapping[str, str]) -> ssl.SSLContext:
    """Return the settings of a connection that trusts these authorities; raise UsageError where they cannot be read."""
    _, path = _named(environ)
    with told_as(UsageError, f"Cannot read the certificates in {path}", also=(ValueError,), unsaid="that is no path"):
        if path and Path(path).is_dir():
            return ssl.create_default_context(capath=path)
        return ssl.create_default_context(cafile=path or None)


def _named(environ: Mapping[str, str]) -> tuple[str, str]:
    """Return which variable names authorities, and where they are; two empty texts where none does."""
    for name in VARIABLES:
        path = unquoted(bare(environ.get(name, "")))
        if "\n" in path or "\r" in path:
            raise UsageError(f"{name} has a line break in it. {_WANTED}")
        if path:
            return name, path
    return "", ""


def _check(name: str, path: Path) -> None:
    what = f"{name} names {path}, which cannot be read"
    with told_as(UsageError, what, _WANTED, also=(ValueError,), unsaid="that is no path"):
        if path.is_dir():
            if not any(_holds_certificates(file) for file in _hashed_files(path)):
                raise UsageError(
                    f"{name} names the folder {path}, in which OpenSSL finds no certificate (`openssl rehash` prepares"
                    f" one). {_WANTED}"
                )
        elif not _content(path).strip():
            raise UsageError(f"{name} names {path}, which is empty. {_WANTED}")
        elif not _holds_certificates(path):
            raise UsageError(f"{name} names {path}, which has no certificates that can be read. {_WANTED}")


def _content(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(4_000)


def _hashed_files(folder: Path) -> Iterator[Path]:
    return (file for file in sorted(folder.iterdir()) if _HASHED.fullmatch(file.name))


def _holds_certificates(path: Path) -> bool:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cafile=os.fspath(path))
    except ssl.SSLError:
        return False
    return True
