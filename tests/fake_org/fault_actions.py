"""What a fault can do with a request: answer in the org's place, spoil the answer, cut the line, or change the org."""

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from tests.fake_org.bulk_jobs import Job
from tests.fake_org.contents import Contents
from tests.fake_org.faults import Action, Exchange
from tests.fake_org.messages import Delivery, Framing, Response, answer, refusal

HTML: Final = "<html><head><title>Just a moment</title></head><body>We are setting things up.</body></html>"


def say(status: int, code: str, message: str, **headers: str) -> Action:
    """Answer with an error in Salesforce's form."""
    return lambda _: refusal(status, code, message).with_headers(**headers)


def say_html(status: int, body: str = HTML, **headers: str) -> Action:
    """Answer with a page, as a proxy or a waking server does; ``body`` may be empty."""
    return lambda _: Response(status, body.encode(), "text/html;charset=UTF-8").with_headers(**headers)


def say_nothing() -> Action:
    """Answer 204: success, and not a byte of what was asked for."""
    return lambda _: Response(204)


def say_xml(status: int, code: str, message: str) -> Action:
    """Answer with an error in XML, as the Bulk API and REST do for who asks for it, and some gateways for all."""
    error = f"<Error><errorCode>{code}</errorCode><message>{message}</message></Error>"
    return lambda _: Response(status, f"<?xml version='1.0'?><Errors>{error}</Errors>".encode(), "application/xml")


def say_json(status: int, value: Any) -> Action:
    """Answer with any JSON."""
    return lambda _: answer(value, status)


def _delivered(exchange: Exchange, **changes: Any) -> Response:
    response = exchange.proceed()
    return replace(response, delivery=replace(response.delivery, **changes))


def drop_unread() -> Action:
    """Reset the connection before the org has done anything."""
    return lambda _: Response(delivery=Delivery(stop="before_headers"))


def lose_reply() -> Action:
    """Do what is asked and reset the connection before the first header."""
    return lambda exchange: _delivered(exchange, stop="before_headers")


def reset_after_headers() -> Action:
    """Send the headers and reset the connection."""
    return lambda exchange: _delivered(exchange, stop="after_headers")


def cut_body(framing: Framing) -> Action:
    """Send half of the body and end the connection in an orderly way; close-delimited, nothing shows the loss."""
    return lambda exchange: _delivered(exchange, framing=framing, stop="mid_body", ending="close")


def cut_gzip() -> Action:
    """Send half of a compressed body whose end is the end of the connection: libraries return it short, silently."""

    def act(exchange: Exchange) -> Response:
        return replace(_delivered(exchange, framing="close", stop="mid_body", ending="close"), compress=True)

    return act


def stall(*, after: str = "before_headers") -> Action:
    """Fall silent at ``after`` (before_headers, after_headers or mid_body) until the client gives up."""
    return lambda exchange: _delivered(exchange, stop=after, ending="stall")


def change_count(by: int) -> Action:
    """Send a page whose Sforce-NumberOfRecords is wrong by ``by``."""

    def act(exchange: Exchange) -> Response:
        response = exchange.proceed()
        count = int(response.headers["Sforce-NumberOfRecords"]) + by
        return response.with_headers(Sforce_NumberOfRecords=str(count))

    return act


def without_headers(*names: str) -> Action:
    """Send the answer without some of its headers."""

    def act(exchange: Exchange) -> Response:
        response = exchange.proceed()
        return replace(response, headers={k: v for k, v in response.headers.items() if k not in names})

    return act


def drop_rows(count: int) -> Action:
    """Send a page that lacks its last rows, with the headers of the whole page."""

    def act(exchange: Exchange) -> Response:
        response = exchange.proceed()
        rows = list(csv.reader(io.StringIO(response.body.decode(), newline="")))
        kept = rows[: max(len(rows) - count, 1)]
        text = io.StringIO()
        csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(kept)
        return replace(response, body=text.getvalue().encode())

    return act


def replace_body(body: bytes) -> Action:
    """Send the answer with another body."""
    return lambda exchange: replace(exchange.proceed(), body=body)


def fail_job(message: str | None = None) -> Action:
    """Create the job and let it fail, with or without an errorMessage."""

    def change(job: Job) -> None:
        job.plan = ["UploadComplete", "InProgress", "Failed"]
        job.error_message = message

    return _with_new_job(change)


def stick_job() -> Action:
    """Create the job and leave it InProgress for ever."""

    def change(job: Job) -> None:
        job.plan = ["UploadComplete", "InProgress"]

    return _with_new_job(change)


def abort_job() -> Action:
    """Create the job; another administrator aborts it while it runs."""

    def change(job: Job) -> None:
        job.plan = ["UploadComplete", "InProgress", "Aborted"]

    return _with_new_job(change)


def _with_new_job(change: Callable[[Job], None]) -> Action:
    def act(exchange: Exchange) -> Response:
        response = exchange.proceed()
        created = response.json()
        for job in exchange.state.jobs:
            if response.status == 200 and job.id == created["id"]:
                change(job)
        return response

    return act


def expire_sessions() -> Action:
    """End every session just before the request is looked at."""

    def act(exchange: Exchange) -> Response:
        exchange.state.sessions.expire()
        return exchange.proceed()

    return act


def expire_jobs() -> Action:
    """Forget every job just before the request is looked at."""

    def act(exchange: Exchange) -> Response:
        exchange.state.jobs.expire()
        return exchange.proceed()

    return act


def change_contents(change: Callable[[Contents], Contents]) -> Action:
    """Change what the org holds or shows just before the request is looked at."""

    def act(exchange: Exchange) -> Response:
        with exchange.state.lock:
            exchange.state.contents = change(exchange.state.contents)
        return exchange.proceed()

    return act


def hide_field(sobject: str, field: str) -> Action:
    """Let an administrator hide a field just before the request is looked at."""
    return change_contents(lambda contents: contents.hiding(sobject, [field]))
