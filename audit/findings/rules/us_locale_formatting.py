"""A number outside North America that Salesforce has put into US format."""

import pandas as pd

from audit.findings.labels import country_told, label_of
from audit.findings.rule import Rule, RuleContext, on_values, worded

NANP_REGIONS = frozenset(
    "AG AI AS BB BM BS CA DM DO GD GU JM KN KY LC MP MS PR SX TC TT US VC VG VI".split()  # noqa: SIM905
)
"""The regions of country calling code 1, as libphonenumber 9.0 lists them (the North American Numbering Plan)."""

UI_PUNCTUATION = r"\([0-9]{3}\) [0-9]{3}-[0-9]{4}"
"""What the Salesforce UI of an en_US or en_CA user makes of ten digits (Salesforce Help 000385963)."""


def find(context: RuleContext) -> pd.DataFrame:
    """Return one finding per match-slot value ``(xxx) xxx-xxxx`` on a record of a region outside the NANP.

    The region is the record's (docs/simulation.md, Region, default included); without one there is no finding.
    """
    values = context.codes
    region = context.records["region"]
    elsewhere = (region.notna() & ~region.isin(NANP_REGIONS)).to_numpy()
    punctuated = context.values["raw"].str.fullmatch(UI_PUNCTUATION)
    chosen = values.loc[punctuated & context.in_match_slots & elsewhere[values["record"].to_numpy()]]
    parts = chosen[["slot", "field"]].copy()
    parts["region"] = region.array.take(chosen["record"].to_numpy())
    parts["source"] = context.records["region_source"].array.take(chosen["record"].to_numpy())
    return on_values(chosen, worded(parts, _sentence))


def _sentence(*, slot: str, field: str, region: str, source: str) -> str:
    country = country_told(region, source)
    return f"{label_of(slot, field)} is in US format, but {country}. Check that no digits are missing."


RULE = Rule(
    id="us-locale-formatting",
    severity="warning",
    sheet="Not E.164",
    looks_at="value",
    side="record",
    depends_on=("countries",),
    manual_task=None,
    title="Non-US number in US format",
    why=(
        "When a user with the locale English (United States) or English (Canada) saves a ten-digit number on the "
        "screen, Salesforce rewrites it as (xxx) xxx-xxxx, whatever the record's country; from eleven digits that "
        "begin with 1 it drops the 1. A leading plus sign prevents this [documented by Salesforce]. The result is not "
        "in E.164, which the sync requires [documented], and looks like a US number."
    ),
    how_to_fix=(
        "Check the number, then load the proposed one: Salesforce leaves a plus sign alone. Ask users with a US or "
        "Canadian locale to type numbers with a plus sign, or change their locale in their settings (Language & Time "
        "Zone), and leave 'format phone fields' off in Data Loader."
    ),
    find=find,
)
