"""The audit in five statements: extract, read, simulate, find, conclude."""

from collections.abc import Callable
from datetime import datetime

import pandas as pd

from audit.config.audit import AuditConfig
from audit.findings.rule import RuleContext
from audit.findings.rule_texts import rule_texts
from audit.findings.run import find_all, find_without_ids
from audit.fixes.audit_again import AuditAgain
from audit.fixes.verify import verified
from audit.normalize.callers import read_callers
from audit.normalize.intended_numbers import read_intended_numbers
from audit.normalize.normalize import NormalizedTables, normalize, placeholder_words
from audit.normalize.scalar import LIBPHONENUMBER_VERSION
from audit.replay.simulated_calls import replayed
from audit.result.baseline import Baseline
from audit.result.replay import Replay
from audit.result.results import AuditResult
from audit.scoring.conclude import conclude
from audit.simulate.simulate import decide_numbers, simulate
from audit.sources.intended_winners import read_winners
from audit.tables.calls import CallLog
from audit.tables.extract import Extract, Source
from audit.tables.findings import Assessment
from audit.tables.simulation import Simulation

Extractor = Callable[[AuditConfig], Extract]
"""A source that is ready to be read: a folder of CSV files, a snapshot, an org."""


def run_audit(  # noqa: PLR0913 - the last four are for those who want to know more, or sooner
    extractor: Extractor,
    config: AuditConfig,
    now: datetime,
    show: Callable[[str], None] = lambda doing: None,
    baseline: Baseline | None = None,
    *,
    simulated: Callable[[Simulation], None] = lambda simulation: None,
    found: Callable[[Assessment], None] = lambda outcome: None,
) -> AuditResult:
    """Audit what ``extractor`` gives, by ``config``, as of ``now`` (aware); raise AuditError when it cannot be read.

    ``show`` is told what is going on, ``simulated`` and ``found`` what comes out of the third and the fourth stage as
    soon as it does; ``baseline`` is what to compare with.
    """
    show("Reading the source")
    winners = read_winners(config.fix.intended_winners)
    wishes = read_intended_numbers(winners, config.region)
    extract = extractor(config)
    show("Reading the numbers")
    reading = normalize(extract, config)
    phone_exported = _objects_with_phone(extract.source)
    show("Simulating calls and sync")
    simulation = simulate(reading.records, reading.values, config.profile, phone_exported)
    simulated(simulation)
    show("Looking for problems")
    findings, warnings = find_all(_evidence(extract, reading, simulation, config), config, now)
    found(Assessment(simulation, findings))
    show("Weighing what to do first")
    return conclude(
        source=extract.source,
        audited=extract.audited,
        simulation=simulation,
        findings=findings,
        wishes=wishes,
        unknown_countries=reading.unknown_countries,
        rules=rule_texts(config),
        warnings=warnings,
        config=config,
        libphonenumber=LIBPHONENUMBER_VERSION,
        now=now,
        again=AuditAgain(
            simulate=lambda records, values: simulate(
                records, values, config.profile, phone_exported, simulation.numbers
            ),
            decide=lambda records, values: decide_numbers(records, values, config.profile, phone_exported),
            find=lambda changed: find_without_ids(_evidence(extract, reading, changed, config), config, now)[0],
        ),
        baseline=baseline,
    )


def verify_load(
    extractor: Extractor,
    plan: pd.DataFrame,
    expected_winners: pd.DataFrame,
    config: AuditConfig,
    show: Callable[[str], None] = lambda doing: None,
) -> tuple[pd.DataFrame, Source]:
    """Return VERIFIED, and the source as it is now.

    ``plan`` (STORED_PLAN) and ``expected_winners`` are compared with what ``extractor`` gives. ``config`` is that of
    the audit that made the plan. Raise AuditError when the source cannot be read.
    """
    show("Reading the source")
    extract = extractor(config)
    show("Reading the numbers")
    reading = normalize(extract, config)
    show("Comparing")
    phone_exported = _objects_with_phone(extract.source)
    simulation = simulate(reading.records, reading.values, config.profile, phone_exported)
    present = {sobject: coverage.present for sobject, coverage in extract.source.objects.items()}
    return verified(plan, expected_winners, simulation, extract.audited.phones, present), extract.source


def replay_calls(
    read_log: Callable[[], CallLog],
    stored: Baseline,
    config: AuditConfig,
    top: int,
    show: Callable[[str], None] = lambda doing: None,
) -> Replay:
    """Return what the calls of ``read_log`` met by the tables of ``stored``, a report that ``config`` made.

    The figures name the first ``top`` numbers. Raise AuditError when calls or report cannot be read.
    """
    show("Reading the calls")
    log = read_log()
    show("Reading the numbers")
    callers = read_callers(
        log.rows["raw"], config.region, placeholder_words(config), has_country_code=log.has_country_code
    )
    show("Comparing")
    return replayed(log, callers, stored, rule_texts(config), top)


def _evidence(extract: Extract, reading: NormalizedTables, simulation: Simulation, config: AuditConfig) -> RuleContext:
    return RuleContext(
        records=simulation.records,
        values=simulation.values,
        numbers=simulation.numbers,
        converted_records=extract.converted_leads.records,
        converted_values=reading.converted_values,
        unknown_countries=reading.unknown_countries,
        profile=config.profile,
    )


def _objects_with_phone(source: Source) -> list[str]:
    return [sobject for sobject, coverage in source.objects.items() if "Phone" in coverage.present]
