"""From the bytes of a file, however encoded, to a stream of UTF-8 without NUL characters."""

import codecs
import io
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

import numpy as np

from audit.errors import UnreadableInputError

Encoding = Literal["utf-8", "utf-16", "windows-1252"]

DAMAGED_ZIP = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, UnicodeDecodeError)
"""What zipfile raises for a zip whose content or table of contents is not as it should be."""
ByteStream = io.BufferedReader | zipfile.ZipExtFile

_CHUNK = 1 << 20
_QUOTE = ord('"')
_UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_WINDOWS_1252 = "".join(bytes([byte]).decode("windows-1252", errors="ignore") or chr(byte) for byte in range(256))
"""All 256 characters: the five bytes that Windows-1252 leaves open are control characters, as browsers read them."""


@dataclass(frozen=True)
class TextFile:
    """A file whose text can be read again and again, as UTF-8."""

    label: str
    open_bytes: Callable[[], ByteStream]
    encoding: Encoding
    has_nul: bool
    may_end_in_quotes: bool
    """False when the number of quotation marks in it is even."""

    def open_utf8(self) -> ByteStream:
        """Return its text as UTF-8, from the start, without byte order mark and NUL characters."""
        stream = self.open_bytes()
        if self.encoding != "utf-8" or self.has_nul:
            return io.BufferedReader(_Chunks(stream, self._chunks(stream)), _CHUNK)
        if stream.read(len(codecs.BOM_UTF8)) == codecs.BOM_UTF8:
            return stream
        stream.close()
        return self.open_bytes()

    def _chunks(self, stream: ByteStream) -> Iterator[bytes]:
        decode = _DECODERS[self.encoding]()
        while chunk := stream.read(_CHUNK):
            yield decode(chunk).replace("\0", "").encode()
        yield decode(b"", True).replace("\0", "").encode()


def examined(label: str, open_bytes: Callable[[], ByteStream]) -> TextFile:
    """Read a file to its end and return it with its encoding: UTF-8, else UTF-16 with BOM, else Windows-1252."""
    validate = codecs.getincrementaldecoder("utf-8")().decode
    is_utf8, has_nul, quotes, start = True, False, 0, b""
    with reading(label), open_bytes() as stream:
        while chunk := stream.read(_CHUNK):
            start = start or chunk[:2]
            quotes += int(np.count_nonzero(np.frombuffer(chunk, np.uint8) == _QUOTE))
            has_nul = has_nul or b"\0" in chunk
            is_utf8 = is_utf8 and _accepts(validate, chunk)
    is_utf8 = is_utf8 and _accepts(validate, b"", final=True)
    is_utf16 = not is_utf8 and start in _UTF_16_MARKS
    encoding: Encoding = "utf-8" if is_utf8 else "utf-16" if is_utf16 else "windows-1252"
    return TextFile(label, open_bytes, encoding, has_nul, may_end_in_quotes=is_utf16 or quotes % 2 == 1)


@contextmanager
def reading(label: str) -> Iterator[None]:
    """Turn what can go wrong while a file is read into UnreadableInputError, which says what to try."""
    try:
        yield
    except DAMAGED_ZIP as error:
        raise UnreadableInputError(
            f"{label} is damaged in the zip and cannot be unpacked. Download or export it again."
        ) from error
    except NotImplementedError as error:
        raise UnreadableInputError(
            f"{label} is packed in a way that cannot be unpacked here. Unpack the zip, and give the folder."
        ) from error
    except OSError as error:
        raise UnreadableInputError(
            f"{label} cannot be read: {error.strerror or 'input error'}. Check the rights on it, or copy it elsewhere."
        ) from error


def _accepts(decode: Callable[..., str], chunk: bytes, *, final: bool = False) -> bool:
    try:
        decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _windows_1252() -> Callable[..., str]:
    return lambda chunk, _final=False: codecs.charmap_decode(chunk, "strict", _WINDOWS_1252)[0]


_DECODERS: dict[Encoding, Callable[[], Callable[..., str]]] = {
    "utf-8": lambda: codecs.getincrementaldecoder("utf-8-sig")().decode,
    "utf-16": lambda: codecs.getincrementaldecoder("utf-16")(errors="replace").decode,
    "windows-1252": _windows_1252,
}


class _Chunks(io.RawIOBase):
    """A stream of the bytes that an iterator yields."""

    def __init__(self, source: ByteStream, chunks: Iterator[bytes]) -> None:
        self._source, self._chunks, self._rest = source, chunks, memoryview(b"")

    def readable(self) -> bool:
        """Say yes."""
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
