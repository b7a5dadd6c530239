"""A number from another country than its record."""

import pandas as pd

from audit.findings.labels import country_told, country_with_code, label_of
from audit.findings.rule import Rule, RuleContext, on_values, worded

NO_REGION = "001"
"""libphonenumber's region of numbers that belong to no country (+800, +883…)."""


def find(context: RuleContext) -> pd.DataFrame:
    """Return one finding per readable match-slot value whose number is of another region than its record.

    The record's region counts if the record or its Account has it, not if it is the default.
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
    number = f"{label_of(slot, field)} has a number from another country, {country_with_code(region)}"
    return f"{number}: {country_told(record_region, source)}."


RULE = Rule(
    id="number-region-differs",
    severity="notice",
    sheet="Other problems",
    looks_at="record",
    side="record",
    depends_on=("countries", "numbering_plans"),
    manual_task=None,
    title="The number belongs to another country than the record",
    why=(
        "Most of these are right: people keep a mobile from abroad. But a wrong country code makes the number "
        "somebody else's: it matches none of this person's calls and still syncs under their name, because the sync "
        "checks the format, not whose number it is [assumed]. And if it is the record's country that is wrong, the "
        "audit reads its other numbers wrongly."
    ),
    how_to_fix=(
        "Sort by country pair. A pair that occurs often usually comes from an import with the wrong country code, or "
        "from a country field that was never updated: fix these with a data load. Leave single ones, or ask the "
        "person."
    ),
    find=find,
)
