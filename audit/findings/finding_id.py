"""The id of a finding: the same in every audit as long as rule, record, field and number are the same."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from audit.lookups import e164_as_int, text_array

Words = npt.NDArray[np.uint64]

_KEY: Final = "0123456789123456"
"""The 16-byte key of the hash. It is part of every id that was ever reported: never change it."""

_STEP: Final = np.uint64(0x9E3779B97F4A7C15)
"""The odd number by which SplitMix64 goes from one word to the next. Part of every id, too."""

_ID_BYTES: Final = 24
"""A record id's 18 characters, filled up with spaces to whole words of eight bytes."""


def finding_ids(findings: pd.DataFrame) -> pd.Series:
    """Return 16 hex digits per finding, a hash of ``rule_id``, ``record_id``, ``field`` and the number.

    The number is ``e164``, or ``raw`` where there is none. Each part is one or more words of 64 bits: texts by
    SipHash-2-4 (https://www.aumasson.jp/siphash/siphash.pdf), record ids and E.164 digits as they are. Word by word,
    the hash so far times 0x9E3779B97F4A7C15 plus the word is mixed by the last step of SplitMix64. Both hashes are
    those of ``pandas.util.hash_array``, on whole columns. If the very same finding occurs again, how often it did
    before, in the order of ``findings``, is one word more, so that ids are unique. A change of any of this is a new
    number in ``tables.FINDING_IDS``, or reports from before it would look as if all was fixed and all was new.
    """
    hashes = np.zeros(len(findings), dtype=np.uint64)
    for words in (
        _of_list(findings["rule_id"]),
        *_of_ids(findings["record_id"]),
        _of_list(findings["field"]),
        _of_numbers(findings["e164"], findings["raw"]),
    ):
        hashes = _mixed_in(hashes, words)
    repeated = pd.Series(hashes).duplicated().to_numpy()
    if repeated.any():
        ordinal = pd.Series(hashes).groupby(hashes).cumcount().to_numpy().astype(np.uint64)
        hashes = np.where(repeated, _mixed_in(hashes, ordinal), hashes)
    return pd.Series(pd.array(_hex_digits(hashes), dtype="str"), index=findings.index)


def _mixed_in(hashes: Words, words: Words) -> Words:
    return pd.util.hash_array(hashes * _STEP + words)


def _of_list(texts: pd.Series) -> Words:
    """Return a word for each element of a category; 0 for a missing one."""
    codes, categories = texts.array.codes, texts.array.categories
    words: Words = np.append(_siphash(categories.to_numpy(dtype=object)), np.uint64(0))[codes]
    return words


def _of_ids(record_ids: pd.Series) -> list[Words]:
    padded = pc.utf8_rpad(text_array(record_ids), _ID_BYTES)
    ids = pc.cast(pc.cast(padded, pa.large_binary()), pa.binary(_ID_BYTES))
    octets = np.frombuffer(ids.buffers()[1], dtype="<u8", count=len(ids) * 3, offset=ids.offset * _ID_BYTES)
    return [octets.reshape(-1, 3)[:, word].astype(np.uint64) for word in range(3)]


def _of_numbers(e164: pd.Series, raw: pd.Series) -> Words:
    """Return the digits of ``e164``; a hash of ``raw`` where there is none, 0 where that is missing too."""
    words = np.zeros(len(e164), dtype=np.uint64)
    is_read = e164.notna().to_numpy()
    is_text = ~is_read & raw.notna().to_numpy()
    words[is_read] = e164_as_int(e164.loc[is_read])
    words[is_text] = _siphash(raw.loc[is_text].to_numpy(dtype=object))
    return words


def _siphash(texts: npt.NDArray[np.object_]) -> Words:
    return pd.util.hash_array(texts, hash_key=_KEY, categorize=False)


def _hex_digits(hashes: Words) -> Any:
    octets = hashes.astype(">u8").view(np.uint8)
    digits = np.empty(2 * len(octets), dtype=np.uint8)
    alphabet = np.frombuffer(b"0123456789abcdef", dtype=np.uint8)
    digits[0::2], digits[1::2] = alphabet[octets >> 4], alphabet[octets & 15]
    ends = np.arange(0, len(digits) + 1, 16)
    return pa.LargeStringArray.from_buffers(len(hashes), pa.py_buffer(ends), pa.py_buffer(digits))
