"""A proxy on loopback that tunnels to wherever it is asked to, with or without a login of its own."""

import base64
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

_CHUNK = 1 << 16
_LONGEST = 30.0


@dataclass
class Tunnel:
    """What a proxy was asked: the heads of its requests, as bytes."""

    port: int
    heads: list[bytes] = field(default_factory=list)


@contextmanager
def tunnel(login: str | None = None, to: tuple[str, int] | None = None) -> Iterator[Tunnel]:
    """Serve an http proxy that grants CONNECT, to whom ``login`` (name:password) is given where there is one.

    Whatever host is asked for, it leads ``to`` that address where one is given.
    """
    listener = socket.create_server(("127.0.0.1", 0))
    served = Tunnel(listener.getsockname()[1])
    wanted = None if login is None else b"Basic " + base64.b64encode(login.encode())

    def accept() -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=_serve, args=(client, served, wanted, to), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield served
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(_LONGEST)


def _serve(client: socket.socket, served: Tunnel, wanted: bytes | None, to: tuple[str, int] | None) -> None:
    client.settimeout(_LONGEST)
    with client:
        head = b""
        while b"\r\n\r\n" not in head:
            more = client.recv(_CHUNK)
            if not more:
                return
            head += more
        served.heads.append(head)
        if wanted is not None and wanted not in head:
            client.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
            return
        host, _, port = head.split()[1].decode().rpartition(":")
        with socket.create_connection(to or (host, int(port)), _LONGEST) as org:
            client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            back = threading.Thread(target=_pass_on, args=(org, client), daemon=True)
            back.start()
            _pass_on(client, org)
            back.join(_LONGEST)


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    """Pass on bytes until one side ends; after a reset, the other side is ended too."""
    try:
        while chunk := source.recv(_CHUNK):
            target.sendall(chunk)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        with suppress(OSError):
            target.shutdown(socket.SHUT_RDWR)
