"""What the numbers of one plan are: a column at a time, by the rules and the metadata of libphonenumber.

Every number here is ``+``, the plan's calling code and digits: what becomes its E.164 form. Each function names the
one of ``phonenumbers.phonenumberutil`` whose answer it gives for every row of a column.
"""

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from phonenumbers import PhoneNumberType

from audit.columns.ascii_text import (
    Mask,
    Rows,
    Texts,
    chosen,
    equal,
    lengths,
    matches,
    replaced,
    replaced_in,
    starts_with,
    without_slice,
)
from audit.domain import REASONS
from audit.normalize.parse_number import MOST_DIGITS
from audit.normalize.vectorized.numbering_plans import LONGEST, NumberingPlan, NumberSet, plans_of_code, type_code
from audit.normalize.vectorized.prefixes import ByBeginning, by_beginning

FIXED_LINE: Final = type_code(PhoneNumberType.FIXED_LINE)
MOBILE: Final = type_code(PhoneNumberType.MOBILE)
FIXED_LINE_OR_MOBILE: Final = type_code(PhoneNumberType.FIXED_LINE_OR_MOBILE)

_TYPE_OF: Final = np.array([-1, FIXED_LINE, MOBILE, FIXED_LINE_OR_MOBILE], dtype=np.int16)
"""By fixed line (1) and mobile (2)."""

LOCATED, NEEDS_REGION, UNDECIDED = -1, -2, -3
"""Outcomes beside the positions in REASONS: nothing is wrong; not without a region; left to the reference."""

Codes = npt.NDArray[np.int16]
Lengths = npt.NDArray[np.int64]


class Found(NamedTuple):
    """The numbers of a column, and what each is; -1 for none."""

    e164: Texts
    region: Codes
    """position in PLAN_REGIONS; -1 when the number is not valid"""
    number_type: Codes
    """position in NUMBER_TYPE_NAMES; -1 when the number is not valid"""
    outcome: Codes
    """LOCATED when valid, UNDECIDED, or the position in REASONS of what is wrong"""
    is_as_written: Mask
    """nothing was dropped from the number"""


def match_plan(plan: NumberingPlan, written: Texts) -> Found:
    """Return what numbers, written with the calling code of ``plan``, are.

    This is the end of ``parse``, then ``is_valid_number``, ``region_code_for_number``, ``number_type`` and
    ``is_possible_number_with_reason``. A number that ``parse`` refuses for its length gets its reason by that length:
    no plan has possible numbers of 0, 1 or more than 17 digits. The E.164 form that libphonenumber gives a valid
    number of zeros is not one, so those are left to it.
    """
    rows, rest = national_prefixes(plan, written)
    is_possible = plan.can_be_stripped_to[_national_lengths(plan, rest)]
    rows = rows[is_possible]
    number = replaced(written, rows, chosen(rest, is_possible))
    numbers = by_beginning(number, plan.calling_code)
    region, number_type = _regions_and_types(plan.calling_code, numbers)
    # libphonenumber asks the main region of a calling code for possible lengths, whichever region has the number.
    outcome = plans_of_code(plan.calling_code)[0].reason_by_length[_national_lengths(plan, number)].astype(np.int16)
    outcome[region >= 0] = LOCATED
    is_too_long = lengths(number) > len("+") + MOST_DIGITS
    outcome[is_too_long] = REASONS.index("too_long")
    region[is_too_long] = number_type[is_too_long] = -1
    if plan.has_zero:
        outcome[numbers.match(plan.whole("0+"))] = UNDECIDED
    is_as_written = np.ones(len(written), dtype=np.bool_)
    is_as_written[rows] = False
    return Found(number, region, number_type, outcome, is_as_written)


def national_prefixes(plan: NumberingPlan, written: Texts) -> tuple[Rows, Texts]:
    """Return the rows that have a national prefix to drop, and what the number of each is without it.

    This is ``_maybe_strip_national_prefix_carrier_code``: a prefix stays when the number is one of the plan with it
    and none without it.
    """
    if plan.national_prefix is None:
        return np.zeros(0, dtype=np.int64), written.slice(0, 0)
    rows = np.flatnonzero(_has_prefix(plan, plan.national_prefix, written))
    before = chosen(written, rows)
    after = _rewritten(plan, plan.national_prefix, before)
    general = plan.whole(plan.general.pattern)
    stays = matches(before, general)
    stays[stays] = ~matches(chosen(after, stays), general)
    stays |= equal(before, after)
    return rows[~stays], chosen(after, ~stays)


def _has_prefix(plan: NumberingPlan, prefix: str, written: Texts) -> Mask:
    if prefix.isdigit():
        return starts_with(written, prefix, after=len(f"+{plan.calling_code}"))
    return matches(written, plan.start(prefix))


