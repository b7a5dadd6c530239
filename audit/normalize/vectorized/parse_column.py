"""In which plan a column of numbers is to be looked up: by plus sign, by international prefix, or in its own region.

The answers are those of ``_maybe_extract_country_code`` of ``phonenumbers.phonenumberutil``, which ``parse`` calls.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from audit.columns.ascii_text import (
    Mask,
    Rows,
    Texts,
    chosen,
    joined,
    lengths,
    matches,
    number_at,
    replaced,
    replaced_in,
    starts_with,
    trimmed_start,
)
from audit.domain import REASONS
from audit.normalize.vectorized.match_plan import LOCATED, NEEDS_REGION, Codes, national_prefixes
from audit.normalize.vectorized.numbering_plans import (
    CODE_DIGITS,
    LONGEST,
    PLAN_REGIONS,
    NumberingPlan,
    code_of_first_digits,
    key_of_code,
    plan_of_key,
)

SOURCE_FORMATS: Final = ("international", "idd", "no_plus", "national")
"""How the country was found; a readable number has this format unless it has an extension or letters."""

INTERNATIONAL, IDD, NO_PLUS, NATIONAL = range(len(SOURCE_FORMATS))

_COUNTRY_CODE: Final = REASONS.index("country_code")
_TOO_SHORT: Final = REASONS.index("too_short")
_TOO_LONG: Final = REASONS.index("too_long")


@dataclass(frozen=True)
class ParsedColumn:
    """Where the numbers of a column belong, a row each."""

    plan: Codes
    """key of the plan to look it up in; -1 for none"""
    source: Codes
    """position in SOURCE_FORMATS"""
    outcome: Codes
    """LOCATED, NEEDS_REGION, or the position in REASONS of what is wrong"""
    begins_with_code: Mask
    """a number of the region whose digits begin with its calling code"""
    rewritten: list[tuple[Rows, Texts]] = field(default_factory=list)
    """rows whose number is not a plus sign and calling code yet, and what it is with them"""

    def put(self, rows: Rows, plan: Codes | int, source: int) -> None:
        """Mark the numbers at ``rows`` as belonging to ``plan``."""
        self.plan[rows] = plan
        self.source[rows] = source
        self.outcome[rows] = LOCATED


def parse_column(number: Texts, has_plus: Mask, region: Codes) -> ParsedColumn:
    """Return where numbers belong that are dialed from ``region`` (position in PLAN_REGIONS, -1 for none).

    ``number`` is digits, three at least, after a plus sign where ``has_plus``.
    """
    by_code = _plans_of(number, has_plus)
    is_international = has_plus & (by_code >= 0)
    found = ParsedColumn(
        plan=np.where(is_international, by_code, -1).astype(np.int16),
        source=np.where(is_international, INTERNATIONAL, NATIONAL).astype(np.int16),
        outcome=np.select([is_international, has_plus], [LOCATED, _COUNTRY_CODE], NEEDS_REGION).astype(np.int16),
        begins_with_code=np.zeros(len(number), dtype=np.bool_),
    )
    open_rows = np.flatnonzero(~is_international & (region >= 0))
    for key, group in grouped(region[open_rows]):
        rows, plan = open_rows[group], plan_of_key(key)
        digits = trimmed_start(chosen(number, rows), "+")
        is_national = ~_locate_after_prefix(plan, rows, digits, found) & ~has_plus[rows]
        rows, digits = rows[is_national], chosen(digits, is_national)
        is_national = ~_locate_without_plus(plan, rows, digits, found)
        rows, digits = rows[is_national], chosen(digits, is_national)
        found.put(rows, key, NATIONAL)
        found.rewritten.append((rows, joined(f"+{plan.calling_code}", digits)))
    return found


def grouped(keys: Codes) -> Iterator[tuple[int, Rows]]:
    """Yield each distinct key with the positions at which it stands, ascending."""
    order = np.argsort(keys, kind="stable")
    starts = np.flatnonzero(np.diff(keys[order], prepend=-1 - keys[order[:1]]))
    for rows in np.split(order, starts[1:]) if len(order) else ():
        yield int(keys[rows[0]]), rows


def _plans_of(number: Texts, has_plus: Mask | int = 0) -> Codes:
    """Return the key of the main plan of what stands first in each number; -1 when it is no calling code."""
    return key_of_code()[code_of_first_digits()[number_at(number, has_plus, CODE_DIGITS)]]


def _locate_after_prefix(plan: NumberingPlan, rows: Rows, digits: Texts, found: ParsedColumn) -> Mask:
    """Locate numbers after an international prefix of ``plan``; tell which have one (``_parse_prefix_as_idd``)."""
    if plan.international_prefix is None:
        return np.zeros(len(digits), dtype=np.bool_)
    has_prefix = matches(digits, f"^(?:{plan.international_prefix})")
    after = replaced_in(chosen(digits, has_prefix), f"^(?:{plan.international_prefix})", "+")
    # A zero begins no calling code: libphonenumber takes the digits before it for a part of the number then.
    is_prefix = ~starts_with(after, "+0")
    has_prefix[has_prefix] = is_prefix
    rows, after = rows[has_prefix], chosen(after, is_prefix)
    # Two digits or fewer are too short for libphonenumber, before it looks for a calling code among them.
    is_long_enough = lengths(after) > CODE_DIGITS
    found.outcome[rows] = np.where(is_long_enough, _COUNTRY_CODE, _TOO_SHORT)
    rows, after = rows[is_long_enough], chosen(after, is_long_enough)
    plans = _plans_of(after, 1)
    is_known = plans >= 0
    found.put(rows[is_known], plans[is_known], IDD)
    found.rewritten.append((rows[is_known], chosen(after, is_known)))
    return has_prefix


def _locate_without_plus(plan: NumberingPlan, rows: Rows, digits: Texts, found: ParsedColumn) -> Mask:
    """Locate numbers that are too long, or no number, but for the calling code they begin with; tell which do."""
    has_code = starts_with(digits, str(plan.calling_code))
    rows, digits = rows[has_code], chosen(digits, has_code)
    written = joined("+", digits)
    number = replaced(written, *national_prefixes(plan, written))
    is_too_long = plan.reason_by_length[np.minimum(lengths(digits), LONGEST)] == _TOO_LONG
    is_national = matches(digits, f"^(?:{plan.general.pattern})$")
    is_code = is_too_long | (~is_national & matches(number, plan.whole(plan.general.pattern)))
    found.put(rows[is_code], int(key_of_code()[plan.calling_code]), NO_PLUS)
    found.rewritten.append((rows[is_code], chosen(number, is_code)))
    found.begins_with_code[rows[~is_code]] = True
    has_code[has_code] = is_code
    return has_code


def region_positions(regions: list[str]) -> Codes:
    """Return the position in PLAN_REGIONS of each region; a last element, which code -1 picks, is -1."""
    return np.array([*(PLAN_REGIONS.index(region) for region in regions), -1], dtype=np.int16)
