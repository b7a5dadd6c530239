"""Whether a file is still the one that was begun with, when its reading ends."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from audit.errors import UnreadableInputError
from audit.sources.csv.file_names import printable


@dataclass(frozen=True)
class FileState:
    """What tells that a file was written to or replaced."""

    path: Path
    size: int
    modified_ns: int
    inode: int

    @classmethod
    def of(cls, path: Path) -> Self:
        """Return the state of ``path`` now; raise OSError."""
        return cls._from(path, path.stat())

    @classmethod
    def _from(cls, path: Path, now: os.stat_result) -> Self:
        return cls(path, now.st_size, now.st_mtime_ns, now.st_ino)

    def check(self) -> None:
        """Raise UnreadableInputError when the file is not as it was: one half of what was read may be older."""
        try:
            same = self == FileState.of(self.path)
        except OSError:
            same = False
        if not same:
            raise UnreadableInputError(
                f"{printable(self.path.name)} was changed while it was being read. Wait until nothing writes to it, or "
                "audit a copy of it."
            )
