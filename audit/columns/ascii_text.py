"""Whole columns of ASCII text: match, take apart and put together, on Arrow's buffers.

Texts are Arrow ``large_string`` arrays without missing values (``Texts``), masks and counts are numpy arrays.
"""

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Texts: TypeAlias = Any
"""a pyarrow LargeStringArray, no nulls"""
Mask: TypeAlias = npt.NDArray[np.bool_]
Rows: TypeAlias = npt.NDArray[np.int64]
"""row positions"""
ByteKinds: TypeAlias = npt.NDArray[np.bool_]
"""by byte (256 of them): whether it is of some kinds"""


def texts_of(column: Any) -> Texts:
    """Return a column of texts as one array; a missing text is empty."""
    array = pa.array(column, from_pandas=True)
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks() if array.num_chunks != 1 else array.chunk(0)
    return pc.fill_null(array.cast(pa.large_string()), "")


def flags(answers: Any) -> Mask:
    """Return Arrow's booleans as a mask."""
    return np.asarray(answers.to_numpy(zero_copy_only=False))


def matches(texts: Texts, pattern: str) -> Mask:
    """Check for each text whether ``pattern`` (RE2) occurs in it."""
    if len(texts) == 0:
        return np.zeros(0, dtype=np.bool_)
    return flags(pc.match_substring_regex(texts, pattern))


def starts_with(texts: Texts, start: str, after: int = 0) -> Mask:
    """Check for each text whether it begins with ``start``, its first ``after`` bytes apart."""
    offsets = _offsets(texts)
    content, first = _content(texts, offsets), offsets[:-1] - offsets[0] + after
    begins = lengths(texts) >= after + len(start)
    # numpy refuses to take anything from no bytes, whatever the mode
    for position, byte in enumerate(start.encode() if len(content) else b""):
        begins &= np.take(content, first + position, mode="clip") == byte
    return begins


def ends_with(texts: Texts, end: str) -> Mask:
    """Check for each text whether it ends with ``end``."""
    return flags(pc.ends_with(texts, end))


def replaced_in(texts: Texts, pattern: str, by: str) -> Texts:
    r"""Return the texts with the first match of ``pattern`` (RE2) replaced; ``\1`` in ``by`` is its first group."""
    return pc.replace_substring_regex(texts, pattern, by, max_replacements=1) if len(texts) else texts


def trimmed_start(texts: Texts, characters: str) -> Texts:
    """Return the (ASCII) texts without any of ``characters`` at their start."""
    return pc.ascii_ltrim(texts, characters=characters)


def trimmed_end(texts: Texts, characters: str) -> Texts:
    """Return the (ASCII) texts without any of ``characters`` at their end."""
    return pc.ascii_rtrim(texts, characters=characters)


def without_slice(texts: Texts, start: int, stop: int) -> Texts:
    """Return the (ASCII) texts without their bytes from ``start`` to ``stop``."""
    return pc.binary_replace_slice(texts, start=start, stop=stop, replacement="")


def equal(left: Texts, right: Texts) -> Mask:
    """Check for each row whether the two texts are the same."""
    return flags(pc.equal(left, right))


def chosen(texts: Texts, rows: Mask | Rows) -> Texts:
    """Return the texts of some rows: where a mask is true, or at ascending positions."""
    if rows.dtype == np.bool_:
        return texts if rows.all() else texts.filter(pa.array(rows))
    return texts if len(rows) == len(texts) else texts.take(pa.array(rows))


def taken(texts: Texts, positions: Rows) -> Texts:
    """Return the texts at ``positions``, in any order, null where a position is -1."""
    return texts.take(pa.array(positions, mask=positions < 0))


def replaced(texts: Texts, rows: Rows, by: Texts) -> Texts:
    """Return the texts with those at ``rows`` (ascending positions) replaced by the texts of ``by``."""
    if len(rows) == 0:
        return texts
    position = np.arange(len(texts))
    position[rows] = np.arange(len(texts), len(texts) + len(rows))
    return pa.concat_arrays([texts, by]).take(pa.array(position))  # half the time of replace_with_mask


def joined(prefix: str, texts: Texts) -> Texts:
    """Return the texts with ``prefix`` before each."""
    return pc.binary_join_element_wise(pa.scalar(prefix, texts.type), texts, pa.scalar("", texts.type))  # "" is between


def concatenated(columns: list[Texts]) -> Texts:
    """Return the columns one below the other."""
    return pa.concat_arrays(columns)


def lengths(texts: Texts) -> npt.NDArray[np.int64]:
    """Return the number of bytes of each text."""
    return np.asarray(np.diff(_offsets(texts)))


