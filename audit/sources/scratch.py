"""Where rows lie while they are worked on: in one private folder, which this run or the next one removes."""

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

_PREFIX: Final = "phone-audit-scratch-"
_OWNER_ONLY: Final = 0o700


@contextmanager
def scratch_folder(inside: Path | None) -> Iterator[Path]:
    """Yield an empty folder that only its owner may enter, and remove it at the end.

    It lies ``inside`` a folder, else among the system's temporary files (TMPDIR). Raise OSError when it cannot be made.
    """
    if inside is not None:
        with tempfile.TemporaryDirectory(dir=inside) as name:
            yield Path(name)
        return
    with tempfile.TemporaryDirectory(prefix=_PREFIX) as name, FileLock(Path(name) / "lock"):
        folder = Path(name) / "files"
        folder.mkdir(mode=_OWNER_ONLY)
        yield folder


def remove_left_scratch() -> None:
    """Remove the scratch folders of this user that a killed run left among the system's temporary files.

    One that another run has now stays, and one that others may look into: it is not ours.
    """
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        if _is_private(folder):
            try:
                with FileLock(folder / "lock", timeout=0):
                    shutil.rmtree(folder, ignore_errors=True)
            except (Timeout, OSError):  # another run has it, or has just removed it
                continue


def _is_private(folder: Path) -> bool:
    try:
        status = folder.lstat()
    except OSError:
        return False
    if not stat.S_ISDIR(status.st_mode):
        return False
    return os.name == "nt" or (status.st_uid == os.getuid() and not stat.S_IMODE(status.st_mode) & 0o077)
