"""Which files of a report folder the program wrote: told by a list of them with their hashes, not by names alone."""

import os
import re
import stat
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import file_digest
from pathlib import Path, PurePosixPath
from typing import Final

from pydantic import BaseModel, ValidationError

REPORT_ENTRIES: Final = frozenset({"report.html", "report.xlsx", "results.json", "tables", "fixes", "owners"})
"""What a report folder consists of; anything else in it is somebody's own."""
WRITTEN_LIST: Final = PurePosixPath("tables", ".written.json")

_OF_THE_SYSTEM: Final = re.compile(
    r"\.DS_Store|\._.*|Thumbs\.db|desktop\.ini|\.~lock\..*#|~\$.*\.xlsx|lost\+found", re.IGNORECASE
)
"""What the Finder, the Explorer, LibreOffice, Excel and file systems leave in a folder that somebody looks into."""
_KEPT: Final = re.compile(r".+ \(changed \d{4}-\d{2}-\d{2}\)( \(\d+\))?(\.\w+)*")
"""A file that was changed since it was written and is kept beside its successor: see ``Guest.name``."""
_FILES_BEFORE_LISTS: Final = re.compile(
    r"report\.html|report\.xlsx|results\.json|fixes/(README\.(md|html)|(plan|winners)\.parquet)"
    r"|tables/(values|numbers|records|findings|for_people|trend|closed)\.(parquet|csv)"
    r"|tables/(values|numbers|records|findings|for_people)\.parquet/part-\d+\.parquet"
    r"|fixes/(step-\d+|rollback(-step-\d+)?)/(Account|Contact|Lead)(\.\d+)?\.csv"
)
_TABLE_IN_PARTS: Final = re.compile(r"tables/(values|numbers|records|findings|for_people)\.parquet")
"""A folder whose files are read as one table: what is not one of them must not lie there."""
_FOLDERS_BEFORE_LISTS: Final = re.compile(
    rf"tables|{_TABLE_IN_PARTS.pattern}|fixes|fixes/(step-\d+|rollback(-step-\d+)?)"
)
_PART_OF_TABLE: Final = re.compile(r"part-\d+\.parquet")
_LAST_SECOND: Final = 253_402_300_799
"""Of the year 9999: some file systems keep moments beyond it."""


class _Written(BaseModel):
    size: int
    sha256: str


class _WrittenList(BaseModel):
    files: dict[str, _Written]
    folders: list[str]


@dataclass(frozen=True)
class Guest:
    """A file or folder in a report that is not as the program wrote it."""

    path: Path
    name: PurePosixPath
    """where it is kept, relative to a report: its own place, or ``report (changed 2026-03-31).xlsx`` beside it"""
    is_changed: bool = False


@dataclass(frozen=True)
class Contents:
    """What is in a report folder."""

    files: list[Path] = field(default_factory=list)
    """as the program wrote them"""
    folders: list[Path] = field(default_factory=list)
    """that the program made, the outer before the inner"""
    guests: list[Guest] = field(default_factory=list)


def is_of_the_system(name: str) -> bool:
    """Check whether an entry of a folder is of those that systems and office programs leave everywhere."""
    return bool(_OF_THE_SYSTEM.fullmatch(name))


def stops_a_run(name: str) -> bool:
    """Check whether an entry of the output folder is somebody's own and needs ``--force``.

    >>> [stops_a_run(name) for name in ("thesis.docx", "tables", "~$report.xlsx", "report (changed 2026-03-31).xlsx")]
    [True, False, False, False]
    """
    return not (name in REPORT_ENTRIES or is_of_the_system(name) or is_kept_copy(name))


def has_list(report: Path) -> bool:
    """Check whether ``report`` has the list of the files that were written."""
    return (report / WRITTEN_LIST).is_file()


def is_as_written(report: Path, path: Path) -> bool:
    """Check whether ``path`` in ``report`` is on the list of its files, and not changed since; raise OSError."""
    listed = _written_list(report)
    written = listed.files.get(path.relative_to(report).as_posix()) if listed else None
    return written is not None and _is_as_written(path, written)


def is_from_before(report: Path, path: Path) -> bool:
    """Check whether ``path`` in ``report`` is somebody's own and older than the report; raise OSError."""
    listed = _written_list(report)
    is_own = listed is not None and path.relative_to(report).as_posix() not in listed.files
    return is_own and path.stat().st_mtime_ns < (report / WRITTEN_LIST).stat().st_mtime_ns


def parts_of_table(report: Path, folder: Path) -> list[Path]:
    """Return the files of a table of ``report`` that is in parts, in their order; what else lies there is not asked.

    One that the list of the report has is among them even if it is gone. Raise OSError.
    """
    listed = _written_list(report)
    names = listed.files if listed else (path.relative_to(report).as_posix() for path in folder.iterdir())
    paths = (report / name for name in sorted(names))
    return [path for path in paths if path.parent == folder and _PART_OF_TABLE.fullmatch(path.name)]


def is_kept_copy(name: str) -> bool:
    """Check whether a file is called as one that was changed and is kept beside its successor."""
    return bool(_KEPT.fullmatch(name))


