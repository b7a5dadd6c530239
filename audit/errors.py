"""Every failure that a user can do something about, and the exit code it ends in.

AuditError                    1  the audit failed, no report
├── UnreadableInputError      1  a file cannot be read: repair or re-export it
├── ConnectionFailedError     1  a host was not reached or not trusted: network, certificate
├── IncompleteExportError     1  data could not be made whole: run again, it resumes
├── WorkersLostError          1  no worker is left to go on: start some, and run again, it resumes
├── WriteFailedError          1  the report could not be written: disk, rights
│   └── NoRoomError           1  an export could not be written
├── UsageError                2  an option, a path or the configuration: correct it
├── NothingToAuditError       3  no Contact, Lead or Account: give another source
├── LoginRefusedError         4  login or permission: ask the org's administrator
├── MailNotAcceptedError      5  the report is written, the mail was not (fully) accepted
└── StoppedError            130  Ctrl-C or SIGTERM: start again
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import IntEnum
from typing import Final

NOTHING_WRITTEN: Final = "Nothing was written; an earlier report is as it was."
_UNSAID: Final = "the system does not say why"


class ExitCode(IntEnum):
    """Exit codes of the command (docs/contract.md, Exit codes)."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    NOTHING_TO_AUDIT = 3
    LOGIN_REFUSED = 4
    MAIL_NOT_ACCEPTED = 5
    GATE_FAILED = 10
    INTERRUPTED = 130


class AuditError(Exception):
    """A failure with a message of one or two lines: what, where, what to try; never personal data."""

    exit_code = ExitCode.FAILED


class UnreadableInputError(AuditError):
    """A file or folder that exists cannot be read as what it should be."""


class ConnectionFailedError(AuditError):
    """A host was not reached, or its certificate is not trusted."""


class IncompleteExportError(AuditError):
    """The org's data could not be made whole."""


class WorkersLostError(AuditError):
    """No worker is left of those that did the tasks of an audit; what they finished stays in the scratch folder."""


class WriteFailedError(AuditError):
    """The report could not be written."""


class NoRoomError(WriteFailedError):
    """An export could not be written into its folder; ``reason`` says why, without what to do."""

    def __init__(self, message: str, reason: str = "") -> None:
        """Store ``message``, of which ``reason`` is a part."""
        super().__init__(message)
        self.reason = reason


class UsageError(AuditError):
    """An option, a path or the configuration is wrong; to a caller from Python, an argument."""

    exit_code = ExitCode.USAGE


class NothingToAuditError(AuditError):
    """The source holds no Contact, Lead or Account."""

    exit_code = ExitCode.NOTHING_TO_AUDIT


class LoginRefusedError(AuditError):
    """The org refused the login or a permission."""

    exit_code = ExitCode.LOGIN_REFUSED


class MailNotAcceptedError(AuditError):
    """The mail server did not accept the mail, or not for everyone."""

    exit_code = ExitCode.MAIL_NOT_ACCEPTED


class StoppedError(AuditError):
    """The user stopped the run; the message says how to go on."""

    exit_code = ExitCode.INTERRUPTED


def why(error: Exception, unsaid: str = _UNSAID) -> str:
    """Return what the system says of a failure, else ``unsaid``: libraries raise some that say nothing.

    >>> why(OSError(28, "No space left on device")), why(OSError()), why(ValueError("{"), "it is damaged")
    ('No space left on device', 'the system does not say why', 'it is damaged')
    """
    return getattr(error, "strerror", None) or unsaid


@contextmanager
def told_as(
    kind: type[AuditError],
    what: str,
    remedy: str = "",
    *,
    also: tuple[type[Exception], ...] = (),
    unsaid: str = _UNSAID,
) -> Iterator[None]:
    """Turn an OSError of the block, or one of ``also``, into ``kind``: what failed, why, what to try.

    ``unsaid`` is the reason where the system gives none.

    >>> with told_as(UsageError, "Cannot read names.csv", "Give another file."):
    ...     raise PermissionError(13, "Permission denied")
    Traceback (most recent call last):
    audit.errors.UsageError: Cannot read names.csv: Permission denied. Give another file.
    """
    kinds: tuple[type[Exception], ...] = (OSError, *also)
    try:
        yield
    except AuditError:  # told already
        raise
    except kinds as error:
        raise kind(f"{what}: {why(error, unsaid)}. {remedy}".rstrip()) from error


def in_lines(lines: Sequence[int], *, most: int = 5) -> str:
    """Return where in a file something is, for a message.

    >>> in_lines([7]), in_lines([12, 9, 7, 20], most=3)
    ('line 7', 'lines 7, 9, 12 and 1 more')
    """
    named = ", ".join(f"{line:,}" for line in sorted(lines)[:most])
    further = f" and {len(lines) - most:,} more" if len(lines) > most else ""
    return f"{'line' if len(lines) == 1 else 'lines'} {named}{further}"
