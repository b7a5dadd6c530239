"""What of earlier work is still there: asked of an audit, or of its parts one by one."""

from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest

from audit.config.audit import AuditConfig
from audit.pipeline import run_audit
from audit.reports.found_work import WorkHere, with_work, work_here
from audit.reports.joined_excerpts import joined_excerpts
from audit.result.results import Audit
from audit.sources.csv.read_csv import read_csv
from audit.tables.work import WORK
from tests.closed_parts import closed_parts

NOW = datetime(2026, 3, 1, tzinfo=UTC)
THEN = pd.Timestamp("2026-01-01", tz="UTC").as_unit("ms")
NOBODY = "003000000000000AAA"


@pytest.fixture(scope="module")
def whole() -> Audit:
    return run_audit(read_csv("sample_data", AuditConfig(region="US")), now=NOW).audit


def work_on(whole: Audit) -> pd.DataFrame:
    findings = whole.findings_table(np.array([0, 40, 400]))
    tasks = whole.for_people.iloc[[3, 30]]
    ids = [*findings["finding_id"], *tasks["finding_id"], whole.results.actions[0].action_id, "f" * 16, "0" * 16]
    records = [*findings["record_id"], *tasks["record_id"], "", findings["record_id"].iloc[0], NOBODY]
    work = pd.DataFrame(
        {"finding_id": ids, "record_id": records, "status": "Doing", "last_open": THEN, "closed": False}
    )
    return WORK.typed(work)


def test_work_on_what_is_gone_is_closed_as_fixed_or_with_its_record(whole: Audit) -> None:
    told = with_work(whole, work_on(whole)).work
    assert told["closed"].tolist() == [False] * 6 + [True, True]
    assert told["outcome"].tolist() == [""] * 6 + ["fixed", "record_gone"]


def test_all_parts_have_what_the_whole_has(whole: Audit) -> None:
    work = work_on(whole)
    parts = [part.audit for part in closed_parts(whole, 5)]
    together = WorkHere(*map(np.logical_or.reduce, zip(*(work_here(part, work) for part in parts), strict=True)))
    assert all(map(np.array_equal, together, work_here(whole, work)))
    small = joined_excerpts(list(closed_parts(whole, 5))[:1])
    pd.testing.assert_frame_equal(with_work(small, work, together).work, with_work(whole, work).work)
