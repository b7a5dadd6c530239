"""What changed in an org since an earlier audit is the sum of what changed in its parts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import example, given, reject, settings
from hypothesis import strategies as st

from audit.audit_result import AuditResult
from audit.columns.lookup import is_among
from audit.conclusion import conclude
from audit.config.audit import AuditConfig
from audit.errors import AuditError
from audit.findings.audited_org import AuditedOrg
from audit.package_files import shipped
from audit.parts.earlier_rows import (
    COMPARED_COLUMNS,
    COMPARED_TABLES,
    rows_about,
    rows_of_none,
    store_earlier,
    was_closed,
)
from audit.pipeline import run_audit
from audit.reports.excerpt import ExcerptRows, sliced
from audit.reports.table_files import arrow_schema
from audit.result.baseline import Baseline
from audit.result.results import Audit
from audit.result.trend import Comparison
from audit.scoring.counts import added
from audit.sources.csv.read_csv import read_csv
from audit.sources.org_extract import Extract
from audit.tables.findings import id_texts
from audit.tables.report_tables import CLOSED, FINDINGS, NUMBERS, RECORDS
from audit.trend.comparability import LOOKED_AT, limits_of
from audit.trend.compare import Compared, compared_with, trend_results, with_trend
from audit.trend.finding_changes import closed_findings
from audit.trend.trend_counts import Elsewhere, joined_lists
from tests.earlier_sample import CONFIG, earlier_sample
from tests.org_parts import org_and_parts
from tests.random_orgs import random_config, random_org, write_csv

NOW = datetime(2026, 3, 31, tzinfo=UTC)


def stored(baseline: Baseline, folder: Path, *, batch_size: int) -> None:
    """Store what of ``baseline`` is compared, in small batches."""
    for table in COMPARED_TABLES:
        columns = COMPARED_COLUMNS[table]
        schema = arrow_schema(table)
        rows = pa.Table.from_pandas(
            baseline.read(table, columns)[list(columns)],
            pa.schema([schema.field(name) for name in columns]),
            preserve_index=False,
        )
        store_earlier(table, rows.combine_chunks().to_reader(batch_size), folder)


def compared_in_parts(org: Audit, parts: Sequence[AuditedOrg], baseline: Baseline, folder: Path) -> Audit:
    """Return ``org`` with its trend, made of that of its parts."""
    limits = limits_of(org.results.model_dump(mode="json", include=set(LOOKED_AT)), baseline.results)
    tables = [FINDINGS, RECORDS, *([NUMBERS] if limits.compares("winners") else [])]
    elsewhere = Elsewhere(partial(is_among, others=org.records["record_id"]), partial(was_closed, folder))
    found: list[Compared] = []
    for place, part in enumerate(parts):
        audit = conclude(part)
        finding_ids = pd.Series(id_texts(audit.findings.found["finding_id"].to_numpy()))
        keys = {FINDINGS: finding_ids, RECORDS: audit.records["record_id"], NUMBERS: audit.numbers["e164"]}
        rows = rows_about(folder, baseline.results, {table: keys[table] for table in tables})
        rows.write_taken(place)
        found.append(compared_with(audit, rows.as_baseline(), limits, elsewhere))
    rest = rows_of_none(folder, baseline.results, tables, len(parts))
    found.append(compared_with(nothing_of(org), rest.as_baseline(), limits, elsewhere))
    counts, lists = added([each.counts for each in found]), joined_lists([each.lists for each in found])
    reopened, gone = (pd.concat([getattr(each, name) for each in found]) for name in ("reopened", "gone"))
    closed = closed_findings(baseline.read(CLOSED, CLOSED.names), reopened, gone, org.results.generated_at)
    since = pd.concat([each.since.astype("str") for each in found])
    changes = pd.concat([each.changes for each in found], ignore_index=True)
    results = trend_results(org.results, baseline, limits, counts, lists)
    return replace(org, results=results, comparison=Comparison(since, changes, closed))


def nothing_of(org: Audit) -> Audit:
    """Return an audit like ``org`` without rows."""
    tables = (org.records, org.values, org.numbers, org.findings.found)
    masks = ExcerptRows(*(np.zeros(len(table), dtype=bool) for table in tables))
    return sliced(org, masks, np.zeros(len(org.for_people), dtype=bool))


def rows_of(table: pd.DataFrame) -> list[tuple[str, ...]]:
    return sorted(tuple(map(str, row)) for row in table.to_numpy(dtype=object).tolist())


def check(baseline: AuditResult, extract: Extract, config: AuditConfig, folder: Path, most: int) -> Audit:
    """Check that the trend of an org is that of its parts; return the org with its trend."""
    earlier, now = baseline.as_baseline(), NOW + timedelta(days=90)
    stored(earlier, folder, batch_size=5)
    org, parts = org_and_parts(extract, config, now, most)
    whole = with_trend(conclude(org), earlier)
    again = compared_in_parts(conclude(org), parts, earlier, folder)
    assert again.results == whole.results
    assert whole.comparison is not None
    assert again.comparison is not None
    assert rows_of(again.comparison.changes) == rows_of(whole.comparison.changes)
    assert rows_of(again.comparison.closed) == rows_of(whole.comparison.closed)
    assert sorted(again.comparison.since) == sorted(whole.comparison.since.astype("str"))
    return whole


def test_the_sample_org_changes_as_its_parts_do(tmp_path: Path) -> None:
    baseline = earlier_sample(tmp_path, NOW)
    folder = tmp_path / "scratch"
    folder.mkdir()
    trend = check(baseline, read_csv(shipped("sample_data"), CONFIG), CONFIG, folder, 3).results.trend
    assert trend is not None
    assert trend.winners is not None
    assert trend.records is not None
    assert min(trend.findings.new, trend.findings.open, trend.winners.changed, trend.records.added) > 0


@pytest.mark.slow
@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 3))
@example(215150558, 3)  # a record that is gone, and is twice among the converted leads out of scope
def test_any_org_changes_as_its_parts_do(seed: int, most: int) -> None:
    chance = Random(seed)  # noqa: S311 - an org, not a secret
    with TemporaryDirectory() as first, TemporaryDirectory() as second, TemporaryDirectory() as scratch:
        config = random_config(chance)
        try:
            then, now = (
                read_csv(write_csv(random_org(chance, most=15), Path(folder)), config) for folder in (first, second)
            )
        except AuditError:
            reject()  # such an org is refused
        before = run_audit(now, config, NOW - timedelta(days=90))
        baseline = run_audit(then, config, NOW, baseline=before)
        check(baseline, now, config, Path(scratch), most)
