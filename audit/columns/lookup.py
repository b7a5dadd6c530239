"""Rows looked up by what stands in them: record ids, numbers and other texts of long columns."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc


def text_array(texts: pd.Series) -> Any:
    """Return a column of texts as one Arrow array, also where pandas holds it in chunks, as after a concat."""
    array = pa.array(texts, type=pa.large_string(), from_pandas=True)
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


def ids_at(records: pd.DataFrame, positions: pd.Series) -> pd.Series:
    """Return the record ids at ``positions`` (row positions in records, -1 for none), indexed like ``positions``."""
    return pd.Series(texts_at(records["record_id"], positions.to_numpy()), index=positions.index, dtype="str")


def texts_at(texts: pd.Series, positions: npt.NDArray[np.int64]) -> Any:
    """Return the texts at ``positions``, a missing one for -1, as a pandas array."""
    return texts.array.take(positions, allow_fill=True)


def id_ranks(record_ids: pd.Series) -> npt.NDArray[np.int64]:
    """Return the place of each id among all, ascending, from 1."""
    return np.asarray(pc.rank(text_array(record_ids)).to_numpy(), dtype=np.int64)


def is_same_id(record_ids: pd.Series, named: str) -> npt.NDArray[np.bool_]:
    """Return which of ``record_ids`` is the one that somebody ``named``, by 15 or 18 characters.

    The first 15 say all; the other three only repeat their case.
    """
    return np.asarray(short_ids(record_ids).eq(named.strip()[:_CASE_SENSITIVE_PART]), dtype=np.bool_)


def short_ids(record_ids: pd.Series) -> pd.Series:
    """Return record ids of 15 characters: they say all that 18 do."""
    return record_ids.str.slice(stop=_CASE_SENSITIVE_PART)


_CASE_SENSITIVE_PART: Final = 15


def is_among(texts: pd.Series, others: pd.Series) -> npt.NDArray[np.bool_]:
    """Check for each of ``texts`` whether it is one of ``others``; pandas' own isin lists text element by element."""
    return positions_among(texts, others) >= 0


def positions_among(texts: pd.Series, others: pd.Series) -> npt.NDArray[np.int64]:
    """Return for each of ``texts`` the position of its first equal in ``others``, -1 for none and for a missing one."""
    asked, known = text_array(texts), text_array(others)
    if len(asked) * _FEW > len(known):
        return _places(asked, known)
    # Looking each of the others up among a few texts spares a hash table of all the others.
    distinct = asked.unique()
    place = _places(known, distinct)
    found = np.flatnonzero(place >= 0)
    position = np.full(len(distinct) + 1, -1, dtype=np.int64)
    position[place[found[::-1]]] = found[::-1]
    return position[_places(asked, distinct)]


_FEW: Final = 8


def _places(texts: Any, among: Any) -> npt.NDArray[np.int64]:
    found = pc.index_in(texts, value_set=among, skip_nulls=True)
    return np.asarray(pc.fill_null(found, -1).to_numpy(zero_copy_only=False), dtype=np.int64)


def positions_of_digits(asked: npt.NDArray[np.int64], known: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return the position of each of ``asked`` in ``known`` (ascending, each once), -1 for one that is not there.

    >>> positions_of_digits(np.array([30, 20, 40]), np.array([10, 20, 30])).tolist()
    [2, 1, -1]
    """
    place = np.searchsorted(known, asked)
    is_there = np.append(known, -1)[place] == asked
    return np.where(is_there, place, -1)


def e164_as_int(e164: pd.Series) -> npt.NDArray[np.int64]:
    """Return E.164 texts as whole numbers, a key that is far cheaper to group than text; 0 for a missing one.

    Up to 15 digits without a leading zero: nothing is lost.

    >>> e164_as_int(pd.Series(["+12125550100"], dtype="str")).tolist()
    [12125550100]
    """
    digits = pc.utf8_slice_codeunits(pa.array(e164), 1)
    numbers = pc.fill_null(pc.cast(digits, pa.int64()), 0)
    return np.asarray(numbers.to_numpy(zero_copy_only=False), dtype=np.int64)
