"""Standard output and standard error, which may be closed, full, or have lost their reader."""

import io
import os
import sys
from typing import Final, TextIO

_NAMES: Final = ("stdin", "stdout", "stderr")


class _Outlet(io.FileIO):
    """A stream that takes everything; what cannot be written is gone, and ``lost`` says why."""

    lost: OSError | None = None

    def write(self, content: object) -> int:
        """Write ``content``, bytes; when that failed before, nothing."""
        if self.lost is None:
            try:
                return super().write(content)  # type: ignore[arg-type]
            except OSError as error:
                self.lost = error
        return memoryview(content).nbytes  # type: ignore[arg-type]


def secure_streams() -> None:
    """Let a write to standard output or standard error never fail; a closed stream becomes one that leads nowhere.

    A closed one would give its number to the next file that is opened.
    """
    while (number := os.open(os.devnull, os.O_RDWR)) < len(_NAMES):
        if getattr(sys, _NAMES[number]) is None:
            setattr(sys, _NAMES[number], os.fdopen(number, "r" if number == 0 else "w", closefd=False))
    os.close(number)
    sys.stdout, sys.stderr = _secured(sys.stdout), _secured(sys.stderr)


def lost_output() -> OSError | None:
    """Return why something could not be written to standard output, None when all was; a reader may stop early."""
    sys.stdout.flush()
    raw = getattr(getattr(sys.stdout, "buffer", None), "raw", None)
    lost = raw.lost if isinstance(raw, _Outlet) else None
    return None if isinstance(lost, BrokenPipeError) else lost


def _secured(stream: TextIO) -> TextIO:
    if sys.platform == "win32" and stream.isatty():
        return stream  # a console takes text, not bytes
    stream.flush()
    outlet = io.BufferedWriter(_Outlet(stream.fileno(), "w", closefd=False))
    return io.TextIOWrapper(
        outlet, encoding=stream.encoding, errors=stream.errors, line_buffering=stream.isatty(), write_through=True
    )
