"""The numbering plans of the installed ``phonenumbers``, in the form in which whole columns are matched with them.

Arrow matches columns with RE2, the engine with which the C++ edition of libphonenumber matches the same patterns.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata, PhoneNumberType

from audit.domain import REASONS
from audit.normalize.scalar import NON_GEOGRAPHIC, NUMBER_TYPES, SUPPORTED_REGIONS

PLAN_REGIONS: Final = (NON_GEOGRAPHIC, *sorted(SUPPORTED_REGIONS))
"""Regions by their code here and in READINGS."""

NUMBER_TYPE_NAMES: Final = tuple(NUMBER_TYPES.values())

_RARE_TYPES: Final = (
    ("premium_rate", PhoneNumberType.PREMIUM_RATE),
    ("toll_free", PhoneNumberType.TOLL_FREE),
    ("shared_cost", PhoneNumberType.SHARED_COST),
    ("voip", PhoneNumberType.VOIP),
    ("personal_number", PhoneNumberType.PERSONAL_NUMBER),
    ("pager", PhoneNumberType.PAGER),
    ("uan", PhoneNumberType.UAN),
    ("voicemail", PhoneNumberType.VOICEMAIL),
)
"""The types that libphonenumber asks before fixed line and mobile, in its order."""

LONGEST: Final = 18
"""Lengths are looked up to here: no number has more than 17 digits."""

CODE_DIGITS: Final = 3
"""The longest country calling code."""


def type_code(number_type: int) -> int:
    """Return the position of one of libphonenumber's number types in NUMBER_TYPE_NAMES."""
    return NUMBER_TYPE_NAMES.index(NUMBER_TYPES[number_type])


@dataclass(frozen=True)
class NumberSet:
    """National numbers of one kind (libphonenumber's PhoneNumberDesc)."""

    pattern: str
    """a regular expression for the whole number"""
    lengths: tuple[int, ...]
    """possible lengths; any when empty"""

    @cached_property
    def has_length(self) -> npt.NDArray[np.bool_]:
        """By length up to LONGEST: whether a number of it can be in the set."""
        return np.array([not self.lengths or n in self.lengths for n in range(LONGEST + 1)])


@dataclass(frozen=True)
class NumberingPlan:
    """How numbers of one region are written and what they are (libphonenumber's PhoneMetadata)."""

    region: int
    """position in PLAN_REGIONS"""
    calling_code: int
    general: NumberSet
    rare_types: tuple[tuple[int, NumberSet], ...]
    """(position in NUMBER_TYPE_NAMES, numbers) in the order in which they are asked"""
    fixed_line: NumberSet | None
    mobile: NumberSet | None
    mobile_is_fixed_line: bool
    """the two have one pattern: a number of it is ``fixed_line_or_mobile``"""
    leading_digits: str | None
    """of regions that share a calling code: how this region's numbers begin"""
    international_prefix: str | None
    national_prefix: str | None
    """a pattern; what stands before the number when it is dialed within the country"""
    transform_rule: str | None
    """what replaces a national prefix whose last group took part"""
    national_prefix_groups: int
    reason_by_length: npt.NDArray[np.int8]
    """by length up to LONGEST: position in REASONS of what is wrong with an invalid number of that length"""

    def whole(self, pattern: str) -> str:
        """Return ``pattern`` of national numbers as one of ``+``, calling code and number, from start to end."""
        return rf"^\+{self.calling_code}(?:{pattern})$"

    def start(self, pattern: str) -> str:
        """Return ``pattern`` of what national numbers begin with as one of what stands after the calling code."""
        return rf"^\+{self.calling_code}(?:{pattern})"

    @cached_property
    def has_zero(self) -> bool:
        """Whether a number of zeros can be one of the plan."""
        return any(re.fullmatch(self.general.pattern, "0" * n_digits) for n_digits in range(LONGEST))

    @cached_property
    def any_rare_type(self) -> str | None:
        """A pattern for every number of a rare type: the many others are then asked once, not eight times."""
        return "|".join(f"(?:{numbers.pattern})" for _, numbers in self.rare_types) or None

    @cached_property
    def can_be_stripped_to(self) -> npt.NDArray[np.bool_]:
        """By length: whether the rest after a national prefix may be of it (else the prefix belongs to the number)."""
        kept = [REASONS.index(reason) for reason in ("not_assigned", "too_long")]
        return np.isin(self.reason_by_length, kept)


