"""Phone numbers invented with their E.164, and the ways in which people write them down.

Each way of writing knows what it did: it gives the text together with the numbers that it stands for. Nothing here
reads a text, so that no reader's mistake gets into the truth.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from random import Random

import phonenumbers
from phonenumbers import PhoneMetadata, PhoneNumber, PhoneNumberFormat, PhoneNumberType

from tests.benchmarks.dialed import matching

REGIONS = ("US", "GB", "DE", "FR", "IT", "ES", "RU", "JP", "BR", "AU")
_LENGTHS = {"DE": (9, 10, 11), "IT": (9, 10)}
"""Of a national number, where the numbering plan allows lengths that hardly anybody has."""
_FIXED = {PhoneNumberType.FIXED_LINE, PhoneNumberType.FIXED_LINE_OR_MOBILE}
_DIALLED_ABROAD = {"US": "011", "JP": "010", "AU": "0011", "RU": "8~10"}
TRUNK = {"GB": "0", "DE": "0", "FR": "0", "JP": "0", "AU": "0"}
_COMMENTS = (
    *("Uwe", "Bob", "Zoë", "İbrahim", "Иван", "Мария", "Ελένη", "太郎", "山田 携帯", "محمد", "דוד", "민준", "สมชาย"),
    *("privat", "work", "domicile", "Zentrale", "mobile", "do not call", "Büro, 2. Stock", "рабочий", "自宅", "casa"),
    *("2nd floor", "App. 12", "c/o Meier", "Mo-Fr 9-17 Uhr", "only after 5pm", "Raum 204", "кв. 12"),
)
_LABELS = (
    *("Tel.: ", "Tel. ", "Mobil: ", "Cell ", "T: ", "M. ", "☎ ", "Phone - ", "携帯 ", "Тел. ", "Handy ", "هاتف: "),
    *("Mobile (new) ", "Móvil: "),
)
_EXTENSIONS = (
    " ext. {}",
    " x{}",
    " доб. {}",
    " extension {}",
    ";ext={}",
    " anexo {}",
    " 内線 {}",
    " poste {}",
    " DW {}",
)
_PLACEHOLDERS = (
    *("n/a", "N/A", "none", "unknown", "TBD", "-", "--", "?", "0000000000", "1111111111", "9999999999", "1234567890"),
    *("123456789", "x", "no phone", "Private", "000-000-0000", "same", "test", "0", "00000"),
)
_NO_NUMBERS = (
    *("see Mobile", "ask reception", "uwe@example.com", "10115 Berlin", "Hauptstr. 12", "ext. 4712", "Raum 204"),
    *("спросить секретаря", "連絡不可", "moved", "left the company", "do not call!", "www.example.com"),
)
NULL_MARKERS = ("#N/A", "#VALUE!", "#REF!", "NULL", "null", "nan", r"\N")
_KEYS = {
    letter: str(key)
    for key, letters in enumerate(("ABC", "DEF", "GHI", "JKL", "MNO", "PQRS", "TUV", "WXYZ"), start=2)
    for letter in letters
}
_VANITY = ("FLOWERS", "TAXICAB", "LAWYERS", "PIZZAS", "HOLIDAY", "CARPETS")


@dataclass(frozen=True)
class Invented:
    """A number that was made up, and its parts."""

    region: str
    code: int
    national: str
    """the national significant number"""

    @property
    def e164(self) -> str:
        return f"+{self.code}{self.national}"


@dataclass(frozen=True)
class Written:
    """A text in a phone field and the numbers that it stands for."""

    text: str
    numbers: tuple[str, ...] = ()
    """E.164; none where the digits are lost or there never were any"""


Way = Callable[[Random, Invented], Written]


def invented(chance: Random, region: str) -> Invented:
    """Return a number of ``region``, a fixed line or a mobile, that its numbering plan assigns."""
    while True:
        metadata = _metadata(region)
        pattern = chance.choice([metadata.fixed_line, metadata.mobile]).national_number_pattern
        number = Invented(region, metadata.country_code, matching(pattern, chance))
        if len(number.national) in _LENGTHS.get(region, (len(number.national),)) and _is_assigned(number):
            return number


@cache
def _metadata(region: str) -> PhoneMetadata:
    return PhoneMetadata.metadata_for_region(region)


def _is_assigned(number: Invented) -> bool:
    """Return whether it is valid, of its region alone, and not one that everybody takes for a placeholder."""
    made = _made(number)
    known = phonenumbers.is_valid_number(made) and phonenumbers.region_code_for_number(made) == number.region
    return known and len(set(number.national)) > 3


def _made(number: Invented) -> PhoneNumber:
    zeros = len(number.national) - len(number.national.lstrip("0"))
    return PhoneNumber(
        country_code=number.code,
        national_number=int(number.national),
        italian_leading_zero=zeros > 0 or None,
        number_of_leading_zeros=zeros if zeros > 1 else None,
    )


# ---------------------------------------------------------------- plain ways


def international(chance: Random, number: Invented) -> str:
    """Return the number with its plus sign, in groups."""
    text = str(phonenumbers.format_number(_made(number), PhoneNumberFormat.INTERNATIONAL))
    return text.replace(" ", chance.choice(" .-")) if chance.random() < 0.3 else text


def national(chance: Random, number: Invented) -> str:
    """Return the number as people of its country write it, with its trunk prefix if it has one."""
    text = str(phonenumbers.format_number(_made(number), PhoneNumberFormat.NATIONAL))
    if chance.random() < 0.2:
        return "".join(c for c in text if c.isdigit())
    return text.replace(" ", chance.choice(" .-")) if chance.random() < 0.2 else text


def either(chance: Random, number: Invented) -> str:
    """Return the number in its national or international form."""
    return national(chance, number) if chance.random() < 0.6 else international(chance, number)


def _around(chance: Random, text: str, number: Invented) -> Written:
    comment = chance.choice(_COMMENTS)
    forms = [
        f"{text} ({comment})",
        f"{text} {comment}",
        f"{text} - {comment}",
        f"{comment} {text}",
        f"{text} [{comment}]",
    ]
    return Written(chance.choices(forms, [5, 3, 2, 2, 1])[0], (number.e164,))


def with_comment(chance: Random, number: Invented) -> Written:
    return _around(chance, either(chance, number), number)


def plus_with_comment(chance: Random, number: Invented) -> Written:
    return _around(chance, international(chance, number), number)


def with_label(chance: Random, number: Invented) -> Written:
    return Written(chance.choice(_LABELS) + either(chance, number), (number.e164,))


def with_label_digit(chance: Random, number: Invented) -> Written:
    """Return a national number behind the second of several labels: ``Mobil 2 0171…``."""
    text = TRUNK.get(number.region, "+" + str(number.code)) + number.national
    return Written(
        f"{chance.choice(['Mobil', 'Handy', 'Tel.', 'Phone'])} {chance.randint(1, 9)}: {text}", (number.e164,)
    )


def with_extension(chance: Random, number: Invented) -> Written:
    extension = chance.choice(_EXTENSIONS).format(chance.randint(1, 9999))
    return Written(either(chance, number) + extension, (number.e164,))


def two_numbers(chance: Random, number: Invented) -> Written:
    other = invented(chance, number.region)
    between = chance.choice([" / ", " or ", "; ", ", ", " oder ", "\n", " | ", " & ", "、", " и ", " y "])
    return Written(either(chance, number) + between + either(chance, other), (number.e164, other.e164))


def without_plus(_chance: Random, number: Invented) -> Written:
    return Written(number.e164[1:], (number.e164,))


def dialled_abroad(chance: Random, number: Invented) -> Written:
    """Return the number behind what is dialled in its own country to reach another one."""
    prefix = _DIALLED_ABROAD.get(number.region, "00")
    if prefix.startswith("8"):
        prefix = "810"
    return Written(f"{prefix}{chance.choice(['', ' '])}{number.e164[1:]}", (number.e164,))


def trunk_in_brackets(_chance: Random, number: Invented) -> Written:
    trunk = TRUNK.get(number.region, "")
    gap = f"({trunk})" if trunk else " "
    return Written(f"+{number.code} {gap}{number.national[:2]} {number.national[2:]}", (number.e164,))


def without_trunk(_chance: Random, number: Invented) -> Written:
    """Return what a spreadsheet leaves of a number written with a trunk zero."""
    return Written(number.national, (number.e164,))


def without_own_zero(_chance: Random, number: Invented) -> Written:
    """Return what a spreadsheet leaves of an Italian number: a zero that is part of it is lost."""
    numbers = () if number.national.startswith("0") else (number.e164,)
    return Written(number.national.lstrip("0"), numbers)


# ---------------------------------------------------------------- remains of programs


def of_spreadsheet(chance: Random, number: Invented) -> Written:
    text = number.e164
    forms = (f"'{text}", f"{text}.0", f"{text[1:]}.0", f"{text}_x000D_", f"{text},0", f"\u2019{text}", f'="{text}"')
    forms += (f"{international(chance, number)}_x000D_\n", f"_x202A_{text}_x202C_", f"\ufeff{text}")
    return Written(chance.choice(forms), (number.e164,))


def scientific(chance: Random, number: Invented) -> Written:
    digits = number.e164[1:]
    comma = chance.choice(".,")
    return Written(f"{digits[0]}{comma}{digits[1:6]}E+{len(digits) - 1}")


def of_web_page(chance: Random, number: Invented) -> Written:
    text = international(chance, number)
    forms = (
        *(
            text.replace(" ", "&nbsp;"),
            text.replace("+", "&#43;"),
            f"<b>{text}</b>",
            f"{text}<br>",
            f"{text}&amp;nbsp;",
        ),
        *(
            f'<a href="#">{text}</a>',
            text.replace("+", "%2B").replace(" ", "%20"),
            f"tel:{number.e164}",
            f"&lrm;{text}",
        ),
        *(f"%2b{number.e164[1:]}", f"<p>{text}</p>"),
    )
    forms = tuple(form for form in forms if "&amp;" not in form)
    return Written(chance.choice(forms), (number.e164,))


def invisible(chance: Random, number: Invented) -> Written:
    text = either(chance, number)
    forms = (
        f"\u202a{text}\u202c",
        text.replace(" ", "\u00a0"),
        text.replace("-", "\u2011"),
        f"\u200e{text}",
        f" {text}\t",
    )
    forms += (text.replace(" ", "\u2009"), text.replace("-", "\u2013"), text.replace(" ", "\u00ad "))
    return Written(chance.choice(forms), (number.e164,))


def full_width(chance: Random, number: Invented) -> Written:
    text = either(chance, number)
    wide = {ord(c): ord(c) - ord("!") + 0xFF01 for c in "0123456789+-()"}
    wide |= {ord("-"): chance.choice([0xFF0D, ord("ー")])}
    return Written(text.translate(wide), (number.e164,))


# ---------------------------------------------------------------- what cannot be known, and what is none


def masked(chance: Random, number: Invented) -> Written:
    text = either(chance, number)
    return Written(text[:-4] + chance.choice(["XXXX", "****", "xxxx"]))


def placeholder(chance: Random, _number: Invented) -> Written:
    return Written(chance.choice(_PLACEHOLDERS))


def no_number(chance: Random, _number: Invented) -> Written:
    return Written(chance.choice(_NO_NUMBERS))


def null_marker(chance: Random, _number: Invented) -> Written:
    """Return what a spreadsheet or a database writes into an empty field."""
    return Written(chance.choice(NULL_MARKERS))


def open_digits(chance: Random, number: Invented) -> Written:
    """Return a number in front of a floor, whose digit might be the number's last one."""
    return Written(
        f"{either(chance, number)} {chance.choice(['2. Stock', '3. OG', '4th floor', '1. Etage'])}", (number.e164,)
    )


