"""Words beside a number, and the pieces between them (docs/simulation.md, Words and pieces)."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from audit.normalize.classify import digits_of

_SCHEME: Final = re.compile(r"(?:tel|callto):", re.IGNORECASE)
_EXTENSION_MARKS: Final = frozenset(["ext", "extn", "xt", "xtn", "extension", "extensión", "доб", "anexo", "int", "x"])
_BEFORE_EXTENSION: Final = re.compile(r"[.:=]?[\s,\-\N{HYPHEN}]*\d")
_PROLONGED_SOUND: Final = "ー"
"""A letter that alone is the hyphen of Japanese numbers."""
_LATIN: Final = re.compile(r"[A-Za-z]+")
_LETTERS_A_TO_Z: Final = re.compile(r"[A-Za-z]")
_NUMBER_OF_WORD: Final = re.compile(r"[.:]?\s*[1-9](?=[\s.:)]+0)")
"""``Mobil 2 0171…``: the single digit says which one it is."""
_OPENS: Final = re.compile(r"[(\[]")
_CLOSING: Final = {"(": ")", "[": "]"}
_DIGIT: Final = re.compile(r"\d")
_OPEN_END: Final = re.compile(r"\d.*\s\d{1,2}(?:\.\s*)?\Z", re.DOTALL)
"""One or two digits before a word, which may belong to it or to the number: ``030 901820 2. Stock``."""


class Span(NamedTuple):
    """Where something stands in a text."""

    start: int
    end: int


class Piece(NamedTuple):
    """What stands between words."""

    text: str
    is_open: bool = False
    """whose its last digits are cannot be told: it is no number by itself"""


def without_scheme(clean: str) -> str:
    """Return ``clean`` without a leading ``tel:`` or ``callto:``, and with the digits of every script as 0 to 9."""
    scheme = _SCHEME.match(clean)
    text = clean[scheme.end() :] if scheme else clean
    return text if text.isascii() else "".join(digits_of(c) or c for c in text)


def words_in(text: str) -> list[Span]:
    """Return the words of ``text`` (from ``without_scheme``): runs of letters and marks that are no extension mark."""
    first_digit = _first_digit(text)
    return [run for run in _runs(text) if not _is_extension_mark(text, run, first_digit)]


def has_letter_a_to_z(text: str) -> bool:
    """Check whether ``text`` (from ``without_scheme``) has a letter of A to Z."""
    return _LETTERS_A_TO_Z.search(text) is not None


def letters_behind_first_digit(text: str) -> int:
    """Return how many letters of A to Z stand behind the first digit of ``text``."""
    return len(_LETTERS_A_TO_Z.findall(text, _first_digit(text)))


def from_first_digit(text: str) -> str:
    """Return ``text`` (which has a digit) from its first digit on."""
    return text[_first_digit(text) :]


def stand_before_digits(text: str, words: Sequence[Span]) -> bool:
    """Check whether ``text`` has words, and none of them behind its first digit: ``Room 123``."""
    return bool(words) and words[-1].start < _first_digit(text)


def pieces(text: str, words: Sequence[Span]) -> Iterator[Piece]:
    """Yield the pieces of ``text`` (from ``without_scheme``) between its ``words``, plus signs and brackets.

    Digits are never joined across a word: ``030 901820 (Uwe) 12`` are the pieces ``030 901820``, ``(``, ``) 12``.
    """
    brackets = _brackets_with_words(text, words)
    cuts = sorted({at for at, character in enumerate(text) if character == "+"}.union(*brackets))
    start = 0
    for word in words:
        between = _cut(Span(start, word.start), cuts)
        yield from (Piece(text[piece.start : piece.end]) for piece in between[:-1])
        last = between[-1]
        is_outside = not any(bracket.start <= last.start < bracket.end for bracket in brackets)
        yield Piece(text[last.start : last.end], is_outside and _OPEN_END.search(text, *last) is not None)
        start = _end_with_number(text, word)
    yield from (Piece(text[piece.start : piece.end]) for piece in _cut(Span(start, len(text)), cuts))


def _cut(span: Span, cuts: Sequence[int]) -> list[Span]:
    ends = [span.start, *(at for at in cuts if span.start < at < span.end), span.end]
    return [Span(*part) for part in pairwise(ends)]


def _first_digit(text: str) -> int:
    first = _DIGIT.search(text)
    return first.start() if first else len(text)


def _runs(text: str) -> Iterator[Span]:
    if text.isascii():
        yield from (Span(*run.span()) for run in _LATIN.finditer(text))
        return
    kinds = "".join(_kind(character) for character in text)
    yield from (Span(*run.span()) for run in re.finditer(r"[lmh]*l[lmh]*", kinds))


def _kind(character: str) -> str:
    """Return l for a letter, h for the one that is a hyphen, m for a mark, and a space for anything else."""
    if character == _PROLONGED_SOUND:
        return "h"
    return {"L": "l", "M": "m"}.get(unicodedata.category(character)[0], " ")


def _is_extension_mark(text: str, run: Span, first_digit: int) -> bool:
    return (
        first_digit < run.start
        and text[run.start : run.end].casefold() in _EXTENSION_MARKS
        and _BEFORE_EXTENSION.match(text, run.end) is not None
    )


def _end_with_number(text: str, word: Span) -> int:
    numbered = _NUMBER_OF_WORD.match(text, word.end)
    return numbered.end() if numbered else word.end


def _brackets_with_words(text: str, words: Sequence[Span]) -> list[Span]:
    """Return the brackets, closed or not, that open behind a digit and have a word in them."""
    found: list[Span] = []
    for opening in _OPENS.finditer(text, _first_digit(text)):
        start = opening.start()
        closing = text.find(_CLOSING[opening[0]], start)
        end = closing + 1 if closing >= 0 else len(text)
        is_inner = bool(found) and start < found[-1].end
        if not is_inner and any(start < word.start < end for word in words):
            found.append(Span(start, end))
    return found
