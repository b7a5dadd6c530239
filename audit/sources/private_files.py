"""Files and folders for their owner alone, files that are whole or not there, and one run at a time in a folder."""

import errno
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import RawIOBase
from pathlib import Path
from typing import BinaryIO, Final

from filelock import FileLock, Timeout

from audit.errors import UsageError

FOLDER_MODE: Final = 0o700
FILE_MODE: Final = 0o600
PART: Final = ".part"


def private_folder(path: Path) -> Path:
    """Make a folder that only its owner can enter, with its parents, and return it."""
    path.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    path.chmod(FOLDER_MODE)
    return path


def own_folder(path: Path) -> bool:
    """Make a folder that only its owner can enter, and tell whether it was not there.

    Raise PermissionError for one that somebody else made, who could read along.
    """
    try:
        path.mkdir(mode=FOLDER_MODE)
    except FileExistsError:
        if not is_own_folder(path):
            raise PermissionError(0, f"{path} is there already and is not yours") from None
        owner_only(path)
        return False
    return True


def is_own_folder(path: Path) -> bool:
    """Check whether ``path`` is a folder, not a link to one, and this user's."""
    status = path.lstat()
    return stat.S_ISDIR(status.st_mode) and (not hasattr(os, "getuid") or status.st_uid == os.getuid())


def owner_only(path: Path) -> bool:
    """Leave ``path`` to its owner alone, and tell whether the disk has such rights: a memory stick has none."""
    try:
        path.chmod(FOLDER_MODE if path.is_dir() else FILE_MODE)
    except OSError as error:
        if error.errno not in {errno.EPERM, errno.ENOTSUP}:
            raise
        return False
    return True


def private_file(path: Path) -> BinaryIO:
    """Open a file for writing that only its owner can read, unless it was there and is others' to read."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FILE_MODE), "wb")


def private_log(path: Path) -> RawIOBase:
    """Open such a file for adding to it, without a buffer: a line is there or it is not."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, FILE_MODE), "ab", buffering=0)


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """Yield a file to write that takes the name ``path`` when all of it is on disk; on a failure nothing stays.

    What a killed run left under the name that the file has until then is written over.
    """
    part = path.with_name(path.name + PART)
    with _put_in_place(private_file(part), part, path) as file:
        yield file


@contextmanager
def replaced_file(path: Path) -> Iterator[BinaryIO]:
    """Do as ``whole_file`` in a folder of the user's: nothing else there is written over, and links are followed."""
    place = path.resolve()
    with _put_in_place(*_beside(place), place) as file:
        yield file


@contextmanager
def scratch_file(path: Path) -> Iterator[BinaryIO]:
    """Do as ``whole_file`` for a while: several may write the same at once, and nobody waits for the disk."""
    with _put_in_place(*_beside(path), path, lasts=False) as file:
        yield file


def _beside(place: Path) -> tuple[BinaryIO, Path]:
    descriptor, name = tempfile.mkstemp(prefix=f".{place.name}.", suffix=PART, dir=place.parent)
    return os.fdopen(descriptor, "wb"), Path(name)


@contextmanager
def _put_in_place(opened: BinaryIO, part: Path, place: Path, *, lasts: bool = True) -> Iterator[BinaryIO]:
    try:
        with opened as file:
            yield file
            file.flush()
            if lasts:
                os.fsync(file.fileno())
        part.replace(place)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


@contextmanager
def locked(path: Path, otherwise: str) -> Iterator[None]:
    """Hold the lock file ``path`` for this run alone; raise UsageError, which says ``otherwise``, while another has it.

    Raise OSError when there can be no such file.
    """
    lock = FileLock(path, mode=FILE_MODE)
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise UsageError(otherwise) from error
    try:
        yield
    finally:
        lock.release()
