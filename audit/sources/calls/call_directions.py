"""The direction of a call, from the words that Aircall, Salesforce and people's spreadsheets write for it."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

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
_INTERNAL_WORDS: Final = (
    *("internal", "intern", "interne", "interno", "interna", "interni", "wewnetrzne", "внутренний", "внутренняя"),
    *("内部", "内線"),
)
"""Between colleagues: neither inbound nor outbound."""
_INTERNAL: Final = 2
_ENDINGS: Final = ("", "e", "er", "es", "s", "a", "o")
"""Endings of an adjective: eingehender, entrants, recebido."""
_BETWEEN_WORDS: Final = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Directions:
    """The direction of each call."""

    codes: npt.NDArray[np.int8]
    """position in DIRECTIONS; -1 where it is empty, not understood, or between colleagues"""
    is_internal: npt.NDArray[np.bool_]
    """between colleagues"""
    not_understood: dict[str, int]
    """What is written instead, most frequent first, with its calls; the empty text for an empty cell"""

    @property
    def calls_not_understood(self) -> int:
        """How many calls have no direction that is understood."""
        return sum(self.not_understood.values())

    def named(self) -> str:
        """Return the words that are not understood and how often each occurs, for a message."""
        return named_words(self.not_understood)


def read_directions(columns: Sequence[pa.Array], n_calls: int) -> Directions:
    """Return the directions that ``columns`` (large_string, a text per call) write down: the first that says one.

    The first word that names a direction decides, so that Aircall's ``Inbound - Answered`` and ``call direction -
    type`` are read like ``inbound``. A text that names both or none is not understood.
    """
    codes = np.full(n_calls, -1, dtype=np.int8)
    for said in columns:
        codes = np.where(codes < 0, _codes(said), codes)
    is_internal = codes == _INTERNAL
    unknown: dict[str, int] = {}
    if columns and (codes < 0).any():
        counted = pc.value_counts(pc.fill_null(columns[0].filter(pa.array(codes < 0)), "")).to_pylist()
        unknown = {each["values"]: each["counts"] for each in counted}
    ranked = dict(sorted(unknown.items(), key=lambda item: (-item[1], item[0])))
    return Directions(np.where(is_internal, np.int8(-1), codes), is_internal, ranked)


def _codes(said: pa.Array) -> npt.NDArray[np.int8]:
    distinct = said.dictionary_encode()
    code_of_word = np.array([*map(_code, distinct.dictionary.to_pylist()), -1], dtype=np.int8)
    indices = distinct.indices.fill_null(len(code_of_word) - 1)
    return np.asarray(code_of_word[indices.to_numpy(zero_copy_only=False)], dtype=np.int8)


def _code(text: str) -> int:
    """Return the position in DIRECTIONS of the direction that ``text`` names, _INTERNAL, or -1."""
    words = _words_of(text)
    for known in (_WORDS, _WEAK_WORDS):
        named = {code for code, of_direction in enumerate(known) if not words.isdisjoint(_forms(of_direction))}
        if named:
            return named.pop() if len(named) == 1 else -1
    return -1 if words.isdisjoint(_forms(_INTERNAL_WORDS)) else _INTERNAL


@cache
def _forms(words: tuple[str, ...]) -> frozenset[str]:
    """Return ``words`` with each of _ENDINGS, folded; one of three letters or fewer has no other form."""
    return frozenset(_folded(word + ending) for word in words for ending in _ENDINGS if not ending or len(word) > 3)


def _words_of(text: str) -> set[str]:
    return set(_BETWEEN_WORDS.split(_folded(text)))


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in decomposed if not unicodedata.combining(each))
