"""What texts with words are in which no piece is a valid number: vanity numbers, notes, numbers without country."""

from typing import Final, NamedTuple

import numpy as np

from audit.columns.ascii_text import Mask, Rows, Texts, chosen, starts_with
from audit.normalize.parse_number import MOST_DIGITS
from audit.normalize.scalar import FEWEST_OF_A_NUMBER, TYPES_OF_VANITY_NUMBERS
from audit.normalize.vectorized.letters import Lettered
from audit.normalize.vectorized.match_plan import LOCATED, UNDECIDED, Codes
from audit.normalize.vectorized.normalize_numbers import normalize_numbers
from audit.normalize.vectorized.numbering_plans import type_code
from audit.normalize.vectorized.second_readings import has_north_american_code

LETTERED: Final = (None, "text", "needs_region", "invalid", "letters")
"""Formats of such texts; None for one that is left to the reference."""

_UNREAD, _TEXT, _NEEDS_REGION, _INVALID, _LETTERS = range(len(LETTERED))


class LetteredUp(NamedTuple):
    """What such texts are, a row each; -1 for what is no vanity number."""

    answer: Codes
    """position in LETTERED"""
    e164: Texts
    """numbers in no order, others among them"""
    e164_at: Rows
    """position in ``e164``"""
    region: Codes
    number_type: Codes


def look_lettered_up(texts: Lettered, has_plus: Mask, region: Codes, is_guess: Mask) -> LetteredUp:
    """Return what ``texts`` are as a whole: letters, text, needs_region and invalid of docs/simulation.md, Formats.

    ``is_guess`` says which regions are none, or the configured default.
    """
    n_rows = len(texts.rows)
    viable = np.flatnonzero(texts.is_viable)
    number = chosen(texts.number, viable)
    found = normalize_numbers(number, starts_with(number, "+"), region[viable])
    outcome, of_region, number_type = (np.full(n_rows, -9, dtype=np.int16) for _ in range(3))
    outcome[viable], of_region[viable], number_type[viable] = found.outcome, found.region, found.number_type
    e164_at = np.full(n_rows, -1, dtype=np.int64)
    e164_at[viable] = found.e164_at
    answer = _answers(texts, has_plus, region, is_guess)
    is_valid = outcome == LOCATED
    of_north_america = is_valid & has_north_american_code()[of_region]
    may_be_vanity = texts.may_be_vanity & np.isin(number_type, [type_code(one) for one in TYPES_OF_VANITY_NUMBERS])
    answer[is_valid] = _INVALID
    answer[is_valid & may_be_vanity] = _UNREAD
    answer[of_north_america & texts.may_be_vanity] = _LETTERS
    answer[outcome == UNDECIDED] = _UNREAD
    is_vanity = answer == _LETTERS
    return LetteredUp(
        answer=answer,
        e164=found.e164,
        e164_at=np.where(is_vanity, e164_at, -1),
        region=np.where(is_vanity, of_region, -1).astype(np.int16),
        number_type=np.where(is_vanity, number_type, -1).astype(np.int16),
    )


def _answers(texts: Lettered, has_plus: Mask, region: Codes, is_guess: Mask) -> Codes:
    """Return what the texts are that are no valid number as a whole."""
    n_digits = texts.n_digits
    is_number = (n_digits >= FEWEST_OF_A_NUMBER) & (n_digits <= MOST_DIGITS)
    needs_region = ~has_plus & ((texts.is_viable & (region < 0)) | (is_guess & is_number))
    is_text = (n_digits < FEWEST_OF_A_NUMBER) & (~texts.is_viable | texts.begins_with_words)
    return np.select([is_text, needs_region], [_TEXT, _NEEDS_REGION], _INVALID).astype(np.int16)
