"""Read a column of phone fields at once: the answers of ``reference.read_column``, to the last cell.

What follows from the numbering plans alone is computed for whole columns; every other text goes to the reference,
once per distinct (text, region). Tests compare the two.
"""

from dataclasses import dataclass, fields
from itertools import repeat
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from audit.columns.ascii_text import (
    Mask,
    Rows,
    Texts,
    concatenated,
    counted,
    flags,
    matches,
    replaced,
    starts_with,
    taken,
    texts_of,
)
from audit.columns.threads import executor, n_threads
from audit.columns.types import texts_in
from audit.domain import REASONS
from audit.normalize import scalar
from audit.normalize.parse_number import MOST_DIGITS
from audit.normalize.scalar import FEWEST_OF_A_NUMBER, READINGS
from audit.normalize.vectorized.classify_column import MASKED, SHAPES, US_SCREEN, ColumnText, column_text
from audit.normalize.vectorized.lettered_numbers import LETTERED, look_lettered_up
from audit.normalize.vectorized.letters import Lettered
from audit.normalize.vectorized.match_plan import LOCATED, NEEDS_REGION, UNDECIDED, Codes
from audit.normalize.vectorized.normalize_numbers import LookedUp, normalize_numbers
from audit.normalize.vectorized.one_number_texts import DIGITS, Numbers
from audit.normalize.vectorized.parse_column import INTERNATIONAL, SOURCE_FORMATS, region_positions
from audit.normalize.vectorized.placeholders import may_fold_to_word, placeholder_rows
from audit.normalize.vectorized.second_readings import has_north_american_code, with_second_readings

_MOST_ROWS: Final = 1 << 20
_FEWEST_ROWS: Final = 1 << 16
"""Rows read at once: few enough to keep memory small, enough to make the set-up of each pattern cheap."""

_MOST_THREADS: Final = 32
_BYTES_A_ROW: Final = 300
"""What reading takes beside the result, at its peak."""

_CATEGORIES: Final = {column.name: list(column.categories or ()) for column in READINGS.columns}
_FORMAT: Final = {name: code for code, name in enumerate(_CATEGORIES["format"])}
_CONFIDENCE: Final = {name: code for code, name in enumerate(_CATEGORIES["confidence"])}
_UNREAD: Final = -1
_WORDS: Final = np.int16(REASONS.index("words"))
_FORMAT_OF_SOURCE: Final = np.array([_FORMAT[name] for name in SOURCE_FORMATS], dtype=np.int16)
_FORMAT_OF_SHAPE: Final = np.array([(_FORMAT | {"masked": _FORMAT["invalid"]}).get(name, _UNREAD) for name in SHAPES])


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


@dataclass
class _Draft:
    """Readings of some rows while they are decided; like _Chunk, the numbers by where they stand among all found."""

    format: Codes
    reason: Codes
    e164: Texts
    """numbers in no order"""
    e164_at: Rows
    """position in ``e164``, -1 for none"""
    region: Codes
    number_type: Codes
    confidence: Codes
    has_plus: Mask

    def finished(self) -> _Chunk:
        """Return the readings as they were decided, each row with its number."""
        columns = {field.name: getattr(self, field.name) for field in fields(_Chunk)}
        return _Chunk(**columns | {"e164": taken(self.e164, self.e164_at)})


