"""What an org answers when it refuses, and the sentence that tells an administrator what to do about it."""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from typing import Any, Final

from simple_salesforce.exceptions import SalesforceError

from audit.errors import AuditError, ConnectionFailedError, IncompleteExportError, LoginRefusedError
from audit.sources.secret_values import masked

_LONGEST_QUOTE: Final = 240
_MOST_READ: Final = 4_000
_CODES: Final = ("errorCode", "error", "exceptionCode", "faultcode")
_TEXTS: Final = ("message", "error_description", "exceptionMessage", "faultstring")


class ApiError(Exception):
    """An org's answer to a request that it did not grant: HTTP status, error code, message."""

    def __init__(self, status: int, code: str, text: str) -> None:
        """Keep the code without regard to case and underscores: FEATURENOTENABLED is FeatureNotEnabled."""
        super().__init__(f"{status} {quoted(code)}")
        self.status = status
        self.code = quoted(code)
        self.text = quoted(text)

    def is_any_of(self, *codes: str) -> bool:
        """Return whether its code is one of ``codes``."""
        return folded_code(self.code) in {folded_code(code) for code in codes}

    def mentions(self, *words: str) -> bool:
        """Return whether its code or message has one of ``words``, in any case."""
        said = f"{self.code} {self.text}".casefold()
        return any(word.casefold() in said for word in words)


def folded_code(code: str) -> str:
    """Return an error code without case and underscores: the same one comes in several spellings.

    >>> folded_code("FEATURE_NOT_ENABLED") == folded_code("FeatureNotEnabled")
    True
    """
    return code.replace("_", "").casefold()


def quoted(text: str) -> str:
    """Return an org's words on one line, cut to a readable length, without a secret."""
    line = " ".join(masked(text).split())
    return line if len(line) <= _LONGEST_QUOTE else f"{line[:_LONGEST_QUOTE]}…"


def refusal_in(status: int, body: bytes | str | Any) -> ApiError:
    """Return the refusal in the body of an answer: JSON, XML, a SOAP fault, JSON that was cut off, or anything else."""
    said = _parsed(body)
    first = said[0] if isinstance(said, list) and said else said
    if isinstance(first, Mapping):
        code, text = (next((first[name] for name in names if first.get(name)), "") for names in (_CODES, _TEXTS))
    elif isinstance(body, bytes | str):
        code, text = _written(body)
    else:
        code, text = "", ""
    return ApiError(status, str(code) or f"HTTP {status}", str(text))


def _parsed(body: bytes | str | Any) -> Any:
    if not isinstance(body, bytes | str):
        return body
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _written(body: bytes | str) -> tuple[str, str]:
    """Return code and message of a body that is no JSON, read only so far that no body can cost much."""
    begin = body[: 2 * _MOST_READ]
    text = masked(begin.decode("utf-8", "replace") if isinstance(begin, bytes) else begin)[:_MOST_READ]
    if "<html" in text.casefold():
        return "", "a web page instead of an answer"
    found = [next((match for name in names if (match := _value_of(name, text))), "") for names in (_CODES, _TEXTS)]
    return found[0], found[1]


def _value_of(name: str, text: str) -> str:
    """Return what an XML element, whatever its namespace, or a JSON key of that name holds."""
    in_xml = re.search(rf"<(?:\w+:)?{name}(?:\s[^<>]*)?>([^<]*)<", text)
    if in_xml is not None:
        return unescape(in_xml[1]).strip().removeprefix("sf:")
    in_json = re.search(rf'"{name}"\s*:\s*"((?:[^"\\]|\\.)*)', text)
    return "" if in_json is None else in_json[1].replace('\\"', '"')


@contextmanager
def refusals() -> Iterator[None]:
    """Raise ApiError for whatever exception of simple_salesforce an org's answer became."""
    try:
        yield
    except SalesforceError as error:
        raise refusal_in(int(error.status), error.content) from error


@contextmanager
def explained() -> Iterator[None]:
    """Turn a refusal that nobody could do anything about into the AuditError that says what to try."""
    try:
        yield
    except ApiError as refusal:
        raise explanation(refusal) from refusal


