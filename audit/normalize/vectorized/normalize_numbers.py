"""Look a column of numbers up in the numbering plans: ``parse`` and all that libphonenumber says of the result."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from audit.columns.ascii_text import Mask, Rows, Texts, concatenated, taken
from audit.normalize.vectorized.match_plan import Codes, match_plan
from audit.normalize.vectorized.numbering_plans import NumberingPlan, plan_of_key
from audit.normalize.vectorized.parse_column import ParsedColumn, grouped, parse_column


@dataclass(frozen=True)
class LookedUp:
    """What the numbers of a column are, a row each; -1 for what an invalid number does not have."""

    e164: Texts
    """of the valid numbers, in no order, others among them"""
    e164_at: Rows
    """position in ``e164``; -1 for none"""
    region: Codes
    """position in PLAN_REGIONS"""
    number_type: Codes
    """position in NUMBER_TYPE_NAMES"""
    source: Codes
    """position in SOURCE_FORMATS"""
    outcome: Codes
    """LOCATED when valid, NEEDS_REGION, UNDECIDED, or the position in REASONS of what is wrong"""
    is_as_written: Mask
    """nothing was dropped from the number"""
    begins_with_code: Mask
    """a number of the region whose digits begin with its calling code"""


def normalize_numbers(number: Texts, has_plus: Mask, region: Codes) -> LookedUp:
    """Return what numbers are that are dialed from ``region`` (position in PLAN_REGIONS, -1 for none).

    ``number`` is digits, three at least, after a plus sign where ``has_plus``.
    """
    where = parse_column(number, has_plus, region)
    regions, number_types, outcome = _missing(len(number)), _missing(len(number)), where.outcome.copy()
    is_as_written = np.ones(len(number), dtype=np.bool_)
    e164, e164_at, n_found = [number.slice(0, 0)], np.full(len(number), -1, dtype=np.int64), 0
    for plan, rows, written in _by_plan(number, where):
        found = match_plan(plan, written)
        regions[rows], number_types[rows], outcome[rows] = found.region, found.number_type, found.outcome
        is_as_written[rows] &= found.is_as_written
        e164.append(found.e164)
        e164_at[rows] = np.where(found.region >= 0, np.arange(n_found, n_found + len(rows)), -1)
        n_found += len(rows)
    return LookedUp(
        concatenated(e164),
        e164_at,
        regions,
        number_types,
        where.source,
        outcome,
        is_as_written,
        where.begins_with_code,
    )


def _by_plan(number: Texts, where: ParsedColumn) -> Iterator[tuple[NumberingPlan, Rows, Texts]]:
    """Yield each plan with the rows that belong to it, and their numbers with calling code."""
    written = concatenated([number, *(texts for _, texts in where.rewritten)])
    position, n_before = np.arange(len(number)), len(number)
    for rows, texts in where.rewritten:
        position[rows] = np.arange(n_before, n_before + len(texts))
        n_before += len(texts)
    for key, rows in grouped(where.plan):
        if key >= 0:
            yield plan_of_key(key), rows, taken(written, position[rows])


def _missing(n_rows: int) -> Codes:
    return np.full(n_rows, -1, dtype=np.int16)
