"""A record that the integration itself created for an unknown number."""

import pandas as pd
import pyarrow.compute as pc

from audit.columns.lookup import text_array
from audit.findings.labels import OBJECT_LABELS
from audit.findings.rule import Rule, RuleContext, on_records, worded

CREATED_NAME = "aircall new contact"
"""The last name that Aircall gives; seen in HubSpot orgs, whose integration is by the same vendor."""

NUMBER_AS_NAME = r"\A[\s\p{Z}+(]*(?:[0-9][\s\p{Z}().\-/]*){7,}\z"
"""At least 7 digits and nothing else but a plus sign and punctuation (RE2); shorter ones are names of companies."""


def find(context: RuleContext) -> pd.DataFrame:
    """Return one finding per record whose name is only a number or contains "Aircall new contact" (any case)."""
    names = text_array(context.records["name"])
    is_placeholder = pc.fill_null(pc.match_substring_regex(names, f"(?i){CREATED_NAME}|{NUMBER_AS_NAME}"), False)
    chosen = context.records.loc[is_placeholder.to_numpy(zero_copy_only=False), ["sobject", "name"]]
    parts = chosen[["sobject"]].assign(by_vendor=chosen["name"].str.contains(CREATED_NAME, case=False, regex=False))
    return on_records(chosen, worded(parts, _sentence))


def _sentence(*, sobject: str, by_vendor: bool) -> str:
    label = OBJECT_LABELS[sobject]
    if by_vendor:
        return f"This {label} has the name that Aircall gives to new records: nobody has entered who it is."
    return f"The name of this {label} is a number: nobody has entered who it is."


RULE = Rule(
    id="placeholder-contact",
    severity="notice",
    sheet="Other problems",
    looks_at="record",
    side="record",
    depends_on=("countries", "placeholders"),
    manual_task=None,
    title="Record created for an unknown caller and never named",
    why=(
        "When a call matches nothing, Aircall can create a Contact, a Lead or an Account for it [documented]. It "
        "names them after the number or 'Aircall new contact' [assumed from Aircall's other integrations]. Such a "
        "record gets all further calls on the number, even if the person has a proper record in which the number is "
        "missing or unreadable."
    ),
    how_to_fix=(
        "Look for the person's real record, enter the number there in E.164 and merge the two, or give this one its "
        "name and Account. Delete records of callers nobody spoke to. To stop new ones, set Aircall to create nothing "
        "when no record matches (Aircall dashboard, Salesforce integration, logging)."
    ),
    find=find,
)
