import numpy as np
import pandas as pd

from audit.columns.types import category_from_codes, category_of


def test_a_category_keeps_the_whole_list_in_its_order() -> None:
    column = category_of(pd.array(["b", None], dtype="str"), ("c", "b", "a"))
    assert column.categories.tolist() == ["c", "b", "a"]
    assert column.codes.tolist() == [1, -1]


def test_codes_pick_from_the_list_and_minus_one_is_missing() -> None:
    column = category_from_codes(np.array([1, -1, 0]), ("a", "b"))
    assert column.tolist()[::2] == ["b", "a"]
    assert column.isna().tolist() == [False, True, False]
