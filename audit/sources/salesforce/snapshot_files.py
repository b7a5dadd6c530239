"""Files that only their owner can read and that are either whole or not there."""

import errno
import os
import shutil
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

import requests
from filelock import FileLock, Timeout

from audit.errors import ConnectionFailedError, NoRoomError, UsageError, why

PART: Final = ".part"
LOCK: Final = ".lock"
"""File that an export holds while it writes into a folder."""
_OF_THE_LINE: Final = (requests.RequestException, ConnectionError, TimeoutError, ssl.SSLError, socket.gaierror)
_FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_LINE_LOST: Final = (
    "The org's answer could not be read: it broke off, or is not what Salesforce sends. Check the network and run the"
    " same command again."
)


def private_folder(path: Path) -> Path:
    """Make a folder that only its owner can enter, with its parents, and return it."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.chmod(0o700)
    return path


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """Yield a file to write that takes the name ``path`` when all of it is on disk; on a failure nothing stays."""
    part = path.with_name(path.name + PART)
    try:
        with private_file(part) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def private_file(path: Path) -> BinaryIO:
    """Open a new file for writing that only its owner can read."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


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
def locked(folder: Path) -> Iterator[None]:
    """Hold ``folder`` for this export alone; raise UsageError while another one has it."""
    lock = FileLock(folder / LOCK, mode=0o600)
    with writing_to(folder):
        try:
            lock.acquire(timeout=0)
        except Timeout as error:
            message = f"Another export is writing to {folder} now. Wait for it, or give another --out."
            raise UsageError(message) from error
    try:
        yield
    finally:
        with suppress(OSError):  # Windows keeps an open file, and removes it when it is released
            (folder / LOCK).unlink()
        lock.release()


def check_space(folder: Path, needed: int) -> None:
    """Raise WriteFailedError when less than ``needed`` bytes are free."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        reason = f"{free / 1e9:.1f} GB free and the export needs about {needed / 1e9:.1f} GB"
        raise NoRoomError(f"{folder} has {reason}. Free some space or give another --out.", reason)
