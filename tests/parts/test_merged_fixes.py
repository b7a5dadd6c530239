from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from audit.conclusion import conclude
from audit.config.audit import AuditConfig
from audit.fixes.planned_fixes import Fixes
from audit.parts.merged_fixes import PartPlan, merged_plan, part_plan
from audit.reports.load_files.write_fixes import write_fixes
from audit.result.results import Audit
from audit.sources.csv.read_csv import read_csv
from tests.org_parts import org_and_parts, planned_in_parts

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
CONTACTS = """Id,Phone,MobilePhone,Direct_Phone__c,MailingCountry,LastModifiedDate
003000000000001AAA,(212) 555-0100,,,US,2026-01-01
003000000000002AAA,+442079460018,,,UK,
003000000000003AAA,(212) 555-0100,(212) 555-0101,,US,2026-01-02
003000000000004AAA,,(212) 555-0102,,US,2026-01-03
003000000000005AAA,,,020 7946 0019,UK,2026-01-03
003000000000006AAA,n/a,,,UK,2026-01-03
"""
LEADS = """Id,Phone,MobilePhone,Country,LastModifiedDate
00Q000000000001AAA,(212) 555-0101,,US,2026-01-04
00Q000000000002AAA,020 7946 0018,,UK,2026-01-05
"""
ACCOUNTS = """Id,IsPersonAccount,Phone,PersonMobilePhone,BillingCountry,LastModifiedDate
001000000000001AAA,true,,0491 570 156,Australia,2026-01-04
001000000000002AAA,false,+33 1 99 00 12 34,,France,2026-01-04
"""


@pytest.fixture
def whole_and_parts(tmp_path: Path) -> tuple[Audit, list[PartPlan]]:
    """Return an audit in memory, and the plans of parts that are as small as can be."""
    for name, text in {"Contact": CONTACTS, "Lead": LEADS, "Account": ACCOUNTS}.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    fix = {"rows_per_file": 2, "mobile_to_phone": "move", "custom_fields": {"Contact.Direct_Phone__c": "phone"}}
    config = AuditConfig.model_validate({"fix": fix})
    org, parts = org_and_parts(read_csv(tmp_path, config), config, NOW, 9)
    ids = pd.Index(org.simulation.records["record_id"])

    def _plans() -> Iterator[PartPlan]:
        for part, fixes in zip(parts, planned_in_parts(parts), strict=True):
            records = part.simulation.records
            yield _part_plan(fixes, records, np.asarray(ids.get_indexer(pd.Index(records["record_id"]))))

    return conclude(org), list(_plans())


def _part_plan(fixes: Fixes, records: pd.DataFrame, positions: np.ndarray) -> PartPlan:
    return part_plan(fixes.cells, records, positions, fixes.expected_winners)


def test_load_files_of_parts_of_one_record_are_those_of_the_run_in_memory(
    whole_and_parts: tuple[Audit, list[PartPlan]], tmp_path: Path
) -> None:
    whole, plans = whole_and_parts
    assert [len(plan.records) for plan in plans] == [3, 1, 1, 1, 0, 1, 1, 0, 0]
    written = fixes_of(whole, tmp_path / "whole")
    assert {"step-1/Contact.001.csv", "step-2/Contact.csv", "plan.parquet", "winners.parquet"} <= written.keys()
    for name, given in (("in order", plans), ("turned round", plans[::-1])):
        plan = merged_plan([each._replace(cells=each.cells.copy(), records=each.records.copy()) for each in given])
        merged = replace(whole, records=plan.records, fixes=plan.cells, expected_winners=plan.expected_winners)
        assert fixes_of(merged, tmp_path / name) == written


def test_plans_without_a_cell_are_none(whole_and_parts: tuple[Audit, list[PartPlan]]) -> None:
    _, plans = whole_and_parts
    plan = merged_plan([each for each in plans if not len(each.cells)])
    assert (len(plan.cells), len(plan.records), len(plan.expected_winners)) == (0, 0, 0)


def fixes_of(audit: Audit, report: Path) -> dict[str, bytes]:
    """Return what ``write_fixes`` writes, by path."""
    report.mkdir()
    write_fixes(audit, report)
    folder = report / "fixes"
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
