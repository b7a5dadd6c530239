import pandas as pd
import pytest

from audit.columns.codes import places_of

TEXTS = ["b", None, "a", "c"]


@pytest.mark.parametrize("dtype", ["str", "category", pd.CategoricalDtype(["c", "b", "a"])])
def test_the_place_is_that_in_the_list_whatever_the_order_of_the_categories(dtype: str | pd.CategoricalDtype) -> None:
    assert places_of(pd.Series(TEXTS, dtype=dtype), ["b", "a"]).tolist() == [0, -1, 1, -1]


def test_a_column_without_rows_has_no_places() -> None:
    assert places_of(pd.Series([], dtype="str"), ["a"]).tolist() == []
