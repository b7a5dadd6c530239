"""Run the audit of a folder of CSV files in this process: python -m tests.benchmarks.stages FOLDER OUT.

Prints as JSON the seconds of each stage, and the peak memory of the process at its end in MB.
"""

import json
import resource
import sys
import time
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from audit.cli.memory import keep_freed_memory
from audit.config.audit import AuditConfig
from audit.pipeline import run_audit
from audit.reports.output_folder import report_folder
from audit.reports.write_report import ReportWriter, report_writer
from audit.sources.csv.read_csv import read_csv
from audit.tables.findings import Assessment
from audit.tables.simulation import Simulation

STAGES = {
    "Reading the source": "extract",
    "Reading the numbers": "read",
    "Simulating calls and sync": "simulate",
    "Looking for problems": "find",
    "Weighing what to do first": "conclude",
    "Writing the report": "write",
}


def peak_mb() -> float:
    """Return the most memory that this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


class Timed(NamedTuple):
    """Notes when each stage begins, and lets ``writer`` listen too."""

    writer: ReportWriter
    begun: list[tuple[str, float, float]]

    def stage(self, doing: str) -> None:
        self.begun.append((STAGES.get(doing, doing), time.perf_counter(), peak_mb()))

    def simulated(self, simulation: Simulation) -> None:
        self.writer.simulated(simulation)

    def found(self, assessment: Assessment) -> None:
        self.writer.found(assessment)


def main(folder: Path, out: Path) -> None:
    """Run the stages and print what each took."""
    begun: list[tuple[str, float, float]] = []
    now = datetime(2026, 1, 1, tzinfo=UTC)
    keep_freed_memory()
    with report_folder(out, force=False, sources=[folder]) as report, report_writer(report, "parquet") as writer:
        timed = Timed(writer, begun)
        timed.stage("Reading the source")
        result = run_audit(read_csv(folder, AuditConfig()), now=now, observer=timed).audit
        timed.stage("Writing the report")
        writer.finish(result)
        timed.stage("end")
    seconds = {stage: end - start for (stage, start, _), (_, end, _) in pairwise(begun)}
    peaks = {stage: peak for (stage, _, _), (_, _, peak) in pairwise(begun)}
    sys.stdout.write(json.dumps({"seconds": seconds, "peak_mb": peaks}) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
