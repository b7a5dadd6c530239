"""The command that mails each record owner their list; without --send it shows what it would do."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from email.message import EmailMessage
from json import dumps
from pathlib import Path
from typing import Final

from audit.cli.console import print_lines, print_text
from audit.cli.mail_command import not_due, with_server
from audit.cli.report_options import MailOptions
from audit.cli.run_options import configuration
from audit.config.mail import MailSettings
from audit.errors import ExitCode, MailNotAcceptedError, UsageError
from audit.mail.message import mail_is_due, size_of
from audit.mail.owner_mails import OwnerMail, Sending, message_of, send_mails, stored_lists, without_list
from audit.mail.smtp import smtp_password
from audit.reports.read_report import stored_report
from audit.reports.view.figures import counted

_DRY_RUN: Final = "This was a dry run: nothing was sent. To send, add --send."


def mail_owners(folder: Path, options: MailOptions) -> int:
    """Mail the lists by owner in ``folder``, or show the mails, and return the exit code; raise AuditError."""
    _check(options)
    settings = configuration(options.config).mail
    results = stored_report(folder)
    lists = stored_lists(folder, settings)
    mails = _addressed(lists, settings, is_redacted=results.config["redact"])
    only_if = options.only_if or settings.only_if
    if not mail_is_due(results, only_if):
        print_lines([not_due(only_if)], quiet=options.quiet)
        return ExitCode.DONE
    now = datetime.now(UTC)
    messages = (message_of(mail, results, settings, now) for mail in mails)
    if not options.send:
        shown = _shown(mails, messages, settings.max_bytes)
        print_text("\n".join([*shown, *_left_out(lists, settings), *_any_domain(settings), _DRY_RUN]))
        return ExitCode.DONE
    done = send_mails(mails, messages, with_server(settings), smtp_password(settings))
    sent = f"{counted(len(done.sent), 'mail')} of {len(mails):,} accepted by {settings.host}"
    print_lines([sent, *_left_out(lists, settings)], quiet=options.quiet)
    _check_accepted(done, settings)
    return ExitCode.DONE


def _check(options: MailOptions) -> None:
    """Raise UsageError for --send alone, and for options that are about the one mail of the report."""
    if not options.by_owner:
        raise UsageError("--send goes with --by-owner. The mail of a report is sent without it.")
    about_report = {
        "--to": options.to,
        "--attach": options.attach,
        "--eml": options.eml,
        "--dry-run": options.dry_run,
    }
    given = [name for name, value in about_report.items() if value]
    if given:
        raise UsageError(f"{given[0]} does not go with --by-owner, which only shows the mails unless --send is given.")


def _addressed(lists: Sequence[OwnerMail], settings: MailSettings, *, is_redacted: bool) -> list[OwnerMail]:
    mails = [each for each in lists if each.address]
    if not mails and is_redacted:
        raise UsageError("Nobody to mail to: --redact left no names of owners. Run phone-audit run --by-owner without.")
    if not mails:
        print_lines(_left_out(lists, settings), quiet=False)
        raise UsageError(f"Nobody to mail to: mail.owners has the address of none of {counted(len(lists), 'owner')}.")
    if not settings.sender_in_force:
        raise UsageError("No sender. Set mail.sender in the configuration.")
    return mails


def _shown(mails: Sequence[OwnerMail], messages: Iterator[EmailMessage], largest: int) -> Iterator[str]:
    for mail, message in zip(mails, messages, strict=True):
        size = size_of(message)
        too_large = f" Too large to send: mail.max_bytes is {largest:,}." if size > largest else ""
        rows = counted(mail.rows, "row")
        yield f"{mail.address}: {mail.owner}, {rows}, {size:,} bytes. Subject: {message['Subject']}{too_large}"


def _left_out(lists: Sequence[OwnerMail], settings: MailSettings) -> Iterator[str]:
    without = [
        f'{dumps(each.owner, ensure_ascii=False)} = ""  # {counted(each.rows, "row")}'
        for each in lists
        if not each.address
    ]
    if without:
        yield "No mail for these owners. To mail them too, fill in and add below [mail.owners] in the configuration:"
        yield from without
    unknown = without_list(lists, settings)
    if unknown:
        yield f"In mail.owners, but without a list: {', '.join(unknown)}"


def _any_domain(settings: MailSettings) -> list[str]:
    return [] if settings.allowed_domains else ["mail.allowed_domains is not set: these mails may go to any address."]


def _check_accepted(done: Sending, settings: MailSettings) -> None:
    """Raise MailNotAcceptedError with those who did not get their mail."""
    reasons = (
        (f"The mail server {settings.host} refused", done.refused),
        ("Larger than the mail server or mail.max_bytes allows, and not sent, are the mails to", done.too_large),
    )
    told = [f"{reason} {', '.join(mail.address for mail in mails)}." for reason, mails in reasons if mails]
    if told:
        others = "The others got theirs." if done.sent else "Nobody got a mail."
        raise MailNotAcceptedError(" ".join([*told, others]))
