"""Record ids of 15 and 18 characters, whole columns at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from audit.columns.masks import Ints

_PADDING = r"^['\x{2019}\pZ\p{Cc}\p{Cf}]+|['\x{2019}\pZ\p{Cc}\p{Cf}]+$"
_SUFFIX = np.frombuffer(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ012345", dtype=np.uint8)
_WEIGHTS = np.array([1, 2, 4, 8, 16])
_HALVES = (slice(0, 8), slice(7, 15))
"""The fifteen characters that matter, as two times eight bytes."""
_AT_ONCE = 1_000_000
"""Rows that are compared together, some 200 bytes each."""
_ODD = np.uint64(0x9E3779B97F4A7C15)
"""The golden ratio in 64 bits: multiplying by it spreads near values (Knuth, TAOCP 3, section 6.4)."""


def is_id(texts: pa.Array) -> pa.Array:
    """Return, per text (large_string), whether it is a record id: 15 or 18 characters of ``[A-Za-z0-9]``."""
    return pc.and_(pc.or_(_has_length(texts, 15), _has_length(texts, 18)), pc.ascii_is_alnum(texts))


def trimmed(texts: pa.Array) -> pa.Array:
    """Return ``texts`` (large_string) without white space, apostrophes and invisible characters at both ends.

    Databases pad ids, and cells are pasted with what nobody sees (docs/simulation.md, Ids).
    """
    return pc.replace_substring_regex(texts, _PADDING, "")


def record_ids(texts: pa.Array) -> pa.Array:
    """Return ids or references to records (large_string) trimmed and widened; any other text trimmed, as it is."""
    is_plain = pc.fill_null(is_id(texts), fill_value=True)
    if is_plain.true_count < len(texts):
        texts = pc.replace_with_mask(texts, pc.invert(is_plain), trimmed(texts.filter(pc.invert(is_plain))))
    return widened(texts)


def widened(texts: pa.Array) -> pa.Array:
    """Return ``texts`` (large_string) with ids of 15 characters widened to 18; any other text as it is.

    The three characters at the end say which of the fifteen are capitals, five bits each, lowest first, so that ids
    stay distinct where case is lost (Salesforce, "15-character and 18-character IDs").
    """
    short = _has_length(texts, 15)
    if not short.true_count:
        return texts
    short = pc.fill_null(pc.and_(short, pc.ascii_is_alnum(texts)), fill_value=False)
    return pc.replace_with_mask(texts, short, _widened_short(texts.filter(short)))


def _has_length(texts: pa.Array, n_bytes: int) -> pa.Array:
    return pc.equal(pc.binary_length(texts), n_bytes)


def _is_wide(texts: pa.Array) -> pa.Array:
    return pc.fill_null(pc.and_(_has_length(texts, 18), pc.ascii_is_alnum(texts)), fill_value=False)


def _widened_short(ids: pa.Array) -> pa.Array:
    """Widen ``ids``, each of exactly 15 ASCII letters and digits."""
    offsets = np.frombuffer(ids.buffers()[1], dtype=np.int64)[ids.offset : ids.offset + len(ids) + 1]
    letters = np.frombuffer(ids.buffers()[2], dtype=np.uint8)[offsets[0] : offsets[-1]].reshape(-1, 15)
    capitals = (letters >= ord("A")) & (letters <= ord("Z"))
    suffixes = _SUFFIX[capitals.reshape(-1, 3, 5) @ _WEIGHTS]
    wide = np.ascontiguousarray(np.hstack([letters, suffixes]))
    starts = np.arange(0, wide.size + 1, 18, dtype=np.int64)
    return pa.LargeStringArray.from_buffers(len(ids), pa.py_buffer(starts), pa.py_buffer(wide))


class KnownIds:
    """Ids that are looked up again and again, a column at a time."""

    def __init__(self, ids: pa.Array) -> None:
        """Learn ``ids`` (large_string); what is not an id of 18 characters is forgotten."""
        wide = ids.filter(_is_wide(ids))
        order = np.argsort(_digests(wide), kind="stable")
        self._ids = wide.take(pa.array(order))
        self._digests = _digests(self._ids)

    def among(self, ids: pa.Array) -> pa.Array:
        """Return, per text of ``ids`` (large_string), whether it is known (bool, never null)."""
        wide = _is_wide(ids)
        known = np.zeros(len(ids), dtype=bool)
        if len(self._ids) and wide.true_count:
            asked = ids.filter(wide)
            nearest = np.searchsorted(self._digests, _digests(asked)).clip(max=len(self._ids) - 1)
            known[wide.to_numpy(zero_copy_only=False)] = pc.equal(self._ids.take(pa.array(nearest)), asked)
        return pa.array(known)


@dataclass
class SeenIds:
    """64 bits for each id of a column that comes in pieces: enough to say which may occur twice."""

    digests: list[np.ndarray] = field(default_factory=list)
    ascend: bool = True
    """whether each is greater than the one before, as Salesforce mostly exports them"""
    _last: pa.Scalar = field(default_factory=lambda: pa.scalar("", pa.large_string()))

    def note(self, ids: pa.ChunkedArray) -> None:
        """Learn some more ids (large_string, each of 18 characters, no null)."""
        for chunk in ids.chunks:
            if not len(chunk):
                continue
            self.digests.append(_digests(chunk))
            if self.ascend:
                is_next = pc.less(self._last, chunk[0]).as_py()
                self.ascend = is_next and pc.all(pc.less(chunk[:-1], chunk[1:]), min_count=0).as_py()
                self._last = chunk[-1]


def may_repeat(columns: Sequence[SeenIds], at_once: int = _AT_ONCE) -> Iterator[Ints]:
    """Yield the positions (ascending, in ``columns`` one after the other) of ids that may occur more than once.

    Those of equal ids come together, some ``at_once`` at a time. Whether they are equal only the ids tell: other ids
    have the same digest where no more than their last three characters differ, and very rarely by chance.
    """
    filled = [column for column in columns if column.digests]
    if not filled or (len(filled) == 1 and filled[0].ascend):
        return
    whole = np.concatenate([digests for column in filled for digests in column.digests])
    ordered = np.sort(whole)
    repeated = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
    if not len(repeated):
        return
    nearest = np.searchsorted(repeated, whole).clip(max=len(repeated) - 1)
    rows = np.flatnonzero(repeated[nearest] == whole)
    group = nearest[rows] // max(1, at_once * len(repeated) // len(rows))
    for place in range(group.max() + 1):
        yield rows[group == place]


def _digests(ids: pa.Array) -> np.ndarray:
    """Return 64 bits for each id, equal for equal ids: hashing integers is many times faster than hashing texts."""
    offsets = np.frombuffer(ids.buffers()[1], dtype=np.int64)[ids.offset : ids.offset + len(ids) + 1]
    letters = np.frombuffer(ids.buffers()[2] or b"", dtype=np.uint8)[offsets[0] : offsets[-1]].reshape(-1, 18)
    high, low = (np.ascontiguousarray(letters[:, part]).view(np.uint64).ravel() for part in _HALVES)
    return (high * _ODD) ^ (high >> np.uint64(29)) ^ low
