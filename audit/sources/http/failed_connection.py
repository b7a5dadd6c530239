"""What a request that failed on its way means: whether there is sense in sending it again, and what to try."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPException
from typing import Final
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError, MaxRetryError, NewConnectionError

from audit.errors import ConnectionFailedError
from audit.sources.http.proxies import has_broken_off, is_silent_proxy, proxy_failure

_TRIES_BY_A_NEW_PROXY: Final = 2
"""How often a request is sent through a proxy by which the service was never reached."""
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_NO_TLS: Final = re.compile(r"WRONG_VERSION_NUMBER|RECORD_LAYER|UNSUPPORTED_PROTOCOL|HANDSHAKE_FAILURE|ALERT_PROTOCOL")
_OTHER_HOST: Final = re.compile(r"[Hh]ostname mismatch|IP address mismatch|doesn't match")
_OUT_OF_DATE: Final = re.compile(r"certificate (?:has expired|is not yet valid)")
_NO_CERTIFICATES: Final = (
    "The certificate authorities in {path} can no longer be read. Check REQUESTS_CA_BUNDLE or SSL_CERT_FILE."
)


@dataclass(frozen=True)
class ServiceWords:
    """What messages say of one service; ``{host}`` stands for its host."""

    no_answer: str
    not_sent: str
    not_tls: str
    other_host: str
    """What to check where the certificate is for another host."""
    redirected: str
    """What to do where it sends on to another address."""


@contextmanager
def sendable(request: requests.PreparedRequest, words: ServiceWords, *, verify: str | bool) -> Iterator[None]:
    """Raise ConnectionFailedError where ``request`` cannot be sent at all; what fails on its way goes through."""
    try:
        yield
    except requests.RequestException:
        raise
    except OSError as failure:
        raise ConnectionFailedError(_NO_CERTIFICATES.format(path=verify)) from failure
    except (ValueError, HTTPError, HTTPException):  # they quote headers
        raise ConnectionFailedError(words.not_sent.format(host=host_of(request))) from None


def never_sent(failure: requests.RequestException) -> bool:
    """Return whether no connection came about that could have carried the request."""
    reason = failure.args[0] if failure.args else None
    if isinstance(reason, MaxRetryError):
        reason = reason.reason
    if isinstance(failure, requests.exceptions.ProxyError):
        return not has_broken_off(failure)
    return isinstance(failure, requests.ConnectTimeout) or isinstance(reason, NewConnectionError)


def is_hopeless(failure: requests.RequestException, attempt: int, proxy: str | None, *, reached: bool) -> bool:
    """Return whether a request that failed for the ``attempt``-th time need not be sent again.

    ``reached`` tells whether the service has answered before: until then settings are the first suspect.
    """
    if _is_untrusted(failure) or _is_misdirected(failure):
        return True
    is_new_proxy_tried = proxy is not None and attempt >= _TRIES_BY_A_NEW_PROXY
    lost = never_sent(failure) or has_broken_off(failure) or is_silent_proxy(failure, proxy) or _speaks_no_tls(failure)
    return not reached and (lost or is_new_proxy_tried)


def explained_failure(
    request: requests.PreparedRequest,
    failure: requests.RequestException,
    proxy: str | None,
    words: ServiceWords,
    *,
    reached: bool,
) -> ConnectionFailedError:
    """Return the error that says what to try; the text of the failure itself is left out, it may hold the query."""
    return ConnectionFailedError(_sentence(host_of(request), failure, proxy, words, reached=reached))


def _sentence(
    host: str, failure: requests.RequestException, proxy: str | None, words: ServiceWords, *, reached: bool
) -> str:
    if _is_untrusted(failure):
        return why_untrusted(host, str(failure), words)
    of_proxy = proxy_failure(failure, host, proxy, reached=reached)
    if of_proxy is not None:
        return of_proxy
    if _speaks_no_tls(failure):
        return words.not_tls.format(host=host)
    if never_sent(failure) or _is_misdirected(failure):
        return f"{host} cannot be reached. Check the address, the network and the proxy (HTTPS_PROXY)."
    return words.no_answer.format(host=host)


def why_untrusted(host: str, said: str, words: ServiceWords) -> str:
    """Return what to do about a certificate that is not trusted; ``said`` is what OpenSSL says of it."""
    untrusted = f"The certificate of {host} is not trusted"
    if _OTHER_HOST.search(said):
        return f"{untrusted}: it is for another host. {words.other_host}"
    if _OUT_OF_DATE.search(said):
        return f"{untrusted}: it has expired, or is not valid yet. Check the clock of this computer."
    return f"{untrusted}. If your network has its own certificate authority, name its PEM file in REQUESTS_CA_BUNDLE."


def not_redirected(response: requests.Response, words: ServiceWords) -> requests.Response:
    """Return ``response``; raise ConnectionFailedError where it sends on to another address."""
    if response.status_code in _REDIRECTS:
        target = urlsplit(response.headers.get("Location", "")).netloc
        raise ConnectionFailedError(
            f"{urlsplit(response.url).netloc} sends us on to {target or 'another address'}. {words.redirected}"
        )
    return response


def host_of(request: requests.PreparedRequest) -> str:
    """Return the host, and port where it names one, that a request goes to."""
    return urlsplit(request.url or "").netloc


def _is_misdirected(failure: requests.RequestException) -> bool:
    """Return whether the address of the service or of its proxy cannot be used at all."""
    wrong = (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema, requests.exceptions.InvalidProxyURL)
    return isinstance(failure, wrong)


def _speaks_no_tls(failure: requests.RequestException) -> bool:
    """Return whether what answers there does not speak TLS, or none that we do."""
    return isinstance(failure, requests.exceptions.SSLError) and _NO_TLS.search(str(failure)) is not None


def _is_untrusted(failure: requests.RequestException) -> bool:
    return isinstance(failure, requests.exceptions.SSLError) and "CERTIFICATE_VERIFY_FAILED" in str(failure)
