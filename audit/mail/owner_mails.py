"""Mails each record owner the workbook with their rows: who gets one, what it says, and who was refused."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from smtplib import SMTPResponseException
from typing import Any

import pyarrow.parquet as pq

from audit.config.mail import MailSettings, address_of
from audit.errors import AuditError, MailNotAcceptedError, UnreadableInputError, UsageError, told_as
from audit.mail.message import Attached, Envelope, attach, headed, size_of
from audit.mail.smtp import MailServer, connected
from audit.reports.owner_files import OWNERS
from audit.reports.read_report import reading_stored
from audit.reports.templates import rendered
from audit.reports.view.figures import count, counted
from audit.reports.view.headline import heading_of
from audit.reports.view.visible_text import shown_text
from audit.result.results import Results
from audit.tables.lists_by_owner import COUNTS, OWNER_LISTS


@dataclass(frozen=True)
class OwnerMail:
    """The list of one owner."""

    owner: str
    address: str
    """Empty where none is known."""
    workbook: Path
    sheets: dict[str, int]
    """Rows on each sheet that has some."""
    left_out: int

    @property
    def rows(self) -> int:
        """Rows of all sheets."""
        return sum(self.sheets.values())


@dataclass(frozen=True)
class Sending:
    """What became of the mails."""

    sent: list[OwnerMail] = field(default_factory=list)
    refused: list[OwnerMail] = field(default_factory=list)
    too_large: list[OwnerMail] = field(default_factory=list)
    unanswered: list[OwnerMail] = field(default_factory=list)
    """Handed over, when the sending ended before the server said anything."""


def stored_lists(folder: Path, settings: MailSettings) -> list[OwnerMail]:
    """Return the lists by owner of the report in ``folder``, each with its address.

    Raise UsageError when the report has none, or when an address is outside ``allowed_domains``.
    """
    path = folder / "tables" / f"{OWNER_LISTS.name}.parquet"
    if not path.is_file():
        raise UsageError(f"The report {folder} has no lists by owner. Run phone-audit run --by-owner.")
    with reading_stored(path):
        table = OWNER_LISTS.typed(pq.read_table(path).to_pandas())
    address_of_owner = _addresses(settings)
    lists = [_list(row, folder, address_of_owner) for row in table.to_dict("records")]
    settings.check_allowed(each.address for each in lists if each.address)
    return lists


def _addresses(settings: MailSettings) -> Callable[[str], str]:
    """Return what gives the address of an owner, empty for none; where no name is the same, case does not count."""
    in_any_case = {name.strip().casefold(): address for name, address in settings.owners.items()}
    return lambda owner: settings.owners.get(owner) or in_any_case.get(owner.casefold(), "")


def _list(row: Mapping[Hashable, Any], folder: Path, address_of_owner: Callable[[str], str]) -> OwnerMail:
    owner, file = str(row["owner"]), str(row["file"])
    if Path(file).name != file:
        raise UnreadableInputError(f"tables/{OWNER_LISTS.name}.parquet is damaged. Run phone-audit run again.")
    sheets = {sheet: int(row[column]) for column, sheet in COUNTS.items() if row[column]}
    return OwnerMail(owner, address_of_owner(owner), folder / OWNERS / file, sheets, int(row["left_out"]))


def without_list(lists: Sequence[OwnerMail], settings: MailSettings) -> list[str]:
    """Return the names in ``mail.owners`` that no list is of."""
    owners = {each.owner.casefold() for each in lists}
    return [name for name in settings.owners if name.strip().casefold() not in owners]


def message_of(mail: OwnerMail, results: Results, settings: MailSettings, sent_at: datetime) -> EmailMessage:
    """Return the message with the workbook as it is now; raise UnreadableInputError."""
    heading = heading_of(results)
    org = shown_text(heading.org)
    message = headed(
        f"Phone numbers to check on your records: {counted(mail.rows, 'row')}, {org}",
        Envelope(settings.sender_in_force, [mail.address], sent_at),
    )
    left_out = f"{counted(mail.left_out, 'more row')} did not fit into the workbook." if mail.left_out else ""
    shown = {
        "org": org,
        "moment": heading.moment,
        "owner": mail.owner,
        "rows": counted(mail.rows, "row"),
        "sheets": [{"name": name, "rows": count(rows)} for name, rows in mail.sheets.items()],
        "left_out": left_out,
        "made_by": heading.made_by,
    }
    message.set_content(rendered("mail_owner.txt.j2", mail=shown))
    attach(message, _attached(mail))
    return message


def _attached(mail: OwnerMail) -> Attached:
    with told_as(UnreadableInputError, f"Cannot attach {mail.workbook}", "Run phone-audit run --by-owner again."):
        return Attached(mail.workbook.name, mail.workbook.read_bytes(), "the workbook")


def send_mails(
    mails: Sequence[OwnerMail], messages: Iterator[EmailMessage], settings: MailSettings, password: str | None
) -> Sending:
    """Send ``messages``, one for each of ``mails``, and return who got theirs.

    Raise UnreadableInputError for a workbook, found before the first mail, and MailNotAcceptedError when the server
    gives up. Both, and a KeyboardInterrupt, say who got theirs by then and who did not.
    """
    done = Sending()
    try:
        for mail in mails:
            _attached(mail)  # all of them together may be more than memory holds
        with connected(settings, password) as server:
            for mail, message in zip(mails, messages, strict=True):
                _send(mail, message, server, settings, done)
    except KeyboardInterrupt:
        raise KeyboardInterrupt(_how_far(mails, done)) from None
    except AuditError as error:
        raise type(error)(f"{error} {_how_far(mails, done)}") from error
    return done


def _send(mail: OwnerMail, message: EmailMessage, server: MailServer, settings: MailSettings, done: Sending) -> None:
    if size_of(message) > server.largest:
        done.too_large.append(mail)
        return
    try:
        server.send(message, address_of(settings.sender_in_force), [address_of(mail.address)])
        done.sent.append(mail)
    except MailNotAcceptedError:
        done.refused.append(mail)
    except (OSError, KeyboardInterrupt) as error:
        if not isinstance(error, SMTPResponseException):  # without an answer it may have been accepted
            done.unanswered.append(mail)
        raise


def _how_far(mails: Sequence[OwnerMail], done: Sending) -> str:
    """Return who got their mail and who did not, after what ended the sending."""
    rest = [mail for mail in mails if mail not in done.sent and mail not in done.unanswered]
    sent = f"{len(done.sent):,} of {counted(len(mails), 'mail')} were sent"
    told = [f"{sent}: {_addresses_of(done.sent)}." if done.sent else f"{sent}."]
    if done.unanswered:
        told.append(f"Perhaps sent: {_addresses_of(done.unanswered)}.")
    if rest:
        told.append(f"Not sent: {_addresses_of(rest)}.")
    if done.sent:
        told.append("To mail only the others, take who got theirs out of mail.owners.")
    return " ".join(told)


def _addresses_of(mails: Sequence[OwnerMail]) -> str:
    return ", ".join(mail.address for mail in mails)
