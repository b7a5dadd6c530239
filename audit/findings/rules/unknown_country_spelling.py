"""A country field with a text that names no known country."""

import pandas as pd

from audit.findings.rule import Rule, RuleContext, worded


def find(context: RuleContext) -> pd.DataFrame:
    """Return one finding per country field whose text names no known country."""
    unknown = context.unknown_countries
    found = unknown[["record", "field", "raw"]].copy()
    found["sobject"] = context.records["sobject"].array.take(unknown["record"].to_numpy())
    found["message"] = worded(unknown[["field"]], _sentence)
    return found


def _sentence(*, field: str) -> str:
    return f"{field} holds a text that is no known country, so it does not help to read the record's numbers."


RULE = Rule(
    id="unknown-country-spelling",
    severity="notice",
    sheet="Data",
    looks_at="record",
    side="record",
    depends_on=("countries",),
    manual_task=None,
    title="The spelling of the country is not known",
    why=(
        "The audit reads a number without country code with the country of its record. A country that was written "
        "down is never overridden by a guess, so with an unknown spelling such numbers stay unreadable, and no "
        "E.164, which the sync requires [documented], can be proposed for them."
    ),
    how_to_fix=(
        "Correct the spelling with a data load, or switch on State and Country/Territory Picklists in Setup, which "
        "allow only known countries. A spelling that is right in your org can be explained to the audit in the "
        "configuration, under [countries]."
    ),
    find=find,
)
