r"""Ask what numbers are by how they begin: one answer for all that begin alike, wherever that is certain.

The patterns of numbering plans look at a few leading digits and count the others (``[2-9]\d{9}``). So the digits after
the first few are taken for X, which may be any. A pattern that takes X for ``\d`` alone matches a beginning only when
all numbers that begin so match; one that takes X for every digit fails only when none of them does. Numbers between
the two are asked themselves.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import pandas as pd

from audit.columns.ascii_text import Mask, Rows, Texts, chosen, first_bytes, matches, overwritten

_DIGITS_SEEN: Final = 5
"""Nearly every pattern is decided by as many."""
_WORTH_IT: Final = 4
"""So many numbers to a beginning, at least: a beginning is asked twice."""
_ONE_DIGIT: Final = re.compile(r"\\d|\[([0-9-]+)\]|\{[0-9,]+\}|\\.|([0-9])")


@dataclass(frozen=True)
class ByBeginning:
    """Numbers of one calling code, and how each begins."""

    texts: Texts
    """a plus sign, the calling code and digits"""
    beginning: Texts
    """the distinct ones"""
    beginning_of: Rows
    """by row: position in ``beginning``"""

    def at(self, rows: Mask | Rows) -> "ByBeginning":
        """Return the numbers of some rows."""
        return ByBeginning(chosen(self.texts, rows), self.beginning, self.beginning_of[rows])

    def match(self, pattern: str) -> Mask:
        """Check for each number whether ``pattern`` (of a numbering plan) occurs in it."""
        if len(self.texts) < _WORTH_IT * len(self.beginning):
            return matches(self.texts, pattern)
        all_match = matches(self.beginning, _of_all(pattern))
        some_match = matches(self.beginning, _of_some(pattern))
        answer = all_match[self.beginning_of]
        if (all_match != some_match).any():
            rows = np.flatnonzero((all_match != some_match)[self.beginning_of])
            answer[rows] = matches(chosen(self.texts, rows), pattern)
        return answer


def by_beginning(texts: Texts, calling_code: int) -> ByBeginning:
    """Return the numbers ``texts`` of a calling code with their beginnings."""
    n_seen = len(f"+{calling_code}") + _DIGITS_SEEN
    beginning_of, distinct = pd.factorize(first_bytes(texts, len(f"+{calling_code}"), _DIGITS_SEEN))
    row = np.empty(len(distinct), dtype=np.int64)
    row[beginning_of] = np.arange(len(texts))
    return ByBeginning(texts, overwritten(texts.take(row), n_seen, "X"), beginning_of)


def _of_all(pattern: str) -> str:
    return pattern.replace(r"\d", "[0-9X]")


@cache
def _of_some(pattern: str) -> str:
    return _ONE_DIGIT.sub(_or_x, pattern)


def _or_x(found: re.Match[str]) -> str:
    digits = "0-9" if found[0] == r"\d" else found[1] or found[2]
    return f"[{digits}X]" if digits else found[0]
