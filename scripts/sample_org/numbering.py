"""Telephone numbers that no person has, and the ways in which people write them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Final

NANP: Final = frozenset({"US", "CA", "JM"})
"""The regions of this org that share country calling code 1."""


@dataclass(frozen=True)
class Line:
    """A telephone number, in the groups in which it is said."""

    region: str
    calling_code: str
    trunk: str
    groups: tuple[str, ...]
    unusual: bool = False
    """Premium rate, shared cost or a company-wide number."""

    @property
    def e164(self) -> str:
        """The number with plus sign and country calling code, nothing else."""
        return f"+{self.calling_code}{''.join(self.groups)}"

    @property
    def national_digits(self) -> str:
        """The digits that are dialed within the country."""
        return self.trunk + "".join(self.groups)


@dataclass(frozen=True)
class Range:
    """Numbers of one place, ``#`` standing for any digit, from ``first`` on."""

    region: str
    calling_code: str
    trunk: str
    pattern: str
    first: int = 0
    unusual: bool = False

    def some_lines(self, rng: Random) -> list[Line]:
        """Return numbers of the range in random order: all of them, but no more than an org of this size can need."""
        values = range(self.first, 10 ** self.pattern.count("#"))
        return [self._line(value) for value in rng.sample(values, min(len(values), _ENOUGH))]

    def _line(self, value: int) -> Line:
        digits = iter(str(value).zfill(self.pattern.count("#")))
        text = "".join(next(digits) if character == "#" else character for character in self.pattern)
        return Line(self.region, self.calling_code, self.trunk, tuple(text.split()), self.unusual)


_ENOUGH: Final = 400


def _nanp(region: str, *area_codes: int) -> tuple[Range, ...]:
    return tuple(Range(region, "1", "", f"{area_code} 555 01##") for area_code in area_codes)


def _one_by_one(
    region: str, calling_code: str, trunk: str, numbers: str, *, unusual: bool = False
) -> tuple[Range, ...]:
    return tuple(Range(region, calling_code, trunk, f"{number.strip()}", 0, unusual) for number in numbers.split(","))


RANGES: Final[Mapping[str, tuple[Range, ...]]] = {
    "New York": _nanp("US", 212, 646, 718),
    "Boston": _nanp("US", 617),
    "Chicago": _nanp("US", 312),
    "San Francisco": _nanp("US", 415),
    "Seattle": _nanp("US", 206),
    "Denver": _nanp("US", 303),
    "Austin": _nanp("US", 512),
    "Toronto": _nanp("CA", 416),
    "Vancouver": _nanp("CA", 604),
    "Montréal": _nanp("CA", 514),
    "Kingston": _nanp("JM", 876),
    "London": (Range("GB", "44", "0", "20 7946 0###"),),
    "Manchester": (Range("GB", "44", "0", "161 496 0###"),),
    "Edinburgh": (Range("GB", "44", "0", "131 496 0###"),),
    "Bristol": (Range("GB", "44", "0", "117 496 0###"),),
    "Berlin": (Range("DE", "49", "0", "30 23125###"),),
    "Hamburg": (Range("DE", "49", "0", "40 66969###"),),
    "München": (Range("DE", "49", "0", "89 99998###"),),
    "Paris": (Range("FR", "33", "0", "1 99 00 ## ##"),),
    "Rennes": (Range("FR", "33", "0", "2 61 91 ## ##"),),
    "Strasbourg": (Range("FR", "33", "0", "3 53 01 ## ##"),),
    "Sydney": (Range("AU", "61", "0", "2 5550 ####"),),
    "Melbourne": (Range("AU", "61", "0", "3 5550 ####"),),
    "Göteborg": (Range("SE", "46", "0", "31 390 06 ##"),),
    "Stockholm": (Range("SE", "46", "0", "8 465 004 ##"),),
    "mobile DE": (Range("DE", "49", "0", "171 39200##"), Range("DE", "49", "0", "176 040690##")),
    "mobile SE": (Range("SE", "46", "0", "70 174 06 ##", first=5),),
    "mobile AU": _one_by_one(
        *("AU", "61", "0"),
        "491 570 006, 491 570 156, 491 570 157, 491 570 158, 491 570 159, 491 570 110, 491 570 313, 491 570 737,"
        "491 571 266, 491 571 491, 491 571 804, 491 572 549, 491 572 665, 491 572 983, 491 573 770, 491 573 087,"
        "491 574 118, 491 574 632, 491 575 254, 491 575 789, 491 576 398, 491 576 801, 491 577 426, 491 577 644,"
        "491 578 957, 491 578 148, 491 578 888, 491 579 212, 491 579 760, 491 579 455",
    ),
    "premium GB": (Range("GB", "44", "0", "909 879 0###", unusual=True),),
    "company-wide GB": (Range("GB", "44", "0", "306 999 0###", unusual=True),),
    "shared cost AU": _one_by_one("AU", "61", "", "1300 975 707, 1300 975 708, 1300 975 709", unusual=True),
}
"""Numbers reserved for fiction: NANPA (555-01xx), Ofcom, Bundesnetzagentur, ARCEP, ACMA, PTS.

Only what libphonenumber calls valid: it knows neither Ofcom's mobiles (07700 900xxx) nor ARCEP's (06 39 98 xx xx), so
British and French people have a second fixed line for a mobile.
"""


