"""Sends the report in a folder: what is attached, how much the server takes, who gets it."""

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Final

from audit.config.mail import Attachment, MailSettings, address_of
from audit.errors import MailNotAcceptedError, UnreadableInputError, UsageError, told_as
from audit.mail.message import Attached, Envelope, bare_addresses, mail_of, size_of
from audit.mail.smtp import connected
from audit.mail.workbook_excerpt import excerpt
from audit.result.results import Results

_FIRST_ROWS: Final = (1_000, 100)
"""Rows a sheet of the smaller workbooks, in the order in which they are tried."""
_FILES: Final[Mapping[Attachment, tuple[str, str, str]]] = {
    "workbook": ("report.xlsx", ".xlsx", "the workbook"),
    "page": ("report.html", ".html", "the page"),
    "fixes": ("fixes", "-fixes.zip", "files for Data Loader"),
}
"""In the report folder, how the attachment ends, and what it is."""
_EARLIEST: Final = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Mail:
    """A mail that is ready but for its size."""

    settings: MailSettings
    password: str | None
    sent_at: datetime


def checked_mail(settings: MailSettings) -> MailSettings:
    """Return ``settings`` when a mail can be made from them; raise UsageError for what is missing or not allowed."""
    if not settings.to:
        raise UsageError(
            'Nobody to mail to. Give --to ADDRESS, or write to = ["ADDRESS"] under [mail] in phone-audit.toml.'
        )
    settings.check_allowed(settings.to)
    return settings


def send_report(results: Results, folder: Path, mail: Mail) -> str:
    """Send the report in ``folder`` and return a sentence on what was left off, empty when nothing was.

    Raise MailNotAcceptedError when it is not, or not fully, accepted.
    """
    settings = mail.settings
    with connected(settings, mail.password) as server:
        message, left_off = _that_fits(results, folder, mail, server.largest)
        limit = server.size_limit
        if limit is not None and size_of(message) > limit:
            raise MailNotAcceptedError(
                f"The mail server {settings.host} accepts no mail larger than {limit:,} bytes. Even without a file, "
                "this one is larger."
            )
        server.send(message, address_of(settings.sender_in_force), bare_addresses(settings.to))
    return left_off


def message_of(results: Results, folder: Path, mail: Mail) -> EmailMessage:
    """Return the message of the report in ``folder`` as it would be sent to a server that takes any size."""
    message, _ = _that_fits(results, folder, mail, mail.settings.max_bytes)
    return message


def _that_fits(results: Results, folder: Path, mail: Mail, largest: int) -> tuple[EmailMessage, str]:
    """Return the first message that is small enough, and what was left off.

    It is whole, else has a smaller workbook, else nothing attached.
    """
    settings = mail.settings
    envelope = Envelope(settings.sender_in_force, settings.to, mail.sent_at)
    for attached, remark in _choices(folder, results, settings):
        message = mail_of(results, envelope, attached, remark)
        if size_of(message) <= largest:
            break
    return message, remark


def _choices(folder: Path, results: Results, settings: MailSettings) -> Iterator[tuple[Sequence[Attached], str]]:
    day = f"{results.generated_at:%Y-%m-%d}"
    yield [_attached(folder, kind, day) for kind in settings.attach], ""
    if settings.attach:
        wanted = ", ".join(_FILES[kind][0] for kind in settings.attach)
        left_off = f"Left off, because the mail would be too large: {wanted}. See the report folder."
        for rows in _FIRST_ROWS:
            content = _excerpt(folder / "report.xlsx", rows)
            small = Attached(f"phone-audit-{day}-excerpt.xlsx", content, f"the first {rows:,} rows of each sheet")
            yield [small], left_off
        yield [], left_off


def _attached(folder: Path, kind: Attachment, day: str) -> Attached:
    name, suffix, about = _FILES[kind]
    path = folder / name
    with told_as(UnreadableInputError, f"Cannot attach {path}", "Run phone-audit run again."):
        content = _zipped(path) if kind == "fixes" else path.read_bytes()
    return Attached(f"phone-audit-{day}{suffix}", content, about)


def _excerpt(path: Path, rows: int) -> bytes:
    try:
        return excerpt(path, rows)
    except (OSError, zipfile.BadZipFile) as error:
        raise UnreadableInputError(f"Cannot read {path}. Run phone-audit run again.") from error


def _zipped(folder: Path) -> bytes:
    if not folder.is_dir():
        raise FileNotFoundError(2, "No such folder")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                entry = zipfile.ZipInfo(str(path.relative_to(folder.parent)), _EARLIEST)
                archive.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def shown_message(message: EmailMessage) -> str:
    """Return a message as a person reads it: headers, text, and what is attached."""
    headers = [f"{name}: {value}" for name, value in message.items() if name not in {"MIME-Version", "Content-Type"}]
    body: Any = message.get_body(("plain",))
    files = [
        f"[attached: {part.get_filename()}, {len(part.get_payload(decode=True) or b''):,} bytes]"
        for part in message.iter_attachments()
    ]
    return "\n".join([*headers, "", body.get_content().rstrip(), *files])
