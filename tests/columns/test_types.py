import numpy as np
import pandas as pd
import pytest

from audit.columns.types import category_from_codes, category_of, places_of


def test_a_category_keeps_the_whole_list_in_its_order() -> None:
    column = category_of(pd.array(["b", None], dtype="str"), ("c", "b", "a"))
    assert column.categories.tolist() == ["c", "b", "a"]
    assert column.codes.tolist() == [1, -1]


def test_codes_pick_from_the_list_and_minus_one_is_missing() -> None:
    column = category_from_codes(np.array([1, -1, 0]), ("a", "b"))
    assert column.tolist()[::2] == ["b", "a"]
    assert column.isna().tolist() == [False, True, False]


TEXTS = ["b", None, "a", "c"]


@pytest.mark.parametrize("dtype", ["str", "category", pd.CategoricalDtype(["c", "b", "a"])])
def test_the_place_is_that_in_the_list_whatever_the_order_of_the_categories(dtype: str | pd.CategoricalDtype) -> None:
    assert places_of(pd.Series(TEXTS, dtype=dtype), ["b", "a"]).tolist() == [0, -1, 1, -1]


def test_a_column_without_rows_has_no_places() -> None:
    assert places_of(pd.Series([], dtype="str"), ["a"]).tolist() == []
