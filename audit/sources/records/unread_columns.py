"""Columns that are not read though they look like phone or country fields."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import pyarrow as pa

from audit.config.audit import AuditConfig
from audit.domain import COUNTRY_FIELDS, READABLE_FORMATS, RELATED_COUNTRY_FIELDS, SLOT_FIELDS, SOBJECTS
from audit.normalize.scalar import read_number
from audit.sources.interface import ObjectSource
from audit.sources.records.countries import region_of
from audit.sources.records.phone_fields import org_object
from audit.sources.records.timestamps import milliseconds

_ROWS_LOOKED_AT: Final = 2_000
_FEWEST: Final = 20
_LEAST_SHARE: Final = 0.5
_AMOUNT: Final = re.compile(r"\d{0,6}([.,]\d*)?|\d{7,8}[.,]\d*")
_PLAIN: Final = re.compile(r"\d{7,8}")
"""As numbers in countries such as Norway and Denmark are, and amounts and numbers of orders."""
_OF_ONE_LENGTH: Final = 0.9
"""The share of plain digits of one length in a column that holds numbers: amounts differ in length."""
_NO_PHONES: Final = re.compile(
    r"fax|zip|postal|revenue|employees|account ?number|d-?u-?n-?s|\bsic\b|naics|jigsaw|id(__c)?$"
)
"""Headings of what has many digits and is no number to call."""
_LONGEST_CODE: Final = 3
"""Texts as long as codes of countries are codes of states and languages as well."""


def unread_columns(part: ObjectSource, read: Sequence[str], config: AuditConfig) -> Iterator[str]:
    """Yield a sentence for each column of ``part`` that looks like a phone or country field and is not among ``read``.

    Half of its filled values, of 20 at least, are phone numbers in the country of their record or in the default
    region; or names of countries, where no country is read. The first 2,000 rows are looked at. Fax is not audited and
    not named (SIMULATION section 1).
    """
    known = {name.casefold() for name in (*read, *config.custom_fields.exclude)}
    unread = [
        name
        for name in part.header
        if name.casefold() not in known
        and f"{part.sobject}.{name}".casefold() not in known
        and not _NO_PHONES.search(name.casefold())
        and not name.endswith("(not read)")
        and part.header.count(name) == 1
    ]
    if not unread:
        return
    rows = _Rows(part, unread, read)
    where = [] if rows.countries else [name for name in unread if _holds_countries(rows.texts[name])]
    for name in where:
        yield (
            f"{part.label} has the column {name}, which is not read, though it holds countries. Numbers without a "
            f"country code need them: call the column {COUNTRY_FIELDS[part.sobject][1]}."
        )
    regions = rows.regions(config)
    for name in unread:
        filled = [
            (text.strip(), region) for text, region in zip(rows.texts[name], regions, strict=True) if text.strip()
        ]
        if len(filled) < _FEWEST or name in where:
            continue
        n_phones = _n_phones(filled)
        if n_phones >= _LEAST_SHARE * len(filled):
            yield (
                f"{part.label} has the column {name}, which is not read, though {n_phones:,} of the first "
                f"{len(filled):,} values in it are phone numbers. To audit it, add "
                f'"{part.sobject}.{name}" to include under [custom_fields] in the configuration.'
            )


class _Rows:
    """The first rows of a part."""

    def __init__(self, part: ObjectSource, unread: Sequence[str], read: Sequence[str]) -> None:
        fields = (*COUNTRY_FIELDS[part.sobject], *RELATED_COUNTRY_FIELDS.get(part.sobject, ()))
        countries = {name.casefold() for name in fields}
        phones = {
            name.casefold()
            for sobject in SOBJECTS
            if org_object(sobject) == part.sobject
            for name in SLOT_FIELDS[sobject].values()
        }
        self.countries = [name for name in read if name.casefold() in countries]
        self.phones = [name for name in read if name.casefold() in phones]
        self.texts = _first_rows(part, [*unread, *self.countries, *self.phones])

    def regions(self, config: AuditConfig) -> list[str | None]:
        """Return the region of each row: of its country, else of a number with country code, else the default one."""
        known = {text: region_of(text.strip().casefold()) for name in self.countries for text in set(self.texts[name])}
        spoken = {
            text: read_number(text, None).region
            for name in self.phones
            for text in set(self.texts[name])
            if text.strip().startswith("+")
        }
        asked: list[tuple[str, Mapping[str, str | None]]] = [(name, known) for name in self.countries]
        asked += [(name, spoken) for name in self.phones]
        n_rows = len(next(iter(self.texts.values()), []))
        return [
            next((found for name, of in asked if (found := of.get(self.texts[name][row]))), config.region)
            for row in range(n_rows)
        ]


def _first_rows(part: ObjectSource, columns: Sequence[str]) -> dict[str, list[str]]:
    found: list[pa.Table] = []
    n_rows = 0
    for rows in part.rows(columns):
        found.append(rows.columns)
        n_rows += len(rows.columns)
        if n_rows >= _ROWS_LOOKED_AT:
            break
    whole = pa.concat_tables(found).slice(0, _ROWS_LOOKED_AT) if found else pa.table({name: [] for name in columns})
    return {name: [text or "" for text in whole[name].to_pylist()] for name in columns}


def _holds_countries(texts: Sequence[str]) -> bool:
    filled = [text.strip() for text in texts if text.strip()]
    n_known = sum(len(text) > _LONGEST_CODE and region_of(text.casefold()) is not None for text in filled)
    return len(filled) >= _FEWEST and n_known >= _LEAST_SHARE * len(filled)


def _n_phones(filled: Sequence[tuple[str, str | None]]) -> int:
    lengths = Counter(len(text) for text, _ in filled if _PLAIN.fullmatch(text))
    allowed = {length for length, n in lengths.items() if n >= _OF_ONE_LENGTH * len(filled)}
    return sum(_is_phone(text, region) for text, region in filled if not _PLAIN.fullmatch(text) or len(text) in allowed)


def _is_phone(text: str, region: str | None) -> bool:
    if _AMOUNT.fullmatch(text) or (milliseconds(text) is not None and not _PLAIN.fullmatch(text)):
        return False
    return read_number(text, region).format in READABLE_FORMATS
