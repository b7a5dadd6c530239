"""A number that can be read but is not stored in E.164."""

import numpy as np
import pandas as pd

from audit.columns.types import category_from_codes
from audit.domain import SEVERITIES
from audit.findings.labels import label_of, reading_of
from audit.findings.rule import Rule, RuleContext, on_values, worded
from audit.normalize.review_hints import review_causes

_SPELLINGS = {
    "international": "has the country code, but is not just a plus sign and digits",
    "idd": "starts with an international dialing prefix (such as 00 or 011) where the plus sign belongs",
    "no_plus": "has the country code but no plus sign",
    "national": "has no country code",
    "extension": "has an extension",
    "words": "has words beside the number",
    "letters": "is partly written in letters",
}

_DOUBTS = {
    "two_lines": "It may be two numbers in one, because its last digits stand behind a slash or a line break",
    "us_screen": "It may be a US number, because Salesforce shows ten digits like this to users in the US",
    "calling_code": "It may be another number, because it is valid both with and without a plus sign in front",
    "own_code_abroad": "It may be a number in the record's country, because 00 before its own code may be a plus sign",
    "national_prefix": "It may be another number, because without the plus sign it is valid in the record's country",
}
"""Why the proposal is one of two plausible readings."""


def find(context: RuleContext) -> pd.DataFrame:
    """Return one finding per readable match-slot value whose format is not ``e164``.

    An error where Contact Sync would copy the value (a sync slot of an object that the profile syncs), a warning
    where it is only matched. Values that cannot be read have rules of their own.
    """
    values = context.codes
    chosen = values.loc[context.in_match_slots & values["format"].isin(list(_SPELLINGS))]
    profile = context.profile
    synced = chosen["slot"].isin(list(profile.sync_slots)) & chosen["sobject"].isin(list(profile.sync_objects))
    parts = pd.DataFrame(
        {
            "label": worded(chosen[["slot", "field"]], label_of),
            "format": chosen["format"],
            "reading": worded(chosen[["parse_region", "region_source"]], reading_of),
            "synced": synced,
            "doubt": review_causes(context.values[["raw", "format", "confidence"]].loc[chosen.index]),
        }
    )
    found = on_values(chosen, worded(parts, _sentence))
    severity = np.where(synced, SEVERITIES.index("error"), SEVERITIES.index("warning"))
    found["severity"] = category_from_codes(severity, SEVERITIES)
    return found


def _sentence(*, label: str, format: str, reading: str, synced: bool, doubt: str | None) -> str:  # noqa: A002 - a column
    effect = "Contact Sync skips it." if synced else "A call may not find it."
    review = f" {_DOUBTS[doubt]}: compare it with the record before you store the proposal." if doubt else ""
    return f"{label} {_SPELLINGS[format]}. {effect}{reading}{review}"


RULE = Rule(
    id="not-e164",
    severity="error",
    sheet="Format",
    looks_at="value",
    side="record",
    depends_on=("countries",),
    manual_task="check",
    title="The number is not stored in E.164",
    why=(
        "Contact Sync takes a number only when it is saved in the E.164 format: a plus sign, the country code and "
        "the number, nothing else [documented]. Any other spelling is never copied to Aircall, so callers show up "
        "without a name. How a spelling must look for the search that logs calls to find it is not documented; E.164 "
        "is the only one that is sure to work [assumed]. In Home, Asst. and Other Phone, which are never synced "
        "[documented], this is a warning."
    ),
    how_to_fix=(
        "Replace the stored text by the proposed number with a data load (update by Id). Proposals of confidence "
        "certain can be loaded as they are; check a sample of those of confidence region, because they are right "
        "only if the record's country is; look at each one of confidence review. To keep new ones out, add a "
        "validation rule to each object in Setup, for example NOT(OR(ISBLANK(Phone), REGEX(Phone, "
        '"\\\\+[1-9][0-9]{1,14}"))).'
    ),
    find=find,
)
