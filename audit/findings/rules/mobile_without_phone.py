"""A Mobile that Contact Sync ignores because Phone is empty."""

import pandas as pd

from audit.domain import READABLE_FORMATS
from audit.findings.rule import Rule, RuleContext, on_values, worded


def find(context: RuleContext) -> pd.DataFrame:
    """Return one finding per Mobile whose ``sync_outcome`` is ``phone_empty``, readable or not.

    ``proposed`` is the number to copy to Phone: the one that Mobile holds, in E.164.
    """
    values = context.codes
    chosen = values.loc[values["sync_outcome"].eq("phone_empty")]
    exact = chosen["format"].eq("e164")
    parts = pd.DataFrame({"exact": exact, "readable": chosen["format"].isin(READABLE_FORMATS)})
    found = on_values(chosen, worded(parts, _sentence), proposes="number")
    found["confidence"] = chosen["confidence"].mask(exact, "certain")
    return found


def _sentence(*, exact: bool, readable: bool) -> str:
    if exact:
        return "Mobile is filled but Phone is empty, so Mobile is not synced. Copy the number to Phone."
    if readable:
        return (
            "Mobile is filled but Phone is empty, so Mobile is not synced. "
            "Store the number in E.164 in both Mobile and Phone."
        )
    return (
        "Mobile is filled but Phone is empty, so nothing of this record is synced. "
        "What stands in Mobile is no number that could be copied."
    )


RULE = Rule(
    id="mobile-without-phone",
    severity="error",
    sheet="Sync gaps",
    looks_at="record",
    side="record",
    depends_on=("countries",),
    manual_task=None,
    title="Mobile is filled but Phone is empty",
    why=(
        "Contact Sync works with Mobile only if a number is saved under Phone of the same record [documented]. With "
        "Phone empty the record is never copied to Aircall, and calls from the mobile show no name. Calls are still "
        "logged on the record, because the search looks at Mobile by itself [documented]."
    ),
    how_to_fix=(
        "Copy the number from Mobile to Phone with a data load: Id and Phone, filled with the proposed number. If "
        "Mobile itself is not in E.164, store the proposed number in both fields. If the record has a main or direct "
        "line, enter that in Phone instead."
    ),
    find=find,
)
