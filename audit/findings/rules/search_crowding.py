"""A number on so many records that Salesforce's search may cut off the right one."""

import pandas as pd

from audit.findings.holders import holders_of, on_holders
from audit.findings.rule import Rule, RuleContext

SEARCH_LIMIT = 2_000
"""The most hits that a Salesforce search looks at (SOQL and SOSL Reference, "SOSL limits on search results")."""

MESSAGE = (
    "More than 2,000 records have this number. Salesforce search looks at no more than that, so a call may reach any "
    "of them or none. They are listed once, under this record."
)


def find(context: RuleContext) -> pd.DataFrame:
    """Return one finding per number that more than 2,000 records have: on its winner, or on the least record id."""
    holders = holders_of(context, context.numbers["n_records"].gt(SEARCH_LIMIT))
    named = holders["wins"] | (holders["winner"].lt(0) & ~holders.duplicated("number"))
    return on_holders(holders.loc[named], MESSAGE)


RULE = Rule(
    id="search-crowding",
    severity="warning",
    sheet="Duplicates",
    looks_at="number",
    side="number",
    depends_on=("countries",),
    manual_task=None,
    title="More than 2,000 records have the number",
    why=(
        "A Salesforce search looks at the 2,000 most relevant hits and only then drops those that the user may not "
        "see [documented by Salesforce]. Aircall very likely uses this search [assumed]. The record that should get "
        "the calls may not be among the hits at all."
    ),
    how_to_fix=(
        "Find out where the number comes from: usually a web form's default, an import that filled a column, or your "
        "company's own main number. Clear it on all records that should not have it, with a data load that inserts "
        "null values, and stop the source."
    ),
    find=find,
)
