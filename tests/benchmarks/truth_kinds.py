"""In which ways the numbers of a record are written, and how often, by where the record is."""

from collections.abc import Callable, Mapping
from random import Random

from tests.benchmarks.truth_text import (
    TRUNK,
    Invented,
    Way,
    Written,
    dialled_abroad,
    full_width,
    international,
    invisible,
    masked,
    national,
    national_abroad,
    no_number,
    null_marker,
    of_spreadsheet,
    of_web_page,
    open_digits,
    placeholder,
    plus_before_trunk,
    plus_with_comment,
    scientific,
    trunk_in_brackets,
    two_numbers,
    us_screen_foreign,
    us_screen_own,
    vanity,
    with_comment,
    with_extension,
    with_label,
    with_label_digit,
    without_own_zero,
    without_plus,
    without_trunk,
)


def _simply(way: Callable[[Random, Invented], str]) -> Way:
    return lambda chance, number: Written(way(chance, number), (number.e164,))


OWN: Mapping[str, tuple[float, Way]] = {
    "e164": (25, lambda _chance, number: Written(number.e164, (number.e164,))),
    "national": (22, _simply(national)),
    "international": (15, _simply(international)),
    "with comment": (6, with_comment),
    "with label": (3, with_label),
    "with label and digit": (0.3, with_label_digit),
    "with extension": (3, with_extension),
    "two numbers": (2, two_numbers),
    "without plus": (4, without_plus),
    "dialled abroad": (2, dialled_abroad),
    "trunk zero in brackets": (2, trunk_in_brackets),
    "spreadsheet": (3, of_spreadsheet),
    "scientific": (0.5, scientific),
    "web page": (2, of_web_page),
    "invisible": (2, invisible),
    "full width": (1, full_width),
    "masked": (0.5, masked),
    "placeholder": (1.5, placeholder),
    "no number": (1.5, no_number),
    "open digits": (0.1, open_digits),
    "null marker": (0.5, null_marker),
}
"""By kind its weight: on a record of the number's own country."""

OF_REGION: Mapping[str, Mapping[str, tuple[float, Way]]] = {
    "US": {"vanity": (0.3, vanity)},
    "RU": {"plus before trunk prefix": (0.5, plus_before_trunk)},
    "IT": {"US screen, own": (1, us_screen_own), "zero of the number lost": (2, without_own_zero)},
    **{region: {"trunk zero lost": (2, without_trunk)} for region in TRUNK},
}

ELSEWHERE: Mapping[str, tuple[float, Way]] = {
    "e164": (30, OWN["e164"][1]),
    "international": (30, OWN["international"][1]),
    "plus with comment": (6, plus_with_comment),
    "spreadsheet with plus": (4, lambda _chance, number: Written(f"'{number.e164}_x000D_", (number.e164,))),
    "web page": (4, of_web_page),
    "placeholder": (2, placeholder),
    "no number": (2, no_number),
}
"""On a record of another country, or of none."""

US_SCREEN: Mapping[str, tuple[float, Way]] = {"US screen, foreign record": (5, us_screen_foreign)}
TRUNK_ZERO_WITHOUT_COUNTRY: Mapping[str, tuple[float, Way]] = {
    "trunk zero, no country": (25, national_abroad),
}
NATIONAL_ABROAD: Mapping[str, tuple[float, Way]] = {"national, wrong country": (3, national_abroad)}

COUNTED_APART = frozenset([*NATIONAL_ABROAD, *US_SCREEN, "zero of the number lost"])
"""Kinds that nothing in the record gives away: it names another country than the number's, or a digit is lost."""


def written(chance: Random, number: Invented, ways: Mapping[str, tuple[float, Way]]) -> tuple[str, Written]:
    """Return ``number`` as one of ``ways`` writes it, and the name of the kind."""
    kind = chance.choices(list(ways), [weight for weight, _ in ways.values()])[0]
    return kind, ways[kind][1](chance, number)
