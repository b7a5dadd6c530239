"""One audit as the command line asks for it: read, compare, write, judge, mail."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from audit.cli.chosen_source import ChosenSource
from audit.cli.console import print_document, print_error, print_lines
from audit.cli.engine_options import check_engine_options
from audit.cli.failed_gates import failed_gates
from audit.cli.memory import set_loaded_aside
from audit.cli.memory_note import RowsWithMemory
from audit.cli.progress import Display, progress
from audit.cli.run_log import RunLog, run_log
from audit.cli.run_options import RunOptions
from audit.cli.run_probe import RunProbe, run_probe_of
from audit.columns.threads import start_threads
from audit.config.audit import AuditConfig
from audit.errors import ExitCode, UsageError
from audit.pipeline import call_history, checked_winners, run_audit
from audit.reports.carried_work import Carried, EarlierWork, worked_on
from audit.reports.found_work import with_work
from audit.reports.output_folder import report_folder, scratch_of
from audit.reports.read_report import BaselineFolder, stored_baseline
from audit.reports.results_json import json_document
from audit.reports.rotation import check_keep, dated, last_report, remove_old
from audit.reports.text.summary import summary_lines
from audit.reports.view.call_texts import notes_of_calls
from audit.reports.view.carried_marks import sentence_of_work
from audit.reports.write_report import ReportWriter, report_writer
from audit.result.probe import ProbeFigures
from audit.result.results import Audit, Results
from audit.sources.org_extract import Extract
from audit.sources.scratch import remove_left_scratch
from audit.tables.extract import Source
from audit.tables.findings import Assessment
from audit.tables.simulation import Simulation

if TYPE_CHECKING:
    from audit.cli.run_in_parts import PartsPlace
    from audit.mail.send import Mail
    from audit.replay.reported_calls import CallHistory

LAST: Final = Path("last")
"""``--baseline last``: the newest of the reports by date."""


def audit(source: ChosenSource, options: RunOptions) -> int:
    """Audit ``source``, write its report, and return the exit code; raise AuditError.

    All that can be wrong with the options and with the mail is found before the source is read.
    """
    set_loaded_aside()
    prepared = _prepared(options)
    remove_left_scratch()
    start_threads()
    here = replace(options, out=dated(options.out, prepared.now))
    with run_log(options.log_file) as log:
        written = _report(source, here, prepared, log)
        log.results(written.results)
        if options.keep is not None:
            _tidied(options.out, options.keep, here.out, log)
        exit_code = _concluded(written, here, prepared.mail, log)
        log.event("done", exit_code=int(exit_code))
    return exit_code


def audit_of_fleet(source: ChosenSource, options: RunOptions) -> tuple[Results, list[str]]:
    """Audit one org of several and write its report; return its results and the gates that failed. Raise AuditError."""
    with run_log(None) as log:
        results = _report(source, options, _prepared(options), log).results
    return results, failed_gates(results, options.fail_under, options.fail_on)


class _Prepared(NamedTuple):
    config: AuditConfig
    now: datetime
    mail: "Mail | None"
    baseline: BaselineFolder | None
    work: EarlierWork
    probe: RunProbe


def _prepared(options: RunOptions) -> _Prepared:
    config, now = options.settings(), options.clock()
    check_keep(options.out, options.keep)
    checked_winners(config)
    _check_calls(options)
    _check_engine(options, config)
    out = dated(options.out, now)
    probe = run_probe_of(config, options.probe, out)
    mail = _mail(config) if options.email else None
    earlier = last_report(options.out, now) if options.baseline == LAST else options.baseline
    baseline = BaselineFolder(earlier, stored_baseline(earlier)) if earlier else None
    work = EarlierWork(worked_on(options.out, now, earlier), out, redact=config.redact)
    work.carried()
    return _Prepared(config, now, mail, baseline, work, probe)


def _mail(config: AuditConfig) -> "Mail":
    from audit.cli.mail_command import ready_mail

    return ready_mail(config)


def _check_calls(options: RunOptions) -> None:
    """Raise UsageError for a call history that is not there, and for options on one that was not given."""
    for name, value in (("--log", options.log), ("--time-zone", options.time_zone)):
        if value is not None and options.calls is None:
            raise UsageError(f"{name} is about calls. Give them, too: --calls FILE.")
    if options.calls is not None:
        from audit.sources.calls.call_files import check_call_files

        check_call_files(options.calls, options.log)


def _check_engine(options: RunOptions, config: AuditConfig) -> None:
    """Raise UsageError for options that do not go together, and for what an audit in parts cannot do yet."""
    check_engine_options(vars(options), config.engine)
    asked_for = {"--by-owner": options.by_owner}
    for name, is_given in asked_for.items():
        if is_given and config.engine.kind != "memory":
            raise UsageError(f"{name} needs the whole org in memory. Leave it out, or use --engine memory.")


class _Observers(NamedTuple):
    """Those who listen to a run: the terminal, the log, and the report as far as it is known."""

    display: Display
    log: RunLog
    report: ReportWriter
    masks: bool
    """What is written is masked as a whole, when all is known."""

    def stage(self, doing: str) -> None:
        """Report to all three that a stage begins."""
        self.report.stage(doing)
        self.display.stage(doing)
        self.log.stage(doing)

    def simulated(self, simulation: Simulation) -> None:
        """Let what is known of values, numbers and records be written."""
        if not self.masks:
            self.report.simulated(simulation)

    def found(self, assessment: Assessment) -> None:
        """Let the findings be written."""
        if not self.masks:
            self.report.found(assessment)


class _Written(NamedTuple):
    results: Results
    work: str
    """How much of the work is done; empty while nobody has begun."""
    by_owner: str
    """How many lists by owner there are; empty where none were asked for."""


def _report(source: ChosenSource, options: RunOptions, prepared: _Prepared, log: RunLog) -> _Written:
    config, work = prepared.config, prepared.work
    kept: list[str] = []
    with (
        progress(quiet=options.quiet) as display,
        report_folder(options.out, force=options.force, sources=source.paths, note=kept.append) as folder,
        report_writer(folder, options.tables) as writer,
    ):
        observer = _Observers(display, log, writer, masks=config.redact)
        calls = _calls(options, config, observer, display)
        if config.engine.kind == "memory":
            audit = _in_memory(
                partial(source.read, config, display, scratch_of(folder), RowsWithMemory(display.rows, _note)),
                prepared,
                calls,
                observer,
            )
        else:
            from audit.cli.run_in_parts import PartsTold, report_in_parts
            from audit.in_parts.audit_in_parts import Asked

            carried = lambda: work.carried().work  # noqa: E731 - as late as it can be
            asked = Asked(config, prepared.now, carried, partial(_probe, prepared), calls, prepared.baseline)
            audit = report_in_parts(source, asked, _place(options, prepared), PartsTold(display, log), writer)
        del calls
        by_owner = ""
        if options.by_owner:
            observer.stage("Writing lists by owner")
            by_owner = _by_owner(audit, folder, options.out)
        log.end_of_stage()
    _note_work(work.last, kept)
    return _Written(audit.results, sentence_of_work(audit), by_owner)


def _place(options: RunOptions, prepared: _Prepared) -> "PartsPlace":
    """Return where parts lie, and all that tells whether a run may go on with those of another."""
    from audit.cli.run_in_parts import PartsPlace

    inputs = [path for path in (options.calls, options.log) if path is not None]
    earlier = prepared.baseline.stored.results if prepared.baseline else None
    further = (options.time_zone, prepared.probe.figures, earlier)
    return PartsPlace(options.out.parent, prepared.now if options.now else None, inputs, further)


def _in_memory(
    read: Callable[[], Extract], prepared: _Prepared, calls: "CallHistory | None", observer: _Observers
) -> Audit:
    """Audit all that ``read`` returns at once, and write its report."""
    writer = observer.report
    observer.stage("Reading the source")
    audit = with_work(_audited(read(), prepared, calls, observer), prepared.work.carried().work)
    if prepared.config.redact:  # what is masked is masked as a whole
        writer.simulated(audit.outcome.simulation)
        writer.found(audit.outcome)
    observer.stage("Writing the report")
    writer.finish(audit)
    return audit


def _calls(options: RunOptions, config: AuditConfig, observer: _Observers, display: Display) -> "CallHistory | None":
    """Return the calls that the options name; before the source, which may take an hour."""
    if options.calls is None:
        return None
    from audit.sources.calls.read_calls import read_calls, read_log_entries

    observer.stage("Reading the calls")
    calls = read_calls(options.calls, options.time_zone, display.rows)
    log = read_log_entries(options.log, options.time_zone, display.rows) if options.log else None
    return call_history(calls, log, config)


def _audited(extract: Extract, prepared: _Prepared, calls: "CallHistory | None", observer: _Observers) -> Audit:
    """Audit ``extract``, which nobody else holds, so that it is gone when the report is written."""
    return run_audit(
        extract,
        now=prepared.now,
        baseline=prepared.baseline.stored if prepared.baseline else None,
        calls=calls,
        probe=_probe(prepared, extract.source),
        observer=observer,
    ).audit


def _probe(prepared: _Prepared, source: Source) -> ProbeFigures | None:
    """Return what was measured of the search of ``source``; raise UsageError where a probe that was named is not it."""
    is_invented = source.kind == "demo" and not prepared.probe.is_asked_for
    probe, why_not = (None, "") if is_invented else prepared.probe.fitting(source.org_id)
    if why_not:
        _note(why_not)
    return probe


def _by_owner(audit: Audit, folder: Path, out: Path) -> str:
    """Write the lists by owner into ``folder`` and return how many there will be in ``out``."""
    from audit.reports.owner_workbooks import sentences_of, write_owner_workbooks

    written, left_out = sentences_of(write_owner_workbooks(audit, folder), out)
    if left_out:
        _note(left_out)
    return written


def _note_work(carried: Carried, kept: list[str]) -> None:
    """Report what became of the earlier workbook; ``kept`` says which files are kept under another name."""
    n_rows = len(carried.work)
    if kept and n_rows:
        are = "row is" if n_rows == 1 else "rows are"
        kept = [f"Your {n_rows:,} marked {are} in the new workbook. {kept[0]}", *kept[1:]]
    for sentence in (*kept, *carried.notes):
        _note(sentence)


def _note(sentence: str) -> None:
    print_error(f"Note: {sentence}")


def _tidied(template: Path, keep: int, written: Path, log: RunLog) -> None:
    n_removed = remove_old(template, keep, written, _note)
    log.event("removed", reports=n_removed)


def _concluded(written: _Written, options: RunOptions, mail: "Mail | None", log: RunLog) -> ExitCode:
    results, work, by_owner = written
    if options.json:
        print_document(json_document(results))
    of_work = [f"Work: {work}"] if work else []
    print_lines(
        [*summary_lines(results, options.out), *of_work, *filter(None, [by_owner])], quiet=options.quiet or options.json
    )
    for warning in (*results.warnings, *(notes_of_calls(results.calls) if results.calls else ())):
        print_error(f"Note: {warning}")
    failed = failed_gates(results, options.fail_under, options.fail_on)
    for sentence in failed:
        print_error(sentence)
    if mail:
        from audit.cli.mail_command import mail_after_run

        sent = mail_after_run(results, options.out, mail, failed, quiet=options.quiet)
        log.event("mail", sent=sent, recipients=len(mail.settings.to))
    return ExitCode.GATE_FAILED if failed else ExitCode.DONE
