"""A stored report and a call history typed into a test."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from audit.config.audit import AuditConfig
from audit.config.profile import Profile
from audit.findings.rule_texts import rule_texts
from audit.replay.simulated_calls import replayed, without_own_lines
from audit.result.baseline import Baseline
from audit.result.replay import Replay
from audit.tables.calls import CALLS, CallLog
from audit.tables.report_tables import FINDINGS, NUMBERS, RECORDS, VALUES, numbers_with_ids
from audit.tables.schema import Table
from tests.typed_org import Row, simulated

Call = dict[str, Any]
MOMENTS = ("started_at", "answered_at", "ended_at", "entry_at")


def stored(*rows: Row, profile: Profile | None = None, findings: Sequence[Row] = ()) -> Baseline:
    """Return the report of an org typed in as in typed_org; ``findings`` have rule_id, e164 and what differs."""
    profile = profile or Profile()
    simulation = simulated(*rows, profile=profile)
    ids = simulation.records["record_id"].array.take(simulation.values["record"].to_numpy())
    found = [{"finding_id": f"f{n}", "severity": "error", "suppressed": False, **row} for n, row in enumerate(findings)]
    tables = {
        NUMBERS.name: numbers_with_ids(simulation.numbers, simulation.records),
        RECORDS.name: simulation.records,
        VALUES.name: simulation.values.assign(record_id=ids),
        FINDINGS.name: FINDINGS.typed(pd.DataFrame(found)) if found else FINDINGS.empty(),
    }
    results = {
        "generated_at": "2026-07-01T06:00:00Z",
        "profile": profile.model_dump(mode="json"),
        "scores": {"readiness": 0.5},
        "rules": [{"rule_id": rule_id} for rule_id in rule_texts(AuditConfig())],
    }

    def read(table: Table, columns: Sequence[str], where: tuple[str, pd.Series] | None = None) -> pd.DataFrame:
        frame = tables[table.name]
        rows = frame if where is None else frame.loc[frame[where[0]].isin(where[1].tolist())]
        return rows[list(columns)].reset_index(drop=True)

    return Baseline(results, read)


def call(e164: str | None, **columns: Any) -> Call:
    """Type in a call; its number is read already."""
    return {"e164": e164, "format": "e164" if e164 else "placeholder", "direction": "inbound", **columns}


def call_rows(typed: pd.DataFrame, joined: str | None = None) -> pd.DataFrame:
    """Return CALLS of what is typed in; moments are texts."""
    frame = typed.assign(
        seconds=typed["seconds"].astype(object).where(typed["seconds"].notna(), -1).astype("int64"),
        joined=typed["joined"].astype(object).where(typed["joined"].notna(), joined),
        **{name: pd.to_datetime(typed[name], utc=True, format="ISO8601") for name in MOMENTS},
    )
    return CALLS.typed(frame)


def replay(report: Baseline, *calls: Call, by: Any = None, top: int = 10, warnings: tuple[str, ...] = ()) -> Replay:
    """Hold ``calls`` against ``report``."""
    frame = pd.DataFrame(calls, columns=["e164", "format", *CALLS.names])
    log = CallLog(
        call_rows(frame, joined="own" if by else None), has_country_code=True, logged_by=by, warnings=warnings
    )
    callers = frame[["format", "e164"]].astype({"format": "category", "e164": "str"})
    return replayed(*without_own_lines(log, callers), report, rule_texts(AuditConfig()), top)
