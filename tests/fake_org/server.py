"""The transport: HTTP/1.1 with keep-alive over TLS on loopback, a thread for each connection, and ways to misbehave."""

import gzip
import http.server
import os
import select
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from tests.fake_org.messages import Delivery, Request, Response
from tests.fake_org.request_log import Entry
from tests.fake_org.routing import respond

_CHUNK: Final = 64 * 1024
_RESET_ON_CLOSE: Final = struct.pack("ii", 1, 0)
_LOOK_AGAIN: Final = 0.05
"""Seconds between two looks at whether a stalled client has given up."""


class Server(http.server.ThreadingHTTPServer):
    """An HTTPS server for one stand-in, whose ``state`` has a log and settings."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, state: Any, port: int = 0, respond: Callable[[Any, Request, Entry], Response] = respond) -> None:
        super().__init__(("127.0.0.1", port), _Connection)
        self.state = state
        self.respond = respond
        self.closing = threading.Event()
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Shake hands and serve one connection, in its own thread."""
        try:
            connection = self.context.wrap_socket(request, server_side=True)
        except OSError:
            self.state.log.failed_handshakes += 1
            return
        with self._lock:
            self._open.add(connection)
        try:
            super().finish_request(connection, client_address)
        except OSError:
            pass  # the client left: that is its right
        finally:
            with self._lock:
                self._open.discard(connection)
            connection.close()

    def stop(self) -> None:
        """Stop serving, end every connection and wait for its thread."""
        self.closing.set()
        self.shutdown()
        with self._lock:
            connections = list(self._open)
        for connection in connections:
            try:
                socket.socket.shutdown(connection, socket.SHUT_RDWR)
            except OSError:
                continue
        self.server_close()


class _Connection(http.server.BaseHTTPRequestHandler):
    """One connection, request after request."""

    protocol_version = "HTTP/1.1"
    server_version = "sfdcedge"
    sys_version = ""
    disable_nagle_algorithm = True
    server: Server
    connection: ssl.SSLSocket

    def _serve(self) -> None:
        target = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, target.path, target.query, headers, self._body(headers))
        log = self.server.state.log
        entry = log.open(
            request.method,
            request.path,
            request.query_string,
            headers.get("authorization", ""),
            headers.get("accept-encoding", ""),
        )
        try:
            response = self.server.respond(self.server.state, request, entry)
            entry.status = response.status
            body, coding = self._encoded(response, headers)
            entry.n_bytes = len(body)
            self._deliver(response, body, coding)
        finally:
            log.close()

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = _serve  # noqa: N815 (the base class wants these)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the name is the base class's)
        """Print nothing: the request log is the record."""

    def _body(self, headers: Mapping[str, str]) -> bytes:
        if "chunked" in headers.get("transfer-encoding", "").lower():
            return self._unchunked()
        return self.rfile.read(int(headers.get("content-length", "0")))

    def _unchunked(self) -> bytes:
        """Return a body sent in chunks, as the command line tool sends its forms; trailers are passed over."""
        pieces = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            pieces.append(self.rfile.read(size))
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass
        return b"".join(pieces)

    def _encoded(self, response: Response, headers: Mapping[str, str]) -> tuple[bytes, str | None]:
        wanted = "gzip" in headers.get("accept-encoding", "") and self.server.state.settings.gzip
        if response.body and (response.compress if response.compress is not None else wanted):
            return gzip.compress(response.body, compresslevel=1, mtime=0), "gzip"
        return response.body, None

    def _deliver(self, response: Response, body: bytes, coding: str | None) -> None:
        delivery = response.delivery
        if delivery.stop == "before_headers":
            self._end(delivery)
            return
        head = self._head(response, body, coding)
        if delivery.stop == "after_headers":
            self.wfile.write(head)
            self._end(delivery)
            return
        if delivery.stop == "mid_body":
            whole = _framed(body, delivery.framing)
            self.wfile.write(
                head + (whole[: len(whole) // 2] if delivery.framing == "chunked" else body[: len(body) // 2])
            )
            self._end(delivery)
            return
        self.wfile.write(head + _framed(body, delivery.framing))
        if delivery.framing == "close":
            self.close_connection = True

    def _head(self, response: Response, body: bytes, coding: str | None) -> bytes:
        phrase = self.responses.get(response.status, ("Enhance Your Calm", ""))[0]
        lines = [f"HTTP/1.1 {response.status} {phrase}", f"Date: {self.date_time_string()}"]
        if response.status != 204:
            lines.append(f"Content-Type: {response.content_type}")
        if coding:
            lines.append(f"Content-Encoding: {coding}")
        lines.extend(f"{name}: {value}" for name, value in response.headers.items())
        if response.delivery.framing == "chunked":
            lines.append("Transfer-Encoding: chunked")
        elif response.delivery.framing == "close":
            lines.append("Connection: close")
        elif response.status != 204:
            lines.append(f"Content-Length: {len(body)}")
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")

    def _end(self, delivery: Delivery) -> None:
        """End the connection as ``delivery`` says: by a reset, in order, or after a silence."""
        self.close_connection = True
        if delivery.ending == "stall":
            self._wait_for_the_client_to_leave()
        if delivery.ending == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
            os.close(self.connection.detach())

    def _wait_for_the_client_to_leave(self) -> None:
        while not self.server.closing.is_set():
            readable, _, _ = select.select([self.connection], [], [], _LOOK_AGAIN)
            if readable:
                return


def _framed(body: bytes, framing: str) -> bytes:
    if framing != "chunked":
        return body
    pieces = [body[start : start + _CHUNK] for start in range(0, len(body), _CHUNK)]
    return b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
