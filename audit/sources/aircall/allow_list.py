"""What may be sent to Aircall: a key can also write, call and delete, so that everything else is refused here."""

from typing import Final
from urllib.parse import urlsplit

import requests

HOST: Final = "api.aircall.io"
ALLOWED_PATHS: Final = frozenset(
    {"/v1/ping", "/v1/company", "/v1/numbers", "/v1/calls", "/v1/calls/search", "/v1/contacts"}
)


class ForbiddenRequestError(RuntimeError):
    """A request that is not on the list was about to be sent: a defect of this program, never sent."""


def check_allowed(request: requests.PreparedRequest) -> None:
    """Raise ForbiddenRequestError unless ``request`` is a GET of a listed path, to Aircall, over https."""
    address = urlsplit(request.url or "")
    is_allowed = (
        request.method == "GET"
        and address.scheme == "https"
        and address.netloc == HOST
        and address.path in ALLOWED_PATHS
        and not request.body
    )
    if not is_allowed:
        raise ForbiddenRequestError(f"refused to send {request.method} {address.path}: this program only reads")
