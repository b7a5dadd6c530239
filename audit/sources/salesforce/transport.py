"""The one way to an org: guarded, patient, with the session renewed when it ends, over verified TLS only."""

import re
from collections.abc import Mapping
from http.client import HTTPException
from http.cookiejar import DefaultCookiePolicy
from typing import Any, Final
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError, MaxRetryError, NewConnectionError

from audit import __version__
from audit.errors import ConnectionFailedError, IncompleteExportError
from audit.sources.authorities import certificates
from audit.sources.salesforce.api_errors import ApiError, explanation
from audit.sources.salesforce.bearer import Bearer
from audit.sources.salesforce.proxies import bare_proxies, is_silent_proxy, proxy_failure, proxy_for
from audit.sources.salesforce.read_only_guard import Guard, creates_query_job, is_login
from audit.sources.salesforce.retry_policy import RetryPolicy, day_is_spent, is_transient, retry_after

_SURELY_NOT_DONE: Final = frozenset({406, 420, 429, 503})
"""Answers after which a query job has not been made: asking again makes no second one."""
_MOST_RENEWALS: Final = 2
_COURTESY_TRIES: Final = 2
"""How often the abort or deletion of a job is sent."""
_TRIES_BY_A_NEW_PROXY: Final = 2
"""How often a request is sent through a proxy by which the org was never reached."""
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})


class ReplyLostError(Exception):
    """A query job was asked for and no answer came: it may have been made."""


class OrgAdapter(HTTPAdapter):
    """Sends requests to an org: refuses writes, waits as long as is sensible, asks again where that is safe.

    Raises ConnectionFailedError, IncompleteExportError or LoginRefusedError when there is no sense in asking again,
    ReplyLostError when a query job may or may not have been made. Any other answer is returned as it is.
    """

    def __init__(self, guard: Guard, bearer: Bearer, patience: RetryPolicy, verify: str | bool) -> None:  # noqa: FBT001 - as requests takes it
        """Open no connection yet."""
        super().__init__(pool_connections=4, pool_maxsize=16)
        self._guard = guard
        self._bearer = bearer
        self._patience = patience
        self._verify = verify
        self._reached = False
        self._spent: ApiError | None = None
        self.date: str | None = None
        """When the org last answered, by its own clock."""
        self.n_sent = 0
        """Requests so far, those among them that were sent again."""

    def send(  # noqa: PLR0913, PLR0917 - the signature of requests
        self,
        request: requests.PreparedRequest,
        stream: bool = False,  # noqa: FBT001, FBT002
        timeout: Any = None,
        verify: object = True,  # noqa: ARG002, FBT002
        cert: Any = None,
        proxies: dict[str, str] | None = None,
    ) -> requests.Response:
        """Send a request with our own timeouts and certificates; unless streamed, its body is read within the tries."""
        self._guard.check(request)
        self._check_allowance(request)
        proxies = bare_proxies(proxies)
        proxy = proxy_for(request.url or "", proxies)
        timeouts, n_renewals = timeout or self._patience.timeouts, 0
        attempts = self._patience.attempts if request.method in {"GET", "POST"} else _COURTESY_TRIES
        for attempt in range(1, attempts + 1):
            is_last = attempt == attempts
            self.n_sent += 1
            try:
                response = super().send(request, True, timeouts, self._verify, cert, proxies)
                _read(response, streamed=stream)
            except requests.RequestException as failure:
                self._give_up_or_wait(request, failure, attempt, proxy, is_last=is_last)
                continue
            except OSError as failure:
                raise ConnectionFailedError(_NO_CERTIFICATES.format(path=self._verify)) from failure
            except (ValueError, HTTPError, HTTPException):  # they quote headers
                raise ConnectionFailedError(_NOT_SENT.format(host=_host(request))) from None
            self._reached, self.date = True, response.headers.get("Date")
            if response.status_code == 401 and not is_login(request) and n_renewals < _MOST_RENEWALS:
                _drain(response)
                request, n_renewals = self._bearer.renewed(request), n_renewals + 1
                continue
            if not is_transient(request, response):
                self._note_allowance(response)
                return _not_redirected(response)
            if creates_query_job(request) and response.status_code not in _SURELY_NOT_DONE:
                _drain(response)
                raise ReplyLostError
            if is_last and response.status_code >= 300:
                return response
            _drain(response)
            if not is_last:
                self._wait(attempt, response)
        raise ConnectionFailedError(_NO_ANSWER.format(host=_host(request)))

    def begin(self) -> None:
        """Ask again of an org that refused: requests may be free now, and the login may hold again."""
        self._spent = None
        self._bearer.begin()

    def _check_allowance(self, request: requests.PreparedRequest) -> None:
        """Send nothing more once the day's requests are used up, but what ends our own jobs."""
        if self._spent is not None and request.method in {"GET", "POST"}:
            raise explanation(self._spent)

    def _note_allowance(self, response: requests.Response) -> None:
        self._spent = day_is_spent(response) or self._spent

    def _give_up_or_wait(
        self,
        request: requests.PreparedRequest,
        failure: requests.RequestException,
        attempt: int,
        proxy: str | None,
        *,
        is_last: bool,
    ) -> None:
        never_sent = _never_sent(failure) or is_silent_proxy(failure, proxy)
        hopeless = _is_untrusted(failure) or _is_misdirected(failure)
        if not self._reached:
            hopeless = (
                hopeless
                or never_sent
                or _speaks_no_tls(failure)
                or (proxy is not None and attempt >= _TRIES_BY_A_NEW_PROXY)
            )
        if creates_query_job(request) and not never_sent and not hopeless:
            raise ReplyLostError from failure
        if hopeless or is_last:
            raise ConnectionFailedError(
                _why(request, failure, proxy, reached=self._reached)
            ) from None  # it may hold the query
        self._patience.pause(self._patience.backoff(attempt))

    def _wait(self, attempt: int, response: requests.Response) -> None:
        asked = retry_after(response)
        if asked is not None and asked > self._patience.longest_retry_after:
            raise IncompleteExportError(
                f"The org asks to come back in {asked / 60:.0f} minutes. Run the same command again then."
            )
        self._patience.pause(self._patience.backoff(attempt) if asked is None else asked)