def _rewritten(plan: NumberingPlan, prefix: str, written: Texts) -> Texts:
    """Drop the prefix; where its last group took part, put the transform rule in its place."""
    pattern, code = plan.start(prefix), f"+{plan.calling_code}"
    if prefix.isdigit():
        return without_slice(written, len(code), len(code + prefix))
    dropped = replaced_in(written, pattern, code)
    if plan.transform_rule is None or plan.national_prefix_groups == 0:
        return dropped
    last_group = replaced_in(written, f"{pattern}.*", rf"\{plan.national_prefix_groups}")
    # RE2 puts nothing for a group that took no part; libphonenumber asks for the group itself.
    takes_part = np.flatnonzero(lengths(last_group))
    transformed = replaced_in(chosen(written, takes_part), pattern, code + plan.transform_rule)
    return replaced(dropped, takes_part, transformed)


def _national_lengths(plan: NumberingPlan, number: Texts) -> Lengths:
    """Return how many digits follow the calling code, LONGEST at most."""
    return np.minimum(lengths(number) - len(f"+{plan.calling_code}"), LONGEST)


def _regions_and_types(calling_code: int, number: ByBeginning) -> tuple[Codes, Codes]:
    """Return ``region_code_for_number`` and ``number_type`` of the valid numbers, -1 for the others.

    Of regions that share a calling code the first one claims a number whose leading digits it has, or, of a region
    without leading digits, that is valid there. A number is valid when it is so in the region that claims it.
    """
    plans = plans_of_code(calling_code)
    if len(plans) == 1:
        types = types_in(plans[0], number)
        return np.where(types >= 0, plans[0].region, -1).astype(np.int16), types
    n_rows = len(number.texts)
    region, number_type = _nowhere(n_rows), _nowhere(n_rows)
    is_open, may_be_led = np.ones(n_rows, dtype=np.bool_), None
    for plan in plans:
        asked = np.flatnonzero(is_open)
        if plan.leading_digits is not None:
            if may_be_led is None:
                may_be_led = _may_be_led(plans, number, asked)
            asked = asked[may_be_led[asked]]
            asked = asked[number.at(asked).match(plan.start(plan.leading_digits))]
        types = types_in(plan, number.at(asked))
        number_type[asked] = types
        region[asked[types >= 0]] = plan.region
        is_open[asked if plan.leading_digits is not None else asked[types >= 0]] = False
    return region, number_type


def _may_be_led(plans: tuple[NumberingPlan, ...], number: ByBeginning, rows: Rows) -> Mask:
    """Return which of ``rows`` begin like numbers of any region: one question in place of one for each region."""
    leads = "|".join(f"(?:{plan.leading_digits})" for plan in plans if plan.leading_digits is not None)
    may_be_led = np.zeros(len(number.texts), dtype=np.bool_)
    may_be_led[rows] = number.at(rows).match(plans[0].start(leads))
    return may_be_led


def types_in(plan: NumberingPlan, number: ByBeginning) -> Codes:
    """Return the type of each number in ``plan``, -1 for one that the plan does not have (``_number_type_helper``)."""
    n_digits = _national_lengths(plan, number.texts)
    is_general = _holds(plan, plan.general, number, n_digits)
    types = np.where(is_general, _usual_types(plan, number, n_digits), -1).astype(np.int16)
    if plan.any_rare_type is None:
        return types
    rows = np.flatnonzero(is_general & number.match(plan.whole(plan.any_rare_type)))
    for code, numbers in plan.rare_types:
        is_held = _holds(plan, numbers, number.at(rows), n_digits[rows])
        types[rows[is_held]] = code
        rows = rows[~is_held]
    return types


def _usual_types(plan: NumberingPlan, number: ByBeginning, n_digits: Lengths) -> Codes:
    """Return fixed line or mobile, or both: the types that are asked after the rare ones."""
    is_fixed = _holds(plan, plan.fixed_line, number, n_digits)
    if plan.mobile_is_fixed_line:
        return np.where(is_fixed, FIXED_LINE_OR_MOBILE, -1).astype(np.int16)
    is_mobile = _holds(plan, plan.mobile, number, n_digits)
    return _TYPE_OF[is_fixed.astype(np.int8) + 2 * is_mobile]


def _holds(plan: NumberingPlan, numbers: NumberSet | None, number: ByBeginning, n_digits: Lengths) -> Mask:
    """Return which numbers are in the set, by length and by pattern (``_is_number_matching_desc``)."""
    if numbers is None:
        return np.zeros(len(n_digits), dtype=np.bool_)
    return numbers.has_length[n_digits] & number.match(plan.whole(numbers.pattern))


def _nowhere(n_rows: int) -> Codes:
    return np.full(n_rows, -1, dtype=np.int16)