def read_column(
    raw: pd.Series, region: pd.Categorical, is_default: Mask, placeholder_words: frozenset[str]
) -> pd.DataFrame:
    """Read a column of texts, each in its region (ISO alpha-2, or missing); return READINGS, one row per text.

    ``is_default`` says of each row whether its region is the configured default.
    """
    texts = texts_of(raw)
    position = region_positions(texts_in(region.categories))[region.codes]
    workers = n_threads(_MOST_THREADS, _BYTES_A_ROW * min(len(texts) + 1, _MOST_ROWS))
    n_rows = min(max(-(-len(texts) // workers), _FEWEST_ROWS), _MOST_ROWS)
    starts = range(0, max(len(texts), 1), n_rows)
    parts = [slice(start, start + n_rows) for start in starts]
    raw_parts = (texts.slice(start, n_rows) for start in starts)
    about_parts = zip(map(position.__getitem__, parts), map(is_default.__getitem__, parts), strict=True)
    with executor(len(texts), workers) as pool:
        chunk = _concatenated(list(pool.map(_read_chunk, raw_parts, about_parts, repeat(placeholder_words))))
    unread = np.flatnonzero(chunk.format == _UNREAD)
    return _frame(
        chunk,
        unread,
        scalar.read_column(raw.iloc[unread], region[unread], is_default[unread], placeholder_words),
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


def _read_chunk(raw: Texts, read_in: tuple[Codes, Mask], placeholder_words: frozenset[str]) -> _Chunk:
    """Write the format of each row, by docs/simulation.md, Formats, and what the number of a readable one is.

    ``read_in`` says of each row its region and whether that is the default.
    """
    region, is_default = read_in
    texts = column_text(raw)
    numbers = texts.numbers
    found = normalize_numbers(numbers.number, starts_with(numbers.number, "+"), region[numbers.rows])
    found, may_be_another = with_second_readings(numbers.number, found, region[numbers.rows])
    draft = _of_numbers(texts, found)
    _put_lettered(draft, texts.lettered, region, is_default)
    _put_needs_region(draft, texts, is_default)
    needs_review = texts.ends_short.copy()
    needs_review[numbers.rows] |= may_be_another
    _put_confidence(draft, texts, region, needs_review)
    _put_placeholders(draft, texts, placeholder_words)
    return draft.finished()


def _of_numbers(texts: ColumnText, found: LookedUp) -> _Draft:
    n_rows, rows = len(texts.shape), texts.numbers.rows
    e164_at = np.full(n_rows, -1, dtype=np.int64)
    e164_at[rows] = found.e164_at
    draft = _Draft(
        format=_FORMAT_OF_SHAPE[texts.shape].astype(np.int16),
        reason=np.where(texts.shape == MASKED, _WORDS, np.int16(-1)),
        e164=found.e164,
        e164_at=e164_at,
        region=_nowhere(n_rows),
        number_type=_nowhere(n_rows),
        confidence=_nowhere(n_rows),
        has_plus=texts.has_plus,
    )
    draft.region[rows], draft.number_type[rows] = found.region, found.number_type
    draft.reason[rows] = np.maximum(found.outcome, -1)
    draft.format[rows] = _formats(texts.numbers, found, texts.is_strict[rows])
    return draft


def _formats(numbers: Numbers, found: LookedUp, is_strict: Mask) -> Codes:
    format_ = _FORMAT_OF_SOURCE[found.source]
    format_[numbers.has_extension] = _FORMAT["extension"]
    format_[is_strict & (found.source == INTERNATIONAL) & found.is_as_written] = _FORMAT["e164"]
    format_[numbers.has_word] = _FORMAT["words"]
    format_[found.outcome >= 0] = _FORMAT["invalid"]
    format_[found.outcome == NEEDS_REGION] = _FORMAT["needs_region"]
    format_[found.outcome == UNDECIDED] = _UNREAD
    format_[numbers.has_word & (found.outcome != LOCATED)] = _UNREAD
    return format_


def _put_lettered(draft: _Draft, lettered: Lettered, region: Codes, is_default: Mask) -> None:
    """Write what the texts are in which no piece between the words is a valid number."""
    texts = lettered.at(draft.format[lettered.rows] == _UNREAD)
    rows = texts.rows
    found = look_lettered_up(texts, draft.has_plus[rows], region[rows], is_default[rows] | (region[rows] < 0))
    draft.format[rows] = np.array([_UNREAD if name is None else _FORMAT[name] for name in LETTERED], dtype=np.int16)[
        found.answer
    ]
    is_invalid = draft.format[rows] == _FORMAT["invalid"]
    draft.reason[rows] = np.where(is_invalid, _WORDS, -1)
    draft.region[rows], draft.number_type[rows] = found.region, found.number_type
    draft.e164_at[rows] = np.where(found.e164_at >= 0, found.e164_at + len(draft.e164), -1)
    draft.e164 = concatenated([draft.e164, found.e164])


def _put_needs_region(draft: _Draft, texts: ColumnText, is_default: Mask) -> None:
    """Mark numbers that do not fit the default region as needing one: nobody wrote that region down."""
    rows = np.flatnonzero(is_default & (draft.format == _FORMAT["invalid"]) & ~draft.has_plus)
    rows = rows[draft.reason[rows] != _WORDS]
    n_digits = counted(texts.clean(rows), DIGITS)
    rows = rows[(n_digits >= FEWEST_OF_A_NUMBER) & (n_digits <= MOST_DIGITS)]
    draft.format[rows] = _FORMAT["needs_region"]
    draft.reason[rows] = -1


def _put_confidence(draft: _Draft, texts: ColumnText, region: Codes, needs_review: Mask) -> None:
    proposed = np.flatnonzero((draft.region >= 0) & (draft.format != _FORMAT["e164"]))
    format_ = draft.format[proposed]
    confidence = np.where(format_ == _FORMAT["international"], _CONFIDENCE["certain"], _CONFIDENCE["region"])
    is_noted = np.isin(format_, [_FORMAT[name] for name in ("extension", "words", "letters")])
    confidence[is_noted | needs_review[proposed]] = _CONFIDENCE["review"]
    draft.confidence[proposed] = confidence
    abroad = proposed[~has_north_american_code()[region[proposed]]]
    draft.confidence[abroad[matches(texts.clean(abroad), US_SCREEN)]] = _CONFIDENCE["review"]


def _put_placeholders(draft: _Draft, texts: ColumnText, words: frozenset[str]) -> None:
    decided = [_UNREAD, *(_FORMAT[name] for name in ("empty", "e164", "scientific", "multiple"))]
    asked = ~np.isin(draft.format, decided)
    if may_fold_to_word(words):
        rows = np.flatnonzero(asked)
        draft.format[rows[~flags(pc.string_is_ascii(texts.clean(rows)))]] = _UNREAD
    rows = placeholder_rows(texts, asked, words)
    draft.format[rows] = _FORMAT["placeholder"]
    for column in (draft.reason, draft.e164_at, draft.region, draft.number_type, draft.confidence):
        column[rows] = -1


def _nowhere(n_rows: int) -> Codes:
    return np.full(n_rows, -1, dtype=np.int16)
