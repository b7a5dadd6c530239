"""A national number on a record without a country."""

import pandas as pd

from audit.domain import CONTACT
from audit.findings.labels import country_name, label_of, number_in
from audit.findings.of_format import values_of_format
from audit.findings.rule import Rule, RuleContext, on_values, worded
from audit.normalize.review_hints import only_region


def find(context: RuleContext) -> pd.DataFrame:
    """Return one finding per match-slot value of format ``needs_region``."""
    chosen = values_of_format(context, "needs_region")
    parts = chosen[["sobject"]].assign(label=worded(chosen[["slot", "field"]], label_of))
    parts["unknown_country"] = chosen["record"].isin(context.unknown_countries["record"])
    parts["default"] = chosen["parse_region"].array
    parts["only"] = only_region(context.values["raw"].loc[chosen.index], context.own_regions)
    return on_values(chosen, worded(parts, _sentence))


def _sentence(*, label: str, sobject: str, unknown_country: bool, default: str | None, only: str | None) -> str:
    if unknown_country:
        cause = "the record's country is not recognized"
    elif sobject == CONTACT:
        cause = "neither the record nor its Account has a country"
    else:
        cause = "the record has no country"
    as_default = f" With this audit's default country, {country_name(default)}, it is not valid." if default else ""
    hint = f" Of this org's countries, it is valid only as a {number_in(only)}." if only else ""
    return f"{label} has no country code, and {cause}, so it cannot be read.{as_default}{hint}"


RULE = Rule(
    id="needs-region",
    severity="warning",
    sheet="Not E.164",
    looks_at="value",
    side="record",
    depends_on=("countries", "placeholders"),
    manual_task="fill_country",
    title="The number has no country code and the record no country",
    why=(
        "The same digits can be a different person's number in another country. Without a country code the number is "
        "not in E.164, which the sync requires [documented], and nothing on the record says which country code it "
        "needs. The audit does not guess."
    ),
    how_to_fix=(
        "Fill in the record's country (Mailing Country of a Contact, Country of a Lead, Billing Country of an "
        "Account), or correct it, and run the audit again: it then proposes the number in E.164. If all records "
        "without a country are in one country, set it as the default (--region). If your org writes a country in its "
        "own way, add that to the configuration ([countries])."
    ),
    find=find,
)
