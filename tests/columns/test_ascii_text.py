"""Whole columns of text, taken apart and put together on Arrow's buffers."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from audit.columns.ascii_text import (
    are_digits,
    chosen,
    concatenated,
    counted,
    digits_in,
    equal,
    first_bytes,
    joined,
    lengths,
    number_at,
    overwritten,
    replaced,
    rows_with,
    starts_with,
    taken,
    texts_of,
    translated,
    without_slice,
)

TEXTS = ["+44 20", "", "a1b2", "+1"]
LETTERS = np.isin(np.arange(256), list(b"abc"))


@pytest.fixture(params=["whole", "slice"])
def texts(request: pytest.FixtureRequest) -> pa.Array:
    """Return TEXTS, as an array of its own or as a part of a longer one."""
    if request.param == "whole":
        return texts_of(TEXTS)
    return texts_of(["before", "9", *TEXTS, "after"]).slice(2, len(TEXTS))


def test_a_column_of_several_parts_is_one_column() -> None:
    column = pd.concat([pd.Series(["a"], dtype="str"), pd.Series(["b", None], dtype="str")])
    assert texts_of(column).to_pylist() == ["a", "b", ""]
    assert texts_of(pd.Series([], dtype="str")).to_pylist() == []


def test_digits_are_kept_and_other_characters_where_asked(texts: pa.Array) -> None:
    assert digits_in(texts).to_pylist() == ["4420", "", "12", "1"]
    assert digits_in(texts, also="+b").to_pylist() == ["+4420", "", "1b2", "+1"]


def test_bytes_of_a_kind_are_counted(texts: pa.Array) -> None:
    assert counted(texts, LETTERS).tolist() == [0, 0, 2, 0]


def test_lengths_are_bytes(texts: pa.Array) -> None:
    assert lengths(texts).tolist() == [6, 0, 4, 2]
    assert lengths(texts_of(["é"])).tolist() == [2]


def test_bytes_are_translated(texts: pa.Array) -> None:
    key = np.arange(256, dtype=np.uint8)
    key[ord("a")] = ord("2")
    assert translated(texts, key).to_pylist() == ["+44 20", "", "21b2", "+1"]


def test_digits_are_read_as_a_number() -> None:
    texts = texts_of(["x", "+44", "812"]).slice(1, 2)
    assert number_at(texts, np.array([True, False]), 2).tolist() == [44, 81]
    assert number_at(texts_of(["999"]), 0, 3).tolist() == [999]


def test_rows_are_chosen_by_mask_or_position(texts: pa.Array) -> None:
    assert chosen(texts, np.array([True, False, False, True])).to_pylist() == ["+44 20", "+1"]
    assert chosen(texts, np.array([0, 3])).to_pylist() == ["+44 20", "+1"]
    assert chosen(texts, np.arange(4)).to_pylist() == TEXTS
    assert taken(texts, np.array([3, -1, 0])).to_pylist() == ["+1", None, "+44 20"]


def test_rows_are_replaced(texts: pa.Array) -> None:
    assert replaced(texts, np.array([1, 3]), texts_of(["b", "d"])).to_pylist() == ["+44 20", "b", "a1b2", "d"]


def test_texts_are_put_together_and_cut(texts: pa.Array) -> None:
    assert joined("x", texts).to_pylist() == ["x+44 20", "x", "xa1b2", "x+1"]
    assert concatenated([texts, texts_of(["e"])]).to_pylist() == [*TEXTS, "e"]
    assert without_slice(texts_of(["+440"]), 3, 4).to_pylist() == ["+44"]
    assert equal(texts, texts_of(["+44 20", "x", "a1b2", ""])).tolist() == [True, False, True, False]


def test_a_start_is_found_at_its_place(texts: pa.Array) -> None:
    assert starts_with(texts, "+").tolist() == [True, False, False, True]
    assert starts_with(texts, "+4").tolist() == [True, False, False, False]
    assert starts_with(texts, "1", after=1).tolist() == [False, False, True, True]
    assert starts_with(texts, "1+", after=1).tolist() == [False] * 4
    assert starts_with(texts_of([]), "+").tolist() == []
    assert starts_with(texts_of(["", ""]), "+").tolist() == [False, False]


def test_rows_with_a_byte_of_a_kind_are_found_once(texts: pa.Array) -> None:
    assert rows_with(texts, LETTERS).tolist() == [2]
    assert rows_with(texts, np.isin(np.arange(256), list(b"14"))).tolist() == [0, 2, 3]


def test_only_ascii_digits_are_digits() -> None:
    assert are_digits(texts_of(["12", "", "1a", "\u0661", "+1"])).tolist() == [True, False, False, False, False]


def test_first_bytes_tell_texts_of_a_length_apart() -> None:
    texts = texts_of(["+441632", "+441699", "+44163", "+442079", "+44", "+", "+441632"])
    first = first_bytes(texts, 3, 2).tolist()
    assert first[0] == first[1] == first[6]
    assert len(set(first)) == 5


def test_bytes_are_overwritten_from_a_place_on(texts: pa.Array) -> None:
    assert overwritten(texts, 2, "X").to_pylist() == ["+4XXXX", "", "a1XX", "+1"]
