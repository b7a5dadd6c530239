"""A Mobile in E.164 that Contact Sync ignores because Phone is not in E.164."""

import pandas as pd

from audit.domain import NO_NUMBER_FORMATS, READABLE_FORMATS
from audit.findings.rule import Rule, RuleContext, on_values, worded


def find(context: RuleContext) -> pd.DataFrame:
    """Return one finding per Mobile in E.164 whose ``sync_outcome`` is ``phone_not_e164``.

    Nothing is proposed for Mobile: it is right as it is, and Phone has a finding of its own.
    """
    values = context.codes
    chosen = values.loc[values["format"].eq("e164") & values["sync_outcome"].eq("phone_not_e164")]
    is_phone = values["slot"].eq("phone")
    readable = values["record"].loc[is_phone & values["format"].isin(READABLE_FORMATS)]
    no_number = values["record"].loc[is_phone & values["format"].isin(NO_NUMBER_FORMATS)]
    parts = pd.DataFrame({"readable": chosen["record"].isin(readable), "no_number": chosen["record"].isin(no_number)})
    return on_values(chosen, worded(parts, _sentence))


def _sentence(*, readable: bool, no_number: bool) -> str:
    if readable:
        remedy = "Phone has a number in another format: fix Phone first."
    elif no_number:
        remedy = "Phone has no number at all: replace it, for example with the number in Mobile."
    else:
        remedy = "Phone cannot be read as a number: fix Phone first."
    return f"Mobile is in E.164 but Phone is not, so neither syncs. {remedy}"


RULE = Rule(
    id="mobile-blocked-by-phone",
    severity="error",
    sheet="Other problems",
    looks_at="record",
    side="record",
    depends_on=("countries",),
    manual_task=None,
    title="Mobile is in E.164, but Phone is not and blocks it",
    why=(
        "Contact Sync needs a number in E.164 in Phone, and uses Mobile only if Phone is filled too [documented]. "
        "Read strictly, a Phone in any other format keeps a correct Mobile from syncing [assumed; the profile setting "
        "mobile_needs_e164_phone turns this off]."
    ),
    how_to_fix=(
        "Fix Phone on the same record: load its proposed number, or enter the main line in E.164. If Phone has no "
        "number at all, copy Mobile to Phone. Mobile itself needs no change."
    ),
    find=find,
)
