"""What signals do to the command, from its first moment to its last.

It is the first module that the command loads: whatever it imports is a time in which Ctrl-C ends in a traceback.
"""

from __future__ import annotations

import _thread
import os
import signal
import sys

TYPE_CHECKING = False  # that of typing takes longer to load than all of this
if TYPE_CHECKING:
    from collections.abc import Callable
    from sys import UnraisableHookArgs
    from types import FrameType
    from typing import Any, NoReturn

    _Answer = Callable[[int, FrameType | None], Any] | signal.Handlers


_INTERRUPTED = 130
_SENTENCE = b"phone-audit: Interrupted. Nothing was written; an earlier report is as it was.\n"
"""What ``audit.errors`` has as well, which takes its time to load."""
_IMPORT_SYSTEM = "<frozen importlib._bootstrap>"
_WHERE_COMMANDS_LOAD = ("audit_commands.py", "report_commands.py", "run_options.py")
_SOON = 0.02
"""Seconds."""


def stop_at_once() -> None:
    """From now on end the process with a sentence when it is interrupted.

    For the time of loading: nothing is open yet, and an exception in the middle of an import may be lost or told as
    another one.
    """
    _on_stop(_end)


def stop_in_order() -> None:
    """From now on raise KeyboardInterrupt when the process is interrupted, by Ctrl-C or SIGTERM."""
    sys.unraisablehook = _not_lost
    _on_stop(_interrupt)


def stop_no_more() -> None:
    """From now on finish: all is done and said."""
    _on_stop(signal.SIG_IGN)


def _on_stop(answer: _Answer) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) is not signal.SIG_IGN:  # nohup, and shells for what runs behind, leave it so
            signal.signal(number, answer)


def _end(*_: Any) -> NoReturn:
    try:
        if sys.stderr is not None:
            os.write(sys.stderr.fileno(), _SENTENCE)
    finally:
        os._exit(_INTERRUPTED)


def _interrupt(number: int, frame: FrameType | None) -> None:
    """Raise KeyboardInterrupt, but not in the middle of an import.

    There it may leave the lock of all imports taken, on which the threads of an audit would then wait forever. While
    a command loads what it does, nothing is open yet.
    """
    importer = _importer(frame)
    if importer is None:
        raise KeyboardInterrupt
    if importer.endswith(_WHERE_COMMANDS_LOAD):
        _end()
    _interrupt_soon(number)


def _importer(frame: FrameType | None) -> str | None:
    """Return the file whose import ``frame`` is a part of, of nested ones the outermost; None outside of imports."""
    importer = None
    while frame is not None:
        if frame.f_code.co_filename == _IMPORT_SYSTEM and frame.f_back is not None:
            importer = frame.f_back.f_code.co_filename
        frame = frame.f_back
    return importer


def _interrupt_soon(number: int) -> None:
    """Send the signal once more, a moment from now."""
    import threading

    is_windows = os.name == "nt"  # where os.kill would end the process at once
    send, what = (_thread.interrupt_main, ()) if is_windows else (os.kill, (os.getpid(), number))
    timer = threading.Timer(_SOON, send, what)
    timer.daemon = True
    timer.start()


def _not_lost(unraisable: UnraisableHookArgs) -> None:
    """Interrupt again where an interrupt came while Python cleaned up, where exceptions go nowhere."""
    if issubclass(unraisable.exc_type, KeyboardInterrupt):
        # Not here: what is raised in this hook goes nowhere either.
        _interrupt_soon(signal.SIGINT if signal.getsignal(signal.SIGINT) is _interrupt else signal.SIGTERM)
    else:
        sys.__unraisablehook__(unraisable)
