"""The id of a finding: the same in every audit as long as rule, record, field and number are the same."""

from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from audit.columns.lookup import e164_as_int, text_array
from audit.tables.findings import Findings, id_texts

Words = npt.NDArray[np.uint64]

_KEY: Final = "0123456789123456"
"""The 16-byte key of the hash. It is part of every id that was ever reported: never change it."""

_STEP: Final = np.uint64(0x9E3779B97F4A7C15)
"""The odd number by which SplitMix64 goes from one word to the next. Part of every id, too."""

_ID_BYTES: Final = 24
"""A record id's 18 characters, filled up with spaces to whole words of eight bytes."""


def finding_ids(findings: Findings, records: pd.DataFrame, values: pd.DataFrame) -> Words:
    """Return the id of each finding, a hash of ``rule_id``, ``record_id``, ``field`` and the number.

    The number is ``e164``, or ``raw`` where there is none. Each part is one or more words of 64 bits: texts by
    SipHash-2-4 (https://www.aumasson.jp/siphash/siphash.pdf), record ids and E.164 digits as they are. Word by word,
    the hash so far times 0x9E3779B97F4A7C15 plus the word is mixed by the last step of SplitMix64. Both hashes are
    those of ``pandas.util.hash_array``, on whole columns. If the very same finding occurs again, how often it did
    before, in the order of ``findings``, is one word more, so that ids are unique. A change of any of this is a new
    number in ``tables.FINDING_IDS``, or reports from before it would look as if all was fixed and all was new.
    """
    found = findings.found
    hashes = np.zeros(len(found), dtype=np.uint64)
    for words in (
        _of_list(found["rule_id"]),
        *_of_ids(findings, records, len(values)),
        _of_list(found["field"]),
        _of_numbers(findings, values),
    ):
        hashes = _mixed_in(hashes, words)
    repeated = pd.Series(hashes).duplicated().to_numpy()
    if repeated.any():
        ordinal = pd.Series(hashes).groupby(hashes).cumcount().to_numpy().astype(np.uint64)
        hashes = np.where(repeated, _mixed_in(hashes, ordinal), hashes)
    return hashes


def shared_number_ids(record_ids: pd.Series, digits: npt.NDArray[np.int64]) -> pd.Series:
    """Return an id for each number on a record, as 16 hex digits, made like that of a finding without a field.

    In place of the rule stands ``shared-number``. ``digits`` are those of the numbers.
    """
    hashes = no_field = np.zeros(len(record_ids), dtype=np.uint64)
    list_name = np.full(len(record_ids), _siphash(np.array(["shared-number"], dtype=object)))
    for words in (list_name, *_words_of(record_ids), no_field, digits.astype(np.uint64)):
        hashes = _mixed_in(hashes, words)
    return pd.Series(id_texts(hashes))


def _mixed_in(hashes: Words, words: Words) -> Words:
    return pd.util.hash_array(hashes * _STEP + words)


def _of_list(texts: pd.Series) -> Words:
    """Return a word for each element of a category; 0 for a missing one."""
    codes, categories = texts.array.codes, texts.array.categories
    words: Words = np.append(_siphash(categories.to_numpy(dtype=object)), np.uint64(0))[codes]
    return words


def _of_ids(findings: Findings, records: pd.DataFrame, n_values: int) -> Iterator[Words]:
    """Yield the words of each finding's record id, in their order."""
    record, value = findings.found["record"].to_numpy(), findings.found["value"].to_numpy()
    out_of_scope = record < 0
    aside = value[out_of_scope] - n_values
    words_aside = _words_of(findings.aside["record_id"].fillna(""))
    for word, words in enumerate(_words_of(records["record_id"])):
        of_found = np.append(words, np.uint64(0))[record]
        of_found[out_of_scope] = words_aside[word][aside]
        yield of_found


def _words_of(record_ids: pd.Series) -> npt.NDArray[np.uint64]:
    padded = pc.utf8_rpad(text_array(record_ids), _ID_BYTES)
    ids = pc.cast(pc.cast(padded, pa.large_binary()), pa.binary(_ID_BYTES))
    octets = np.frombuffer(ids.buffers()[1], dtype="<u8", count=len(ids) * 3, offset=ids.offset * _ID_BYTES)
    return np.asarray(octets.reshape(-1, 3).T, dtype=np.uint64)


def _of_numbers(findings: Findings, values: pd.DataFrame) -> Words:
    """Return the digits of each finding's number; a hash of its text where there is none, 0 where that is missing."""
    value = findings.found["value"].to_numpy()
    digits = np.concatenate([values["digits"], e164_as_int(findings.aside["e164"]), [0]])
    words: Words = digits[value].astype(np.uint64)
    is_text = (words == 0) & (value >= 0)
    words[is_text] = _siphash(findings.texts("raw", values, value[is_text]).to_numpy(dtype=object))
    return words


def _siphash(texts: npt.NDArray[np.object_]) -> Words:
    return pd.util.hash_array(texts, hash_key=_KEY, categorize=False)
