"""Parts put together again are the whole."""

from dataclasses import replace
from datetime import UTC, datetime

import pandas as pd
import pytest

from audit.config.audit import AuditConfig
from audit.pipeline import run_audit
from audit.reports.joined_excerpts import joined_excerpts
from audit.reports.view.build_view import build_view
from audit.result.results import Audit
from audit.sources.csv.read_csv import read_csv
from tests.closed_parts import closed_parts

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def whole() -> Audit:
    return run_audit(read_csv("sample_data", AuditConfig(region="US")), now=NOW).audit


@pytest.mark.parametrize("n_parts", [1, 2, 7, 300])
def test_all_parts_of_an_audit_are_the_audit(whole: Audit, n_parts: int) -> None:
    joined = joined_excerpts(list(closed_parts(whole, n_parts)))
    for name in ("records", "values", "numbers"):
        pd.testing.assert_frame_equal(
            getattr(joined, name), getattr(whole, name), check_categorical=False, check_dtype=False
        )
    pd.testing.assert_frame_equal(joined.findings_table(), whole.findings_table(), check_categorical=False)


def test_a_page_of_all_parts_says_what_that_of_the_audit_says(whole: Audit) -> None:
    joined = replace(joined_excerpts(list(closed_parts(whole, 3))), for_people=whole.for_people)
    said, again = build_view(whole), build_view(joined)
    assert again.lists == said.lists
    for one, other in zip(again.worksheets, said.worksheets, strict=True):
        assert one.lead == other.lead
        pd.testing.assert_frame_equal(one.rows, other.rows)
