"""The audit in four statements: normalize, simulate, find, conclude; and what else is asked of a report."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pandas as pd

from audit.audit_result import AuditResult
from audit.conclusion import conclude
from audit.config.audit import AuditConfig
from audit.errors import UsageError
from audit.findings.audited_org import AuditedOrg, objects_with_phone, rule_context
from audit.findings.rule_texts import check_rule_ids, rule_texts
from audit.findings.run import find_all
from audit.fixes.verify import verified
from audit.normalize.callers import read_callers
from audit.normalize.intended_numbers import read_intended_numbers
from audit.normalize.normalize import normalize, placeholder_words
from audit.normalize.region import check_regions
from audit.probe.measured import check_same_org, with_measured
from audit.reports.read_probe import stored_probe
from audit.reports.read_report import stored_baseline
from audit.reports.redact import redacted
from audit.reports.table_files import table_rows
from audit.result.baseline import Baseline, ReadTable, settings_of
from audit.result.probe import ProbeFigures
from audit.result.replay import CallTables, Replay
from audit.result.results import Audit
from audit.scoring.verdict import with_verdict
from audit.simulate.simulate import simulate
from audit.sources.intended_winners import read_winners
from audit.sources.org_extract import Extract
from audit.tables.calls import CallLog
from audit.tables.extract import Source
from audit.tables.findings import Assessment
from audit.tables.simulation import Simulation

if TYPE_CHECKING:
    from audit.replay.reported_calls import CallHistory


class Observer(Protocol):
    """What listens to a run: it is told what begins, and gets what comes out of two stages as soon as it does."""

    def stage(self, doing: str, /) -> None:
        """Take note that a stage begins, as "Reading the numbers"."""

    def simulated(self, simulation: Simulation, /) -> None:
        """Take what stage 3 hands on."""

    def found(self, assessment: Assessment, /) -> None:
        """Take what stages 3 and 4 hand on."""


class Unobserved:
    """Nobody listens."""

    def stage(self, doing: str, /) -> None:
        """Let it begin."""

    def simulated(self, simulation: Simulation, /) -> None:
        """Leave it."""

    def found(self, assessment: Assessment, /) -> None:
        """Leave it."""


def run_audit(  # noqa: PLR0913 - the last four are optional and named
    extract: Extract,
    config: AuditConfig | None = None,
    now: datetime | None = None,
    *,
    baseline: str | Path | AuditResult | Baseline | None = None,
    calls: "CallLog | CallHistory | None" = None,
    log: CallLog | None = None,
    probe: str | Path | ProbeFigures | None = None,
    observer: Observer = Unobserved(),  # noqa: B008 - it has no state
) -> AuditResult:
    """Audit what a source gave, and compare it with an earlier audit if there is one.

    ``config`` is by default the settings that ``extract`` was read with; ``now``, the moment of the report, has a time
    zone. ``baseline`` is the folder of an earlier report, or what an earlier call returned. With ``calls``, a call
    history, the audit ranks by calls; ``log`` are the entries of a call log without numbers. ``probe`` is the file of a
    probe of this org, which the policy ``measured`` needs. With ``config.redact``, names and numbers are masked in all
    that is returned.
    Raise UsageError for settings that are wrong or a probe that does not fit, AuditError for a baseline that cannot be
    read.
    """
    _check_types(extract, config, now)
    config, now = extract.checked_config(config), _moment(now)
    intended = checked_winners(config)
    earlier = _baseline(baseline)
    config, probed = probed_config(config, probe, extract.source)
    observer.stage("Reading the numbers")
    normalized = normalize(extract, config)
    history = call_history(calls, log, config) if isinstance(calls, CallLog) else calls
    observer.stage("Simulating calls and sync")
    with_phone = objects_with_phone(extract.source)
    simulation = simulate(normalized.records, normalized.values, config.profile, with_phone)
    observer.simulated(simulation)
    observer.stage("Looking for problems")
    findings, held = find_all(rule_context(extract, normalized, simulation, config), config, now)
    observer.found(Assessment(simulation, findings))
    observer.stage("Weighing what to do first")
    org = AuditedOrg(extract, normalized, simulation, findings, held, intended, config, now)
    audit = conclude(org, history.by_number if history else None, probe=probed)
    if history:
        observer.stage("Looking up the calls")
        audit = with_calls(audit, history, partial(table_rows, audit.outcome))
    if earlier:
        from audit.trend.compare import with_trend  # noqa: PLC0415 - loaded where there is something to compare

        audit = with_trend(audit, earlier)
    judged = with_verdict(audit)
    return AuditResult(redacted(judged) if config.redact else judged)


def checked_winners(config: AuditConfig) -> pd.DataFrame:
    """Return INTENDED_WINNERS of ``config``; raise UsageError for these, for rules or regions that there are not."""
    check_rule_ids(config)
    check_regions(config)
    return read_intended_numbers(read_winners(config.fix.intended_winners), config.region)


def _check_types(extract: object, config: object, now: object) -> None:
    """Raise UsageError for what a script without type checks may give instead."""
    if not isinstance(extract, Extract):
        raise UsageError(
            f"run_audit needs what read_csv, read_org, read_snapshot or read_frames returns, not {_kind(extract)}."
        )
    if not isinstance(config, AuditConfig | None):
        raise UsageError(f'config is {_kind(config)}. Give an AuditConfig: audit.AuditConfig(region="US").')
    if not isinstance(now, datetime | None):
        raise UsageError(f"now is {_kind(now)}. Give a moment with its time zone: datetime.now(UTC).")


def _kind(given: object) -> str:
    return f"a {type(given).__name__}"


def _moment(now: datetime | None) -> datetime:
    """Return ``now`` in UTC; raise UsageError when it has no time zone."""
    if now is None:
        return datetime.now(UTC)
    if now.utcoffset() is None:
        raise UsageError("now has no time zone, so it may be hours off. Give one: datetime.now(UTC).")
    return datetime.fromisoformat(now.astimezone(UTC).isoformat(timespec="microseconds"))


def _baseline(earlier: str | Path | AuditResult | Baseline | None) -> Baseline | None:
    if isinstance(earlier, AuditResult):
        return earlier.as_baseline()
    return stored_baseline(Path(earlier)) if isinstance(earlier, str | Path) else earlier


def probed_config(
    config: AuditConfig, probe: str | Path | ProbeFigures | None, source: Source
) -> tuple[AuditConfig, ProbeFigures | None]:
    """Return the configuration with what was measured in it, and the probe; raise UsageError where it does not fit."""
    figures = stored_probe(Path(probe)) if isinstance(probe, str | Path) else probe
    if figures is not None:
        check_same_org(figures, source.org_id)
    return with_measured(config, figures, source), figures


def call_history(calls: CallLog, log: CallLog | None, config: AuditConfig) -> "CallHistory":
    """Return ``calls`` with the entries of ``log`` that are theirs, their numbers read, own lines left out."""
    from audit.replay.join_log import with_log_entries  # noqa: PLC0415 - loaded where there are calls
    from audit.replay.reported_calls import CallHistory  # noqa: PLC0415
    from audit.replay.simulated_calls import without_own_lines  # noqa: PLC0415

    joined = calls if log is None else with_log_entries(calls, log)
    callers = read_callers(
        joined.rows["raw"], config.region, placeholder_words(config), has_country_code=joined.has_country_code
    )
    return CallHistory.of(*without_own_lines(joined, callers))


def with_calls(audit: Audit, history: "CallHistory", read: ReadTable) -> Audit:
    """Return ``audit`` with what its calls met by its tables, which ``read`` reads."""
    from audit.replay.reported_calls import reported_calls  # noqa: PLC0415 - see call_history

    stored = Baseline(audit.results.model_dump(mode="json"), read)
    probe = audit.results.probe
    is_sound = probe is not None and probe.verdict.is_sound
    figures, called = reported_calls(history, stored, audit.rules, probe if is_sound else None)
    of_number = history.by_number.of(audit.numbers["digits"].to_numpy())
    results = audit.results.model_copy(update={"calls": figures})
    return replace(audit, results=results, calls=CallTables(called, of_number))


def verify_load(
    extract: Extract,
    plan: pd.DataFrame,
    expected_winners: pd.DataFrame,
    config: AuditConfig,
    show: Callable[[str], None] = lambda doing: None,
) -> tuple[pd.DataFrame, Source]:
    """Return VERIFIED, and the source as it is now.

    ``plan`` (STORED_PLAN) and ``expected_winners`` are compared with ``extract``. ``config`` is that of the audit that
    made the plan.
    """
    show("Reading the numbers")
    normalized = normalize(extract, config)
    show("Comparing")
    with_phone = objects_with_phone(extract.source)
    simulation = simulate(normalized.records, normalized.values, config.profile, with_phone)
    present = {sobject: coverage.present for sobject, coverage in extract.source.objects.items()}
    source = replace(extract.source, warnings=(*extract.source.warnings, *normalized.warnings))
    return verified(plan, expected_winners, simulation, extract.audited.phones, present), source


def replay_calls(  # noqa: PLR0913 - what calls are compared with are options
    calls: CallLog,
    entries: CallLog | None,
    stored: Baseline,
    top: int,
    show: Callable[[str], None] = lambda doing: None,
    *,
    probe: ProbeFigures | None = None,
) -> Replay:
    """Return what ``calls`` met by the tables of ``stored``, a report.

    ``entries`` are those of a call log without numbers, if there is one; with ``probe``, what was measured of the
    search, they tell in which format it is asked. The figures name the first ``top`` numbers.
    Raise AuditError when the report cannot be read.
    """
    from audit.replay.simulated_calls import replayed  # noqa: PLC0415 - see call_history

    config = settings_of(stored.results)
    show("Reading the numbers")
    history = call_history(calls, entries, config)
    show("Comparing")
    return replayed(history.log, history.callers, stored, rule_texts(config), top, probe=probe)
