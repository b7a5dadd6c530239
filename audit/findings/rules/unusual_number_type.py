"""A number of a kind that people rarely call from."""

import pandas as pd

from audit.findings.labels import label_of
from audit.findings.rule import Rule, RuleContext, on_values, worded

UNUSUAL_TYPES = {
    "premium_rate": "a premium-rate number",
    "shared_cost": "a shared-cost number",
    "personal_number": "a follow-me number (personal numbering)",
    "pager": "a pager number",
    "uan": "a company-wide access number",
    "voicemail": "a voicemail access number",
}
"""Types of libphonenumber that are rarely a person's line; toll-free and internet numbers are common, so not here."""


def find(context: RuleContext) -> pd.DataFrame:
    """Return one finding per readable match-slot value whose ``number_type`` people rarely call from.

    Those are premium rate, shared cost, personal numbers, pagers, company-wide access numbers (UAN) and voicemail.
    Short numbers such as 112 are not phone numbers to libphonenumber and are found as ``invalid-number``.
    """
    values = context.codes
    chosen = values.loc[context.in_match_slots & values["number_type"].isin(list(UNUSUAL_TYPES))]
    return on_values(chosen, worded(chosen[["slot", "field", "number_type"]], _sentence), proposes=None)


def _sentence(*, slot: str, field: str, number_type: str) -> str:
    return f"{label_of(slot, field)} has {UNUSUAL_TYPES[number_type]}."


RULE = Rule(
    id="unusual-number-type",
    severity="notice",
    sheet="Other problems",
    looks_at="record",
    side="record",
    depends_on=("countries", "numbering_plans"),
    manual_task=None,
    title="The number is of an unusual kind",
    why=(
        "Premium-rate, shared-cost, pager and similar numbers rarely make calls, so no incoming call matches them "
        "[assumed from how such numbers are used], and calling one can be expensive. Often the number was read with "
        "the wrong country, or copied from a website's service line."
    ),
    how_to_fix=(
        "Check the record's country and the number. Enter the line that the person really calls from; keep the "
        "service number in a custom or text field."
    ),
    find=find,
)
