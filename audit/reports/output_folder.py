"""The report folder: written beside its place and moved there when complete (docs/contract.md, The report folder)."""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from traceback import clear_frames

from audit.errors import UsageError, WriteFailedError, told_as
from audit.reports.exchange import Note, is_done, put_contents_in_place, put_in_place, repair
from audit.reports.output_place import output_place
from audit.reports.written_files import REPORT_ENTRIES, list_written
from audit.sources.interrupts import interrupts_deferred
from audit.sources.private_files import FOLDER_MODE, locked, own_folder, owner_only

__all__ = ["REPORT_ENTRIES", "report_folder", "scratch_of"]


@contextmanager
def report_folder(
    out: Path, *, force: bool, sources: Sequence[Path] = (), note: Note = lambda sentence: None
) -> Iterator[Path]:
    """Yield an empty folder to write the report into; when the block ends without an error, move it to ``out``.

    An error or a kill leaves an earlier report as it was. What in it the program did not write, or somebody changed
    since, is kept; ``note`` is told what under another name.
    Raise UsageError when ``out`` cannot be one (see ``output_place``), WriteFailedError when the disk is full.
    """
    place = output_place(out, force=force, sources=sources)
    out, staging = place.out, place.staging
    what, unharmed = f"Could not write the report to {out}", "An earlier report there is as it was."
    with _locked(staging, out, note), told_as(WriteFailedError, what, unharmed):
        new = staging / "new"
        for folder in (new, scratch_of(new)):
            folder.mkdir(mode=FOLDER_MODE)
        yield new
        list_written(new)
        _owner_only(new, note)
        with interrupts_deferred() as came:
            (put_contents_in_place if place.stays else put_in_place)(staging, out, note)
        if came:
            raise KeyboardInterrupt(_written(out))


def scratch_of(folder: Path) -> Path:
    """Return where scratch files may lie while the report is written into ``folder``, as ``report_folder`` gives it."""
    return folder.with_name("scratch")


@contextmanager
def _locked(staging: Path, out: Path, note: Note) -> Iterator[None]:
    """Hold the staging folder for this run alone, put right what a killed run left in it, and remove it at the end."""
    missing = [folder for folder in out.parents if not os.path.lexists(folder)]
    held: ExitStack | None = None
    try:
        with interrupts_deferred() as came:  # from the moment at which there is a staging folder to remove
            held = _acquired(staging, out)
            _repair(staging, out, note)
        if came:
            raise KeyboardInterrupt
        with _what_failed_released():
            yield
    finally:
        with interrupts_deferred() as came:
            try:
                if held is not None:
                    with held:
                        _clear(staging, out, note)
            finally:
                _remove_empty(missing)
    if came:
        raise KeyboardInterrupt(_written(out))


@contextmanager
def _what_failed_released() -> Iterator[None]:
    """Let go of what a block that failed was working on: where memory was short, cleaning up needs some."""
    try:
        yield
    except BaseException as error:
        clear_frames(error.__traceback__)
        raise


def _remove_empty(folders: Sequence[Path]) -> None:
    """Remove the folders made around a report that did not come to be, the innermost first."""
    with suppress(OSError):  # the first that holds something, a report as a rule, ends it
        for folder in folders:
            folder.rmdir()


def _written(out: Path) -> str:
    return f"The new report is complete: {out}."


def _acquired(staging: Path, out: Path) -> ExitStack:
    """Return what is held; to close it is to let others at the staging folder."""
    held = ExitStack()
    with told_as(UsageError, f"Cannot write to {out}", "Choose another --out."):
        staging.parent.mkdir(parents=True, exist_ok=True)
        is_made = own_folder(staging)
        try:
            busy = f"Another run is writing {out} now. Wait for it, or choose another --out."
            held.enter_context(locked(staging / "lock", busy))
        except OSError:
            if is_made:
                staging.rmdir()
            raise
    return held


def _repair(staging: Path, out: Path, note: Note) -> None:
    what = f"Files of yours are in {staging} and cannot be moved back to {out}"
    with told_as(WriteFailedError, what, "Move them by hand."):
        repair(staging, out, note)


def _clear(staging: Path, out: Path, note: Note) -> None:
    """Remove the staging folder, unless it may hold an earlier report or something of somebody's own."""
    if not is_done(staging):
        _repair(staging, out, note)
    if is_done(staging):
        shutil.rmtree(staging, ignore_errors=True)


def _owner_only(folder: Path, note: Note) -> None:
    is_kept = [owner_only(path) for path in folder.rglob("*")]
    if not all(is_kept):
        note("This disk keeps no access rights: whoever can open it can read the report.")
