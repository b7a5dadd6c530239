"""The numbering plans are those of the installed phonenumbers."""

import phonenumbers
import pytest
from phonenumbers import PhoneNumber

from audit.columns.ascii_text import matches, texts_of
from audit.domain import REASONS
from audit.normalize.vectorized.numbering_plans import (
    LONGEST,
    NUMBER_TYPE_NAMES,
    PLAN_REGIONS,
    NumberingPlan,
    code_of_first_digits,
    key_of_code,
    plan_of,
    plan_of_key,
    plans_of_code,
)

CODES = sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE)
PLANS = [plan for code in CODES for plan in plans_of_code(code)]
ONE_TEXT = texts_of(["+1"])


def patterns(plan: NumberingPlan) -> list[str]:
    sets = [plan.general, plan.fixed_line, plan.mobile, *(numbers for _, numbers in plan.rare_types)]
    wholes = [plan.whole(numbers.pattern) for numbers in sets if numbers is not None]
    starts = [plan.start(text) for text in (plan.leading_digits, plan.national_prefix) if text is not None]
    return [*wholes, *starts, plan.international_prefix or "0"]


def test_there_is_a_plan_for_every_region_and_every_calling_code() -> None:
    assert {PLAN_REGIONS[plan.region] for plan in PLANS} == phonenumbers.SUPPORTED_REGIONS | {"001"}
    assert {plan.calling_code for plan in PLANS} == set(CODES)


def test_re2_knows_every_pattern() -> None:
    for plan in PLANS:
        for pattern in patterns(plan):
            matches(ONE_TEXT, pattern)


def test_a_plan_is_found_by_its_key() -> None:
    for code in CODES:
        assert plan_of_key(int(key_of_code()[code])) is plans_of_code(code)[0]
    for region in PLAN_REGIONS[1:]:
        assert plan_of_key(PLAN_REGIONS.index(region)).calling_code == phonenumbers.country_code_for_region(region)


def test_the_first_digits_tell_the_calling_code() -> None:
    for digits, code in enumerate(code_of_first_digits().tolist()):
        known = [int(text) for n in (1, 2, 3) if int(text := f"{digits:03}"[:n]) in CODES and not text.startswith("0")]
        assert code == (known[0] if known else 0)


@pytest.mark.parametrize("code", CODES)
def test_a_length_says_why_a_number_is_invalid(code: int) -> None:
    results = vars(phonenumbers.ValidationResult)
    names = {
        results["TOO_SHORT"]: "too_short",
        results["TOO_LONG"]: "too_long",
        results["INVALID_LENGTH"]: "wrong_length",
        results["IS_POSSIBLE_LOCAL_ONLY"]: "area_code_missing",
        results["IS_POSSIBLE"]: "not_assigned",
    }
    plan = plans_of_code(code)[0]
    for length in range(1, LONGEST):
        number = PhoneNumber(country_code=code, national_number=int("9" * length))
        reason = names[phonenumbers.is_possible_number_with_reason(number)]
        assert REASONS[plan.reason_by_length[length]] == reason


def test_types_are_named_as_libphonenumber_names_them() -> None:
    assert NUMBER_TYPE_NAMES[:3] == ("fixed_line", "mobile", "fixed_line_or_mobile")


def test_a_plan_is_made_once() -> None:
    assert plan_of(44, "GB") is plan_of(44, "GB")


def test_no_plan_has_numbers_of_fewer_than_four_digits() -> None:
    """Columns take pieces of up to three digits for no number without asking."""
    sets = [numbers for plan in PLANS for numbers in (*dict(plan.rare_types).values(), plan.fixed_line, plan.mobile)]
    assert min(n for numbers in sets if numbers is not None for n in numbers.lengths if n > 0) == 4
