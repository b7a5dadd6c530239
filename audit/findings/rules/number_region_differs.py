"""A number from another country than its record."""

import pandas as pd

from audit.findings.labels import country_name, label_of
from audit.findings.rule import Rule, RuleContext, on_values, worded

NO_REGION = "001"
"""libphonenumber's region of numbers that belong to no country (+800, +883…)."""


def find(context: RuleContext) -> pd.DataFrame:
    """Return one finding per readable match-slot value whose number is of another region than its record.

    The record's region counts when it was written on the record or its Account, not when it is the default.
    """
    values, records = context.codes, context.records
    number_region = values["region"].array
    own_region = records["region"].cat.set_categories(number_region.categories).array.codes  # -1: of no number at all
    written_down = (records["region"].notna() & records["region_source"].isin(["record", "account"])).to_numpy()
    record = values["record"].to_numpy()
    differs = (number_region.codes >= 0) & written_down[record] & (number_region.codes != own_region[record])
    chosen = values.loc[context.in_match_slots & differs & values["region"].ne(NO_REGION)]
    of_record = records[["region", "region_source"]].take(chosen["record"].to_numpy()).set_axis(chosen.index)
    parts = chosen[["slot", "field", "region"]].copy()
    parts["record_region"] = of_record["region"]
    parts["source"] = of_record["region_source"]
    return on_values(chosen, worded(parts, _sentence), proposes=None)


def _sentence(*, slot: str, field: str, region: str, record_region: str, source: str) -> str:
    owner = "the record" if source == "record" else "its Account"
    of_number, of_record = country_name(region), country_name(record_region)
    return f"{label_of(slot, field)} has a number from {of_number}; the country of {owner} is {of_record}."


RULE = Rule(
    id="number-region-differs",
    severity="notice",
    sheet="Data",
    looks_at="record",
    side="record",
    depends_on=("countries", "numbering_plans"),
    manual_task=None,
    title="The number belongs to another country than the record",
    why=(
        "Most of these are right: people keep a mobile from abroad. But a wrong country code gives a valid number of "
        "somebody else, which matches no call of this person and can be synced under their name, since the sync "
        "looks at the E.164 format and not at whose number it is [assumed]. And a wrong country on the record makes "
        "the audit read its national numbers wrongly."
    ),
    how_to_fix=(
        "Sort by country pair. One that occurs often is usually an import with the wrong country code, or a country "
        "field that was never updated: correct these with a data load. Leave the single ones, or ask the person."
    ),
    find=find,
)