def shuffled_lines(rng: Random) -> Mapping[str, Iterator[Line]]:
    """Return by place its numbers in random order, each to be taken once."""
    lines = {}
    for place, ranges in RANGES.items():
        of_place = [line for range_ in ranges for line in range_.some_lines(rng)]
        rng.shuffle(of_place)
        lines[place] = iter(of_place)
    return lines


def _grouped(line: Line) -> str:
    return "-".join(line.groups) if line.calling_code == "1" else " ".join(line.groups)


def _user_interface(line: Line) -> str:
    ten = line.national_digits if len(line.national_digits) == 10 else "".join(line.groups)
    return f"({ten[:3]}) {ten[3:6]}-{ten[6:]}"


SPELLINGS: Final[Mapping[str, Callable[[Line], str]]] = {
    "e164": lambda line: line.e164,
    "international": lambda line: f"+{line.calling_code} {_grouped(line)}",
    "trunk in brackets": lambda line: f"+{line.calling_code} ({line.trunk}){_grouped(line)}",
    "area in brackets": lambda line: f"+{line.calling_code} ({line.groups[0]}) {'-'.join(line.groups[1:])}",
    "national": lambda line: line.trunk + _grouped(line),
    "national digits": lambda line: line.national_digits,
    "slash": lambda line: f"{line.trunk}{line.groups[0]}/{''.join(line.groups[1:])}",
    "dots": lambda line: line.trunk + ".".join(line.groups),
    "user interface": _user_interface,
    "00": lambda line: f"00{line.calling_code} {_grouped(line)}",
    "011": lambda line: f"011 {line.calling_code} {_grouped(line)}",
    "no plus": lambda line: line.e164.removeprefix("+"),
    "leading 1": lambda line: f"1-{_grouped(line)}",
    "float": lambda line: f"{line.e164.removeprefix('+')}.0",
    "pasted": lambda line: f"\u202a+{line.calling_code} {_grouped(line)}\u202c",
    "no-break spaces": lambda line: f"+{line.calling_code} {_grouped(line)}".replace(" ", "\N{NO-BREAK SPACE}"),
    "apostrophe": lambda line: f"'{line.e164}",
    "tel link": lambda line: f"tel:{line.e164}",
    "full width": lambda line: line.e164.translate({ord(c): ord(c) + 0xFEE0 for c in "+0123456789"}),
    "scientific": lambda line: f"{int(line.e164):.5E}",
}
"""How one number comes to be stored, by what did it."""

HABITS: Final[Mapping[str, Mapping[str, int]]] = {
    "US": {"e164": 50, "user interface": 28, "area in brackets": 6, "leading 1": 4, "dots": 4, "no plus": 3},
    "CA": {"e164": 50, "user interface": 28, "area in brackets": 6, "leading 1": 4, "dots": 4, "no plus": 3},
    "JM": {"e164": 50, "user interface": 20, "international": 10},
    "GB": {"e164": 60, "international": 16, "national": 13, "trunk in brackets": 5, "national digits": 4, "float": 1},
    "DE": {"e164": 60, "international": 14, "slash": 8, "trunk in brackets": 8, "national": 6, "00": 5},
    "FR": {"e164": 60, "international": 14, "dots": 8, "national": 10, "00": 4, "no-break spaces": 3},
    "AU": {"e164": 62, "international": 14, "national": 14, "national digits": 4, "no plus": 2},
    "SE": {"e164": 66, "international": 16, "national": 14},
}
"""Spellings of each region and how common they are."""
