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

from audit.cli.memory import keep_freed_memory
from audit.config.audit import AuditConfig
from audit.pipeline import run_audit
from audit.reports.output_folder import report_folder
from audit.reports.write_report import report_writer
from audit.sources.csv.read_csv import read_csv

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


def main(folder: Path, out: Path) -> None:
    """Run the stages and print what each took."""
    begun: list[tuple[str, float, float]] = []

    def show(doing: str) -> None:
        begun.append((STAGES.get(doing, doing), time.perf_counter(), peak_mb()))

    now = datetime(2026, 1, 1, tzinfo=UTC)
    keep_freed_memory()
    with report_folder(out, folder, force=False) as report, report_writer(report, "parquet") as writer:
        result = run_audit(
            lambda config: read_csv(folder, config),
            AuditConfig(),
            now,
            show,
            simulated=writer.simulated,
            found=writer.found,
        )
        show("Writing the report")
        writer.concluded(result)
    show("end")
    seconds = {stage: end - start for (stage, start, _), (_, end, _) in pairwise(begun)}
    peaks = {stage: peak for (stage, _, _), (_, _, peak) in pairwise(begun)}
    sys.stdout.write(json.dumps({"seconds": seconds, "peak_mb": peaks}) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
