"""The one way to Aircall: what is on the list, at the rate that is set, with patience, over verified TLS only."""

import time
from collections.abc import Callable, Mapping
from typing import Any, Final

import requests
from requests.adapters import HTTPAdapter
from requests.auth import HTTPBasicAuth

from audit.errors import ConnectionFailedError, IncompleteExportError
from audit.sources.aircall.allow_list import check_allowed
from audit.sources.aircall.api_key import ApiKey
from audit.sources.aircall.request_rate import RequestRate
from audit.sources.authorities import certificates
from audit.sources.http.failed_connection import (
    ServiceWords,
    explained_failure,
    host_of,
    is_hopeless,
    not_redirected,
    sendable,
)
from audit.sources.http.https_session import https_session, read_body
from audit.sources.http.proxies import bare_proxies, proxy_for
from audit.sources.http.retry_policy import RetryPolicy, retry_after

_MOST_REFUSALS: Final = 5
"""How often a request that came too soon is sent again."""
_MOST_FAILURES: Final = 4
"""How often one that failed on its way, or in Aircall, is."""
_UNSAID: Final = 60.0
"""Seconds to wait where nothing says how long: the limit is by the minute."""
_JITTER: Final = 5.0
_SECONDS_END: Final = 1e12
"""X-AircallApi-Reset below this is in seconds, above in milliseconds: both are claimed."""
WORDS: Final = ServiceWords(
    no_answer="{host} does not answer as Aircall does. Try again later; see status.aircall.io.",
    not_sent="A request to {host} cannot be sent. Check AIRCALL_API_ID and AIRCALL_API_TOKEN for odd characters.",
    not_tls="{host} does not speak TLS here: something in your network stands in for it. Try another network.",
    other_host="Something in your network stands in for Aircall: check the proxy (HTTPS_PROXY), or try another one.",
    redirected="Aircall never does that: something in your network stands in for it. Try another network.",
)
_TOO_MANY: Final = (
    "Aircall refuses more requests, though they came slowly: other integrations use up the company's limit. Run the "
    "same command again later, or lower requests_per_minute under [aircall] in phone-audit.toml."
)


class AircallAdapter(HTTPAdapter):
    """Sends what is on the list: waits for its turn, and again as long as is sensible.

    Raises ConnectionFailedError or IncompleteExportError when there is no sense in asking again. Any answer that is
    neither a failure of the moment nor a refusal for the rate is returned as it is.
    """

    def __init__(
        self,
        rate: RequestRate,
        patience: RetryPolicy,
        verify: str | bool,  # noqa: FBT001 - as requests takes it
        now: Callable[[], float] = time.time,
    ) -> None:
        """Open no connection yet. ``now`` is UNIX time."""
        super().__init__()
        self._rate = rate
        self._patience = patience
        self._verify = verify
        self._now = now
        self._reached = False

    def send(  # noqa: PLR0913, PLR0917 - the signature of requests
        self,
        request: requests.PreparedRequest,
        stream: bool = False,  # noqa: ARG002, FBT001, FBT002
        timeout: Any = None,  # noqa: ARG002
        verify: object = True,  # noqa: ARG002, FBT002
        cert: Any = None,  # noqa: ARG002
        proxies: dict[str, str] | None = None,
    ) -> requests.Response:
        """Send a request with our own timeouts and certificates; its body is read within the tries."""
        check_allowed(request)
        n_refusals = n_failures = 0
        while True:
            self._rate.wait()
            response = self._answer(request, bare_proxies(proxies), n_failures + 1)
            if response is not None and response.status_code == 429:
                n_refusals += 1
                if n_refusals > _MOST_REFUSALS:
                    raise IncompleteExportError(_TOO_MANY)
                self._patience.pause(self._until_free(response) + _JITTER * self._patience.jitter())
            elif response is None or _is_momentary(response):
                n_failures += 1
                if n_failures > _MOST_FAILURES:
                    raise ConnectionFailedError(WORDS.no_answer.format(host=host_of(request)))
                self._patience.pause(self._patience.backoff(n_failures))
            else:
                return not_redirected(response, WORDS)

    def _answer(
        self, request: requests.PreparedRequest, proxies: dict[str, str], attempt: int
    ) -> requests.Response | None:
        """Return the whole answer; None for one that was lost on its way and may be asked for again."""
        proxy = proxy_for(request.url or "", proxies)
        try:
            with sendable(request, WORDS, verify=self._verify):
                response = super().send(request, True, self._patience.timeouts, self._verify, None, proxies)
                read_body(response)
        except requests.RequestException as failure:
            if attempt > _MOST_FAILURES or is_hopeless(failure, attempt, proxy, reached=self._reached):
                raise explained_failure(request, failure, proxy, WORDS, reached=self._reached) from None
            return None
        self._reached = True
        return response

    def _until_free(self, response: requests.Response) -> float:
        """Return the seconds until the rate is free again: by the reset that Aircall names, else by Retry-After."""
        longest = self._patience.longest_retry_after
        seconds = _reset(response) - self._now()
        if 0 < seconds <= longest:  # a clock that is wrong must not make it hours
            return seconds
        asked = retry_after(response)
        if asked is not None and asked > longest:
            raise IncompleteExportError(
                f"Aircall asks to come back in {asked / 60:.0f} minutes. Run the same command again then."
            )
        return _UNSAID if asked is None else asked


def _reset(response: requests.Response) -> float:
    """Return the UNIX time at which the rate is free again; 0 where none is named."""
    text = response.headers.get("X-AircallApi-Reset", "").strip()
    if not (text.isascii() and text.isdigit()):
        return 0.0
    moment = float(text[:18])
    return moment if moment < _SECONDS_END else moment / 1000


def _is_momentary(response: requests.Response) -> bool:
    """Return whether Aircall, or something before it, had a moment of weakness."""
    if response.status_code >= 500 or response.status_code == 408:
        return True
    if response.status_code >= 300:
        return False
    try:
        response.json()
    except (ValueError, RecursionError):  # the page of a gateway, or half an answer
        return True
    return False


def open_aircall(
    key: ApiKey,
    rate: RequestRate,
    patience: RetryPolicy,
    environ: Mapping[str, str],
    now: Callable[[], float] = time.time,
) -> requests.Session:
    """Return a session that reaches Aircall and nothing else; proxies come from the usual variables.

    Raise UsageError when the certificate authority that the environment names cannot be read.
    """
    adapter = AircallAdapter(rate, patience, certificates(environ), now)
    return https_session(adapter, HTTPBasicAuth(key.api_id, key.api_token))
