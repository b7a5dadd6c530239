"""The one way to an org: guarded, patient, with the session renewed when it ends, over verified TLS only."""

from collections.abc import Mapping
from typing import Any, Final

import requests
from requests.adapters import HTTPAdapter

from audit import __version__
from audit.errors import ConnectionFailedError, IncompleteExportError
from audit.sources.authorities import certificates
from audit.sources.http.failed_connection import (
    ServiceWords,
    explained_failure,
    host_of,
    is_hopeless,
    never_sent,
    not_redirected,
    sendable,
)
from audit.sources.http.https_session import https_session, read_body
from audit.sources.http.proxies import bare_proxies, is_silent_proxy, proxy_for
from audit.sources.http.retry_policy import RetryPolicy, retry_after
from audit.sources.salesforce.api_errors import ApiError, explanation
from audit.sources.salesforce.bearer import Bearer
from audit.sources.salesforce.read_only_guard import Guard, creates_query_job, is_login
from audit.sources.salesforce.transient_answers import day_is_spent, is_transient

_SURELY_NOT_DONE: Final = frozenset({406, 420, 429, 503})
"""Answers after which a query job has not been made: asking again makes no second one."""
_MOST_RENEWALS: Final = 2
_COURTESY_TRIES: Final = 2
"""How often the abort or deletion of a job is sent."""
WORDS: Final = ServiceWords(
    no_answer="{host} does not answer as a Salesforce org does. Try again later; see status.salesforce.com.",
    not_sent=(
        "A request to {host} cannot be sent. Check the address of the org and the credentials for characters that do"
        " not belong there."
    ),
    not_tls="{host} does not speak TLS as Salesforce does. Check host and port of SF_INSTANCE_URL.",
    other_host="Check SF_INSTANCE_URL.",
    redirected="Use the org's own address, https://….my.salesforce.com.",
)


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
                with sendable(request, WORDS, verify=self._verify):
                    response = super().send(request, True, timeouts, self._verify, cert, proxies)
                    read_body(response, streamed=stream)
            except requests.RequestException as failure:
                self._give_up_or_wait(request, failure, attempt, proxy, is_last=is_last)
                continue
            self._reached, self.date = True, response.headers.get("Date")
            if response.status_code == 401 and not is_login(request) and n_renewals < _MOST_RENEWALS:
                response.close()
                request, n_renewals = self._bearer.renewed(request), n_renewals + 1
                continue
            if not is_transient(request, response):
                self._note_allowance(response)
                return not_redirected(response, WORDS)
            if creates_query_job(request) and response.status_code not in _SURELY_NOT_DONE:
                response.close()
                raise ReplyLostError
            if is_last and response.status_code >= 300:
                return response
            response.close()
            if not is_last:
                self._wait(attempt, response)
        raise ConnectionFailedError(WORDS.no_answer.format(host=host_of(request)))

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
        hopeless = is_hopeless(failure, attempt, proxy, reached=self._reached)
        unsent = never_sent(failure) or is_silent_proxy(failure, proxy)
        if creates_query_job(request) and not unsent and not hopeless:
            raise ReplyLostError from failure
        if hopeless or is_last:
            raise explained_failure(
                request, failure, proxy, WORDS, reached=self._reached
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
    http = https_session(OrgAdapter(guard, bearer, patience, certificates(environ)), bearer)
    http.headers["Sforce-Call-Options"] = f"client=phone-audit/{__version__}"
    return http
