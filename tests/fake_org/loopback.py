"""Sends what is meant for Salesforce's hosts to a fake org."""

from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
from requests.adapters import HTTPAdapter


class ToLoopback(HTTPAdapter):
    """An adapter that sends every request to one address and leaves the name of the host in its header."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._netloc = urlsplit(url).netloc

    def send(self, request: requests.PreparedRequest, *arguments: Any, **options: Any) -> requests.Response:
        """Send ``request`` to the fake org."""
        target = urlsplit(str(request.url))
        request.headers["Host"] = target.netloc
        request.url = urlunsplit(target._replace(netloc=self._netloc))
        return super().send(request, *arguments, **options)
