"""The first rows of columns that are not read: whether they look like phone fields is for the next stage to say."""

import re
from collections.abc import Sequence
from typing import Final

import pyarrow as pa

from audit.config.audit import AuditConfig
from audit.domain import COUNTRY_FIELDS, RELATED_COUNTRY_FIELDS, SLOT_FIELDS, SOBJECTS
from audit.sources.interface import ObjectSource
from audit.sources.records.phone_fields import org_object
from audit.tables.extract import UnreadColumns

_ROWS_LOOKED_AT: Final = 2_000
_NO_PHONES: Final = re.compile(
    r"fax|zip|postal|revenue|employees|account ?number|d-?u-?n-?s|\bsic\b|naics|jigsaw|id(__c)?$"
)
"""Headings of what has many digits and is no number to call."""


def unread_columns(part: ObjectSource, read: Sequence[str], config: AuditConfig) -> UnreadColumns | None:
    """Return the first 2,000 rows of the columns of ``part`` that are not among ``read``; None when all are read.

    Fax is not audited and not named (docs/simulation.md, Records), nor what the configuration excludes.
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
        return None
    of_country = {
        name.casefold() for name in (*COUNTRY_FIELDS[part.sobject], *RELATED_COUNTRY_FIELDS.get(part.sobject, ()))
    }
    of_phone = {
        name.casefold()
        for sobject in SOBJECTS
        if org_object(sobject) == part.sobject
        for name in SLOT_FIELDS[sobject].values()
    }
    countries = tuple(name for name in read if name.casefold() in of_country)
    phones = tuple(name for name in read if name.casefold() in of_phone)
    texts = _first_rows(part, [*unread, *countries, *phones])
    return UnreadColumns(part.label, part.sobject, tuple(unread), countries, phones, texts)


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
