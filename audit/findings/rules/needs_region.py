"""A national number on a record without a country."""

import pandas as pd

from audit.findings.labels import country_name, label_of
from audit.findings.of_format import values_of_format
from audit.findings.rule import Rule, RuleContext, on_values, worded
from audit.normalize.review_hints import only_region


def find(context: RuleContext) -> pd.DataFrame:
    """Return one finding per match-slot value of format ``needs_region``."""
    chosen = values_of_format(context, "needs_region")
    parts = chosen[["slot", "field"]].copy()
    parts["unknown_country"] = chosen["record"].isin(context.unknown_countries["record"])
    parts["default"] = chosen["parse_region"].array
    parts["only"] = only_region(context.values["raw"].loc[chosen.index], _own_regions(context.records))
    return on_values(chosen, worded(parts, _sentence))


def _own_regions(records: pd.DataFrame) -> list[str]:
    """Return the regions that records or their Accounts name, the most frequent first."""
    named = records.loc[records["region_source"].isin(["record", "account"]), "region"]
    counts = named.value_counts()
    return [str(region) for region, n in counts.items() if n]


def _sentence(*, slot: str, field: str, unknown_country: bool, default: str | None, only: str | None) -> str:
    cause = (
        "the country that is written on the record is not a known one"
        if unknown_country
        else "neither the record nor its Account has a country"
    )
    as_default = f" It is not valid in {country_name(default)}, the default region of this audit." if default else ""
    hint = f" Of the countries in this org, it is valid in {country_name(only)} only." if only else ""
    return f"{label_of(slot, field)} has no country code, and {cause}, so the number cannot be read.{as_default}{hint}"


RULE = Rule(
    id="needs-region",
    severity="warning",
    sheet="Format",
    looks_at="value",
    side="record",
    depends_on=("countries", "placeholders"),
    manual_task="fill_country",
    title="The number has no country code and the record no country",
    why=(
        "The same national digits are another person's number in another country. Without a country code the number "
        "is not in the E.164 format that the sync requires [documented], and nothing on the record says which code "
        "belongs in front. The audit does not guess."
    ),
    how_to_fix=(
        "Fill the country of the record (Mailing Country of a Contact, Country of a Lead, Billing Country of an "
        "Account), or correct its spelling, and run the audit again: it then proposes the number in E.164. If all "
        "records without a country belong to one country, give that as the default region (--region). A spelling of "
        "your own can be explained in the configuration ([countries])."
    ),
    find=find,
)
