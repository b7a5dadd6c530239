import numpy as np
import pandas as pd
import pytest

from audit.reports.view.size_budget import LINK_OVERHEAD, ROW_OVERHEAD, common_limit, packed_sizes


def test_lists_share_a_budget_row_by_row() -> None:
    assert common_limit([np.full(10, 5.0), np.full(2, 5.0)], 40.0) == 6


@pytest.mark.parametrize(("budget", "limit"), [(0.0, 0), (4.9, 0), (5.0, 1), (1_000.0, 3)])
def test_no_row_goes_beyond_the_budget(budget: float, limit: int) -> None:
    assert common_limit([np.full(3, 5.0)], budget) == limit


def test_no_lists_need_no_room() -> None:
    assert common_limit([], 10.0) == 0


def test_a_row_without_texts_takes_its_overhead_and_a_link_takes_more() -> None:
    texts = pd.DataFrame({"record": ["", ""], "record_href": ["", "https://a"]}, dtype="str")
    without, linked = packed_sizes(texts)
    assert without == ROW_OVERHEAD
    assert linked > ROW_OVERHEAD + LINK_OVERHEAD


def test_texts_that_repeat_pack_better() -> None:
    alike = pd.DataFrame({"name": ["the same words again"] * 500}, dtype="str")
    random = np.random.default_rng(1)
    different = pd.DataFrame(
        {"name": ["".join(random.choice([*"abcdefghijklmnop"], 20)) for _ in range(500)]}, dtype="str"
    )
    assert packed_sizes(alike)[0] < packed_sizes(different)[0] < ROW_OVERHEAD + 20


def test_a_list_without_rows_has_no_sizes() -> None:
    assert len(packed_sizes(pd.DataFrame({"name": []}, dtype="str"))) == 0
