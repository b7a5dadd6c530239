"""Numbers of all regions as they are dialed and written: seeded, often valid, sometimes nearly."""

import random
import re._constants as opcode
import re._parser as regex_parser
from functools import cache

import phonenumbers
from phonenumbers import PhoneMetadata, PhoneNumberFormat

REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)
CODES = sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE)
_DESCRIPTIONS = (
    *("general_desc", "fixed_line", "mobile", "toll_free", "premium_rate", "shared_cost"),
    *("personal_number", "voip", "pager", "uan", "voicemail"),
)
_GAPS = (" ", "-", ".", "/", "  ", " - ", ") ", " (", "")
_LABELS = (
    *(" ext. ", " ext ", "ext", " x", "x", " X ", " extension ", " extn ", ", ext. ", "; ext=", ";ext=", ";EXT=", " #"),
    *("#", " int ", ",,", ",", ";", " ~", "~", " - ", "/x", "/ x", " xtn: ", " доб. ", " anexo ", " Ext:", " e", " ,x"),
)


@cache
def metadata_of(region: str) -> PhoneMetadata:
    """Return the metadata of a region."""
    return PhoneMetadata.metadata_for_region(region)


@cache
def _parsed(pattern: str) -> regex_parser.SubPattern:
    return regex_parser.parse(pattern)


def matching(pattern: str, rng: random.Random) -> str:
    """Return a random text that ``pattern`` (of libphonenumber's metadata) matches."""
    return _sample(_parsed(pattern), rng)


def _sample(tree: regex_parser.SubPattern, rng: random.Random) -> str:
    return "".join(_sample_one(kind, argument, rng) for kind, argument in tree)


def _sample_one(kind: object, argument: object, rng: random.Random) -> str:  # noqa: PLR0911 - one line a construct
    if kind is opcode.LITERAL:
        return chr(argument)
    if kind is opcode.IN:
        kind, argument = rng.choice(argument)
        return _sample_one(kind, argument, rng)
    if kind is opcode.RANGE:
        return chr(rng.randint(*argument))
    if kind is opcode.CATEGORY:
        return rng.choice("0123456789")
    if kind is opcode.BRANCH:
        return _sample(rng.choice(argument[1]), rng)
    if kind is opcode.SUBPATTERN:
        return _sample(argument[3], rng)
    if kind is opcode.MAX_REPEAT:
        low, high, what = argument
        return "".join(_sample(what, rng) for _ in range(rng.randint(low, min(high, 20))))
    if kind is opcode.AT:
        return ""
    raise NotImplementedError(str(kind))


def national_number(region: str, rng: random.Random) -> str:
    """Return a national significant number of ``region``: often valid, sometimes nearly."""
    metadata = metadata_of(region)
    described = [d for name in _DESCRIPTIONS if (d := getattr(metadata, name)) and d.national_number_pattern]
    number = matching(rng.choice(described).national_number_pattern, rng)
    return rng.choices((lambda: number, lambda: damaged(number, rng)), (85, 15))[0]()


def damaged(digits: str, rng: random.Random) -> str:
    """Return digits as a slip leaves them: one lost, doubled or changed, or all of them."""
    at = rng.randrange(len(digits) + 1)
    digit = rng.choice("0123456789")
    return rng.choice(
        (
            digits[:at],
            digits[at:],
            digits[:at] + digit + digits[at + 1 :],
            digits[:at] + digit + digits[at:],
            digits + digits,
            digits + digit * rng.randint(1, 6),
            digit * len(digits),
            "0" + digits,
            "1" + digits,
        )
    )


def grouped(digits: str, rng: random.Random) -> str:
    """Return digits in groups, as people part them."""
    gap = rng.choice(_GAPS)
    parts = []
    while digits:
        size = rng.randint(1, 5)
        parts.append(digits[:size])
        digits = digits[size:]
    text = gap.join(parts)
    if rng.random() < 0.2:
        text = f"({text[:3]}){text[3:]}"
    return text


def _national_prefix(region: str, rng: random.Random) -> str:
    metadata = metadata_of(region)
    if metadata.national_prefix_for_parsing and rng.random() < 0.6:
        return matching(metadata.national_prefix_for_parsing, rng)
    return metadata.national_prefix or rng.choice(("", "0", "1", "8"))


def _international_prefix(region: str, rng: random.Random) -> str:
    if rng.random() < 0.7:
        return matching(metadata_of(region).international_prefix, rng)
    return rng.choice(("00", "011", "0011", "810", "001"))


def bare(region: str, rng: random.Random) -> str:
    """Return the digits of a number, with or without a plus sign, in one of the ways to dial it."""
    number = national_number(region, rng)
    code = str(metadata_of(region).country_code)
    prefix = _national_prefix(region, rng)
    return rng.choice(
        (
            f"+{code}{number}",
            f"+{code}{number}",
            f"+{code}{prefix}{number}",
            f"+{code}({prefix}){number}",
            f"+{rng.choice(CODES)}{number}",
            f"+{rng.randint(0, 999)}{number}",
            f"+{_international_prefix(region, rng)}{code}{number}",
            number,
            number,
            f"{prefix}{number}",
            f"{prefix}{number}",
            f"{prefix}{prefix}{number}",
            f"{_international_prefix(region, rng)}{code}{number}",
            f"{_international_prefix(region, rng)}{code}{prefix}{number}",
            f"{_international_prefix(region, rng)}{rng.choice(CODES)}{number}",
            f"{code}{number}",
            f"{code}{prefix}{number}",
            f"{code}{code}{number}",
        )
    )


def formatted(region: str, rng: random.Random) -> str:
    """Return a number as libphonenumber itself writes it."""
    number = phonenumbers.PhoneNumber(
        country_code=metadata_of(region).country_code, national_number=int(national_number(region, rng) or "0")
    )
    if rng.random() < 0.2:
        return phonenumbers.format_out_of_country_calling_number(number, rng.choice(REGIONS))
    return str(phonenumbers.format_number(number, rng.choice((0, 1, 1, 2, 2, 2, PhoneNumberFormat.RFC3966))))


def punctuated(region: str, rng: random.Random) -> str:
    """Return a number in groups."""
    text = bare(region, rng)
    sign = "+" if text.startswith("+") else ""
    return sign + rng.choice(("", "", " ", "(")) + grouped(text[len(sign) :], rng)


def with_extension(region: str, rng: random.Random) -> str:
    """Return a number with an extension, or what looks like one."""
    end = rng.choice(("", "", "", "#", " ", ".", " home"))
    return punctuated(region, rng) + rng.choice(_LABELS) + str(rng.randrange(10 ** rng.randint(1, 10))) + end
