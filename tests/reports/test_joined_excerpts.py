"""Parts put together again are the whole."""

from dataclasses import replace
from datetime import UTC, datetime

import pandas as pd
import pytest

from audit.reports.joined_excerpts import joined_excerpts
from audit.reports.view.build_view import build_view
from audit.result.results import Audit
from tests.closed_parts import closed_parts
from tests.earlier_sample import compared_sample

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Audit:
    return compared_sample(tmp_path_factory.mktemp("then"), NOW)


@pytest.mark.parametrize("n_parts", [1, 2, 7, 300])
def test_all_parts_of_an_audit_are_the_audit(whole: Audit, n_parts: int) -> None:
    joined = joined_excerpts(list(closed_parts(whole, n_parts)))
    for name in ("records", "values", "numbers"):
        pd.testing.assert_frame_equal(
            getattr(joined, name), getattr(whole, name), check_categorical=False, check_dtype=False
        )
    pd.testing.assert_frame_equal(joined.findings_table(), whole.findings_table(), check_categorical=False)
    assert joined.comparison is not None
    assert whole.comparison is not None
    assert joined.comparison.since.tolist() == whole.comparison.since.tolist()
    pd.testing.assert_frame_equal(joined.comparison.changes, whole.comparison.changes, check_categorical=False)


def test_a_page_of_all_parts_says_what_that_of_the_audit_says(whole: Audit) -> None:
    joined = replace(joined_excerpts(list(closed_parts(whole, 3))), for_people=whole.for_people)
    said, again = build_view(whole), build_view(joined)
    assert again.lists == said.lists
    for one, other in zip(again.worksheets, said.worksheets, strict=True):
        assert one.lead == other.lead
        pd.testing.assert_frame_equal(one.rows, other.rows)
