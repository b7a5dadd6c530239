"""The command that mails a report, and the mail at the end of a run."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from audit.cli.console import print_lines, print_text
from audit.cli.report_options import MailOptions
from audit.cli.run_options import configuration
from audit.config.audit import AuditConfig
from audit.config.mail import ATTACHMENTS, MailSettings, OnlyIf, address_of
from audit.errors import ExitCode, UsageError, WriteFailedError, told_as
from audit.mail.message import mail_is_due
from audit.mail.send import Mail, checked_mail, message_of, send_report, shown_message
from audit.mail.smtp import NO_SERVER, smtp_password
from audit.reports.read_report import stored_report
from audit.result.results import Results
from audit.sources.private_files import private_file

_NO_REASON: Final[Mapping[OnlyIf, str]] = {
    "changed": "nothing changed since the earlier report",
    "worse": "nothing is worse than in an earlier report",
    "failed": "no check failed",
}


def mail_report(folder: Path, options: MailOptions) -> int:
    """Mail the report in ``folder``, or show or save the mail, and return the exit code; raise AuditError."""
    _check(options.to or [], options.attach or [])
    given = configuration(options.config)
    mail = {"to": options.to, "attach": options.attach, "only_if": options.only_if}
    settings = checked_mail(given.with_overrides(mail=_overridden(given, {k: v for k, v in mail.items() if v})).mail)
    results = stored_report(folder)
    if not mail_is_due(results, settings.only_if):
        print_lines([not_due(settings.only_if)], quiet=options.quiet)
    elif options.eml is not None:
        _write(options.eml, message_of(results, folder, _mail(settings, None)).as_bytes())
    elif options.dry_run:
        print_text(shown_message(message_of(results, folder, _mail(settings, None))))
    else:
        left_off = send_report(results, folder, _mail(with_server(settings), smtp_password(settings)))
        print_lines(_sent(settings, left_off), quiet=options.quiet)
    return ExitCode.DONE


def ready_mail(config: AuditConfig) -> Mail:
    """Return the mail of the configuration before the audit begins; raise UsageError for what is missing."""
    settings = with_server(checked_mail(config.mail))
    return _mail(settings, smtp_password(settings))


def mail_after_run(results: Results, folder: Path, mail: Mail, failed: list[str], *, quiet: bool) -> bool:
    """Mail the report that was just written, if it is due, and return whether it was; raise MailNotAcceptedError."""
    due = mail_is_due(results, mail.settings.only_if, failed)
    lines = _sent(mail.settings, send_report(results, folder, mail)) if due else [not_due(mail.settings.only_if)]
    print_lines(lines, quiet=quiet)
    return due


def _check(to: list[str], attach: list[str]) -> None:
    for text in to:
        if not address_of(text):
            raise UsageError(f"--to needs one mail address, not {text!r}. For several, repeat --to.")
    for what in attach:
        if what not in ATTACHMENTS:
            raise UsageError(f"--attach {what!r} is not one of {', '.join(ATTACHMENTS)}.")


def _overridden(config: AuditConfig, given: dict[str, object]) -> dict[str, object] | None:
    return {**config.mail.model_dump(), **given} if given else None


def with_server(settings: MailSettings) -> MailSettings:
    """Return ``settings``; raise UsageError when they name no mail server."""
    if settings.host is None:
        raise UsageError(NO_SERVER)
    return settings


def _mail(settings: MailSettings, password: str | None) -> Mail:
    return Mail(settings, password, datetime.now(UTC))


def _sent(settings: MailSettings, left_off: str) -> list[str]:
    return [f"Mail accepted by {settings.host} for {', '.join(settings.to)}", *filter(None, [left_off])]


def not_due(only_if: OnlyIf) -> str:
    """Return why there is no mail."""
    return f"No mail: {_NO_REASON[only_if]} (only_if = {only_if})."


def _write(path: Path, content: bytes) -> None:
    with told_as(WriteFailedError, f"Could not write {path}"), private_file(path) as file:
        file.write(content)
