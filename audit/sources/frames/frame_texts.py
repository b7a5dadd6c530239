"""The columns of somebody's DataFrame as the texts that a CSV file would have."""

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from audit.columns.lookup import text_array

_TEXT = pa.large_string()


def column_texts(column: pd.Series) -> pa.Array:
    """Return the texts (large_string, null for None, NaN, NaT and NA) that a CSV file has for ``column``, of any type.

    A float keeps its point (``2125550100.0``), which cleaning takes away, and a moment is in ISO 8601 to the
    millisecond; one without a time zone has none in its text either. NUL characters are removed.
    Raise UnicodeError for texts that cannot be written in UTF-8.

    >>> column_texts(pd.Series([2125550100, None])).to_pylist()
    ['2125550100.0', None]
    >>> column_texts(pd.Series([True, pd.NA], dtype="boolean")).to_pylist()
    ['True', None]
    """
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        return _moments(column, "UTC")
    if pd.api.types.is_datetime64_dtype(column.dtype):
        return _moments(column, None)
    texts = text_array(column.astype("str"))
    has_nul = pc.any(pc.match_substring(texts, "\0")).as_py()
    return pc.replace_substring(texts, "\0", "") if has_nul else texts


def _moments(column: pd.Series, zone: str | None) -> pa.Array:
    moments = pa.array(column, from_pandas=True)
    return moments.cast(pa.timestamp("ms", zone), safe=False).cast(_TEXT)
