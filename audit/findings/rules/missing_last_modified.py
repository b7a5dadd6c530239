"""A record with numbers but without the date that decides between duplicates."""

import pandas as pd

from audit.findings.rule import Rule, RuleContext, on_records

MESSAGE = "No readable last-modified date, so among duplicates this record counts as the oldest."


def find(context: RuleContext) -> pd.DataFrame:
    """Return one finding per record that has a readable number in a match slot and no ``last_modified``."""
    records = context.records
    return on_records(records.loc[records["last_modified"].isna() & records["n_numbers"].gt(0)], MESSAGE)


RULE = Rule(
    id="missing-last-modified",
    severity="notice",
    sheet="Other problems",
    looks_at="record",
    side="record",
    depends_on=("countries",),
    manual_task=None,
    title="The last-modified date is missing",
    why=(
        "Of several records of one object, Aircall matches the one updated last [documented; that this means "
        "LastModifiedDate is assumed]. Every record in Salesforce has that date, so the export left it out or another "
        "program changed it. The audit treats the record as the oldest [assumed], so its answer for duplicates may be "
        "wrong."
    ),
    how_to_fix=(
        "Export again with the field LastModifiedDate, in ISO 8601 as Data Loader and the Salesforce CLI write it, "
        "and do not open the file in Excel before the audit."
    ),
    find=find,
)
