"""A new report folder put in the place of an earlier one, and what is somebody's own brought home into it.

Where the system can, the two folders are exchanged in one step, so that at every instant one whole report stands at its
place (docs/contract.md, The report folder).
Where it cannot, two moves do it: a run killed between them leaves no report at its place,
and the next run puts the earlier one back. An output folder that cannot be moved itself gets new contents entry by
entry; a run killed meanwhile leaves some entries of each, and the next run moves the rest. Nothing is deleted before
everything that is not the program's own is home.
"""

import ctypes
import errno
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from audit.errors import why
from audit.reports.written_files import REPORT_ENTRIES, Contents, contents, delete, free_name
from audit.sources.private_files import FILE_MODE, FOLDER_MODE

COMPLETE: Final = "complete"
"""A file in the staging folder: the new report is whole, and what else is there may be an earlier one."""
MOVING: Final = "moving"
"""A file in its place while entries are moved one by one: it names those of the new report."""

Note = Callable[[str], None]

_NOT_SUPPORTED: Final = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP})
_AT_FDCWD: Final = -100
_EXCHANGE: Final = 2


@dataclass
class _Moves:
    """What was moved and which folders were made for it, so that it can be undone."""

    moved: list[tuple[Path, Path]] = field(default_factory=list)
    made: list[Path] = field(default_factory=list)

    def move(self, source: Path, target: Path) -> None:
        """Move ``source`` to ``target``, where nothing is, into folders that are made if need be."""
        self.make(target.parent)
        source.rename(target)
        self.moved.append((source, target))

    def make(self, folder: Path) -> None:
        """Make ``folder`` and those around it, where they are not there."""
        for each in (*reversed(folder.parents), folder):
            if not each.exists():
                each.mkdir(mode=FOLDER_MODE)
                self.made.append(each)

    def take_back(self) -> None:
        """Undo all; raise OSError."""
        for source, target in reversed(self.moved):
            target.rename(source)
        for folder in reversed(self.made):
            folder.rmdir()


def put_in_place(staging: Path, out: Path, note: Note) -> None:
    """Put ``staging``/new in the place of ``out``; what is not the program's own in ``out`` goes into the new report.

    ``note`` is told what is kept under another name. Raise OSError when something cannot be moved; ``out`` is then as
    it was.
    """
    new, old = staging / "new", staging / "old"
    (staging / COMPLETE).touch(mode=FILE_MODE)
    if not os.path.lexists(out):
        new.rename(out)
        _unmark(staging, note)
        return
    earlier = new if _exchanged(new, out) else _moved(new, out, old)
    home = _Moves()
    try:
        found = _bring_home(earlier, out, home)
    except OSError:
        home.take_back()
        if not (earlier == new and _exchanged(new, out)):
            _moved(earlier, out, staging / "undone")
        raise
    _tell(found, earlier, home, note)
    if _is_deleted(earlier, found, note):
        _unmark(staging, note)


def put_contents_in_place(staging: Path, out: Path, note: Note) -> None:
    """Do as ``put_in_place`` where ``out`` itself cannot be moved: entry by entry, with undo.

    Marks are renamed, as on a full disk no file can be made.
    """
    new, old, moving = staging / "new", staging / "old", staging / MOVING
    names = sorted(entry.name for entry in new.iterdir())
    try:
        moving.write_text("\n".join(names), encoding="utf-8")
    except OSError:
        moving.unlink(missing_ok=True)
        raise
    moves, home = _Moves(), _Moves()
    try:
        _move_contents(staging, out, names, moves)
        moving.rename(staging / COMPLETE)
        found = _bring_home(old, out, home)
    except OSError:
        home.take_back()
        if not moving.exists():
            (staging / COMPLETE).rename(moving)  # a run killed from here on moves forward again
        moves.take_back()
        moving.unlink()
        raise
    _tell(found, old, home, note)
    if _is_deleted(old, found, note):
        _unmark(staging, note)


def _move_contents(staging: Path, out: Path, names: list[str], moves: _Moves) -> None:
    """Move the entries of a report in ``out`` to ``staging``/old, and those of the new report, ``names``, into ``out``.

    Wherever an earlier run was killed in this, it goes on there.
    """
    new, old = staging / "new", staging / "old"
    moves.make(old)
    for name in sorted(REPORT_ENTRIES):
        is_to_come = os.path.lexists(new / name)
        if os.path.lexists(out / name) and (is_to_come or name not in names):
            moves.move(out / name, free_name(old / name))
        if is_to_come:
            moves.move(new / name, out / name)


def repair(staging: Path, out: Path, note: Note) -> None:
    """Put right what a killed run left in ``staging``, and delete what of it is the program's own.

    Raise OSError when something of somebody's own cannot be moved home; it then stays in ``staging``.
    """
    moving, complete = staging / MOVING, staging / COMPLETE
    if moving.exists():
        _move_contents(staging, out, moving.read_text(encoding="utf-8").split(), _Moves())
        moving.rename(complete)
    elif not complete.exists():
        shutil.rmtree(staging / "new", ignore_errors=True)
    left = [folder for folder in (staging / name for name in ("old", "new", "undone")) if folder.is_dir()]
    if left and not os.path.lexists(out):
        left.pop(0).rename(out)
    is_deleted = [_is_home(folder, out, note) for folder in left]
    if all(is_deleted):
        complete.unlink(missing_ok=True)
    shutil.rmtree(staging / "scratch", ignore_errors=True)


def _unmark(staging: Path, note: Note) -> None:
    try:
        (staging / COMPLETE).unlink()
    except OSError as error:
        note(f"Could not remove {staging}: {why(error)}. The next run tries again.")


def is_done(staging: Path) -> bool:
    """Check whether nothing in ``staging`` may be an earlier report or somebody's own."""
    return not any((staging / name).exists() for name in (COMPLETE, MOVING, "old", "undone"))


def _is_home(earlier: Path, out: Path, note: Note) -> bool:
    """Bring home what is not the program's own in ``earlier``, delete the rest, and tell whether nothing is left."""
    home = _Moves()
    found = _bring_home(earlier, out, home)
    _tell(found, earlier, home, note)
    return _is_deleted(earlier, found, note)


def _bring_home(earlier: Path, out: Path, home: _Moves) -> Contents:
    """Move what is not the program's own from ``earlier`` into ``out``; return what was in ``earlier``.

    Nothing is overwritten: where the name is taken, the entry gets a number.
    """
    found = contents(earlier, out)
    for guest in found.guests:
        home.move(guest.path, free_name(out / guest.name))
    return found


def _tell(found: Contents, earlier: Path, home: _Moves, note: Note) -> None:
    """Report to ``note`` which guests are kept under another name."""
    for guest, (source, target) in zip(found.guests, home.moved, strict=True):
        name = source.relative_to(earlier)
        if guest.is_changed:
            note(f"Your changed {name} is kept as {target.name}.")
        elif target.name != source.name:
            note(f"{name} in the report is not from phone-audit; it is kept as {target.name}: its name is needed.")


def _is_deleted(earlier: Path, found: Contents, note: Note) -> bool:
    """Delete what ``found`` says is the program's own, and tell whether nothing is left of ``earlier``."""
    try:
        return delete(earlier, found)
    except OSError as error:
        note(f"Could not remove the earlier report in {earlier}: {why(error)}. The next run tries again.")
        return False


def _moved(new: Path, out: Path, old: Path) -> Path:
    out.rename(old)
    try:
        new.rename(out)
    except OSError:
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
