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
    return f"The country in {field} is not recognized, so it cannot help to read numbers without a country code."


RULE = Rule(
    id="unknown-country-spelling",
    severity="notice",
    sheet="Other problems",
    looks_at="record",
    side="record",
    depends_on=("countries",),
    manual_task=None,
    title="The country is not recognized",
    why=(
        "A number without a country code is read with its record's country. A country that somebody entered is never "
        "replaced by a guess, so if it is not recognized, these numbers stay unreadable and no E.164, which the sync "
        "requires [documented], can be proposed."
    ),
    how_to_fix=(
        "Correct the country with a data load, or turn on State and Country/Territory Picklists in Setup, which allow "
        "only known countries. If your org writes a country in its own way, add that to the configuration, under "
        "[countries]."
    ),
    find=find,
)
