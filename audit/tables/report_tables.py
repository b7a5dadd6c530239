"""The tables of the report folder (docs/contract.md, The report folder)."""

from typing import Final

import pandas as pd

from audit.columns.lookup import ids_at
from audit.columns.types import TIMESTAMP
from audit.domain import CONFIDENCES, FINDING_CHANGES, RECORD_CHANGES, SEVERITIES, WINNER_CHANGES
from audit.tables.schema import ID, SOBJECT, Column, Table
from audit.tables.simulation import SIMULATED_NUMBERS, SIMULATED_RECORDS, SIMULATED_VALUES

VALUES: Final = Table(
    "values",
    "tables/values.parquet: one row per filled phone field.",
    (
        Column("record_id", "str", ID),
        SOBJECT,
        *(
            column
            for name in (
                "field",
                "slot",
                "raw",
                "format",
                "reason",
                "e164",
                "region",
                "parse_region",
                "region_source",
                "number_type",
                "sync_outcome",
            )
            for column in SIMULATED_VALUES.columns
            if column.name == name
        ),
        Column("proposed", "str", "what should be stored instead; NaN when there is nothing to propose"),
        Column("confidence", "category", "how sure the proposal is", CONFIDENCES),
    ),
)


def values_with_ids(values: pd.DataFrame, records: pd.DataFrame) -> pd.DataFrame:
    """Return SIMULATED_VALUES as VALUES: with the ids of their records, and what should be stored instead."""
    proposed = values["e164"].where(values["confidence"].notna())
    return VALUES.typed(values.assign(record_id=ids_at(records, values["record"]), proposed=proposed))


WINNER_IDS: Final = {
    "winner": Column("winner_record_id", "str", ID),
    "winner_exact": Column("winner_exact", "str", "winner under the policy exact; NaN when none is found"),
    "winner_digits": Column("winner_digits", "str", "winner under the policy digits; NaN when none is found"),
}
"""Row positions of SIMULATED_NUMBERS, and the ids that a report tells in their place."""

NUMBERS: Final = Table(
    "numbers",
    "tables/numbers.parquet: one row per distinct number in match slots.",
    tuple(WINNER_IDS.get(column.name, column) for column in SIMULATED_NUMBERS.columns if column.name != "digits"),
)


def numbers_with_ids(numbers: pd.DataFrame, records: pd.DataFrame) -> pd.DataFrame:
    """Return SIMULATED_NUMBERS as NUMBERS: with the ids of the records that win in place of their positions."""
    return NUMBERS.typed(numbers.assign(**{to.name: ids_at(records, numbers[at]) for at, to in WINNER_IDS.items()}))


RECORDS: Final = Table(
    "records",
    "tables/records.parquet: one row per audited record.",
    tuple(
        column
        for name in (
            "record_id",
            "sobject",
            "name",
            "owner",
            "account_id",
            "region",
            "last_modified",
            "created",
            "created_by",
            "reach",
            "n_numbers",
            "n_won",
        )
        for column in SIMULATED_RECORDS.columns
        if column.name == name
    ),
)

FINDING_IDS: Final = 2
"""Which way ``finding_id`` is made. Reports of way 1 were made by another hash: raise this with any change of it."""

FINDINGS: Final = Table(
    "findings",
    "tables/findings.parquet: one row per finding.",
    (
        Column("finding_id", "str", "stable between audits: a hash of rule, record, field and number"),
        Column("rule_id", "category", "the rule that found it"),
        Column("severity", "category", "error, warning or notice", SEVERITIES),
        SOBJECT,
        Column("record_id", "str", ID),
        Column("field", "category", "API name of the field; NaN for a finding on the whole record"),
        Column("raw", "str", "the stored text; NaN for a finding on the whole record"),
        Column("e164", "str", "the number; NaN where none is readable"),
        Column("related_record_id", "str", "the other record of the finding (the winner, the twin…)"),
        Column("message", "category", "a sentence for an administrator, without number or name"),
        Column("current", "str", "what is stored now"),
        Column("proposed", "str", "what should be stored instead; NaN when there is nothing to propose"),
        Column("confidence", "category", "how sure the proposal is", CONFIDENCES),
        Column("suppressed", "bool", "accepted by a suppression in the configuration"),
    ),
)

TREND: Final = Table(
    "trend",
    "tables/trend.parquet, with a baseline only: one row per difference from it.",
    (
        Column("what", "category", "finding, winner or record", ("finding", "winner", "record")),
        Column("change", "category", "what became of it", (*FINDING_CHANGES, *WINNER_CHANGES, *RECORD_CHANGES)),
        Column("finding_id", "str", "of a finding"),
        Column("rule_id", "category", "of a finding: the rule"),
        Column("severity", "category", "of a finding: error, warning or notice", SEVERITIES),
        SOBJECT,
        Column("record_id", "str", "the record; of a winner the one that gets the calls now"),
        Column("field", "category", "API name of the field of a finding"),
        Column("e164", "str", "the number; NaN where none is readable"),
        Column("current", "str", "the text that a finding is about, then or now"),
        Column("before_record_id", "str", "of a winner: the record that got the calls then"),
    ),
)

CLOSED: Final = Table(
    "closed",
    "tables/closed.parquet, with a baseline only: findings that an earlier audit had and this one has not.",
    (
        Column("finding_id", "str", "its id: it has reappeared when a later audit finds it again"),
        Column("closed_at", TIMESTAMP, "the first audit that did not find it any more"),
    ),
)

REPORT_TABLES: Final = (VALUES, NUMBERS, RECORDS, FINDINGS)
