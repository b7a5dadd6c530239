"""The command that makes suppressions of what was set to Ignore in a workbook."""

from datetime import UTC, date, datetime
from pathlib import Path

from audit.cli.console import print_document, print_error, print_lines
from audit.config.audit import DEFAULT_FILE, AuditConfig
from audit.errors import ExitCode, UsageError
from audit.reports.output_place import check_out
from audit.reports.suppressions import Ignored, add_entries, entries_text, ignored_findings, new_entries
from audit.reports.view.figures import counted


def suppress_ignored(workbook: Path, expires: str, config: Path | None, out: Path | None) -> int:
    """Print or add the entries for what ``workbook`` says is to be ignored; raise AuditError."""
    last_day = _last_day(expires)
    if config is not None and out is not None:
        raise UsageError("Give --config to add to a settings file, or --out to write a file of its own; not both.")
    if out is not None:
        check_out(out, workbook)
        if out.exists():
            raise UsageError(f"{out} is already there. Choose another --out, or add to it with --config.")
    settings = config or DEFAULT_FILE
    known = AuditConfig.from_file(settings) if settings.exists() else AuditConfig()
    ignored = ignored_findings(workbook, last_day)
    entries = new_entries(ignored.entries, known)
    target = config or out
    if entries and target is not None:
        add_entries(target, entries)
        print_lines([f"Added {counted(len(entries), 'suppression')} to {target}"], quiet=False)
    elif entries:
        print_document(entries_text(entries))
    for sentence in _left_out(ignored, len(ignored.entries) - len(entries), settings):
        print_error(f"Note: {sentence}")
    if not entries:
        print_error(f"Nothing to suppress in {workbook}: no new row has the status Ignore and a comment.")
    return ExitCode.DONE


def _last_day(text: str) -> date:
    try:
        last_day = date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"--expires needs a day such as 2027-03-31, not {text!r}.") from error
    if last_day < datetime.now(UTC).date():
        raise UsageError(f"--expires {last_day} is in the past. Give the last day on which the findings are accepted.")
    return last_day


def _left_out(ignored: Ignored, n_known: int, settings: Path) -> list[str]:
    told = []
    if ignored.without_comment:
        told.append(
            f"Left out: {counted(len(ignored.without_comment), 'ignored finding')} without a comment, which would be "
            f"the reason (record {ignored.without_comment[0]})."
        )
    if ignored.not_findings:
        rows = ", ".join(f"{counted(n, 'row')} of the sheet {sheet}" for sheet, n in ignored.not_findings.items())
        told.append(f"Left out: {rows} with the status Ignore: only findings can be suppressed.")
    if n_known:
        told.append(f"Already in {settings}: {counted(n_known, 'suppression')}.")
    return told
