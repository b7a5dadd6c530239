"""The direction of a call, from the words that Aircall, Salesforce and people's spreadsheets write for it."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from audit.sources.records.notes import named_words

_WORDS: Final = (
    (
        *("inbound", "incoming"),
        *("eingehend", "eingang", "entrant", "entrante", "entrata", "entrada", "recibida", "recebida"),
        *("inkomend", "inkommande", "indgaende", "innkommende", "saapuva", "przychodzace", "przychodzacy"),
        *("prichozi", "prichadzajuci", "bejovo", "gelen", "входящий", "входящая", "вхідний"),
        *("着信", "受信", "呼入", "来电", "수신", "واردة"),
    ),
    (
        *("outbound", "outgoing", "dialed", "dialled"),
        *("ausgehend", "ausgang", "sortant", "saliente", "uscita", "saida", "realizada", "efetuada"),
        *("uitgaand", "utgaende", "udgaende", "lahteva", "wychodzace", "wychodzacy"),
        *("odchozi", "odchadzajuci", "kimeno", "giden", "исходящий", "исходящая", "вихідний"),
        *("発信", "呼出", "去电", "발신", "صادرة"),
    ),
)
"""Of each of DIRECTIONS; they decide wherever they stand in the text."""
_WEAK_WORDS: Final = (("in", "received", "missed", "voicemail"), ("out",))
"""They decide where no other word does (Italian writes ``in uscita``): only inbound calls are missed."""
_ENDINGS: Final = ("", "e", "er", "es", "s", "a", "o")
"""Endings of an adjective: eingehender, entrants, recebido."""
_BETWEEN_WORDS: Final = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Directions:
    """The direction of each call."""

    codes: npt.NDArray[np.int8]
    """position in DIRECTIONS; -1 where it is empty or not understood"""
    not_understood: dict[str, int]
    """What is written instead, most frequent first, with its calls; the empty text for an empty cell"""

    @property
    def calls_not_understood(self) -> int:
        """How many calls have no direction that is understood."""
        return sum(self.not_understood.values())

    def named(self) -> str:
        """Return the words that are not understood and how often each occurs, for a message."""
        return named_words(self.not_understood)


def read_directions(said: pa.Array) -> Directions:
    """Return the directions that ``said`` (large_string, a text per call) writes down.

    The first word that names a direction decides, so that Aircall's ``Inbound - Answered`` and ``call direction -
    type`` are read like ``inbound``. A text that names both or none is not understood.
    """
    distinct = said.dictionary_encode()
    words = distinct.dictionary.to_pylist()
    code_of_word = np.array([*map(_code, words), -1], dtype=np.int8)
    indices = distinct.indices.fill_null(len(words)).to_numpy(zero_copy_only=False)
    codes = code_of_word[indices]
    counts = np.bincount(indices, minlength=len(words) + 1)
    unknown = {word: int(n) for word, n, code in zip([*words, ""], counts, code_of_word, strict=True) if n and code < 0}
    return Directions(codes, dict(sorted(unknown.items(), key=lambda item: (-item[1], item[0]))))


def _code(text: str) -> int:
    words = _words_of(text)
    for known in (_WORDS, _WEAK_WORDS):
        named = {code for code, of_direction in enumerate(known) if not words.isdisjoint(_forms(of_direction))}
        if named:
            return named.pop() if len(named) == 1 else -1
    return -1


@cache
def _forms(words: tuple[str, ...]) -> frozenset[str]:
    """Return ``words`` with each of _ENDINGS, folded; one of three letters or fewer has no other form."""
    return frozenset(_folded(word + ending) for word in words for ending in _ENDINGS if not ending or len(word) > 3)


def _words_of(text: str) -> set[str]:
    return set(_BETWEEN_WORDS.split(_folded(text)))


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in decomposed if not unicodedata.combining(each))
