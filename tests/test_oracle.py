"""The audit gives what a slow, independent computation of the specification gives, on random orgs."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from audit.config import AuditConfig
from audit.pipeline import run_audit
from audit.reports.table_files import arrow_table
from audit.result import AuditResult
from audit.sources.csv_folder import read_csv
from audit.tables import NUMBERS, RECORDS, VALUES, Table
from tests.oracle import Expected, Org, audit
from tests.random_orgs import random_config, random_org, write_csv

NOW = datetime(2026, 1, 31, 9, 30, tzinfo=UTC)

many = partial(
    settings,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],  # shrinking such an org takes minutes
    suppress_health_check=[HealthCheck.too_slow],
)


def audited(org: Org, config: AuditConfig, *, parts: int = 1) -> AuditResult:
    with TemporaryDirectory() as folder:
        path = write_csv(org, Path(folder), parts=parts)
        return run_audit(partial(read_csv, path), config, NOW)


def tables(result: AuditResult) -> dict[str, list[dict[str, Any]]]:
    record_id = result.records["record_id"].array.take(result.values["record"].to_numpy())
    return {
        "values": rows(VALUES, result.values.assign(record_id=record_id)),
        "numbers": rows(NUMBERS, result.numbers),
        "records": rows(RECORDS, result.records),
    }


def rows(table: Table, frame: pd.DataFrame) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = arrow_table(table, frame).to_pylist()
    return in_order(found)


def in_order(found: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(found, key=lambda row: [str(row.get(key)) for key in ("record_id", "sobject", "field", "e164")])


def filled(counts: Mapping[str, int]) -> dict[str, int]:
    return {name: count for name, count in counts.items() if count}


def assert_same(result: AuditResult, expected: Expected) -> None:
    found = tables(result)
    assert found["records"] == in_order(expected.records)
    assert found["values"] == in_order(expected.values)
    assert found["numbers"] == in_order(expected.numbers)
    assert_same_figures(result.results.model_dump(), expected)


def assert_same_figures(results: Mapping[str, Any], expected: Expected) -> None:
    figures = expected.figures
    assert results["source"]["objects"] == expected.scope
    assert results["totals"] == figures["totals"]
    assert results["scores"] == figures["scores"]
    for sobject, group in figures["by_sobject"].items():
        of_object = results["by_sobject"][sobject]
        assert {name: of_object[name] for name in group["totals"]} == group["totals"]
        assert {name: of_object[name] for name in group["scores"]} == group["scores"]
    for name in ("formats", "sync", "sync_numbers", "decided_by", "reach", "relations"):
        assert filled(results[name]) == figures[name]
