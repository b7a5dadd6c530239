"""Mails each record owner the workbook with their rows: who gets one, what it says, and who was refused."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.utils import make_msgid
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from audit.config.mail import MailSettings, address_of
from audit.errors import MailNotAcceptedError, UnreadableInputError, UsageError, told_as
from audit.mail.message import Attached, Envelope, attach, headed
from audit.mail.smtp import connected
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
    file: str
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
    lists = [_list(row, address_of_owner) for row in table.to_dict("records")]
    outside = settings.outside_allowed(each.address for each in lists if each.address)
    if outside:
        raise UsageError(f"Not in mail.allowed_domains: {', '.join(outside)}. Nothing was sent.")
    return lists


def _addresses(settings: MailSettings) -> Callable[[str], str]:
    """Return what gives the address of an owner, empty for none; where no name is the same, case does not count."""
    in_any_case = {name.strip().casefold(): address for name, address in settings.owners.items()}
    return lambda owner: settings.owners.get(owner) or in_any_case.get(owner.casefold(), "")


def _list(row: Mapping[Hashable, Any], address_of_owner: Callable[[str], str]) -> OwnerMail:
    owner, file = str(row["owner"]), str(row["file"])
    if Path(file).name != file:
        raise UnreadableInputError(f"tables/{OWNER_LISTS.name}.parquet is damaged. Run phone-audit run again.")
    sheets = {sheet: int(row[column]) for column, sheet in COUNTS.items() if row[column]}
    return OwnerMail(owner, address_of_owner(owner), file, sheets, int(row["left_out"]))


def without_list(lists: Sequence[OwnerMail], settings: MailSettings) -> list[str]:
    """Return the names in ``mail.owners`` that no list is of."""
    owners = {each.owner.casefold() for each in lists}
    return [name for name in settings.owners if name.strip().casefold() not in owners]


def message_of(
    mail: OwnerMail, folder: Path, results: Results, settings: MailSettings, sent_at: datetime
) -> EmailMessage:
    """Return the message with the workbook as it is in ``folder`` now; raise UnreadableInputError."""
    sender = settings.sender_in_force
    domain = address_of(sender).rpartition("@")[2]
    heading = heading_of(results)
    org = shown_text(heading.org)
    message = headed(
        f"Phone numbers to check on your records: {counted(mail.rows, 'row')}, {org}",
        Envelope(sender, [mail.address], sent_at, make_msgid(domain=domain)),
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
    path = folder / OWNERS / mail.file
    with told_as(UnreadableInputError, f"Cannot attach {path}", "Run phone-audit run --by-owner again."):
        attach(message, Attached(mail.file, path.read_bytes(), "the workbook"))
    return message


def send_mails(
    mails: Sequence[OwnerMail], messages: Iterator[EmailMessage], settings: MailSettings, password: str | None
) -> Sending:
    """Send ``messages``, one for each of ``mails``, and return who got theirs.

    Raise MailNotAcceptedError, which says how many were sent, when the server gives up.
    """
    done = Sending()
    try:
        with connected(settings, password) as server:
            limit = min(server.size_limit or settings.max_bytes, settings.max_bytes)
            for mail, message in zip(mails, messages, strict=True):
                if len(message.as_bytes()) > limit:
                    done.too_large.append(mail)
                    continue
                try:
                    server.send(message, address_of(settings.sender_in_force), [address_of(mail.address)])
                except MailNotAcceptedError:
                    done.refused.append(mail)
                else:
                    done.sent.append(mail)
    except MailNotAcceptedError as error:
        rest = mails[len(done.sent) + len(done.refused) + len(done.too_large) :]
        raise MailNotAcceptedError(
            f"{error} {len(done.sent):,} of {counted(len(mails), 'mail')} were sent. Not sent: "
            f"{', '.join(mail.address for mail in rest)}."
        ) from error
    return done
