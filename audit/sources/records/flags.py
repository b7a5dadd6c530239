"""Flags such as IsDeleted, in the words of spreadsheets in many languages (docs/simulation.md, Flags)."""

from collections import Counter
from typing import Final

import numpy as np
import pyarrow as pa

from audit.sources.records.record_ids import trimmed

_TRUE: Final = frozenset(
    {
        *("true", "1", "1.0", "t", "y", "yes", "x", "wahr", "ja", "vrai", "oui", "vero", "sì", "si", "sí"),
        *("verdadero", "verdadeiro", "sim", "waar", "sant", "sann", "sand", "tosi", "prawda", "tak", "pravda", "igaz"),
        *("да", "истина", "真", "はい", "是"),
    }
)
_FALSE: Final = frozenset(
    {
        *("", "false", "0", "0.0", "f", "n", "no", "falsch", "nein", "faux", "non", "falso", "não", "onwaar", "nee"),
        *("falskt", "falsk", "usann", "nej", "nei", "epätosi", "fałsz", "nie", "nepravda", "hamis"),
        *("нет", "ложь", "偽", "いいえ", "否"),
    }
)
FLAG_WORDS: Final = _TRUE | _FALSE
"""Every word that is understood, case-folded."""
_UNKNOWN: Final = 2


def read_flags(texts: pa.Array) -> tuple[pa.Array, Counter[str]]:
    """Return whether each flag is set (bool, never null), and the words that are neither yes nor no with their counts.

    ``texts`` are large_string. A word that is not known counts as no; a missing one too.
    """
    if texts.null_count == len(texts):
        return pa.array(np.zeros(len(texts), dtype=np.bool_)), Counter()
    distinct = texts.dictionary_encode()
    words = [*distinct.dictionary.to_pylist(), ""]
    folded = [word.casefold() for word in trimmed(pa.array(words, pa.large_string())).to_pylist()]
    meaning = np.array([1 if word in _TRUE else 0 if word in _FALSE else _UNKNOWN for word in folded], dtype=np.int8)
    at = distinct.indices.fill_null(len(words) - 1).to_numpy(zero_copy_only=False)
    counts = np.bincount(at, minlength=len(words))
    unknown = Counter({words[code]: int(counts[code]) for code in np.flatnonzero(meaning == _UNKNOWN) if counts[code]})
    return pa.array(meaning[at] == 1), unknown