def kinds_of(characters: str) -> ByteKinds:
    """Return the bytes of ``characters`` as kinds."""
    return np.isin(np.arange(256), list(characters.encode()))


def counted(texts: Texts, kinds: ByteKinds) -> npt.NDArray[np.int64]:
    """Return how many bytes of each text are of ``kinds``."""
    offsets = _offsets(texts)
    return np.asarray(np.diff(_kept_before(kinds[_content(texts, offsets)], offsets - offsets[0])))


def rows_with(texts: Texts, kinds: ByteKinds) -> Rows:
    """Return the rows, ascending, of the texts that have a byte of ``kinds``."""
    offsets = _offsets(texts)
    found = np.flatnonzero(kinds[_content(texts, offsets)])
    return np.unique(np.searchsorted(offsets[1:] - offsets[0], found, side="right"))


def are_digits(texts: Texts) -> Mask:
    """Check for each text whether it is ASCII digits, one at least."""
    return flags(pc.ascii_is_decimal(texts))


def digits_in(texts: Texts, also: str = "") -> Texts:
    """Return the texts with only their ASCII digits, and the (ASCII) characters of ``also``."""
    offsets = _offsets(texts)
    content = _content(texts, offsets)
    keep = content - np.uint8(ord("0")) < 10
    for character in also:
        keep |= content == ord(character)
    return _texts(content[keep], _kept_before(keep, offsets - offsets[0]))


def translated(texts: Texts, byte_for: npt.NDArray[np.uint8]) -> Texts:
    """Return the texts with each byte replaced by ``byte_for[byte]``."""
    offsets = _offsets(texts)
    return _texts(byte_for[_content(texts, offsets)], offsets - offsets[0])


def number_at(texts: Texts, start: Mask | int, n_digits: int) -> npt.NDArray[np.int16]:
    """Return the ``n_digits`` digits of each text from byte ``start`` as a number; each text has as many there."""
    offsets = _offsets(texts)
    content = _content(texts, offsets)
    first = offsets[:-1] - offsets[0] + start
    number = np.zeros(len(first), dtype=np.int16)
    for position in range(n_digits):
        number = number * np.int16(10) + (content[first + position] - np.uint8(ord("0")))
    return number


def first_bytes(texts: Texts, start: int, n_bytes: int) -> npt.NDArray[np.uint64]:
    """Return a number that is the same for texts of one length with the same ``n_bytes`` (6 at most) from ``start``."""
    offsets = _offsets(texts)
    content = np.append(_content(texts, offsets), np.zeros(start + 8, dtype=np.uint8))
    words = np.ndarray(len(content) - 7, "<u8", content, strides=(1,))[offsets[:-1] - offsets[0] + start]
    return np.asarray(words & np.uint64((1 << 8 * n_bytes) - 1) | lengths(texts).astype(np.uint64) << np.uint64(48))


def overwritten(texts: Texts, start: int, by: str) -> Texts:
    """Return the texts with every byte from ``start`` on replaced by the character ``by``."""
    offsets = _offsets(texts)
    content = _content(texts, offsets).copy()
    content[np.arange(len(content)) - np.repeat(offsets[:-1] - offsets[0], lengths(texts)) >= start] = ord(by)
    return _texts(content, offsets - offsets[0])


def _offsets(texts: Texts) -> npt.NDArray[np.int64]:
    if len(texts) == 0:
        return np.zeros(1, dtype=np.int64)
    return np.frombuffer(texts.buffers()[1], dtype=np.int64, count=len(texts) + 1, offset=texts.offset * 8)


def _content(texts: Texts, offsets: npt.NDArray[np.int64]) -> npt.NDArray[np.uint8]:
    buffer = texts.buffers()[2]
    if buffer is None or offsets[-1] == offsets[0]:
        return np.zeros(0, dtype=np.uint8)
    return np.frombuffer(buffer, dtype=np.uint8, count=offsets[-1] - offsets[0], offset=offsets[0])


def _kept_before(keep: Mask, positions: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return how many bytes are kept before each of ``positions``."""
    count = np.zeros(len(keep) + 1, dtype=np.int32 if len(keep) <= np.iinfo(np.int32).max else np.int64)
    np.cumsum(keep, dtype=count.dtype, out=count[1:])
    return count[positions].astype(np.int64)


def _texts(content: npt.NDArray[np.uint8], offsets: npt.NDArray[np.int64]) -> Texts:
    return pa.LargeStringArray.from_buffers(len(offsets) - 1, pa.py_buffer(offsets), pa.py_buffer(content))
