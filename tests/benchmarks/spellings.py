"""Phone fields as people, imports and adversaries write them: seeded, over all regions, in every spelling."""

import random
from collections.abc import Callable

from tests.benchmarks.dialed import (
    REGIONS,
    bare,
    damaged,
    formatted,
    grouped,
    metadata_of,
    national_number,
    punctuated,
    with_extension,
)

_ODD_GAPS = (
    *("\u00a0", "\u2011", "\u2013", "\u2010", "\u200b", "\u00ad", "\t", "\n", "\r\n", "\u2028", "\u3000", "~", "*"),
    *("#", "_", ",", ";", "x", "'", '"', "+", "\u0661", "\uff11", "\uff0d", "\ufeff", "\x7f", "\x1f", "\u0308", "ß"),
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


def _with_letters(region: str, rng: random.Random) -> str:
    text = rng.choice((punctuated, bare, formatted))(region, rng)
    word = rng.choice(_WORDS)
    at = rng.randrange(len(text) + 1)
    inside = text[:at] + word + text[at:]
    return rng.choice((f"{word} {text}", f"{word}{text}", f"{text} {word}", f"{text}{word}", inside))


def _vanity(region: str, rng: random.Random) -> str:
    text = punctuated(region, rng)
    letters = rng.choice(("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwyz"))
    at = rng.randint(0, len(text))
    return text[:at] + "".join(rng.choice(letters) if c.isdigit() else c for c in text[at:])


def _with_noise(region: str, rng: random.Random) -> str:
    text = rng.choice((punctuated, bare, formatted, with_extension))(region, rng)
    for _ in range(rng.randint(1, 3)):
        at = rng.choice((0, len(text), rng.randint(0, len(text))))
        text = text[:at] + rng.choice(_ODD_GAPS) + text[at:]
    return text


def _several(region: str, rng: random.Random) -> str:
    other = rng.choice((region, region, rng.choice(REGIONS)))
    between = rng.choice((" / ", "/", ";", ", ", ",", " or ", " OR ", " und ", "\n", " & ", "|", ",,", ";ext=", "or"))
    return punctuated(region, rng) + between + rng.choice((punctuated, bare, _damaged_bare))(other, rng)


def _damaged_bare(region: str, rng: random.Random) -> str:
    return damaged(bare(region, rng), rng)


def _with_tail(region: str, rng: random.Random) -> str:
    tail = rng.choice((".0", ".00", ",0", ",00", ".000", ".5", "/1", "/12", "-123", "\n12", " /1234", "/ 5 "))
    return rng.choice(("", "", "'", " ")) + rng.choice((bare, punctuated))(region, rng) + tail


def _scientific(region: str, rng: random.Random) -> str:
    digits = bare(region, rng).lstrip("+") or "0"
    mark, exponent = rng.choice((".", ",", "")), rng.choice("eE") + rng.choice("+-") + str(rng.randint(0, 20))
    return rng.choice(("", "+", "-")) + digits[:1] + mark + digits[1:6] + exponent


def _rfc3966(region: str, rng: random.Random) -> str:
    code = metadata_of(region).country_code
    parameter = rng.choice(
        (f";phone-context=+{code}", ";phone-context=example.com", ";phone-context=", ";isub=12345", ";ext=12", ";ext=x")
    )
    return rng.choice(("tel:", "TEL:", "")) + punctuated(region, rng) + parameter


def _soup(region: str, rng: random.Random) -> str:
    alphabet = "0123456789" * 3 + "+ ()-./,;#x*'\u00a0eEaZ|&\n" + region
    return "".join(rng.choices(alphabet, k=rng.randint(0, 22)))


def _placeholder(region: str, rng: random.Random) -> str:
    text = rng.choice(_PLACEHOLDERS)
    return rng.choice((text, text, f" {text} ", f"{text}{region}", rng.choice("0123456789") * rng.randint(1, 18)))


def _beside_words(region: str, rng: random.Random) -> str:
    text = rng.choice((punctuated, bare, formatted, formatted, with_extension))(region, rng)
    return rng.choice(_IN_BRACKETS).format(text, rng.choice(_NOTES))


def _between_words(region: str, rng: random.Random) -> str:
    texts = [
        rng.choice((bare, formatted, _short))(rng.choice((region, region, rng.choice(REGIONS))), rng) for _ in "12"
    ]
    note = rng.choice(_NOTES)
    return rng.choice(("{} {} {}", "{}{}{}", "{} ({}) {}", "{} ({} {})", "{} {} +{}")).format(texts[0], note, texts[1])


def _short(_: str, rng: random.Random) -> str:
    return str(rng.randrange(10 ** rng.randint(1, 7)))


def _with_remains(region: str, rng: random.Random) -> str:
    text = rng.choice((punctuated, bare, formatted, _beside_words))(region, rng)
    for _ in range(rng.randint(1, 2)):
        at = rng.choice((0, 0, len(text), len(text), rng.randint(0, len(text))))
        text = text[:at] + rng.choice(_REMAINS) + text[at:]
    return rng.choice((text, text, text, text.replace("+", "%2B"), rng.choice(_NULLS)))


def _masked(region: str, rng: random.Random) -> str:
    text = rng.choice((formatted, bare))(region, rng)
    hidden, sign = rng.randint(1, 4), rng.choice("xX**")
    return rng.choice((text[:-hidden] + sign * hidden, text + " " + sign * hidden, sign * hidden + text, text + "Foxx"))


def _code_first(region: str, rng: random.Random) -> str:
    """Return digits that begin with the country calling code, as one number or another."""
    metadata = metadata_of(region)
    number = national_number(region, rng)
    digits = f"{metadata.country_code}{number}"
    prefix = metadata.national_prefix or ""
    return rng.choice(
        (
            digits,
            digits,
            grouped(digits, rng),
            f"{prefix}{digits}",
            f"{digits} x12",
            f"+{prefix}{number}",
            f"+00{digits}",
        )
    )


def _on_us_screen(region: str, rng: random.Random) -> str:
    digits = (national_number(region, rng) + "5550100000")[:10]
    return f"({digits[:3]}) {digits[3:6]}-{digits[6:]}"


def _in_other_digits(region: str, rng: random.Random) -> str:
    zero = ord(rng.choice(_OTHER_DIGITS_OF))
    text = rng.choice((punctuated, _beside_words, formatted))(region, rng)
    return text.translate({ord("0") + digit: zero + digit for digit in range(10)})


def _long(region: str, rng: random.Random) -> str:
    return punctuated(region, rng) + rng.choice((" ", ".", "1", "a")) * rng.choice((200, 235, 250, 300))


_SPELLINGS: tuple[tuple[Callable[[str, random.Random], str], int], ...] = (
    (bare, 25),
    (punctuated, 20),
    (formatted, 6),
    (_damaged_bare, 8),
    (with_extension, 7),
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
