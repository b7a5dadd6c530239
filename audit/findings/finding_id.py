"""The id of a finding: the same in every audit as long as rule, record, field and number are the same."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

_SEPARATOR = "\x1f"
"""Unit separator: stands in no id, field name or E.164 number."""

_KEY = "0123456789123456"
"""The 16-byte key of the hash. It is part of every id that was ever reported: never change it."""


def finding_ids(findings: pd.DataFrame) -> pd.Series:
    """Return 16 hex digits per finding, a hash of ``rule_id``, ``record_id``, ``field`` and the number.

    The number is ``e164``, or ``raw`` where there is none; the parts are joined by U+001F, a missing one is empty. The
    hash is that of ``pandas.util.hash_array``, which computes it on whole columns: SipHash-2-4
    (https://www.aumasson.jp/siphash/siphash.pdf), then the last step of SplitMix64. If the very same finding occurs
    again, how often it did before, in the order of ``findings``, is joined as well, so that ids are unique.
    """
    texts = _joined(*(findings[name] for name in ("rule_id", "record_id", "field")), _number_of(findings))
    hashes = _siphash(texts)
    repeated = pd.Series(hashes).duplicated().to_numpy()
    if repeated.any():
        ordinal = pd.Series(hashes).groupby(hashes).cumcount().astype("str")
        hashes = np.where(repeated, _siphash(_joined(texts, ordinal)), hashes)
    return pd.Series(pd.array(_hex_digits(hashes), dtype="str"), index=findings.index)


def _number_of(findings: pd.DataFrame) -> pd.Series:
    return findings["e164"].fillna(findings["raw"])


def _joined(*parts: Any) -> Any:
    texts = [pc.fill_null(pc.cast(pa.array(part), pa.large_string()), "") for part in parts]
    return pc.binary_join_element_wise(*texts, pa.scalar(_SEPARATOR, pa.large_string()))


def _siphash(texts: Any) -> npt.NDArray[np.uint64]:
    return pd.util.hash_array(texts.to_numpy(zero_copy_only=False), hash_key=_KEY, categorize=False)


def _hex_digits(hashes: npt.NDArray[np.uint64]) -> Any:
    octets = hashes.astype(">u8").view(np.uint8)
    digits = np.empty(2 * len(octets), dtype=np.uint8)
    alphabet = np.frombuffer(b"0123456789abcdef", dtype=np.uint8)
    digits[0::2], digits[1::2] = alphabet[octets >> 4], alphabet[octets & 15]
    ends = np.arange(0, len(digits) + 1, 16)
    return pa.LargeStringArray.from_buffers(len(hashes), pa.py_buffer(ends), pa.py_buffer(digits))
