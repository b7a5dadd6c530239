"""Columns of any type as the texts that a CSV file has for them."""

from datetime import UTC, date, datetime
from io import StringIO
from typing import Any

import numpy as np
import pandas as pd
import pytest

from audit.sources.frames.frame_texts import column_texts

COLUMNS = {
    "text": pd.Series(["+12125550100", None, "", np.nan]),
    "objects": pd.Series(["+12125550100", 2125550100, 2125550100.0, None, pd.NA, np.nan, pd.NaT], dtype="object"),
    "floats": pd.Series([2125550100, np.nan, 442079460018.0, 1e22]),
    "whole": pd.Series([2125550100, 442079460018]),
    "nullable whole": pd.Series([2125550100, None], dtype="Int64"),
    "flags": pd.Series([True, False]),
    "nullable flags": pd.Series([True, None], dtype="boolean"),
    "flags as objects": pd.Series([True, None, "false"], dtype="object"),
    "categories": pd.Series(["Olga", None, "Omar"], dtype="category"),
    "whole categories": pd.Series([2125550100, 442079460018], dtype="category"),
    "arrow": pd.Series(["+12125550100", None], dtype="string[pyarrow]"),
    "numpy strings": pd.Series(["+12125550100", None], dtype="string[python]"),
    "dates": pd.Series([date(2024, 1, 2), None]),
}


@pytest.mark.parametrize("column", COLUMNS.values(), ids=COLUMNS)
def test_a_column_has_the_texts_of_a_csv_file(column: pd.Series) -> None:
    written = StringIO(column.to_frame("x").assign(end="").to_csv(index=False))
    texts = pd.read_csv(written, dtype=str, keep_default_na=False)["x"].tolist()
    assert [text or "" for text in column_texts(column).to_pylist()] == texts


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime(2024, 1, 2, 3, 4, 5, 6789, tzinfo=UTC), "2024-01-02 03:04:05.006Z"),
        (datetime(2024, 1, 2, 3, 4, 5), "2024-01-02 03:04:05.000"),  # noqa: DTZ001 - as many frames have them
        (pd.Timestamp("2024-01-02 03:00", tz="Europe/Berlin"), "2024-01-02 02:00:00.000Z"),
    ],
)
def test_a_moment_is_told_to_the_millisecond(moment: Any, text: str) -> None:
    assert column_texts(pd.Series([moment, pd.NaT])).to_pylist() == [text, None]


def test_nul_characters_are_removed() -> None:
    assert column_texts(pd.Series(["+1212\x00555", "0100"])).to_pylist() == ["+1212555", "0100"]


def test_text_that_is_not_unicode_is_refused() -> None:
    with pytest.raises(UnicodeError):
        column_texts(pd.Series(["Ren\udce9"], dtype="object"))
