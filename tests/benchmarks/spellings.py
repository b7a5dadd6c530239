"""Phone fields as people, imports and adversaries write them: seeded, over all regions, in every spelling."""

import random
import re._constants as opcode
import re._parser as regex_parser
from collections.abc import Callable
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
_ODD_GAPS = (
    *("\u00a0", "\u2011", "\u2013", "\u2010", "\u200b", "\u00ad", "\t", "\n", "\r\n", "\u2028", "\u3000", "~", "*"),
    *("#", "_", ",", ";", "x", "'", '"', "+", "\u0661", "\uff11", "\uff0d", "\ufeff", "\x7f", "\x1f", "\u0308", "ß"),
)
_LABELS = (
    *(" ext. ", " ext ", "ext", " x", "x", " X ", " extension ", " extn ", ", ext. ", "; ext=", ";ext=", ";EXT=", " #"),
    *("#", " int ", ",,", ",", ";", " ~", "~", " - ", "/x", "/ x", " xtn: ", " доб. ", " anexo ", " Ext:", " e", " ,x"),
)
_WORDS = (
    *("home", "(home)", "m", "(m)", "mobile", "Fax", "office or mobile", "w", "call me", "or", "and", "et", "oder"),
    *("Tel.", "tel:", "TEL:", "Tel: ", "phone", "c/o", "room 12", "int", "x", "ext", "no", "FLOWERS", "TAXI", "1a"),
)
_PLACEHOLDERS = (
    *("n/a", "NA", "N.A.", "none", "unknown", "TBD", "test", "x", "xxx", "-", "--", "?", "0", "00", "000", "0000"),
    *("00000", "000000000", "1234567", "123-456-7890", "9999999999", "+1111111111", "(000) 000-0000", "0123456789"),
    *("no phone", "Private", "same", "", " ", "'", "'0", "\u200b", "é", "+", "++", "()", "+0", "+00", ".", "..", "1"),
)
_NOTES = (
    *(
        "Uwe",
        "privat",
        "Иван",
        "моб.",
        "内線",
        "携帯",
        "هاتف",
        "मोबाइल",
        "전화",
        "โทร",
        "Τηλ.",
        "טלפון",
        "Büro",
        "ー",
        "ボス",
    ),
    *("App.", "poste", "2. Stock", "2nd floor", "12.OG", "этаж 3", "Zimmer 12345", "room 123456", "Mobil 2", "Tel. 1:"),
    *(
        "ext",
        "xt",
        "int",
        "anexo",
        "доб.",
        "extensión",
        "x",
        "FLOWERS",
        "o",
        "y",
        "e",
        "или",
        "и",
        "oder",
        "&",
        "CALL NOW",
    ),
)
_IN_BRACKETS = (
    "{} ({})",
    "{} [{}]",
    "{} ({}",
    "({1}) {0}",
    "{}({}) 12",
    "{1}: {0}",
    "{1}. {0}",
    "{} - {}",
    "{}, {}",
    "{}{}",
    "{1}{0}",
)
_REMAINS = (
    *("_x000D_", "_x000A_", "_x0009_", "_x00A0_", "_xD83D_", "_x005F_", "&nbsp;", "&amp;", "&#43;", "&#x2B;", "&plus;"),
    *("%2B", "%20", "%2b", "<br>", "<br/>", "</b>", "<b>", '<a href="x">', "&lt;", "&foo;", "&amp", "_x00", "<null>"),
)
_NULLS = ("#N/A", "#VALUE!", "#REF!", "#NAME?", "nan", "NaN", "null", "NULL", "Null", "<null>", r"\N", " nan ", "'null")
_OTHER_DIGITS_OF = ("\u0660", "\u06f0", "\u0966", "\uff10")
"""Where the digits of other scripts begin."""
_ALIKE = 10
"""So many texts differ in their last digits only."""
_OTHER_DIGITS = 3
_DEFAULT_SHARE = 0.2


@cache
def _metadata(region: str) -> PhoneMetadata:
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


def _national_number(region: str, rng: random.Random) -> str:
    """Return a national significant number of ``region``: often valid, sometimes nearly."""
    metadata = _metadata(region)
    described = [d for name in _DESCRIPTIONS if (d := getattr(metadata, name)) and d.national_number_pattern]
    number = matching(rng.choice(described).national_number_pattern, rng)
    return rng.choices((lambda: number, lambda: _damaged(number, rng)), (85, 15))[0]()


def _damaged(digits: str, rng: random.Random) -> str:
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


def _grouped(digits: str, rng: random.Random) -> str:
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
    metadata = _metadata(region)
    if metadata.national_prefix_for_parsing and rng.random() < 0.6:
        return matching(metadata.national_prefix_for_parsing, rng)
    return metadata.national_prefix or rng.choice(("", "0", "1", "8"))


