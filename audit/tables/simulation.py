"""The tables of stages 2 and 3: values as read, and what the integration does with each value and number."""

from dataclasses import dataclass
from typing import Final

import pandas as pd

from audit.domain import (
    CONFIDENCES,
    DECISIONS,
    FORMATS,
    NOT_FOUND,
    POLICIES,
    REACHES,
    REASONS,
    REGION_SOURCES,
    RELATIONS,
    SOBJECTS,
    STORED,
    SYNC_OUTCOMES,
)
from audit.tables.extract import EXTRACTED_PHONES, EXTRACTED_RECORDS
from audit.tables.schema import Column, Table

READ_VALUES: Final = Table(
    "read_values",
    "Stage 2: one row per filled phone field (formats other than empty), read.",
    (
        *EXTRACTED_PHONES.columns,
        Column("sobject", "category", "of the record", SOBJECTS),
        Column("format", "category", "docs/simulation.md, Formats", FORMATS),
        Column("reason", "category", "why it is invalid; NaN for every other format", REASONS),
        Column("e164", "str", "the number in E.164; NaN when not readable"),
        Column("region", "category", "ISO 3166 alpha-2 region of the number, 001 for none; NaN when not readable"),
        Column("number_type", "category", "libphonenumber's type in lower case; NaN when not readable"),
        Column("parse_region", "category", "the region that the value was read with; NaN for none"),
        Column("region_source", "category", "where that region comes from", REGION_SOURCES),
        Column("confidence", "category", "how sure it is that e164 should be stored instead; NaN if not", CONFIDENCES),
        Column("digits", "int64", "the number without its plus sign, as a whole number; 0 when not readable"),
        Column("found_under", "category", "the strictest policy that finds it as it is spelled; NaN if none", POLICIES),
        Column("stored_as", "category", "the format as a probe tells it; NaN where none was measured", STORED),
    ),
)

SIMULATED_VALUES: Final = Table(
    "simulated_values",
    "Stage 3: the values with what the integration would do with each.",
    (
        *READ_VALUES.columns,
        Column("sync_outcome", "category", "docs/simulation.md, Sync outcomes", SYNC_OUTCOMES),
        Column("number", "int64", "row position in the numbers table; -1 for unreadable values and custom fields"),
    ),
)

SIMULATED_RECORDS: Final = Table(
    "simulated_records",
    "Stage 3: the records with their region and how calls reach them.",
    (
        *EXTRACTED_RECORDS.columns,
        Column("region", "category", "docs/simulation.md, Region, default included; NaN for none"),
        Column("region_source", "category", "record, account, default or none", REGION_SOURCES),
        Column("reach", "category", "docs/simulation.md, Reach", REACHES),
        Column("n_numbers", "int64", "distinct readable numbers in match slots"),
        Column("n_won", "int64", "numbers whose calls reach this record"),
    ),
)

SIMULATED_NUMBERS: Final = Table(
    "simulated_numbers",
    "Stage 3: one row per distinct number in match slots, ordered by e164.",
    (
        Column("e164", "str", "the number"),
        Column("digits", "int64", "the number without its plus sign, as a whole number"),
        Column("region", "category", "ISO 3166 alpha-2 region of the number, 001 for none"),
        Column("number_type", "category", "libphonenumber's type in lower case"),
        Column("n_values", "int64", "values with it in match slots"),
        Column("n_records", "int64", "records that have it in a match slot"),
        Column("winner", "int64", "row position of the winner in the records table; -1 for none"),
        Column("winner_sobject", "category", "object of the winner", SOBJECTS),
        Column("winner_slots", "category", "match slots in which the winner has it, joined with +"),
        Column("decided_by", "category", "docs/simulation.md, Winner", DECISIONS),
        Column("winner_exact", "int64", "winner under the policy exact: row position, -1 when none is found"),
        Column("winner_digits", "int64", "winner under the policy digits: row position, -1 when none is found"),
        Column("found_under", "category", "the strictest policy under which a record is found", POLICIES),
        Column("format_sensitive", "bool", "two policies that find a record find different ones"),
        Column("sync_outcome", "category", "best outcome of the winner's values", (*SYNC_OUTCOMES, NOT_FOUND)),
        Column("relation", "category", "docs/simulation.md, Relations; NaN when one record has it", RELATIONS),
    ),
)


@dataclass(frozen=True)
class Simulation:
    """What stage 3 hands on."""

    records: pd.DataFrame
    """SIMULATED_RECORDS"""
    values: pd.DataFrame
    """SIMULATED_VALUES"""
    numbers: pd.DataFrame
    """SIMULATED_NUMBERS"""
