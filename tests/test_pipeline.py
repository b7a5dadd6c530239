"""The order in which an audit becomes known."""

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pytest

from audit import AuditConfig, run_audit
from audit.errors import UsageError
from audit.reports.carried_work import OWNERS
from audit.reports.output_folder import REPORT_ENTRIES
from audit.reports.write_report import ReportWriter, report_writer
from audit.sources.csv.read_csv import read_csv
from audit.tables.findings import Assessment
from audit.tables.simulation import Simulation

pytestmark = pytest.mark.slow  # whole audits

SAMPLE = Path(__file__).parent.parent / "sample_data"
NOW = datetime(2026, 11, 23, tzinfo=UTC)


class Listening:
    """Keeps all that a run tells."""

    def __init__(self) -> None:
        self.told: list[str | Simulation | Assessment] = []
        self.stage = self.simulated = self.found = self.told.append


def test_what_a_stage_brings_is_told_before_the_next_begins() -> None:
    listening = Listening()
    result = run_audit(read_csv(SAMPLE, AuditConfig()), now=NOW, observer=listening).audit
    told = listening.told
    kinds = [thing if isinstance(thing, str) else type(thing).__name__ for thing in told]
    assert kinds[-5:] == [
        "Simulating calls and sync",
        "Simulation",
        "Looking for problems",
        "Assessment",
        "Weighing what to do first",
    ]
    outcome = told[-2]
    assert isinstance(outcome, Assessment)
    pd.testing.assert_frame_equal(outcome.findings.found, result.findings.found)
    pd.testing.assert_frame_equal(outcome.simulation.values, result.values)


def test_a_report_is_written_as_it_becomes_known(tmp_path: Path) -> None:
    with report_writer(tmp_path, "parquet") as writer:
        result = run_audit(read_csv(SAMPLE, AuditConfig()), now=NOW, observer=writer).audit
        writer.finish(result)
    assert {path.name for path in tmp_path.iterdir()} == REPORT_ENTRIES - {OWNERS}
    tables = {path.stem: len(pd.read_parquet(path)) for path in (tmp_path / "tables").iterdir()}
    assert tables == {
        "values": len(result.values),
        "numbers": len(result.numbers),
        "records": len(result.records),
        "findings": len(result.findings.found),
        "for_people": len(result.for_people),
    }


def test_a_failure_beside_the_audit_is_told_before_the_next_stage(tmp_path: Path) -> None:
    with report_writer(tmp_path, "parquet") as writer, pytest.raises(OSError, match=r"findings\.parquet"):
        run_audit(
            read_csv(SAMPLE, AuditConfig()),
            now=NOW,
            observer=Obstructed(writer, tmp_path / "tables" / "findings.parquet"),
        )


class Obstructed(NamedTuple):
    """Hands what it is told on to a writer, and makes a folder where its last table belongs."""

    writer: ReportWriter
    place: Path

    def stage(self, doing: str) -> None:
        if doing == "Weighing what to do first":
            wait_for_failure(self.writer)

    def simulated(self, simulation: Simulation) -> None:
        self.writer.simulated(simulation)
        self.place.mkdir()

    def found(self, assessment: Assessment) -> None:
        self.writer.found(assessment)


def wait_for_failure(writer: ReportWriter) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        writer.raise_failure()
        time.sleep(0.01)


def test_a_failure_of_the_last_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "report.html").mkdir()
    with report_writer(tmp_path, "parquet") as writer:
        result = run_audit(read_csv(SAMPLE, AuditConfig()), now=NOW, observer=writer).audit
        with pytest.raises(OSError, match=r"report\.html"):
            writer.finish(result)


def test_a_moment_without_time_zone_is_refused() -> None:
    extract = read_csv(SAMPLE)
    with pytest.raises(UsageError, match="now has no time zone"):
        run_audit(extract, now=NOW.replace(tzinfo=None))
    with pytest.raises(UsageError, match="now has no time zone"):
        run_audit(extract, now=pd.Timestamp("2026-11-23"))
    berlin = pd.Timestamp("2026-11-23 01:00", tz="Europe/Berlin")
    assert run_audit(extract, now=berlin).results.generated_at == NOW


def test_settings_that_are_wrong_are_refused_before_anything_is_read() -> None:
    extract = read_csv(SAMPLE)
    with pytest.raises(UsageError, match="mobile-without-fone"):
        run_audit(extract, AuditConfig(severity={"mobile-without-fone": "error"}))
    with pytest.raises(UsageError, match="ZZ"):
        run_audit(extract, AuditConfig(region="ZZ"))


def test_what_is_no_extract_no_settings_or_no_moment_is_refused_in_a_sentence() -> None:
    extract: Any = read_csv(SAMPLE)
    for arguments, sentence in (
        ({"extract": extract.frames}, "read_frames returns, not a dict"),
        ({"extract": extract, "config": {"region": "US"}}, "config is a dict. Give an AuditConfig"),
        ({"extract": extract, "now": "2026-11-23"}, "now is a str. Give a moment"),
    ):
        with pytest.raises(UsageError, match=sentence):
            run_audit(**arguments)