def open_http(guard: Guard, bearer: Bearer, patience: RetryPolicy, environ: Mapping[str, str]) -> requests.Session:
    """Return a session that reaches orgs over https and nothing else; proxies come from the usual variables.

    Raise UsageError when the certificate authority that the environment names cannot be read.
    """
    http = requests.Session()
    http.adapters.clear()
    http.mount("https://", OrgAdapter(guard, bearer, patience, certificates(environ)))
    http.auth = bearer
    # requests would keep the cookies of an org and send them along; the session goes into one header
    http.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    http.headers["User-Agent"] = f"phone-audit/{__version__}"
    http.headers["Sforce-Call-Options"] = f"client=phone-audit/{__version__}"
    return http


def _read(response: requests.Response, *, streamed: bool) -> None:
    """Read the body now, so that a body that breaks off is a failure of this try; a stream only when it went wrong."""
    if streamed and response.status_code < 300:
        return
    try:
        _ = response.content
    except requests.RequestException:
        _drain(response)  # a body that cannot be decoded would keep its connection
        raise


def _drain(response: requests.Response) -> None:
    """Close the response, which frees its connection."""
    response.close()


def _not_redirected(response: requests.Response) -> requests.Response:
    if response.status_code in _REDIRECTS:
        target = urlsplit(response.headers.get("Location", "")).netloc
        raise ConnectionFailedError(
            f"{urlsplit(response.url).netloc} sends us on to {target or 'another address'}."
            " Use the org's own address, https://….my.salesforce.com."
        )
    return response


def _never_sent(failure: requests.RequestException) -> bool:
    reason = failure.args[0] if failure.args else None
    if isinstance(reason, MaxRetryError):
        reason = reason.reason
    never = (requests.ConnectTimeout, requests.exceptions.ProxyError)
    return isinstance(failure, never) or isinstance(reason, NewConnectionError)


def _is_misdirected(failure: requests.RequestException) -> bool:
    """Return whether the address of the org or of its proxy cannot be used at all."""
    wrong = (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema, requests.exceptions.InvalidProxyURL)
    return isinstance(failure, wrong)


def _speaks_no_tls(failure: requests.RequestException) -> bool:
    """Return whether what answers there does not speak TLS, or none that we do."""
    return isinstance(failure, requests.exceptions.SSLError) and _NO_TLS.search(str(failure)) is not None


def _is_untrusted(failure: requests.RequestException) -> bool:
    return isinstance(failure, requests.exceptions.SSLError) and "CERTIFICATE_VERIFY_FAILED" in str(failure)


_NO_TLS: Final = re.compile(r"WRONG_VERSION_NUMBER|RECORD_LAYER|UNSUPPORTED_PROTOCOL|HANDSHAKE_FAILURE|ALERT_PROTOCOL")
_OTHER_HOST: Final = re.compile(r"[Hh]ostname mismatch|IP address mismatch|doesn't match")
_OUT_OF_DATE: Final = re.compile(r"certificate (?:has expired|is not yet valid)")
_NO_CERTIFICATES: Final = (
    "The certificate authorities in {path} can no longer be read. Check REQUESTS_CA_BUNDLE or SSL_CERT_FILE."
)
_NOT_SENT: Final = (
    "A request to {host} cannot be sent. Check the address of the org and the credentials for characters that do not"
    " belong there."
)
_NO_ANSWER: Final = "{host} does not answer as a Salesforce org does. Try again later; see status.salesforce.com."


def _why(
    request: requests.PreparedRequest, failure: requests.RequestException, proxy: str | None, *, reached: bool
) -> str:
    """Return what to try; the text of the failure itself is left out, it may hold the query."""
    host = _host(request)
    if _is_untrusted(failure):
        return _why_untrusted(host, str(failure))
    of_proxy = proxy_failure(failure, host, proxy, reached=reached)
    if of_proxy is not None:
        return of_proxy
    if _speaks_no_tls(failure):
        return f"{host} does not speak TLS as Salesforce does. Check host and port of SF_INSTANCE_URL."
    if _never_sent(failure) or _is_misdirected(failure):
        return f"{host} cannot be reached. Check the address, the network and the proxy (HTTPS_PROXY)."
    return _NO_ANSWER.format(host=host)


def _why_untrusted(host: str, said: str) -> str:
    if _OTHER_HOST.search(said):
        return f"The certificate of {host} is not trusted: it is for another host. Check SF_INSTANCE_URL."
    if _OUT_OF_DATE.search(said):
        return (
            f"The certificate of {host} is not trusted: it has expired, or is not valid yet. Check the clock of this"
            " computer."
        )
    return (
        f"The certificate of {host} is not trusted. If your network has its own certificate authority, name its PEM"
        " file in REQUESTS_CA_BUNDLE."
    )


def _host(request: requests.PreparedRequest) -> str:
    return urlsplit(request.url or "").netloc
