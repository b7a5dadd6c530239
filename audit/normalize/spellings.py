"""One number in the formats in which people and programs search for it."""

from typing import Final

import phonenumbers
from phonenumbers import PhoneNumberFormat

from audit.normalize.parse_number import PREFIX_ABROAD

SPELLINGS: Final = ("e164", "digits", "trunk", "no_trunk", "international", "national", "idd")
"""+33199009061, 33199009061, 0199009061, 199009061, +33 1 99 00 90 61, 01 99 00 90 61, 0033199009061."""


def spellings_of(e164: str) -> dict[str, str]:
    """Return a number in E.164 in each of SPELLINGS; ``trunk`` is left out where its country has no such prefix.

    >>> spellings_of("+33199009061")["trunk"], spellings_of("+33199009061")["international"]
    ('0199009061', '+33 1 99 00 90 61')
    >>> spellings_of("+12125550100")["national"], "trunk" in spellings_of("+12125550100")
    ('(212) 555-0100', False)
    """
    number = phonenumbers.parse(e164)
    national = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
    no_trunk = phonenumbers.national_significant_number(number)
    trunk = "".join(filter(str.isdigit, national))
    written = {
        "e164": e164,
        "digits": e164.removeprefix("+"),
        "trunk": trunk,
        "no_trunk": no_trunk,
        "international": phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL),
        "national": national,
        "idd": PREFIX_ABROAD + e164.removeprefix("+"),
    }
    return {name: text for name, text in written.items() if name != "trunk" or trunk != no_trunk}


def neighbor_of(e164: str, step: int) -> str | None:
    """Return a valid number that differs from ``e164`` in its last four digits; None where ``step`` gives none.

    >>> neighbor_of("+33199009061", 7)
    '+33199009068'
    """
    changed = f"{e164[:-4]}{(int(e164[-4:]) + step) % 10_000:04d}"
    return changed if phonenumbers.is_valid_number(phonenumbers.parse(changed)) else None