def _international_prefix(region: str, rng: random.Random) -> str:
    if rng.random() < 0.7:
        return matching(_metadata(region).international_prefix, rng)
    return rng.choice(("00", "011", "0011", "810", "001"))


def _bare(region: str, rng: random.Random) -> str:
    """Return the digits of a number, with or without a plus sign, in one of the ways to dial it."""
    number = _national_number(region, rng)
    code = str(_metadata(region).country_code)
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


def _formatted(region: str, rng: random.Random) -> str:
    """Return a number as libphonenumber itself writes it."""
    number = phonenumbers.PhoneNumber(
        country_code=_metadata(region).country_code, national_number=int(_national_number(region, rng) or "0")
    )
    if rng.random() < 0.2:
        return phonenumbers.format_out_of_country_calling_number(number, rng.choice(REGIONS))
    return str(phonenumbers.format_number(number, rng.choice((0, 1, 1, 2, 2, 2, PhoneNumberFormat.RFC3966))))


def _punctuated(region: str, rng: random.Random) -> str:
    text = _bare(region, rng)
    sign = "+" if text.startswith("+") else ""
    return sign + rng.choice(("", "", " ", "(")) + _grouped(text[len(sign) :], rng)


def _with_extension(region: str, rng: random.Random) -> str:
    end = rng.choice(("", "", "", "#", " ", ".", " home"))
    return _punctuated(region, rng) + rng.choice(_LABELS) + str(rng.randrange(10 ** rng.randint(1, 10))) + end


def _with_letters(region: str, rng: random.Random) -> str:
    text = rng.choice((_punctuated, _bare, _formatted))(region, rng)
    word = rng.choice(_WORDS)
    at = rng.randrange(len(text) + 1)
    inside = text[:at] + word + text[at:]
    return rng.choice((f"{word} {text}", f"{word}{text}", f"{text} {word}", f"{text}{word}", inside))


def _vanity(region: str, rng: random.Random) -> str:
    text = _punctuated(region, rng)
    letters = rng.choice(("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwyz"))
    at = rng.randint(0, len(text))
    return text[:at] + "".join(rng.choice(letters) if c.isdigit() else c for c in text[at:])


def _with_noise(region: str, rng: random.Random) -> str:
    text = rng.choice((_punctuated, _bare, _formatted, _with_extension))(region, rng)
    for _ in range(rng.randint(1, 3)):
        at = rng.choice((0, len(text), rng.randint(0, len(text))))
        text = text[:at] + rng.choice(_ODD_GAPS) + text[at:]
    return text


def _several(region: str, rng: random.Random) -> str:
    other = rng.choice((region, region, rng.choice(REGIONS)))
    between = rng.choice((" / ", "/", ";", ", ", ",", " or ", " OR ", " und ", "\n", " & ", "|", ",,", ";ext=", "or"))
    return _punctuated(region, rng) + between + rng.choice((_punctuated, _bare, _damaged_bare))(other, rng)


def _damaged_bare(region: str, rng: random.Random) -> str:
    return _damaged(_bare(region, rng), rng)


def _with_tail(region: str, rng: random.Random) -> str:
    tail = rng.choice((".0", ".00", ",0", ",00", ".000", ".5", "/1", "/12", "-123", "\n12", " /1234", "/ 5 "))
    return rng.choice(("", "", "'", " ")) + rng.choice((_bare, _punctuated))(region, rng) + tail


def _scientific(region: str, rng: random.Random) -> str:
    digits = _bare(region, rng).lstrip("+") or "0"
    mark, exponent = rng.choice((".", ",", "")), rng.choice("eE") + rng.choice("+-") + str(rng.randint(0, 20))
    return rng.choice(("", "+", "-")) + digits[:1] + mark + digits[1:6] + exponent


def _rfc3966(region: str, rng: random.Random) -> str:
    code = _metadata(region).country_code
    parameter = rng.choice(
        (f";phone-context=+{code}", ";phone-context=example.com", ";phone-context=", ";isub=12345", ";ext=12", ";ext=x")
    )
    return rng.choice(("tel:", "TEL:", "")) + _punctuated(region, rng) + parameter


def _soup(region: str, rng: random.Random) -> str:
    alphabet = "0123456789" * 3 + "+ ()-./,;#x*'\u00a0eEaZ|&\n" + region
    return "".join(rng.choices(alphabet, k=rng.randint(0, 22)))


def _placeholder(region: str, rng: random.Random) -> str:
    text = rng.choice(_PLACEHOLDERS)
    return rng.choice((text, text, f" {text} ", f"{text}{region}", rng.choice("0123456789") * rng.randint(1, 18)))


def _beside_words(region: str, rng: random.Random) -> str:
    text = rng.choice((_punctuated, _bare, _formatted, _formatted, _with_extension))(region, rng)
    return rng.choice(_IN_BRACKETS).format(text, rng.choice(_NOTES))


