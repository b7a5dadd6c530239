"""What of an org's answers is worth asking again."""

from typing import Final

import requests

from audit.sources.salesforce.api_errors import ApiError, refusal_in
from audit.sources.salesforce.login_refusals import is_momentary
from audit.sources.salesforce.read_only_guard import is_login

_TRANSIENT: Final = frozenset({406, 408, 420, 429, 500, 502, 503, 504})
"""Among them two that Salesforce does not document and other exporters have met: 406 and 420, a page of its own."""


def is_transient(request: requests.PreparedRequest, response: requests.Response) -> bool:
    """Return whether the org, or something before it, had a moment of weakness (docs/salesforce.md)."""
    if is_login(request) and _is_refused_login(response):
        return is_momentary(refusal_in(response.status_code, response.content))
    if response.status_code in _TRANSIENT:
        return True
    if response.status_code == 403:
        return _is_concurrent(refusal_in(403, response.content))
    # to a DELETE an org rightly answers with nothing (204)
    is_granted = 200 <= response.status_code < 300 and request.method in {"GET", "POST"}
    return is_granted and not _is_what_was_asked_for(request, response)


def _is_refused_login(response: requests.Response) -> bool:
    """Return whether it is an answer of the org itself to a login: a SOAP fault, or an error of the token endpoint."""
    return response.status_code == 400 or (response.status_code == 500 and b"Fault>" in response.content)


def day_is_spent(response: requests.Response) -> ApiError | None:
    """Return the refusal that says that the org's requests of a day are used up; None for any other answer."""
    if response.status_code < 400:
        return None
    refusal = refusal_in(response.status_code, response.content)
    return refusal if refusal.is_any_of("REQUEST_LIMIT_EXCEEDED") and not _is_concurrent(refusal) else None


def _is_concurrent(refusal: ApiError) -> bool:
    """Return whether it is only too many requests at once: the same code, and over in a moment."""
    return refusal.is_any_of("REQUEST_LIMIT_EXCEEDED") and refusal.mentions("concurrent")


def _is_what_was_asked_for(request: requests.PreparedRequest, response: requests.Response) -> bool:
    """Return whether an answer is whole JSON (SOAP, CSV where that was asked for) and not the page of a gateway."""
    if response.status_code == 204 or "text/html" in response.headers.get("Content-Type", ""):
        return False
    if "text/csv" in str(request.headers.get("Accept")):
        return True
    if "SOAPAction" in request.headers:
        return b"Envelope>" in response.content[-50:]
    try:
        response.json()
    except (ValueError, RecursionError):
        return False
    return True