@cache
def plan_of(calling_code: int, region: str) -> NumberingPlan:
    """Return the plan of ``region`` or, for NON_GEOGRAPHIC, of the calling code; metadata is loaded on first use."""
    metadata: Any = PhoneMetadata.metadata_for_region_or_calling_code(calling_code, region)
    prefix = metadata.national_prefix_for_parsing or None
    return NumberingPlan(
        region=PLAN_REGIONS.index(region),
        calling_code=metadata.country_code,
        general=NumberSet(metadata.general_desc.national_number_pattern, tuple(metadata.general_desc.possible_length)),
        rare_types=tuple(
            (type_code(number_type), numbers)
            for name, number_type in _RARE_TYPES
            if (numbers := _number_set(getattr(metadata, name))) is not None
        ),
        fixed_line=_number_set(metadata.fixed_line),
        mobile=_number_set(metadata.mobile),
        mobile_is_fixed_line=metadata.same_mobile_and_fixed_line_pattern,
        leading_digits=metadata.leading_digits,
        international_prefix=metadata.international_prefix,
        national_prefix=prefix,
        transform_rule=metadata.national_prefix_transform_rule or None,
        national_prefix_groups=re.compile(prefix).groups if prefix else 0,
        reason_by_length=_reason_by_length(metadata.general_desc),
    )


def _number_set(description: Any) -> NumberSet | None:
    if description is None or not description.national_number_pattern:
        return None
    return NumberSet(description.national_number_pattern, tuple(description.possible_length))


def _reason_by_length(general: Any) -> npt.NDArray[np.int8]:
    """Return what libphonenumber's ``is_possible_number_with_reason`` says of each length."""
    possible, local_only = general.possible_length, general.possible_length_local_only
    length = np.arange(LONGEST + 1)
    reasons = np.select(
        [np.isin(length, local_only), length < possible[0], length > possible[-1], np.isin(length, possible)],
        [REASONS.index(reason) for reason in ("area_code_missing", "too_short", "too_long", "not_assigned")],
        REASONS.index("wrong_length"),
    )
    return reasons.astype(np.int8)


def plans_of_code(calling_code: int) -> tuple[NumberingPlan, ...]:
    """Return the plans that share ``calling_code``, the main one first: the order in which libphonenumber asks them."""
    return tuple(plan_of(calling_code, region) for region in COUNTRY_CODE_TO_REGION_CODE[calling_code])


@cache
def code_of_first_digits() -> npt.NDArray[np.int16]:
    """Return by the first CODE_DIGITS digits of an international number: its calling code, 0 when there is none."""
    codes = np.zeros(10**CODE_DIGITS, dtype=np.int16)
    for code in sorted(COUNTRY_CODE_TO_REGION_CODE, reverse=True):
        step = 10 ** (CODE_DIGITS - len(str(code)))
        codes[code * step : (code + 1) * step] = code
    return codes


_CODE_KEYS: Final = 1000
"""A plan's key is its region's position in PLAN_REGIONS, or this plus the calling code of one without a region."""


def plan_of_key(key: int) -> NumberingPlan:
    """Return the plan with that key."""
    if key >= _CODE_KEYS:
        return plan_of(key - _CODE_KEYS, NON_GEOGRAPHIC)
    return plan_of(_codes_by_region()[PLAN_REGIONS[key]], PLAN_REGIONS[key])


@cache
def key_of_code() -> npt.NDArray[np.int16]:
    """Return the key of the main plan of each calling code, by the code; -1 for what is no calling code."""
    keys = np.full(10**CODE_DIGITS, -1, dtype=np.int16)
    for code, (main, *_) in COUNTRY_CODE_TO_REGION_CODE.items():
        keys[code] = _CODE_KEYS + code if main == NON_GEOGRAPHIC else PLAN_REGIONS.index(main)
    return keys


@cache
def _codes_by_region() -> Mapping[str, int]:
    return {region: code for code, regions in COUNTRY_CODE_TO_REGION_CODE.items() for region in regions}
