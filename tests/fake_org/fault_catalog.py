"""Named faults, each as a script of its own: the matrix that an exporter must come through.

A name is a place and a mishap, ``results-reset-after-headers``. A client ends with complete data or in a sentence,
never with less data and no word. ``recoverable`` says that one which retries, checks what it reads and can log in again
ends with complete data.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tests.fake_org import fault_actions as acts
from tests.fake_org.faults import Action, Fault

PLACES: Final = {
    "token": "POST /services/oauth2/token",
    "describe": "GET /sobjects/*/describe",
    "rest-first-page": "GET /query",
    "rest-next-page": "GET /query/*",
    "create": "POST /jobs/query",
    "poll": "GET /jobs/query/*",
    "result-pages": "GET /jobs/query/*/resultPages",
    "results": "GET /jobs/query/*/results",
}
"""Where a mishap can meet a reader, as patterns for ``Fault``."""


@dataclass(frozen=True)
class Scenario:
    """One line of the matrix."""

    name: str
    says: str
    faults: tuple[Fault, ...]
    recoverable: bool


def _transient() -> Mapping[str, tuple[str, Action]]:
    """Return what may happen to any request and is over when it is sent again."""
    asleep = "SERVER_UNAVAILABLE"
    return {
        "401": ("the session ends", acts.expire_sessions()),
        "406": ("406 without a reason", acts.say_html(406, "CustomNotAcceptable")),
        "420": ("420 with a page", acts.say_html(420)),
        "429": ("429 with Retry-After", acts.say_html(429, Retry_After="0")),
        "500-html": ("500 with a page", acts.say_html(500)),
        "500-json": ("500 in Salesforce's form", acts.say(500, "UNKNOWN_EXCEPTION", "An unexpected error occurred")),
        "503-html": ("503 with a page", acts.say_html(503)),
        "503-json": ("503 in Salesforce's form", acts.say(503, asleep, "Server is too busy", Retry_After="0")),
        "empty-200": ("200 and nothing in it", acts.say_html(200, "")),
        "nothing-204": ("204 where there is something to say", acts.say_nothing()),
        "503-xml": ("503 in XML", acts.say_xml(503, asleep, "Server is too busy")),
        "html-200": ("200 with a page", acts.say_html(200)),
        "reset": ("a reset before anything is done", acts.drop_unread()),
        "lost-reply": ("a reset when it is done", acts.lose_reply()),
        "reset-after-headers": ("a reset after the headers", acts.reset_after_headers()),
        "cut-length": ("half a body of known length", acts.cut_body("length")),
        "cut-chunked": ("half a chunked body", acts.cut_body("chunked")),
        "cut-close": ("half a body that ends with the connection", acts.cut_body("close")),
        "stall": ("silence instead of an answer", acts.stall()),
        "stall-mid-body": ("silence in the middle of the body", acts.stall(after="mid_body")),
    }


def _anywhere() -> list[Scenario]:
    return [
        Scenario(f"{place}-{mishap}", f"{on}: {says}", (Fault(on, act, f"{place}-{mishap}"),), recoverable=True)
        for place, on in PLACES.items()
        for mishap, (says, act) in _transient().items()
        if (place, mishap) != ("token", "401")
    ]


def _one(place: str, mishap: str, says: str, act: Action, *, ends_well: bool, times: int | None = 1) -> Scenario:
    fault = Fault(PLACES[place], act, f"{place}-{mishap}", times=times)
    return Scenario(f"{place}-{mishap}", says, (fault,), ends_well)


def _of_pages() -> list[Scenario]:
    """Return what may be wrong with a page of results while every byte of it arrives."""
    policy = "The transaction was blocked by a security policy"
    spent = ("REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")
    return [
        _one("results", "cut-gzip", "half a gzip body, which libraries return short", acts.cut_gzip(), ends_well=True),
        _one("results", "short", "the last row is missing", acts.drop_rows(1), ends_well=True),
        _one("results", "count-high", "the header counts one row more", acts.change_count(1), ends_well=True),
        _one("results", "count-low", "the header counts one row less", acts.change_count(-1), ends_well=True),
        _one("results", "count-wrong-forever", "it always does", acts.change_count(1), ends_well=False, times=None),
        _one(
            "results", "no-count", "no Sforce-NumberOfRecords", acts.without_headers("Sforce-NumberOfRecords"),
            ends_well=True,
        ),
        _one("results", "no-locator", "no Sforce-Locator", acts.without_headers("Sforce-Locator"), ends_well=True),
        _one("results", "policy", "a policy blocks the download", acts.say(403, "TXN_SECURITY_BLOCK", policy),
             ends_well=False, times=None),
        _one("results", "metering", "a slow policy fails closed, once",
             acts.say(400, "TXN_SECURITY_METERING_ERROR", policy), ends_well=True),
        _one("results", "limit", "the day's requests are used up", acts.say(403, *spent), ends_well=False, times=None),
        _one("result-pages", "404", "the org has no result pages",
             acts.say(404, "NOT_FOUND", "The requested resource does not exist"), ends_well=True, times=None),
        _one("result-pages", "odd", "result pages of an unknown shape", acts.say_json(200, {"pages": []}),
             ends_well=True, times=None),
        _one("result-pages", "elsewhere", "result pages at another place",
             acts.say_json(200, {"resultPages": [{"resultUrl": "https://files.example/1"}], "done": True}),
             ends_well=True, times=None),
        _one("results", "jobs-expired", "every job is forgotten", acts.expire_jobs(), ends_well=True),
    ]  # fmt: skip


def _of_jobs() -> list[Scenario]:
    """Return what may become of a job."""
    retried = "InternalServerError : Retried more than 15 times"
    return [
        _one("create", "failed", "the job fails and says why", acts.fail_job(retried), ends_well=True),
        _one("create", "failed-silently", "the job fails without a reason", acts.fail_job(), ends_well=True),
        _one("create", "failed-always", "every job fails", acts.fail_job(retried), ends_well=False, times=None),
        _one("create", "aborted", "another administrator aborts the job", acts.abort_job(), ends_well=True),
        _one("create", "stuck", "the job never ends", acts.stick_job(), ends_well=False, times=None),
        _one("create", "field-hidden", "a field is hidden between describe and query",
             acts.hide_field("Contact", "MobilePhone"), ends_well=True),
        _one("rest-first-page", "limit", "the day's requests are used up",
             acts.say(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."), ends_well=False, times=None),
    ]  # fmt: skip


def _refusals() -> list[Scenario]:
    """Return the ways in which an org refuses the Bulk API, or everything."""
    jobs = "Max bulk v2 query jobs (10000) per 24 hrs has been reached"
    size = "Max bulk v2 query result size stored (1000000000) kb per 24 hrs has been exceeded"
    refused: tuple[tuple[str, str, Action, bool], ...] = (
        ("feature", "Bulk is off", acts.say(400, "FEATURENOTENABLED", "Async API not enabled"), True),
        ("feature-camel", "the same in CamelCase", acts.say(400, "FeatureNotEnabled", "Async API not enabled"), True),
        ("entity", "Bulk does not know the object",
         acts.say(400, "INVALIDENTITY", "Entity 'Contact' is not supported by the Bulk API."), True),
        ("limit-jobs", "the day's jobs are used up", acts.say(400, "LIMIT_EXCEEDED", jobs), True),
        ("limit-size", "the day's results are used up", acts.say(400, "LIMIT_EXCEEDED", size), True),
        ("view-all", "the user may not see all",
         acts.say(400, "API_ERROR", "Implementation restriction: Contact requires View All Data"), True),
        ("api-off-xml", "the same in XML",
         acts.say_xml(403, "API_DISABLED_FOR_ORG", "The REST API is not enabled for this Organization."), True),
        ("api-off", "the Bulk API alone says that the API is off",
         acts.say(403, "API_DISABLED_FOR_ORG", "The REST API is not enabled for this Organization."), True),
    )  # fmt: skip
    bulk = [_one("create", name, says, act, ends_well=ends_well, times=None) for name, says, act, ends_well in refused]
    return [*bulk, *_of_logins()]


def _of_logins() -> list[Scenario]:
    """Return the token endpoint's refusals, in the words of documentation and of reports on real orgs."""
    refused = (
        ("app", "the app is not approved", "invalid_app_access", "user is not admin approved to access this app"),
        ("blocked", "the app is blocked", "OAUTH_APP_BLOCKED", "this app is blocked by admin"),
        ("domain", "the address is not that of My Domain", "invalid_grant", "request not supported on this domain"),
        ("flow", "the app does not allow this flow", "unsupported_grant_type", "grant type not supported"),
        ("rate", "too many logins in an hour", "invalid_grant", "login rate exceeded"),
        ("inactive-user", "the user is not active", "invalid_grant", "inactive user"),
        ("locked-org", "the org is locked", "invalid_grant", "organization is locked"),
        ("password", "the password has expired", "invalid_grant", "expired password"),
        ("network", "not from this network", "invalid_grant", "ip restricted or invalid login hours"),
        ("run-as", "the app has no user to run as", "invalid_grant", "no client credentials user enabled"),
        ("secret", "the secret is wrong", "invalid_client", "invalid client credentials"),
        ("retry-for-ever", "the endpoint is out of order", "unknown_error", "retry your request"),
    )
    scenarios = [
        _one("token", name, says, acts.say_json(400, {"error": error, "error_description": words}),
             ends_well=False, times=None)
        for name, says, error, words in refused
    ]  # fmt: skip
    retry = acts.say_json(400, {"error": "unknown_error", "error_description": "retry your request"})
    return [*scenarios, _one("token", "retry", "the endpoint is out of order for a moment", retry, ends_well=True)]


def scenarios() -> dict[str, Scenario]:
    """Return every scenario by its name."""
    return {scenario.name: scenario for scenario in [*_anywhere(), *_of_pages(), *_of_jobs(), *_refusals()]}