def vanity(chance: Random, _number: Invented) -> Written:
    word = chance.choice(_VANITY)
    digits = "".join(_KEYS[letter] for letter in word)
    area = chance.choice(["800", "888", "877"])
    number = f"+1{area}{digits.ljust(7, '2')[:7]}"
    return Written(f"1-{area}-{word.ljust(7, 'A')[:7]}", (number,))


def us_screen_foreign(chance: Random, _number: Invented) -> Written:
    """Return a US number as a US user's screen shows it, which lands on a record of another country."""
    number = invented(chance, "US")
    n = number.national
    return Written(f"({n[:3]}) {n[3:6]}-{n[6:]}", (number.e164,))


def us_screen_own(_chance: Random, number: Invented) -> Written:
    """Return a number of ten digits that a US user typed: the screen gives it American punctuation."""
    n = number.national
    return Written(f"({n[:3]}) {n[3:6]}-{n[6:]}" if len(n) == 10 else n, (number.e164,))


def plus_before_trunk(_chance: Random, number: Invented) -> Written:
    """Return ``+8 495…``: a plus sign before the Russian trunk prefix."""
    return Written(f"+8 {number.national[:3]} {number.national[3:]}", (number.e164,))


def national_abroad(chance: Random, number: Invented) -> Written:
    return Written(national(chance, number), (number.e164,))
