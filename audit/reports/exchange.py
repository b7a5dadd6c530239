"""Put one folder in the place of another, in one step where the system can (CONTRACT section 4)."""

import ctypes
import errno
import os
import re
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Final

REPORT_ENTRIES: Final = frozenset({"report.html", "report.xlsx", "results.json", "tables", "fixes"})
"""What a report folder consists of; anything else in it is somebody's own."""

_OF_THE_SYSTEM: Final = (".DS_Store", "Thumbs.db", "desktop.ini", ".~lock.*#", "~$*.xlsx")
_WRITTEN: Final = re.compile(
    r"report\.html|report\.xlsx|results\.json|fixes/(README\.md|(plan|winners)\.parquet)"
    r"|tables/(values|numbers|records|findings|for_people)\.(parquet|csv)"
    r"|fixes/(step-\d+|rollback(-step-\d+)?)/(Account|Contact|Lead)(\.\d+)?\.csv"
)
_NOT_SUPPORTED: Final = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP})
_AT_FDCWD: Final = -100
_EXCHANGE: Final = 2


def stops_a_run(name: str) -> bool:
    """Tell whether an entry of the output folder is somebody's own, and not a file that systems leave everywhere."""
    return name not in REPORT_ENTRIES and not any(fnmatch(name, pattern) for pattern in _OF_THE_SYSTEM)


def put_in_place(new: Path, out: Path, old: Path) -> None:
    """Put ``new`` in the place of ``out`` and bring home what in ``out`` is not the tool's own.

    The folder replaced is afterwards at ``new`` (exchanged) or ``old`` (moved), without foreign entries. Raise OSError
    when an entry cannot be moved; ``out`` is then as it was.
    """
    if not os.path.lexists(out):
        new.rename(out)
        return
    previous = new if _exchanged(new, out) else _moved(new, out, old)
    moves: list[tuple[Path, Path]] = []
    try:
        bring_home(previous, out, moves)
    except OSError:
        for source, target in reversed(moves):
            target.rename(source)
        if not (previous == new and _exchanged(new, out)):
            _moved(previous, out, previous.with_name("undone"))
        raise


def bring_home(previous: Path, out: Path, moves: list[tuple[Path, Path]] | None = None) -> None:
    """Move what is not the tool's own from ``previous`` into ``out``; name each move in ``moves``.

    Nothing is overwritten: where the name is taken, the entry gets a number. Raise OSError when one cannot be moved.
    """
    for source in list(_foreign(previous)):
        target = _free(out / source.relative_to(previous))
        target.parent.mkdir(parents=True, exist_ok=True)
        source.rename(target)
        if moves is not None:
            moves.append((source, target))


def _foreign(folder: Path) -> Iterator[Path]:
    for entry in folder.iterdir():
        if entry.name in {"tables", "fixes"} and entry.is_dir() and not entry.is_symlink():
            inside = (path for path in entry.rglob("*") if path.is_symlink() or not path.is_dir())
            yield from (path for path in inside if not _WRITTEN.fullmatch(path.relative_to(folder).as_posix()))
        elif not _WRITTEN.fullmatch(entry.name):
            yield entry


def _free(target: Path) -> Path:
    number, free = 1, target
    while os.path.lexists(free):
        number += 1
        free = target.with_name(f"{target.stem} ({number}){target.suffix}")
    return free


def _moved(new: Path, out: Path, old: Path) -> Path:
    out.rename(old)
    try:
        new.rename(out)
    except BaseException:
        if not os.path.lexists(out):
            old.rename(out)
        raise
    return old


def _exchanged(one: Path, other: Path) -> bool:
    """Exchange two folders in one step; False where the system or the file system cannot."""
    if sys.platform == "win32":
        return False
    library = ctypes.CDLL(None, use_errno=True)
    first, second = os.fsencode(one), os.fsencode(other)
    if sys.platform == "linux" and hasattr(library, "renameat2"):
        failed = library.renameat2(_AT_FDCWD, first, _AT_FDCWD, second, _EXCHANGE)
    elif sys.platform == "darwin" and hasattr(library, "renamex_np"):
        failed = library.renamex_np(first, second, _EXCHANGE)
    else:
        return False
    number = ctypes.get_errno()
    if failed and number not in _NOT_SUPPORTED:
        raise OSError(number, os.strerror(number))
    return not failed
