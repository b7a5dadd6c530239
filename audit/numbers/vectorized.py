"""Read a column of phone fields at once: the answers of ``reference.read_column``, to the last cell.

What follows from the numbering plans alone is computed for whole columns; every other text goes to the reference,
once per distinct (text, region). Tests compare the two.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from itertools import repeat
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa

from audit.numbers import reference
from audit.numbers.arrow_text import Mask, Rows, Texts, concatenated, replaced, taken, texts_of
from audit.numbers.column_number import LookedUp, look_up
from audit.numbers.column_parse import SOURCE_FORMATS, region_positions
from audit.numbers.column_plan import NEEDS_REGION, UNDECIDED, Codes
from audit.numbers.column_text import SHAPES, ColumnText, Numbers, column_text, placeholders
from audit.numbers.reference import READINGS

_MOST_ROWS: Final = 1 << 20
_FEWEST_ROWS: Final = 1 << 16
"""Rows read at once: few enough to keep memory small, enough to make the set-up of each pattern cheap."""

_CATEGORIES: Final = {column.name: list(column.categories or ()) for column in READINGS.columns}
_FORMAT: Final = {name: code for code, name in enumerate(_CATEGORIES["format"])}
_CONFIDENCE: Final = {name: code for code, name in enumerate(_CATEGORIES["confidence"])}
_UNREAD: Final = -1
_FORMAT_OF_SOURCE: Final = np.array([_FORMAT[name] for name in SOURCE_FORMATS], dtype=np.int16)
_FORMAT_OF_SHAPE: Final = np.array([_FORMAT.get(name, _UNREAD) for name in SHAPES], dtype=np.int16)


@dataclass(frozen=True)
class _Chunk:
    """READINGS of some rows: a position in the list of categories for every column of that type, -1 for missing."""

    format: Codes
    reason: Codes
    e164: Texts
    region: Codes
    number_type: Codes
    confidence: Codes
    has_plus: Mask


def read_column(
    raw: pd.Series, region: pd.Categorical, is_default: Mask, placeholder_words: frozenset[str]
) -> pd.DataFrame:
    """Read a column of texts, each in its region (ISO alpha-2, or missing); return READINGS, one row per text.

    ``is_default`` says of each row whether its region is the configured default.
    """
    texts = texts_of(raw)
    position = region_positions(region.categories.tolist())[region.codes]
    n_threads = os.cpu_count() or 1
    n_rows = min(max(-(-len(texts) // n_threads), _FEWEST_ROWS), _MOST_ROWS)
    starts = range(0, max(len(texts), 1), n_rows)
    raw_parts = (texts.slice(start, n_rows) for start in starts)
    region_parts = (position[start : start + n_rows] for start in starts)
    with ThreadPoolExecutor(n_threads) as pool:
        chunk = _concatenated(list(pool.map(_read_chunk, raw_parts, region_parts, repeat(placeholder_words))))
    unread = np.flatnonzero(chunk.format == _UNREAD)
    return _frame(
        chunk,
        unread,
        reference.read_column(raw.iloc[unread], region[unread], is_default[unread], placeholder_words),
    )


def _concatenated(chunks: list[_Chunk]) -> _Chunk:
    columns = {field.name: [getattr(chunk, field.name) for chunk in chunks] for field in fields(_Chunk)}
    return _Chunk(**{name: _below_each_other(parts) for name, parts in columns.items()})


def _below_each_other(parts: list[Any]) -> Any:
    return np.concatenate(parts) if isinstance(parts[0], np.ndarray) else concatenated(parts)


def _frame(chunk: _Chunk, unread: Rows, by_reference: pd.DataFrame) -> pd.DataFrame:
    columns: dict[str, Any] = {}
    for column in READINGS.columns:
        read, reference_read = getattr(chunk, column.name), by_reference[column.name]
        if column.dtype == "str":
            texts = replaced(read, unread, pa.array(reference_read, from_pandas=True).cast(read.type))
            columns[column.name] = pd.array(texts, dtype="str")
        elif column.dtype == "bool":
            read[unread] = reference_read
            columns[column.name] = read
        else:
            read[unread] = reference_read.cat.codes
            columns[column.name] = pd.Categorical.from_codes(read, categories=reference_read.cat.categories)
    return READINGS.typed(pd.DataFrame(columns))


def _read_chunk(raw: Texts, region: Codes, placeholder_words: frozenset[str]) -> _Chunk:
    """Give each row its format, by the table of SIMULATION section 2, and what the number of a readable one is."""
    texts = column_text(raw)
    numbers = texts.numbers
    rows = numbers.rows
    found = look_up(numbers.number, texts.has_plus[rows], region[rows])
    e164_at = np.full(len(raw), -1, dtype=np.int64)
    e164_at[rows] = found.e164_at
    chunk = _Chunk(
        format=_FORMAT_OF_SHAPE[texts.shape],
        reason=_nowhere(len(raw)),
        e164=taken(found.e164, e164_at),
        region=_nowhere(len(raw)),
        number_type=_nowhere(len(raw)),
        confidence=_nowhere(len(raw)),
        has_plus=texts.has_plus,
    )
    chunk.region[rows], chunk.number_type[rows] = found.region, found.number_type
    chunk.reason[rows] = np.maximum(found.outcome, -1)
    chunk.format[rows] = _formats(numbers, found, texts.is_strict[rows])
    _put_confidence(chunk, texts)
    _put_placeholders(chunk, texts, placeholder_words)
    chunk.format[chunk.format != _FORMAT["e164"]] = _UNREAD
    return chunk


def _formats(numbers: Numbers, found: LookedUp, is_strict: Mask) -> Codes:
    format_ = _FORMAT_OF_SOURCE[found.source]
    format_[numbers.has_letter] = _FORMAT["letters"]
    format_[numbers.has_extension] = _FORMAT["extension"]
    format_[is_strict & found.is_as_written] = _FORMAT["e164"]
    format_[found.outcome >= 0] = _FORMAT["invalid"]
    format_[found.outcome == NEEDS_REGION] = _FORMAT["needs_region"]
    format_[found.outcome == UNDECIDED] = _UNREAD
    return format_


def _put_confidence(chunk: _Chunk, texts: ColumnText) -> None:
    proposed = np.flatnonzero((chunk.region >= 0) & (chunk.format != _FORMAT["e164"]))
    format_ = chunk.format[proposed]
    confidence = np.where(format_ == _FORMAT["international"], _CONFIDENCE["certain"], _CONFIDENCE["region"])
    needs_review = np.isin(format_, [_FORMAT["extension"], _FORMAT["letters"]])
    confidence[needs_review | texts.ends_short[proposed]] = _CONFIDENCE["review"]
    chunk.confidence[proposed] = confidence


def _put_placeholders(chunk: _Chunk, texts: ColumnText, words: frozenset[str]) -> None:
    asked = np.flatnonzero(np.isin(chunk.format, [_FORMAT[name] for name in ("text", "invalid", "needs_region")]))
    rows = asked[placeholders(texts.clean(asked), words)]
    chunk.format[rows] = _FORMAT["placeholder"]
    chunk.reason[rows] = -1


def _nowhere(n_rows: int) -> Codes:
    return np.full(n_rows, -1, dtype=np.int16)
