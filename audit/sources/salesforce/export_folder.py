"""The folder of an export: held by one, with room for it, and what is said when it cannot be written to."""

import errno
import shutil
import socket
import ssl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Final

import requests

from audit.errors import ConnectionFailedError, NoRoomError, why
from audit.sources.private_files import locked

LOCK: Final = ".lock"
"""File that an export holds while it writes into a folder."""
_OF_THE_LINE: Final = (requests.RequestException, ConnectionError, TimeoutError, ssl.SSLError, socket.gaierror)
_FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_LINE_LOST: Final = (
    "The org's answer could not be read: it broke off, or is not what Salesforce sends. Check the network and run the"
    " same command again."
)


@contextmanager
def writing_to(folder: Path) -> Iterator[None]:
    """Turn a full disk, a missing right and the like into WriteFailedError, and a lost line into ConnectionFailedError.

    Both are OSErrors: those of requests, of sockets and of TLS are of the line and say nothing of the disk.
    """
    try:
        yield
    except OSError as error:
        if isinstance(error, _OF_THE_LINE):
            raise ConnectionFailedError(_LINE_LOST) from None  # its text may hold an address or a query
        raise NoRoomError(_not_written(folder, error), why(error)) from error


def _not_written(folder: Path, error: OSError) -> str:
    reason = why(error)
    what = "Free some space or give another --out" if error.errno in _FULL else "Give another --out"
    return f"Cannot write to {folder}: {reason}. {what}, then run again."


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold ``folder`` for this export alone; raise UsageError while another one has it."""
    with ExitStack() as lock:
        busy = f"Another export is writing to {folder} now. Wait for it, or give another --out."
        with writing_to(folder):
            lock.enter_context(locked(folder / LOCK, busy))
        try:
            yield
        finally:
            # filelock leaves its file on Unix; Windows keeps an open file, and filelock removes it there
            with suppress(OSError):
                (folder / LOCK).unlink()


def check_space(folder: Path, needed: int) -> None:
    """Raise WriteFailedError when less than ``needed`` bytes are free."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        reason = f"{free / 1e9:.1f} GB free and the export needs about {needed / 1e9:.1f} GB"
        raise NoRoomError(f"{folder} has {reason}. Free some space or give another --out.", reason)
