"""Which encoding the text of a file has when it is neither UTF-8 nor UTF-16 (docs/contract.md, CSV input)."""

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from audit.sources.records.countries import region_of
from audit.sources.records.flags import FLAG_WORDS

WINDOWS_1252: Final = "windows-1252"

_SAMPLE_BYTES: Final = 1 << 17
"""A guess from more text is no better, and takes seconds."""
_BEYOND_ASCII: Final = re.compile(rb"[\x80-\xff]")
_WORD_BEYOND_ASCII: Final = re.compile(r"[^\W\d_]*[^\W\d_\x00-\x7f][^\W\d_]*")
_FULL_WIDTH: Final = re.compile("[\uff01-\uff20\uff3b-\uff40\uff5b-\uff65\u30fc\u3000]")
_HALF_WIDTH: Final = re.compile("[\uff61-\uff9f]")
_FLAG_LABELS: Final = ("deleted", "converted")
_ASCII_LETTER: Final = re.compile("[A-Za-z]")
_SUPERSETS: Final = {
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "cp950",
    "iso8859_11": "cp874",
}
"""What Windows writes under the name of the smaller one: more characters, and the others are the same."""
_NAMES: Final = {
    "cp932": "Shift_JIS",
    "cp949": "EUC-KR",
    "gb18030": "GB 18030",
    "cp950": "Big5",
    "big5hkscs": "Big5-HKSCS",
    "euc_jp": "EUC-JP",
    "euc_jis_2004": "EUC-JP",
    "cp874": "windows-874",
    "koi8_r": "KOI8-R",
    WINDOWS_1252: "Windows-1252 (Western European)",
    "utf-8": "UTF-8",
}


def guessed_encoding(sample: bytes) -> str:
    """Return the name of the codec for ``sample``, some lines of a file, the header first, that are not UTF-8.

    It is the best guess of charset-normalizer when most of what that makes of the bytes beyond ASCII are letters of a
    script other than Latin, else Windows-1252: among the encodings of Latin script the guess is worthless. Where
    another of these makes known countries of more country fields, it is that one: a name in Chinese is no accident.
    So it is with words of flags. Half-width katakana are an accident: each letter of Cyrillic, Greek or Arabic in one
    byte is such a character in Shift_JIS.
    """
    import charset_normalizer  # noqa: PLC0415 - it takes a while to load, and nearly all files are UTF-8

    guesses = [match.encoding for match in charset_normalizer.from_bytes(sample)]
    texts = {codec: sample.decode(codec, errors="replace") for codec in guesses if not codec.startswith("utf")}
    choices = [codec for codec, text in texts.items() if _is_of_another_script(text)]
    choices.insert(len(choices) if choices[:1] == guesses[:1] else 0, WINDOWS_1252)
    texts[WINDOWS_1252] = sample.decode(WINDOWS_1252, errors="replace")
    codec = max(choices, key=lambda codec: (*_n_known(texts[codec]), not _is_half_width(texts[codec])))
    return _SUPERSETS.get(codec, codec)


def encoding_name(codec: str) -> str:
    """Return the name by which people choose the encoding ``codec``."""
    if codec.startswith("cp125"):
        return f"windows-{codec.removeprefix('cp')}"
    return _NAMES.get(codec, codec.replace("iso8859_", "ISO-8859-"))


def sample_of(chunks: Iterable[bytes]) -> bytes:
    """Return the first line of a file that comes in ``chunks``, and those with bytes beyond ASCII, as far as needed.

    A file that is small is its own sample.
    """
    kept, size, rest, is_first = [], 0, b"", True
    whole = io.BytesIO()
    for chunk in chunks:
        if whole.tell() <= _SAMPLE_BYTES:
            whole.write(chunk)
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            if is_first or _BEYOND_ASCII.search(line):
                kept.append(line[:_SAMPLE_BYTES])
                size += len(line)
            is_first = False
        if size > _SAMPLE_BYTES:
            break
    if whole.tell() <= _SAMPLE_BYTES:
        return whole.getvalue()
    return b"\n".join((*kept, rest[:_SAMPLE_BYTES]))


def decoder(codec: str) -> codecs.IncrementalDecoder:
    """Return a decoder that reads what ``codec`` does not have as U+FFFD."""
    return codecs.getincrementaldecoder(codec)(errors="replace")


def _is_of_another_script(text: str) -> bool:
    """Return whether most of what is beyond ASCII in ``text`` are letters of a script other than Latin.

    Full-width digits and signs, which Japanese and Chinese phone numbers have, say nothing and are not counted.
    Those in one word with letters of ASCII do not count: "Gr\N{CJK UNIFIED IDEOGRAPH-571F}e" was "Größe".
    """
    text = _FULL_WIDTH.sub(" ", text)
    n_beyond = sum(not character.isascii() for character in text)
    n_letters = 0
    for word in _WORD_BEYOND_ASCII.findall(text):
        if not _ASCII_LETTER.search(word):
            n_letters += sum(not unicodedata.name(letter, "LATIN").startswith("LATIN") for letter in word)
    return 2 * n_letters > n_beyond


def _is_half_width(text: str) -> bool:
    """Return whether most of what is beyond ASCII in ``text`` are half-width katakana."""
    return 2 * len(_HALF_WIDTH.findall(text)) > sum(not character.isascii() for character in text)


def _n_known(text: str) -> tuple[int, int]:
    """Return how many cells beyond ASCII are names of countries, and how many words of flags, in columns of these."""
    header, rows = _table(text)
    names = [name.strip().casefold() for name in header]
    countries = [position for position, name in enumerate(names) if "country" in name]
    flags = [position for position, name in enumerate(names) if name.startswith("is") or name in _FLAG_LABELS]
    return (
        sum(region_of(cell) is not None for cell in _cells_at(rows, countries)),
        sum(cell in FLAG_WORDS for cell in _cells_at(rows, flags)),
    )


def _table(text: str) -> tuple[list[str], list[list[str]]]:
    """Return header and rows, split at the delimiter that the header shows."""
    first = text.partition("\n")[0]
    delimiter = max(",;\t|", key=first.count)
    try:
        header, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except (csv.Error, ValueError):
        return [], []
    return header, rows


def _cells_at(rows: Sequence[Sequence[str]], positions: Sequence[int]) -> Iterator[str]:
    """Yield the cells at ``positions`` that are beyond ASCII, case-folded."""
    for row in rows:
        cells = (row[position].strip().casefold() for position in positions if position < len(row))
        yield from (cell for cell in cells if not cell.isascii())
