"""The log of a run: one JSON object a line, with counts, timings and ids; no name, number, address or secret."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import RawIOBase
from pathlib import Path
from typing import Any, Final

from audit.errors import ExitCode, UsageError, WriteFailedError, told_as
from audit.result.results import Results
from audit.sources.private_files import private_log
from audit.sources.secret_values import masked

_ANOTHER: Final = "Choose another --log-file."


class RunLog:
    """Takes down what happens; without a file, nothing."""

    def __init__(self, file: RawIOBase | None) -> None:
        """Write to ``file``, which is open for adding and has no buffer: a line is there or it is not."""
        self._file = file
        self._started = time.monotonic()
        self._stage: tuple[str, float] | None = None

    def event(self, event: str, **fields: Any) -> None:
        """Write one line: the moment, the seconds since the start, what happened; raise WriteFailedError."""
        if self._file is None:
            return
        moment = datetime.now(UTC).isoformat(timespec="milliseconds")
        line = {"at": moment, "seconds": self._since(self._started), "event": event, **fields}
        with told_as(WriteFailedError, "Cannot write the log", _ANOTHER):
            self._file.write(f"{masked(json.dumps(line))}\n".encode())

    def stage(self, name: str) -> None:
        """Note that the stage ``name`` begins, and how long the one before took."""
        self.end_of_stage()
        self._stage = (name, time.monotonic())

    def end_of_stage(self) -> None:
        """Note how long the stage took that is going on."""
        if self._stage is not None:
            name, began = self._stage
            self.event("stage", name=name, took=self._since(began))
        self._stage = None

    def results(self, results: Results) -> None:
        """Write what an audit came to, in counts and scores."""
        source, trend = results.source, results.trend
        self.event(
            "audited",
            source={"kind": source.kind, "org_id": source.org_id},
            objects={name: {"read": o.read, "audited": o.audited} for name, o in source.objects.items()},
            totals=results.totals.model_dump(),
            scores=results.scores.model_dump(),
            findings={rule.rule_id: rule.findings for rule in results.rules if rule.findings},
            severities=dict(results.severities),
            verdict=results.verdict.outcome,
            failed_gates=[gate.gate_id for gate in results.verdict.gates if gate.outcome == "fail"],
            trend=trend and {kind: getattr(trend.findings, kind) for kind in ("new", "reappeared", "open", "fixed")},
        )

    @staticmethod
    def _since(moment: float) -> float:
        return round(time.monotonic() - moment, 3)


@contextmanager
def run_log(path: Path | None) -> Iterator[RunLog]:
    """Yield a log that adds to the file ``path``; a failure is its last line, by its kind and exit code alone.

    Raise UsageError when the file cannot be written.
    """
    if path is None:
        yield RunLog(None)
        return
    with told_as(UsageError, f"Cannot write the log {path}", _ANOTHER):
        file = private_log(path)
    with file:
        log = RunLog(file)
        log.event("started")
        try:
            yield log
        except (Exception, KeyboardInterrupt) as error:
            log.end_of_stage()
            usual = ExitCode.INTERRUPTED if isinstance(error, KeyboardInterrupt) else ExitCode.FAILED
            log.event("failed", kind=type(error).__name__, exit_code=int(getattr(error, "exit_code", usual)))
            raise
