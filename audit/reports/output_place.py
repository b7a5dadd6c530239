"""Where a report is to go, looked at before anything is read: whether it can go there, and how."""

import errno
import os
import re
import stat
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from audit.errors import UsageError, told_as
from audit.reports.written_files import REPORT_ENTRIES, stops_a_run

STAGING_INSIDE: Final = ".phone-audit.partial"
"""The staging folder within an output folder beside which none can be."""
_MOUNTS: Final = Path("/proc/self/mountinfo")
_SOMEWHERE_ELSE: Final = "Choose another --out."

_SHOWN: Final = 40
"""Characters of a path that is too long."""


@dataclass(frozen=True)
class OutputPlace:
    """The output folder and what the report is written into before."""

    out: Path
    """without links"""
    staging: Path
    stays: bool
    """Whether the folder itself cannot be exchanged, and gets new contents entry by entry: it is a mount point or the
    working folder, or something in it cannot be moved."""


def output_place(out: Path, *, force: bool, sources: Sequence[Path] = ()) -> OutputPlace:
    """Return where the report goes; links are followed.

    Raise UsageError when ``out`` cannot be a report folder: a file, a link to itself, a name with control characters,
    not writable, one of ``sources`` or around it, or a folder that holds something else and not ``force``.
    """
    out = checked_path(out)
    if any(Path(os.path.realpath(source)).is_relative_to(out) for source in sources):
        raise UsageError(f"{out} is where the data comes from; the report needs a folder of its own. {_SOMEWHERE_ELSE}")
    beside = out.parent / f".{out.name}.partial"
    around = next(folder for folder in out.parents if os.path.lexists(folder))
    if not around.is_dir():
        raise UsageError(f"{around} is a file, not a folder. {_SOMEWHERE_ELSE}")
    if not os.path.lexists(out):
        return OutputPlace(out, beside, stays=False)
    _check_folder(out, force=force)
    mounts = _mount_points(out)
    inside = out / STAGING_INSIDE
    is_inside = out in mounts or inside.is_dir() or not os.access(out.parent, os.W_OK | os.X_OK)
    stays = is_inside or bool(mounts) or _is_working_folder(out) or _cannot_be_moved(out) or _holds_immovable(out)
    return OutputPlace(out, inside if is_inside else beside, stays)


def checked_path(path: Path, remedy: str = _SOMEWHERE_ELSE) -> Path:
    """Return ``path`` with its links followed.

    Raise UsageError, which ends in ``remedy``, for a link that leads to itself and for a name that is too long or
    cannot be shown.
    """
    categories = {unicodedata.category(character) for character in str(path)}
    if "Cs" in categories:
        raise UsageError(f"The name {str(path)!r} is not UTF-8 text. {remedy}")
    if categories & {"Cc", "Zl", "Zp"}:
        raise UsageError(f"The name {str(path)!r} has a control character in it. {remedy}")
    try:
        place = Path(os.path.realpath(path))
    except FileNotFoundError as error:
        raise UsageError("The working folder is gone. Change to another folder and try again.") from error
    try:
        mode = place.lstat().st_mode
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise UsageError(f"The name {str(path)[:_SHOWN]}… is too long. {remedy}") from error
        return place
    if stat.S_ISLNK(mode):
        raise UsageError(f"{path} is a link that leads to itself. {remedy}")
    return place


def check_out(out: Path, source: Path) -> None:
    """Raise UsageError when ``out`` cannot be a file to write: no such folder, a folder, or the ``source`` itself."""
    checked_path(out)
    if not out.parent.is_dir():
        raise UsageError(f"There is no folder {out.parent} to write {out.name} into. Choose another --out.")
    if out.exists() and not stat.S_ISREG(out.stat().st_mode):
        raise UsageError(f"{out} is not a file. Choose another --out.")
    if out.exists() and source.exists() and out.samefile(source):
        raise UsageError(f"{out} is the file that is read. Choose another --out.")


def _check_folder(out: Path, *, force: bool) -> None:
    if not out.is_dir():
        raise UsageError(f"{out} is a file, not a folder. {_SOMEWHERE_ELSE}")
    with told_as(UsageError, f"Cannot look into the output folder {out}", _SOMEWHERE_ELSE):
        names = (entry.name for entry in out.iterdir())
        foreign = sorted(name for name in names if stops_a_run(name) and name != STAGING_INSIDE)
    if not os.access(out, os.W_OK | os.X_OK):
        raise UsageError(f"Cannot write to {out}: you may only read this folder. {_SOMEWHERE_ELSE}")
    if foreign and not force:
        raise UsageError(
            f"{out} has other files than a report in it ({', '.join(foreign[:3])}). "
            "Choose another --out, or add --force to write beside it."
        )


def _mount_points(out: Path) -> list[Path]:
    """Return the mount points at and below ``out``; raise UsageError when one is part of a report.

    The system's list knows bind mounts, as containers have them, which look like folders otherwise.
    """
    points = [out] if os.path.ismount(out) else []
    if _MOUNTS.exists():
        fields = (line.split(" ")[4] for line in os.fsdecode(_MOUNTS.read_bytes()).splitlines())
        named = (Path(re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), field)) for field in fields)
        points += [point for point in named if point.is_relative_to(out)]
    for point in points:
        if point != out and point.relative_to(out).parts[0] in REPORT_ENTRIES:
            raise UsageError(f"{point} is a mount point, and a report cannot be replaced around it. {_SOMEWHERE_ELSE}")
    return points


def _is_working_folder(out: Path) -> bool:
    try:
        return out.samefile(os.curdir)
    except OSError:  # the working folder is gone
        return False


def _cannot_be_moved(out: Path) -> bool:
    """Check whether ``out`` is somebody else's in a folder like /tmp, where everyone moves only what is theirs."""
    if not hasattr(os, "getuid"):
        return False
    parent = out.parent.stat()
    return bool(parent.st_mode & stat.S_ISVTX) and os.getuid() not in (0, parent.st_uid, out.stat().st_uid)


def _holds_immovable(out: Path) -> bool:
    """Check whether ``out`` holds a folder of others that may only be read: it cannot be moved into another."""
    theirs = (entry for entry in out.iterdir() if entry.name not in REPORT_ENTRIES and not entry.is_symlink())
    return any(entry.is_dir() and not os.access(entry, os.W_OK | os.X_OK) for entry in theirs)