def _between_words(region: str, rng: random.Random) -> str:
    texts = [
        rng.choice((_bare, _formatted, _short))(rng.choice((region, region, rng.choice(REGIONS))), rng) for _ in "12"
    ]
    note = rng.choice(_NOTES)
    return rng.choice(("{} {} {}", "{}{}{}", "{} ({}) {}", "{} ({} {})", "{} {} +{}")).format(texts[0], note, texts[1])


def _short(_: str, rng: random.Random) -> str:
    return str(rng.randrange(10 ** rng.randint(1, 7)))


def _with_remains(region: str, rng: random.Random) -> str:
    text = rng.choice((_punctuated, _bare, _formatted, _beside_words))(region, rng)
    for _ in range(rng.randint(1, 2)):
        at = rng.choice((0, 0, len(text), len(text), rng.randint(0, len(text))))
        text = text[:at] + rng.choice(_REMAINS) + text[at:]
    return rng.choice((text, text, text, text.replace("+", "%2B"), rng.choice(_NULLS)))


def _masked(region: str, rng: random.Random) -> str:
    text = rng.choice((_formatted, _bare))(region, rng)
    hidden, sign = rng.randint(1, 4), rng.choice("xX**")
    return rng.choice((text[:-hidden] + sign * hidden, text + " " + sign * hidden, sign * hidden + text, text + "Foxx"))


def _code_first(region: str, rng: random.Random) -> str:
    """Return digits that begin with the country calling code, as one number or another."""
    metadata = _metadata(region)
    number = _national_number(region, rng)
    digits = f"{metadata.country_code}{number}"
    prefix = metadata.national_prefix or ""
    return rng.choice(
        (digits, digits, _grouped(digits, rng), f"{prefix}{digits}", f"{digits} x12", f"+{prefix}{number}")
    )


def _on_us_screen(region: str, rng: random.Random) -> str:
    digits = (_national_number(region, rng) + "5550100000")[:10]
    return f"({digits[:3]}) {digits[3:6]}-{digits[6:]}"


def _in_other_digits(region: str, rng: random.Random) -> str:
    zero = ord(rng.choice(_OTHER_DIGITS_OF))
    text = rng.choice((_punctuated, _beside_words, _formatted))(region, rng)
    return text.translate({ord("0") + digit: zero + digit for digit in range(10)})


def _long(region: str, rng: random.Random) -> str:
    return _punctuated(region, rng) + rng.choice((" ", ".", "1", "a")) * rng.choice((200, 235, 250, 300))


_SPELLINGS: tuple[tuple[Callable[[str, random.Random], str], int], ...] = (
    (_bare, 25),
    (_punctuated, 20),
    (_formatted, 6),
    (_damaged_bare, 8),
    (_with_extension, 7),
    (_with_letters, 6),
    (_vanity, 4),
    (_with_noise, 8),
    (_several, 4),
    (_with_tail, 4),
    (_scientific, 2),
    (_rfc3966, 2),
    (_soup, 2),
    (_placeholder, 2),
    (_long, 0.2),
    (_beside_words, 9),
    (_between_words, 4),
    (_with_remains, 4),
    (_masked, 2),
    (_code_first, 5),
    (_on_us_screen, 2),
    (_in_other_digits, 1),
)


Values = tuple[list[str], list[str | None], list[bool]]
"""Texts, the region in which each is to be read (None: unknown), and whether that is the configured default."""


def adversarial_values(count: int, seed: int) -> Values:
    """Return ``count`` texts as people, imports and adversaries write them."""
    rng = random.Random(seed)  # noqa: S311 - a seeded generator, no secret
    writers, weights = zip(*_SPELLINGS, strict=True)
    texts: list[str] = []
    regions: list[str | None] = []
    are_default: list[bool] = []
    for writer in rng.choices(writers, weights, k=count):
        region = rng.choice(REGIONS)
        texts.append(writer(region, rng))
        regions.append(rng.choices((region, None, rng.choice(REGIONS)), (65, 12, 23))[0])
        are_default.append(regions[-1] is not None and rng.random() < _DEFAULT_SHARE)
    return texts, regions, are_default


def alike_values(count: int, seed: int) -> Values:
    """Return ``count`` texts and regions as ``adversarial_values`` does, many of which begin alike."""
    rng = random.Random(seed)  # noqa: S311 - a seeded generator, no secret
    texts, *about = adversarial_values(-(-count // _ALIKE), seed)
    alike = [_with_other_end(text, rng) for text in texts for _ in range(_ALIKE)]
    regions, are_default = ([one for one in column for _ in range(_ALIKE)][:count] for column in about)
    return alike[:count], regions, are_default


def _with_other_end(text: str, rng: random.Random) -> str:
    digits = [position for position, character in enumerate(text) if character in "0123456789"]
    characters = list(text)
    for position in digits[-_OTHER_DIGITS:]:
        characters[position] = rng.choice("0123456789")
    return "".join(characters)
