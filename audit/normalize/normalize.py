"""Read every phone field: from stored texts to the values table."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
import pyarrow.compute as pc

from audit.columns.ascii_text import Mask, digits_in, equal, texts_of
from audit.columns.lookup import e164_as_int
from audit.columns.types import category_from_codes
from audit.config.audit import AuditConfig
from audit.domain import POLICIES, REGION_SOURCES
from audit.normalize.classify import PLACEHOLDER_WORDS
from audit.normalize.overlooked_columns import overlooked_columns
from audit.normalize.region import AccountRegions, RecordRegions, most_named, region_counts, resolve_regions
from audit.normalize.stored_formats import stored_as
from audit.normalize.vectorized.normalize_column import read_column
from audit.sources.org_extract import Extract
from audit.tables.extract import Population
from audit.tables.simulation import READ_VALUES

Reader = Callable[[pd.Series, pd.Categorical, Mask, frozenset[str]], pd.DataFrame]
"""(raw texts, regions, which are the default, placeholder words) → a row of READINGS each; the other: ``reference``."""


@dataclass(frozen=True)
class NormalizedTables:
    """What stage 2 hands on."""

    records: pd.DataFrame
    """EXTRACTED_RECORDS with region and region_source"""
    values: pd.DataFrame
    """READ_VALUES"""
    unknown_countries: pd.DataFrame
    """record (row position in records), field (API name), raw: countries that were asked and are not known"""
    converted_values: pd.DataFrame
    """READ_VALUES of the converted leads that are out of scope"""
    own_regions: tuple[str, ...]
    """the regions that records of the org, or their Accounts, name: ``most_named``"""
    warnings: tuple[str, ...]
    """Sentences about columns that are not read and look as if they should be; no personal data."""


def normalize(
    extract: Extract,
    config: AuditConfig,
    reader: Reader = read_column,
    *,
    accounts: AccountRegions | None = None,
    own_regions: tuple[str, ...] | None = None,
) -> NormalizedTables:
    """Read the phone fields of every record, each in the record's region.

    ``accounts`` and ``own_regions`` are those of the whole org where ``extract`` is a part of it.
    """
    audited, converted = extract.audited, extract.converted_leads
    regions = resolve_regions(audited.records, config, accounts)
    return NormalizedTables(
        records=audited.records.assign(region=regions.region, region_source=regions.region_source),
        values=read_values(audited, regions, config, reader),
        unknown_countries=regions.unknown_countries,
        converted_values=read_values(converted, resolve_regions(converted.records, config), config, reader),
        own_regions=most_named(region_counts(regions)) if own_regions is None else own_regions,
        warnings=tuple(said for columns in extract.unread for said in overlooked_columns(columns, config.region)),
    )


def placeholder_words(config: AuditConfig) -> frozenset[str]:
    """Return the words that stand for "no number", case-folded."""
    return PLACEHOLDER_WORDS | {word.strip().casefold() for word in config.placeholders}


def read_values(
    population: Population, regions: RecordRegions, config: AuditConfig, reader: Reader = read_column
) -> pd.DataFrame:
    """Return READ_VALUES: every phone field of ``population`` that is filled, in its order, read in its region."""
    phones = population.phones
    record = phones["record"].to_numpy()
    region, source = regions.region.take(record), regions.region_source.take(record)
    readings = reader(phones["raw"], region, np.asarray(source == "default"), placeholder_words(config))
    filled = (readings["format"] != "empty").to_numpy()
    values = phones.loc[filled].reset_index(drop=True)
    readings = readings.loc[filled].reset_index(drop=True)
    record, region, source = record[filled], region[filled], source[filled]
    ignores_region = (readings["has_plus"] & (readings["format"] != "idd")).to_numpy()
    values["sobject"] = population.records["sobject"].array.take(record)
    for column in ("format", "reason", "e164", "region", "number_type", "confidence"):
        values[column] = readings[column].array
    values["parse_region"] = _where(~ignores_region, region)
    values["region_source"] = _source(source, ignores_region)
    values["digits"] = e164_as_int(values["e164"])
    values["found_under"] = found_under(values)
    values["stored_as"] = stored_as(values, config.profile)
    return READ_VALUES.typed(values)


def found_under(values: pd.DataFrame) -> pd.Categorical:
    """Return the strictest policy that finds each of ``values`` (format, raw, e164) as it is spelled.

    Missing for those that are not readable. Source: docs/simulation.md, Policies.
    """
    is_e164 = (values["format"] == "e164").to_numpy()
    codes = np.where(is_e164, np.int8(POLICIES.index("exact")), np.int8(-1))
    others = np.flatnonzero(~is_e164 & values["e164"].notna().to_numpy())
    stored, number = (texts_of(values[name].take(others)) for name in ("raw", "e164"))
    is_spelled = equal(digits_in(stored), pc.utf8_slice_codeunits(number, 1))
    codes[others] = np.where(is_spelled, POLICIES.index("digits"), POLICIES.index("any"))
    return category_from_codes(codes, POLICIES)


def _where(kept: np.ndarray, values: pd.Categorical) -> pd.Categorical:
    return pd.Categorical.from_codes(np.where(kept, values.codes, -1), dtype=values.dtype)


_NUMBER_SOURCE: Final = REGION_SOURCES.index("number")


def _source(of_record: pd.Categorical, ignores_region: np.ndarray) -> pd.Categorical:
    codes = np.where(ignores_region, _NUMBER_SOURCE, of_record.codes)
    return pd.Categorical.from_codes(codes, dtype=of_record.dtype)