@dataclass(frozen=True)
class Known:
    """A refusal by its code, or by words in its message."""

    codes: tuple[str, ...]
    words: tuple[str, ...]
    error: type[AuditError]
    sentence: str

    def fits(self, refusal: "ApiError") -> bool:
        """Return whether it is this one."""
        return refusal.is_any_of(*self.codes) or (bool(self.words) and refusal.mentions(*self.words))


_SETUP_APPS: Final = "Setup > Connected Apps OAuth Usage (or External Client Apps)"
_KNOWN: Final = (
    Known(
        ("REQUEST_LIMIT_EXCEEDED",),
        ("TotalRequests Limit",),
        IncompleteExportError,
        "The org's API requests of the last 24 hours are used up. Run the same command again when some are free"
        " (Setup > Company Information > API Requests).",
    ),
    Known(
        ("API_DISABLED_FOR_ORG", "API_CURRENTLY_DISABLED"),
        ("API is not enabled", "API is disabled for this User"),
        LoginRefusedError,
        'The API is not enabled for this org or user. Give the user the permission "API Enabled"; Professional'
        " Edition needs API access as an add-on.",
    ),
    Known(
        ("QUERY_TIMEOUT", "OPERATION_TOO_LARGE"),
        (),
        IncompleteExportError,
        "The org takes too long to answer this query, by REST and by a query job. Run the same command again when the"
        " org is less busy.",
    ),
    Known(
        ("TXN_SECURITY_METERING_ERROR", "TXN_SECURITY_NO_ACCESS"),
        ("transaction security", "security policy", "transaction policy", "MeteringBlock"),
        LoginRefusedError,
        "A transaction security policy of the org stops this download. Ask its owner to exempt this user"
        " (Setup > Transaction Security Policies).",
    ),
    Known(
        ("OAUTH_APP_BLOCKED", "OAUTH_APP_ACCESS_DENIED", "invalid_app_access"),
        ("not admin approved", "not been admin approved", "app is blocked", "blocked by admin"),
        LoginRefusedError,
        f"The app that logs in is blocked for this user. An administrator can install and approve it in {_SETUP_APPS}.",
    ),
    Known(
        (),
        ("app is not installed",),
        LoginRefusedError,
        f"The app that logs in is not installed in this org. An administrator can install it in {_SETUP_APPS}.",
    ),
    Known(
        ("INVALID_OPERATION_WITH_EXPIRED_PASSWORD",),
        (),
        LoginRefusedError,
        "The user's password has expired. Set a new one by logging in to the org in a browser, then log in here again.",
    ),
    Known(
        ("INVALID_SESSION_ID",),
        (),
        LoginRefusedError,
        "The org does not accept the session. Check that the address is the one of *.my.salesforce.com and that the"
        " user may log in from this network.",
    ),
    Known(
        ("INSUFFICIENT_ACCESS", "INSUFFICIENT_ACCESS_OR_READONLY"),
        ("Implementation restriction", "View All"),
        LoginRefusedError,
        'The user may not query all rows. Give the user the permission "View All Data", or "View All" on Contact, Lead'
        " and Account.",
    ),
    Known(
        ("INVALID_TYPE",),
        (),
        LoginRefusedError,
        "The user may not see an object that is needed. Give the user read access to Contact, Lead and Account.",
    ),
)


def explanation(refusal: ApiError) -> AuditError:
    """Return the error to show for a refusal: what to try, then the org's own words."""
    said = words_on(refusal)
    for known in _KNOWN:
        if known.fits(refusal):
            return known.error(f"{known.sentence} {said}")
    if refusal.status in {401, 403}:
        return LoginRefusedError(f"The org refused a permission that is needed. {said}")
    if refusal.status in {408, 420, 429} or refusal.status >= 500:
        return ConnectionFailedError(f"The org has trouble answering: try again later. {said}")
    if refusal.status == 410:
        return ConnectionFailedError(f"The org no longer offers this API version: update phone-audit. {said}")
    return IncompleteExportError(f"The org did not answer a request as expected. {said}")


def words_on(refusal: ApiError) -> str:
    """Return the sentence that quotes an org."""
    said = f"{refusal.code}: {refusal.text}" if refusal.text else refusal.code
    return f"The org says {said.rstrip('.…')}."


def said_in(refusal: ApiError) -> bool:
    """Return whether the answer had a code of Salesforce's own, and was not any server's page."""
    return not refusal.code.startswith("HTTP ")
