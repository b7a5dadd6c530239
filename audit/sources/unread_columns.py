"""Columns that are not read though they look like phone fields."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

import pyarrow as pa

from audit.config import AuditConfig
from audit.numbers.countries import region_of
from audit.numbers.reference import read_number
from audit.sources.moments import milliseconds
from audit.sources.parts import Part
from audit.tables import COUNTRY_FIELDS, READABLE_FORMATS

_ROWS_LOOKED_AT: Final = 2_000
_FEWEST: Final = 20
_LEAST_SHARE: Final = 0.5
_MAY_BE_AMOUNT: Final = re.compile(r"\d{0,8}([.,]\d*)?")
"""Short plain digits are numbers of employees or of orders as well."""


def unread_phone_columns(part: Part, read: Sequence[str], config: AuditConfig) -> Iterator[str]:
    """Yield a sentence for each column of ``part`` that looks like a phone field and is not among ``read``.

    Half of its filled values, of 20 at least, are phone numbers in the country of their record or in the default
    region; the first 2,000 rows are looked at. Fax is not audited and not named (SIMULATION section 1).
    """
    known = {name.casefold() for name in (*read, *config.custom_fields.exclude)}
    unread = [
        name
        for name in part.header
        if name.casefold() not in known
        and f"{part.sobject}.{name}".casefold() not in known
        and "fax" not in name.casefold()
        and not name.endswith("(not read)")
        and part.header.count(name) == 1
    ]
    if not unread:
        return
    spelled = {name.casefold(): name for name in part.header}
    countries = [spelled[n.casefold()] for n in COUNTRY_FIELDS[part.sobject] if n.casefold() in spelled]
    rows = _first_rows(part, [*unread, *countries])
    regions = _regions(rows, countries, config)
    for name in unread:
        filled = [(text, region) for text, region in zip(rows[name], regions, strict=True) if text.strip()]
        n_phones = sum(_is_phone(text.strip(), region) for text, region in filled)
        if len(filled) >= _FEWEST and n_phones >= _LEAST_SHARE * len(filled):
            yield (
                f"{part.label} has the column {name}, which is not read, though {n_phones:,} of the first "
                f"{len(filled):,} values in it are phone numbers. To audit it, add "
                f'"{part.sobject}.{name}" to include under [custom_fields] in the configuration.'
            )


def _first_rows(part: Part, columns: Sequence[str]) -> dict[str, list[str]]:
    found: list[pa.Table] = []
    n_rows = 0
    for rows in part.rows(columns):
        found.append(rows.columns)
        n_rows += len(rows.columns)
        if n_rows >= _ROWS_LOOKED_AT:
            break
    whole = pa.concat_tables(found).slice(0, _ROWS_LOOKED_AT) if found else pa.table({name: [] for name in columns})
    return {name: [text or "" for text in whole[name].to_pylist()] for name in columns}


def _regions(rows: dict[str, list[str]], countries: Sequence[str], config: AuditConfig) -> list[str | None]:
    n_rows = len(next(iter(rows.values()), []))
    known = {text: region_of(text.strip().casefold()) for name in countries for text in set(rows[name])}
    return [
        next((known[rows[name][row]] for name in countries if known[rows[name][row]]), config.region)
        for row in range(n_rows)
    ]


def _is_phone(text: str, region: str | None) -> bool:
    if _MAY_BE_AMOUNT.fullmatch(text) or milliseconds(text) is not None:
        return False
    return read_number(text, region).format in READABLE_FORMATS
