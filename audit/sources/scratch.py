"""Where rows lie while they are worked on: in one private folder, which this run or the next one removes."""

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from audit.errors import UsageError
from audit.sources.private_files import is_own_folder, locked, private_folder

_PREFIX: Final = "phone-audit-scratch-"
_LOCK: Final = "lock"
_IN_USE: Final = "Another run has this scratch folder."


@contextmanager
def scratch_folder(inside: Path | None) -> Iterator[Path]:
    """Yield an empty folder that only its owner may enter, and remove it at the end.

    It lies ``inside`` a folder, else among the system's temporary files (TMPDIR). Raise OSError when it cannot be made.
    """
    if inside is not None:
        with tempfile.TemporaryDirectory(dir=inside) as name:
            yield Path(name)
        return
    with tempfile.TemporaryDirectory(prefix=_PREFIX) as name, locked(Path(name) / _LOCK, _IN_USE):
        yield private_folder(Path(name) / "files")


def remove_left_scratch() -> None:
    """Remove the scratch folders of this user that a killed run left among the system's temporary files.

    One that another run has now stays, and one that others may look into: it is not ours.
    """
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        if _is_private(folder):
            try:
                with locked(folder / _LOCK, _IN_USE):
                    shutil.rmtree(folder, ignore_errors=True)
            except (UsageError, OSError):  # another run has it, or has just removed it
                continue


def _is_private(folder: Path) -> bool:
    try:
        return is_own_folder(folder) and (os.name == "nt" or not stat.S_IMODE(folder.lstat().st_mode) & 0o077)
    except OSError:
        return False
