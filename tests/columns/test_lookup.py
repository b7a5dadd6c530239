import numpy as np
import pandas as pd
import pytest

from audit.columns.lookup import e164_as_int, id_ranks, ids_at, is_among, positions_among, positions_of_digits

ADA, BEA, CY = "003A00000000000AAA", "003B00000000000AAA", "003C00000000000AAA"


def texts(*values: str | None) -> pd.Series:
    return pd.Series(list(values), dtype="str")


@pytest.mark.parametrize("asked_times", [1, 200])
def test_a_text_is_found_where_it_first_stands_whichever_side_is_the_longer(asked_times: int) -> None:
    known = texts(None, BEA, ADA, BEA, *(f"003{number:015}" for number in range(100)))
    asked = texts(*[BEA, CY, None, ADA] * asked_times)
    assert positions_among(asked, known).tolist() == [1, -1, -1, 2] * asked_times
    assert is_among(asked, known).tolist() == [True, False, False, True] * asked_times


def test_nothing_is_among_no_texts() -> None:
    assert positions_among(texts(ADA, None), texts()).tolist() == [-1, -1]
    assert positions_among(texts(), texts(ADA)).tolist() == []


def test_the_id_at_no_position_is_missing_and_the_index_stays() -> None:
    ids = ids_at(pd.DataFrame({"record_id": texts(ADA, BEA)}), pd.Series([1, -1], index=[7, 9]))
    assert ids.loc[7] == BEA
    assert pd.isna(ids.loc[9])


def test_a_missing_number_is_zero() -> None:
    assert e164_as_int(texts("+999999999999999", None)).tolist() == [999_999_999_999_999, 0]


def test_ids_are_ranked_by_their_characters_wherever_they_stand() -> None:
    assert id_ranks(texts(CY, ADA, BEA)).tolist() == [3, 1, 2]
    assert id_ranks(texts()).tolist() == []


def test_no_number_has_a_place_among_none() -> None:
    nothing = np.array([], dtype=np.int64)
    assert positions_of_digits(np.array([12125550100]), nothing).tolist() == [-1]
    assert positions_of_digits(nothing, np.array([12125550100])).tolist() == []
