"""Each part of an org beside what an earlier report says of it: tasks on files of the scratch folder."""

import pickle
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from audit.columns.masks import Bools
from audit.parts.blocks import Blocks
from audit.parts.earlier_rows import (
    COMPARED_COLUMNS,
    EarlierRows,
    rows_about,
    rows_of_none,
    store_earlier,
    was_closed,
)
from audit.parts.record_lookup import is_audited
from audit.reports.excerpt import ExcerptRows, sliced
from audit.reports.read_report import stored_batches
from audit.result.baseline import Baseline
from audit.result.results import Audit
from audit.result.trend import Comparison
from audit.sources.private_files import scratch_file
from audit.tables.findings import id_texts
from audit.tables.report_tables import CLOSED, FINDINGS, NUMBERS, RECORDS, VALUES
from audit.tables.schema import Table
from audit.trend.comparability import Comparability
from audit.trend.compare import compared_with, trend_results
from audit.trend.finding_changes import closed_findings
from audit.trend.trend_counts import Elsewhere, TrendCounts, TrendLists, joined_lists


@dataclass(frozen=True)
class EarlierReport:
    """What every part is compared with."""

    results: Mapping[str, Any]
    """The content of its results.json"""
    limits: Comparability

    @property
    def has_numbers(self) -> bool:
        """Whether numbers are compared: they are not where they are masked."""
        return self.limits.compares("winners")


class KeptChanges(NamedTuple):
    """What of the comparison of parts is asked for at the end."""

    lists: TrendLists
    reopened: pd.Series
    gone: pd.Series


def compared_tables(earlier: EarlierReport) -> list[Table]:
    """Return the tables that are compared."""
    return [table for table in COMPARED_COLUMNS if earlier.has_numbers or table not in (NUMBERS, VALUES)]


def _parted(earlier: EarlierReport) -> list[Table]:
    """Return the tables of which each part takes its own rows."""
    return [FINDINGS, RECORDS, *([NUMBERS] if earlier.has_numbers else [])]


def store_table(folder: Path, table: Table, earlier: EarlierReport, scratch: Path) -> None:
    """Write what is compared of a table of the report in ``folder`` into ``scratch``; raise AuditError."""
    masked = bool(earlier.results["config"].get("redact"))
    store_earlier(table, stored_batches(folder, table, COMPARED_COLUMNS[table], masked=masked), scratch)


def compared_part(audit: Audit, earlier: EarlierReport, blocks: Blocks, part: int) -> tuple[Audit, TrendCounts]:
    """Return a part with its comparison, and what is counted of that; the rest is kept in the scratch folder."""
    finding_ids = pd.Series(id_texts(audit.findings.found["finding_id"].to_numpy()))
    keys = {FINDINGS: finding_ids, RECORDS: audit.records["record_id"], NUMBERS: audit.numbers["e164"]}
    rows = rows_about(blocks.folder, earlier.results, {table: keys[table] for table in _parted(earlier)})
    rows.write_taken(part)
    return _compared(audit, rows, earlier, blocks, part)


def compared_rest(audit: Audit, earlier: EarlierReport, blocks: Blocks, n_parts: int) -> tuple[Audit, TrendCounts]:
    """Return a part without rows, with all that is gone, as if it were the last; ``audit`` is any other."""
    nothing = replace(
        sliced(audit, *nothing_of(audit)),
        fixes=audit.fixes.iloc[:0],
        expected_winners=audit.expected_winners.iloc[:0],
    )
    rows = rows_of_none(blocks.folder, earlier.results, _parted(earlier), n_parts)
    return _compared(nothing, rows, earlier, blocks, n_parts)


def nothing_of(audit: Audit) -> tuple[ExcerptRows, Bools]:
    """Return what chooses no row of the tables of ``audit``, and none of its tasks."""
    tables = (audit.records, audit.values, audit.numbers, audit.findings.found)
    none = ExcerptRows(*(np.zeros(len(table), dtype=np.bool_) for table in tables))
    return none, np.zeros(len(audit.for_people), dtype=np.bool_)


def _compared(
    audit: Audit, rows: EarlierRows, earlier: EarlierReport, blocks: Blocks, part: int
) -> tuple[Audit, TrendCounts]:
    elsewhere = Elsewhere(partial(is_audited, blocks), partial(was_closed, blocks.folder))
    compared = compared_with(audit, rows.as_baseline(), earlier.limits, elsewhere)
    with scratch_file(_path(blocks.folder, part)) as file:
        pickle.dump(KeptChanges(compared.lists, compared.reopened, compared.gone), file)
    return replace(audit, comparison=Comparison(compared.since, compared.changes, CLOSED.empty())), compared.counts


def kept_changes(scratch: Path, n_parts: int) -> KeptChanges:
    """Return what is kept of the comparison of all parts, and of the rest."""
    kept = [_stored(scratch, part) for part in range(n_parts + 1)]
    return KeptChanges(
        joined_lists(each.lists for each in kept),
        pd.concat([each.reopened for each in kept], ignore_index=True),
        pd.concat([each.gone for each in kept], ignore_index=True),
    )


def with_trend_of_parts(
    audit: Audit, baseline: Baseline, earlier: EarlierReport, counts: TrendCounts, kept: KeptChanges
) -> Audit:
    """Return ``audit``, what is shown of all parts, with the trend of the whole org."""
    before, at = baseline.read(CLOSED, CLOSED.names), audit.results.generated_at
    closed = closed_findings(before, kept.reopened, kept.gone, at)
    return replace(
        audit,
        results=trend_results(audit.results, baseline, earlier.limits, counts, kept.lists),
        comparison=audit.comparison and replace(audit.comparison, closed=closed),
    )


def _stored(scratch: Path, part: int) -> KeptChanges:
    kept: KeptChanges = pickle.loads(_path(scratch, part).read_bytes())  # noqa: S301 - of this run, its owner's alone
    return kept


def _path(scratch: Path, part: int) -> Path:
    return scratch / f"trend-{part:05}"
