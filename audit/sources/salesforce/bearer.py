"""The session of a login, which signs what is sent to its org and is renewed when it ends."""

import threading
from collections.abc import Callable
from urllib.parse import urlsplit

import requests
from requests.auth import AuthBase

from audit.errors import LoginRefusedError
from audit.sources.salesforce.read_only_guard import is_login
from audit.sources.secret_values import remember


class Bearer(AuthBase):
    """The session of one login, shared by all workers; as requests' own auth it also keeps .netrc out."""

    def __init__(self) -> None:
        """Start without a session: nothing is added to a request before ``accept``."""
        self._lock = threading.Lock()
        self._token = ""
        self._host = ""
        self._renew: Callable[[], str] | None = None
        self._ended = ""
        self._refused = ""

    def accept(self, host: str, token: str, renew: Callable[[], str] | None, ended: str) -> None:
        """Take the session of a login.

        ``renew`` logs in again and returns a new token, None where that cannot be; ``ended`` is the sentence for a
        session that has ended and cannot be renewed.
        """
        remember(token)
        self._host, self._token, self._renew, self._ended = host, token, renew, ended

    def begin(self) -> None:
        """Try a login again that was refused."""
        self._refused = ""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Sign a request to the org; one to any other host, or a login, goes unsigned."""
        if self._token and not is_login(request) and urlsplit(request.url or "").netloc == self._host:
            request.headers["Authorization"] = f"Bearer {self._token}"
        return request

    def renewed(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Sign a request again after its session ended: the first worker to notice logs in, the others wait for it.

        Raise LoginRefusedError where that gives the same token again: `sf` hands out the one it has stored, however
        long ago it ended.
        """
        ended = request.headers.get("Authorization")
        with self._lock:
            if ended == f"Bearer {self._token}":
                self._token = self._next_token()
        return self(request)

    def _next_token(self) -> str:
        """Return the token of a new login; once that was refused, it is refused to every worker without another try."""
        if self._refused:
            raise LoginRefusedError(self._refused)
        try:
            token = self._renew() if self._renew else self._token
        except LoginRefusedError as refusal:
            self._refused = str(refusal)
            raise
        if token == self._token:
            self._refused = self._ended
            raise LoginRefusedError(self._ended)
        remember(token)
        return token
