"""A single file of personal data: whole or not at all, and for its owner only."""

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from audit.errors import UsageError, WriteFailedError, why
from audit.reports.output_place import checked_path


def check_out(out: Path, source: Path) -> None:
    """Raise UsageError when ``out`` cannot be a file to write: no such folder, a folder, or the ``source`` itself."""
    checked_path(out)
    if not out.parent.is_dir():
        raise UsageError(f"There is no folder {out.parent} to write {out.name} into. Choose another --out.")
    if out.exists() and not stat.S_ISREG(out.stat().st_mode):
        raise UsageError(f"{out} is not a file. Choose another --out.")
    if out.exists() and source.exists() and out.samefile(source):
        raise UsageError(f"{out} is the file that is read. Choose another --out.")


@contextmanager
def owner_file(out: Path) -> Iterator[Path]:
    """Give an empty file beside ``out`` to write; when the block ends without an error, it takes the place of ``out``.

    Raise WriteFailedError when the disk or the rights do not allow it; an earlier file is then as it was.
    """
    place = out.resolve()
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{place.name}.", suffix=".partial", dir=place.parent)
        os.close(descriptor)
        partial = Path(name)
        try:
            yield partial
            partial.replace(place)
        finally:
            partial.unlink(missing_ok=True)
    except OSError as error:
        raise WriteFailedError(f"Cannot write {out}: {why(error)}. Choose another --out.") from error
