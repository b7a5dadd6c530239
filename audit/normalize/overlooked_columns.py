"""Columns that are not read though they look like phone or country fields."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import Final

from audit.domain import COUNTRY_FIELDS, READABLE_FORMATS
from audit.normalize.scalar import read_number
from audit.sources.records.countries import region_of
from audit.sources.records.timestamps import milliseconds
from audit.tables.extract import UnreadColumns

_FEWEST: Final = 20
_LEAST_SHARE: Final = 0.5
_AMOUNT: Final = re.compile(r"\d{0,6}([.,]\d*)?|\d{7,8}[.,]\d*")
_DIGITS: Final = re.compile(r"\d\D*\d\D*\d")
"""What libphonenumber finds in every number, be it spelled in letters."""
_PLAIN: Final = re.compile(r"\d{7,8}")
"""As numbers in countries such as Norway and Denmark are, and amounts and numbers of orders."""
_OF_ONE_LENGTH: Final = 0.9
"""The share of plain digits of one length in a column that holds numbers: amounts differ in length."""
_LONGEST_CODE: Final = 3
"""Texts as long as codes of countries are codes of states and languages as well."""


def overlooked_columns(columns: UnreadColumns, default: str | None) -> Iterator[str]:
    """Yield a sentence for each of ``columns`` that looks like a phone or country field.

    Half of its filled values, of 20 at least, are phone numbers in the country of their record or in the region
    ``default``; or names of countries, where no country is read.
    """
    where = [] if columns.countries else [name for name in columns.names if _holds_countries(columns.texts[name])]
    for name in where:
        yield (
            f"{columns.label} has the column {name}, which is not read, though it has countries. Numbers without a "
            f"country code need them: call the column {COUNTRY_FIELDS[columns.sobject][1]}."
        )
    region_of_row = _regions(columns, default)
    for name in columns.names:
        filled = {row: text.strip() for row, text in enumerate(columns.texts[name]) if text.strip()}
        if len(filled) < _FEWEST or name in where:
            continue
        n_phones = _n_phones(filled, region_of_row)
        if n_phones >= _LEAST_SHARE * len(filled):
            yield (
                f"{columns.label} has the column {name}, which is not read, though {n_phones:,} of the first "
                f"{len(filled):,} values in it are phone numbers. To audit it, add "
                f'"{columns.sobject}.{name}" to include under [custom_fields] in the configuration.'
            )


def _regions(columns: UnreadColumns, default: str | None) -> Callable[[int], str | None]:
    """Return what tells the region of a row: of its country, else of a number with country code, else the default one.

    Of the few rows that are asked about only: most columns hold neither numbers nor anything like them.
    """
    countries = [columns.texts[name] for name in columns.countries]
    phones = [columns.texts[name] for name in columns.phones]

    @cache
    def _region(row: int) -> str | None:
        known = (region_of(texts[row].strip().casefold()) for texts in countries)
        spoken = (read_number(texts[row], None).region for texts in phones if texts[row].strip().startswith("+"))
        return next((region for region in chain(known, spoken) if region), default)

    return _region


def _holds_countries(texts: Sequence[str]) -> bool:
    filled = [text.strip() for text in texts if text.strip()]
    n_known = sum(len(text) > _LONGEST_CODE and region_of(text.casefold()) is not None for text in filled)
    return len(filled) >= _FEWEST and n_known >= _LEAST_SHARE * len(filled)


def _n_phones(filled: Mapping[int, str], region_of_row: Callable[[int], str | None]) -> int:
    lengths = Counter(len(text) for text in filled.values() if _PLAIN.fullmatch(text))
    allowed = {length for length, n in lengths.items() if n >= _OF_ONE_LENGTH * len(filled)}
    return sum(
        read_number(text, region_of_row(row)).format in READABLE_FORMATS
        for row, text in filled.items()
        if _may_be_phone(text) and (not _PLAIN.fullmatch(text) or len(text) in allowed)
    )


def _may_be_phone(text: str) -> bool:
    if not _DIGITS.search(text) or _AMOUNT.fullmatch(text):
        return False
    return bool(_PLAIN.fullmatch(text)) or milliseconds(text) is None
