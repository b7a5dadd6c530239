"""What travels between the transport and the endpoints: requests, responses and Salesforce's way to refuse."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal
from urllib.parse import parse_qsl

Framing = Literal["length", "chunked", "close"]
"""How the end of a body is marked: Content-Length, chunked coding, or the end of the connection."""
Stop = Literal["never", "before_headers", "after_headers", "mid_body"]
Ending = Literal["reset", "close", "stall"]


@dataclass(frozen=True)
class Delivery:
    """How the transport sends a response; faults change it."""

    framing: Framing = "length"
    stop: Stop = "never"
    ending: Ending = "reset"
    """What happens at the stop: a TCP reset, an orderly close, or silence until the client gives up."""


@dataclass(frozen=True)
class Request:
    """One HTTP request; header names are in lower case."""

    method: str
    path: str
    query_string: str
    headers: Mapping[str, str]
    body: bytes = field(default=b"", repr=False)

    @property
    def query(self) -> dict[str, str]:
        """Return the parameters of the URL."""
        return dict(parse_qsl(self.query_string, keep_blank_values=True))

    @property
    def form(self) -> dict[str, str]:
        """Return the fields of a form body."""
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))

    def json(self) -> Any:
        """Return the JSON body; raise Refusal as Salesforce does when it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            raise Refusal(400, "JSON_PARSER_ERROR", "Unexpected end-of-input in the request body") from None


@dataclass(frozen=True)
class Response:
    """One HTTP response before it is framed; ``body`` is not compressed yet."""

    status: int = 200
    body: bytes = b""
    content_type: str = "application/json;charset=UTF-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    delivery: Delivery = Delivery()
    compress: bool | None = None
    """None: as the org is set; True and False overrule it."""

    def json(self) -> Any:
        """Return the body as JSON."""
        return json.loads(self.body)

    def with_headers(self, **headers: str) -> "Response":
        """Return this response with more headers; ``_`` in a name stands for ``-``."""
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        return replace(self, headers={**self.headers, **more})


class Refusal(Exception):  # noqa: N818 (it is an answer of the org, not a failure of the program)
    """An answer in Salesforce's error form: a list of ``message`` and ``errorCode``."""

    def __init__(self, status: int, code: str, message: str, **more: Any) -> None:
        super().__init__(f"{status} {code}")
        self.response = refusal(status, code, message, **more)


def answer(value: Any, status: int = 200) -> Response:
    """Return ``value`` as a JSON response."""
    return Response(status=status, body=json.dumps(value, ensure_ascii=False).encode())


def refusal(status: int, code: str, message: str, **more: Any) -> Response:
    """Return an error in Salesforce's form."""
    return answer([{"message": message, "errorCode": code, **more}], status)


def oauth_error(error: str, description: str, status: int = 400) -> Response:
    """Return an error of the token endpoint."""
    return answer({"error": error, "error_description": description}, status)
