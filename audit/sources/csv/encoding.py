"""From the bytes of a file, however encoded, to a stream of UTF-8 without NUL characters."""

import codecs
import io
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import numpy as np

from audit.errors import UnreadableInputError, told_as
from audit.sources.csv.encoding_guess import decoder, encoding_name, guessed_encoding, sample_of
from audit.sources.csv.file_state import FileState

DAMAGED_ZIP = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, UnicodeDecodeError)
"""What zipfile raises for a zip whose content or table of contents is not as it should be."""
ByteStream = io.BufferedReader | zipfile.ZipExtFile

_CHUNK = 1 << 20
_TAIL = 1 << 14
_QUOTE = ord('"')
_UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_UTF_8: Final = "utf-8"
_UTF_16: Final = "utf-16"


@dataclass(frozen=True)
class TextFile:
    """A file whose text can be read again and again, as UTF-8."""

    label: str
    open_bytes: Callable[[], ByteStream]
    encoding: str
    """Name of the codec."""
    has_nul: bool
    may_end_in_quotes: bool
    """False when the number of quotation marks in it is even."""
    is_whole: bool = True
    """Every byte of it is a character of ``encoding``; not known of encodings other than UTF-8."""
    state: FileState | None = None
    """Of the file that it is, or that it is packed in; None for what cannot change."""
    tail: str = ""
    """Its last lines, the first of them cut off."""

    def open_utf8(self) -> ByteStream:
        """Return its text as UTF-8, from the start, without byte order mark and NUL characters."""
        stream = self.open_bytes()
        if self.encoding != _UTF_8 or self.has_nul or not self.is_whole:
            return io.BufferedReader(_Chunks(stream, self._chunks(stream)), _CHUNK)
        if stream.read(len(codecs.BOM_UTF8)) == codecs.BOM_UTF8:
            return stream
        stream.close()
        return self.open_bytes()

    @property
    def note(self) -> str:
        """What an administrator should know of its encoding, in a sentence; empty for UTF-8 and UTF-16."""
        if self.encoding not in (_UTF_8, _UTF_16):
            return (
                f"{self.label} is not UTF-8. It was read as {encoding_name(self.encoding)}: if names look garbled, "
                "export it again as UTF-8."
            )
        return "" if self.is_whole else f"Some characters of {self.label} are damaged (not UTF-8). Export it again."

    def check_unchanged(self) -> None:
        """Raise UnreadableInputError when the file was written to since it was examined."""
        if self.state is not None:
            self.state.check()

    def _chunks(self, stream: ByteStream) -> Iterator[bytes]:
        decode = decoder("utf-8-sig" if self.encoding == _UTF_8 else self.encoding).decode
        while chunk := stream.read(_CHUNK):
            yield _without_nul(decode(chunk))
        yield _without_nul(decode(b"", True))


def examined(label: str, open_bytes: Callable[[], ByteStream], state: FileState | None = None) -> TextFile:
    """Read a file to its end and return it with its encoding (docs/contract.md, CSV input).

    UTF-8, else UTF-16 with byte order mark, else what ``guessed_encoding`` says. A byte order mark of UTF-8 settles it
    even where some bytes are not UTF-8. ``state`` is that of the file before.
    """
    validate = codecs.getincrementaldecoder(_UTF_8)().decode
    is_utf8, has_nul, quotes, start, tail = True, False, 0, b"", b""
    with reading(label), open_bytes() as stream:
        while chunk := stream.read(_CHUNK):
            start = start or chunk[:3]
            tail = (tail + chunk)[-_TAIL:]
            quotes += int(np.count_nonzero(np.frombuffer(chunk, np.uint8) == _QUOTE))
            has_nul = has_nul or b"\0" in chunk
            is_utf8 = is_utf8 and _accepts(validate, chunk)
    is_utf8 = is_utf8 and _accepts(validate, b"", final=True)
    encoding = _encoding(label, open_bytes, start, is_utf8=is_utf8)
    ends_in_quotes = encoding == _UTF_16 or quotes % 2 == 1
    whole = is_utf8 or encoding != _UTF_8
    last = tail.decode(_utf_16(start) if encoding == _UTF_16 else encoding, errors="replace").replace("\0", "")
    return TextFile(
        label,
        open_bytes,
        encoding,
        has_nul,
        may_end_in_quotes=ends_in_quotes,
        is_whole=whole,
        state=state,
        tail=last,
    )


def _encoding(label: str, open_bytes: Callable[[], ByteStream], start: bytes, *, is_utf8: bool) -> str:
    if is_utf8 or start == codecs.BOM_UTF8:
        return _UTF_8
    if start[:2] in _UTF_16_MARKS:
        return _UTF_16
    with reading(label), open_bytes() as stream:
        return guessed_encoding(sample_of(iter(lambda: stream.read(_CHUNK), b"")))


def _utf_16(start: bytes) -> str:
    """Return the codec of UTF-16 for text that does not begin with the byte order mark of its file."""
    return "utf-16-le" if start[:2] == codecs.BOM_UTF16_LE else "utf-16-be"


def _without_nul(text: str) -> bytes:
    return text.replace("\0", "").encode(errors="replace")


@contextmanager
def reading(label: str) -> Iterator[None]:
    """Turn what can go wrong while a file is read into UnreadableInputError, which says what to try."""
    what = f"{label} cannot be read"
    try:
        with told_as(
            UnreadableInputError, what, "Check that you may read it, or copy it elsewhere.", unsaid="input error"
        ):
            yield
    except DAMAGED_ZIP as error:
        raise UnreadableInputError(
            f"{label} is damaged in the zip and cannot be unpacked. Download or export it again."
        ) from error
    except NotImplementedError as error:
        raise UnreadableInputError(
            f"{label} is packed in a way that cannot be unpacked here. Unpack the zip, and give the folder."
        ) from error


def _accepts(decode: Callable[..., str], chunk: bytes, *, final: bool = False) -> bool:
    try:
        decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


class _Chunks(io.RawIOBase):
    """A stream of the bytes that an iterator yields."""

    def __init__(self, source: ByteStream, chunks: Iterator[bytes]) -> None:
        self._source, self._chunks, self._rest = source, chunks, memoryview(b"")

    def readable(self) -> bool:
        """Return true."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill ``buffer`` as far as the next chunk goes, and return how far that is."""
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._rest = memoryview(chunk)
        n = min(len(buffer), len(self._rest))
        buffer[:n], self._rest = self._rest[:n], self._rest[n:]
        return n

    def close(self) -> None:
        """Close the file beneath as well."""
        self._source.close()
        super().close()
