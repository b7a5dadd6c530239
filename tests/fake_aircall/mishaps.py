"""Named mishaps of Aircall and of the way to it: what a reader must come through, and what it must stop at."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tests.fake_aircall.api import OUT_OF_BOUND, RateHeaders, too_many
from tests.fake_org import fault_actions as act
from tests.fake_org.faults import Action
from tests.fake_org.messages import Response, answer

LEADS_ASTRAY: Final = "https://elsewhere.example/v1/calls"
_RESET_AFTER: Final = 17.0


@dataclass(frozen=True)
class Mishap:
    """What may happen to a request."""

    says: str
    act: Action
    passes: bool = True
    """Whether it is over when the request is sent again."""


def refuse(headers: RateHeaders) -> Action:
    """Answer 429; the rate is free again in seventeen seconds."""
    return lambda met: too_many(met.state, met.state.clock() + _RESET_AFTER, headers)


def redirect(to: str = LEADS_ASTRAY) -> Action:
    """Send on to another host."""
    return lambda _: Response(302, b"").with_headers(Location=to)


def half() -> Action:
    """Send the first half of the body, with its length, as if that were all."""

    def cut(met: act.Exchange) -> Response:
        whole = met.proceed()
        return Response(200, whole.body[: len(whole.body) // 2])

    return cut


MISHAPS: Final[Mapping[str, Mishap]] = {
    "429-seconds": Mishap("429 with X-AircallApi-Reset in seconds", refuse("seconds")),
    "429-milliseconds": Mishap("429 with X-AircallApi-Reset in milliseconds", refuse("milliseconds")),
    "429-retry-after": Mishap("429 with Retry-After", refuse("retry_after")),
    "429-bare": Mishap("429 without a header", refuse("none")),
    "500": Mishap("500 with a JSON body", act.say_json(500, {"message": "Internal Server Error"})),
    "502-html": Mishap("502 with a page", act.say_html(502)),
    "503": Mishap("503 with nothing in it", act.say_html(503, "")),
    "504-html": Mishap("504 with a page", act.say_html(504)),
    "empty-200": Mishap("200 and nothing in it", act.say_html(200, "")),
    "html-200": Mishap("200 with a page", act.say_html(200)),
    "half-200": Mishap("half of the JSON", half()),
    "reset": Mishap("a reset before anything is done", act.drop_unread()),
    "lost-reply": Mishap("a reset when it is done", act.lose_reply()),
    "reset-after-headers": Mishap("a reset after the headers", act.reset_after_headers()),
    "cut-length": Mishap("half of the body, then the end", act.cut_body("length")),
    "cut-chunked": Mishap("half of the chunks, then the end", act.cut_body("chunked")),
    "cut-close": Mishap("half of the body, and nothing says so", act.cut_body("close")),
    "cut-gzip": Mishap("half of the packed body, and nothing says so", act.cut_gzip()),
    "stall": Mishap("silence", act.stall()),
    "stall-mid-body": Mishap("silence in the middle", act.stall(after="mid_body")),
    "400-limit": Mishap("400 for the limit of 10,000", lambda _: answer(OUT_OF_BOUND, 400)),
    "401": Mishap("401", act.say_json(401, {"message": "Unauthorized"}), passes=False),
    "403": Mishap("403, the key was revoked", act.say_json(403, {"message": "Forbidden"}), passes=False),
    "404": Mishap("404", act.say_json(404, {"message": "Not Found"}), passes=False),
    "redirect": Mishap("sent on to another host", redirect(), passes=False),
    "other-form": Mishap("JSON of another form", act.say_json(200, {"calls": "none"}), passes=False),
}
