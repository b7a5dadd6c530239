"""What signals do to the command, from its first moment to its last."""

import _thread
import os
import signal
import sys
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING, Any, NoReturn

from audit.errors import NOTHING_WRITTEN, ExitCode

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

_Answer = Callable[[int, FrameType | None], Any] | signal.Handlers


def stop_at_once() -> None:
    """From now on end the process with a sentence when it is interrupted.

    For the time of loading: nothing is open yet, and an exception in the middle of an import may be lost or told as
    another one.
    """
    _on_stop(_end)


def stop_in_order() -> None:
    """From now on raise KeyboardInterrupt when the process is interrupted, by Ctrl-C or SIGTERM."""
    sys.unraisablehook = _not_lost
    _on_stop(signal.default_int_handler)


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
            os.write(sys.stderr.fileno(), f"phone-audit: Interrupted. {NOTHING_WRITTEN}\n".encode())
    finally:
        os._exit(ExitCode.INTERRUPTED)


def _not_lost(unraisable: "UnraisableHookArgs") -> None:
    """Interrupt again where an interrupt came while Python cleaned up, where exceptions go nowhere."""
    if issubclass(unraisable.exc_type, KeyboardInterrupt):
        _thread.interrupt_main()
    else:
        sys.__unraisablehook__(unraisable)
