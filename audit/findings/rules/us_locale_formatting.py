"""A number outside North America that the user interface has put into North American punctuation."""

import pandas as pd

from audit.findings.labels import country_name, label_of
from audit.findings.rule import Rule, RuleContext, on_values, worded

NANP_REGIONS = frozenset(
    "AG AI AS BB BM BS CA DM DO GD GU JM KN KY LC MP MS PR SX TC TT US VC VG VI".split()  # noqa: SIM905
)
"""The regions of country calling code 1, as libphonenumber 9.0 lists them (the North American Numbering Plan)."""

UI_PUNCTUATION = r"\([0-9]{3}\) [0-9]{3}-[0-9]{4}"
"""What the Salesforce UI of an en_US or en_CA user makes of ten digits (Salesforce Help 000385963)."""


def find(context: RuleContext) -> pd.DataFrame:
    """Return one finding per match-slot value ``(xxx) xxx-xxxx`` on a record of a region outside the NANP.

    The region is the record's (docs/simulation.md, Region, default included); without one nothing is said.
    """
    values = context.codes
    region = context.records["region"]
    elsewhere = (region.notna() & ~region.isin(NANP_REGIONS)).to_numpy()
    punctuated = context.values["raw"].str.fullmatch(UI_PUNCTUATION)
    chosen = values.loc[punctuated & context.in_match_slots & elsewhere[values["record"].to_numpy()]]
    parts = chosen[["slot", "field"]].copy()
    parts["region"] = region.array.take(chosen["record"].to_numpy())
    return on_values(chosen, worded(parts, _sentence))


def _sentence(*, slot: str, field: str, region: str) -> str:
    return (
        f"{label_of(slot, field)} has the punctuation of a North American number, but the record belongs to "
        f"{country_name(region)}. Check that the digits are complete."
    )


RULE = Rule(
    id="us-locale-formatting",
    severity="warning",
    sheet="Format",
    looks_at="value",
    side="record",
    depends_on=("countries",),
    manual_task=None,
    title="A number from elsewhere has North American punctuation",
    why=(
        "When a user whose locale is English (United States) or English (Canada) saves a number of ten digits in the "
        "user interface, Salesforce rewrites it as (xxx) xxx-xxxx, whatever the record's country; of eleven digits "
        "that begin with 1 it drops the 1. A leading plus sign prevents it [documented by Salesforce]. The result is "
        "not in the E.164 format that the sync requires [documented], looks like a US number and may be read as one."
    ),
    how_to_fix=(
        "Replace the text by the number in E.164; the plus sign keeps Salesforce from rewriting it again. Tell users "
        "of US or Canadian locale to type numbers with a plus sign, or change their locale in their user settings "
        "(Language & Time Zone), and leave 'format phone fields' off in Data Loader."
    ),
    find=find,
)
