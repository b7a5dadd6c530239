"""A Mobile that Contact Sync ignores because Phone is empty."""

import pandas as pd

from audit.domain import NO_NUMBER_FORMATS, READABLE_FORMATS
from audit.findings.rule import Rule, RuleContext, on_values, worded


def find(context: RuleContext) -> pd.DataFrame:
    """Return one finding per Mobile whose ``sync_outcome`` is ``phone_empty``, readable or not.

    A placeholder or text is no number that could sync: its own rule finds it. ``proposed`` is the number to copy to
    Phone: the one in Mobile, in E.164.
    """
    values = context.codes
    chosen = values.loc[values["sync_outcome"].eq("phone_empty") & ~values["format"].isin(NO_NUMBER_FORMATS)]
    exact = chosen["format"].eq("e164")
    parts = pd.DataFrame({"exact": exact, "readable": chosen["format"].isin(READABLE_FORMATS)})
    found = on_values(chosen, worded(parts, _sentence), proposes="number")
    found["confidence"] = chosen["confidence"].mask(exact, "certain")
    return found


def _sentence(*, exact: bool, readable: bool) -> str:
    if exact:
        return "Phone is empty, so Mobile won't sync. Copy the number to Phone."
    if readable:
        return "Phone is empty, so Mobile won't sync. Put the number in both fields, in E.164."
    return "Phone is empty, so this record won't sync, and Mobile has no number that could be copied."


RULE = Rule(
    id="mobile-without-phone",
    severity="error",
    sheet="Mobile without Phone",
    looks_at="record",
    side="record",
    depends_on=("countries",),
    manual_task=None,
    title="Mobile is filled but Phone is empty",
    why=(
        "Contact Sync uses Mobile only if Phone has a number too [documented]. With Phone empty, the record never "
        "syncs to Aircall, and calls from the mobile show no name. Calls are still logged, because the search looks "
        "at Mobile on its own [documented]."
    ),
    how_to_fix=(
        "Load the proposed number into Phone. If Mobile itself is not in E.164, load it into both fields. If the "
        "record has a main or direct line, enter that in Phone instead."
    ),
    find=find,
)