def list_written(report: Path) -> None:
    """Write down which files and folders a new report consists of; raise OSError.

    A report without tables, as only tests make one, has no list.
    """
    if not (report / WRITTEN_LIST.parent).is_dir():
        return
    entries = [path for path in sorted(report.rglob("*")) if path != report / WRITTEN_LIST]
    folders = [path.relative_to(report).as_posix() for path in entries if path.is_dir()]
    own = [path for path in entries if not path.is_dir()]
    files = {
        path.relative_to(report).as_posix(): _Written(size=path.stat().st_size, sha256=_sha256(path)) for path in own
    }
    text = _WrittenList(files=files, folders=folders).model_dump_json(indent=1)
    (report / WRITTEN_LIST).write_text(f"{text}\n", encoding="utf-8", newline="\n")


def contents(report: Path, into: Path | None = None) -> Contents:
    """Return what in ``report`` the program wrote, and what is somebody's own; raise OSError.

    Somebody's own are files that are not on the list, files that were changed since, and folders that the program did
    not make, each as a whole, unless ``into``, where guests are to go, has a folder of that name. In a report of an
    earlier version, or whose list is damaged, the files that this program is known to write are taken for its own.
    """
    found = Contents()
    _collect(report, PurePosixPath(), _written_list(report), into, found)
    return found


def _collect(report: Path, at: PurePosixPath, listed: _WrittenList | None, into: Path | None, found: Contents) -> None:
    for path in sorted((report / at).iterdir()):
        name = at / path.name
        if path.is_dir() and not path.is_symlink():
            is_own = bool(_FOLDERS_BEFORE_LISTS.fullmatch(str(name))) or (listed and str(name) in listed.folders)
            if is_own or _is_folder(into and into / name):
                found.folders.append(path)
                _collect(report, name, listed, into, found)
            else:
                found.guests.append(Guest(path, _place_of(name)))
        elif not _has_own_name(name, listed):
            found.guests.append(Guest(path, _place_of(name)))
        elif _is_as_written(path, listed.files.get(str(name)) if listed else None):
            found.files.append(path)
        else:
            kept = _place_of(_name_of_changed(name, path))
            found.guests.append(Guest(path, kept, is_changed=True))


def _place_of(name: PurePosixPath) -> PurePosixPath:
    """Return where a guest is kept: beside a table in parts, not in it, as ``tables/values notes.txt``.

    The next report may have a file in the place of that folder.
    """
    folder = name.parent
    return folder.with_name(f"{folder.stem} {name.name}") if _TABLE_IN_PARTS.fullmatch(str(folder)) else name


def _is_folder(path: Path | None) -> bool:
    return path is not None and path.is_dir() and not path.is_symlink()


def _has_own_name(name: PurePosixPath, listed: _WrittenList | None) -> bool:
    if listed is None:
        return name == WRITTEN_LIST or bool(_FILES_BEFORE_LISTS.fullmatch(str(name)))
    return name == WRITTEN_LIST or str(name) in listed.files


def _is_as_written(path: Path, written: _Written | None) -> bool:
    status = path.lstat()
    if not stat.S_ISREG(status.st_mode):
        return False
    return written is None or (status.st_size == written.size and _sha256(path) == written.sha256)


def _name_of_changed(name: PurePosixPath, path: Path) -> PurePosixPath:
    moment = min(max(path.lstat().st_mtime, 0), _LAST_SECOND)
    return name.with_name(f"{name.stem} (changed {datetime.fromtimestamp(moment, UTC):%Y-%m-%d}){name.suffix}")


def free_name(target: Path) -> Path:
    """Return ``target``, with a number where something is there."""
    number, free = 1, target
    while os.path.lexists(free):
        number += 1
        free = target.with_name(f"{target.stem} ({number}){target.suffix}")
    return free


def delete(report: Path, found: Contents) -> bool:
    """Delete of ``report`` the files ``found`` and the folders that are empty then; tell whether nothing is left.

    The list of the files goes last, so that what a kill leaves is still known. Raise OSError.
    """
    listed, results = report / WRITTEN_LIST, report / "results.json"
    for path in sorted(found.files, key=lambda path: path == results):
        if path != listed:
            path.unlink(missing_ok=True)
    for folder in reversed(found.folders):
        if folder != listed.parent:
            _remove_if_empty(folder)
    if listed in found.files:
        listed.unlink(missing_ok=True)
    _remove_if_empty(listed.parent)
    _remove_if_empty(report)
    return not os.path.lexists(report)


def _remove_if_empty(folder: Path) -> None:
    with suppress(FileNotFoundError):
        if not any(folder.iterdir()):
            folder.rmdir()


def _written_list(report: Path) -> _WrittenList | None:
    """Return the list of ``report``; None where there is none, or a damaged one."""
    path = report / WRITTEN_LIST
    if not path.is_file() or path.is_symlink():
        return None
    try:
        return _WrittenList.model_validate_json(path.read_bytes())
    except ValidationError:
        return None


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
