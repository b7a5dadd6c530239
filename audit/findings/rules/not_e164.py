"""A number that can be read but is not stored in E.164."""

import numpy as np
import pandas as pd

from audit.columns.ascii_text import matches, texts_of
from audit.columns.types import category_from_codes
from audit.domain import READABLE_FORMATS, SEVERITIES
from audit.findings.labels import CHECK_COUNTRY, label_of, reading_of
from audit.findings.rule import Rule, RuleContext, on_values, worded
from audit.normalize.review_hints import review_causes

_FLAWS = {
    "international": "contains spaces or punctuation",
    "extra_digits": "has digits that do not belong there, such as a 0 after the country code",
    "idd": "starts with a dialing prefix (such as 00 or 011) instead of a plus sign",
    "no_plus": "has a country code but no plus sign",
    "national": "has no country code",
    "extension": "has an extension",
    "words": "has words next to the number",
    "letters": "is partly written in letters",
}

_FORMATS = [format_ for format_ in READABLE_FORMATS if format_ != "e164"]

_DOUBTS = {
    "two_lines": "It may be two numbers: its last digits follow a slash or a line break.",
    "us_screen": "It may be a US number: Salesforce shows ten digits like this to US users.",
    "calling_code": "It may be another number: it is valid both with and without a plus sign in front.",
    "own_code_abroad": "It may be a number in the record's country: its 00 may stand for a plus sign.",
    "national_prefix": "It may be another number: without the plus sign it is valid in the record's country.",
}
"""Why the proposal is one of two plausible readings."""


def find(context: RuleContext) -> pd.DataFrame:
    """Return one finding per readable match-slot value whose format is not ``e164``.

    An error where Contact Sync would copy the value (a sync slot of an object that the profile syncs), a warning
    where it is only matched. Values that cannot be read have rules of their own.
    """
    values = context.codes
    chosen = values.loc[context.in_match_slots & values["format"].isin(_FORMATS)]
    profile = context.profile
    synced = chosen["slot"].isin(list(profile.sync_slots)) & chosen["sobject"].isin(list(profile.sync_objects))
    parts = pd.DataFrame(
        {
            "label": worded(chosen[["slot", "field"]], label_of),
            "flaw": _flaws(chosen, context.values["raw"]),
            "reading": worded(chosen[["parse_region", "region_source"]], _reading),
            "synced": synced,
            "doubt": review_causes(context.values[["raw", "format", "confidence"]].loc[chosen.index]),
        }
    )
    found = on_values(chosen, worded(parts, _sentence))
    severity = np.where(synced, SEVERITIES.index("error"), SEVERITIES.index("warning"))
    found["severity"] = category_from_codes(severity, SEVERITIES)
    return found


def _flaws(chosen: pd.DataFrame, raw: pd.Series) -> pd.Series:
    """Return a key of _FLAWS for each of ``chosen``; ``raw`` are all stored texts."""
    international = chosen.index[chosen["format"] == "international"]
    of_digits = international[matches(texts_of(raw.loc[international]), r"^\+[0-9]+$")]
    flaws = chosen["format"].cat.add_categories("extra_digits")
    return flaws.mask(flaws.index.isin(of_digits), "extra_digits")


def _sentence(*, label: str, flaw: str, reading: str, synced: bool, doubt: str | None) -> str:
    effect = "it won't sync" if synced else "a call may not find it"
    review = f" {_DOUBTS[doubt]} Check it before you use the proposed number." if doubt else ""
    return f"{label} {_FLAWS[flaw]}, so {effect}.{reading}{review}"


def _reading(parse_region: str | None, region_source: str) -> str:
    reading = reading_of(parse_region, region_source)
    return f"{reading}{CHECK_COUNTRY}" if reading and region_source == "default" else reading


RULE = Rule(
    id="not-e164",
    severity="error",
    sheet="Not E.164",
    looks_at="value",
    side="record",
    depends_on=("countries",),
    manual_task="check",
    title="The number is not stored in E.164",
    why=(
        "Contact Sync accepts a number only in E.164 format: a plus sign, the country code and the number, nothing "
        "else [documented]. In any other format it never syncs to Aircall, so callers show up without a name. Aircall "
        "does not say in which formats the search that logs calls finds a number; E.164 is the only one that is sure "
        "to work [assumed]. In Home, Asst. and Other Phone, which never sync [documented], this is a warning."
    ),
    how_to_fix=(
        "Load the proposed number into the field (update by Id). Load those marked Certain as they are; check a few "
        "of those marked Region, which are right only if the record's country is; check each one marked Review. To "
        "keep new ones out, add a validation rule to each object in Setup, for example NOT(OR(ISBLANK(Phone), "
        'REGEX(Phone, "\\\\+[1-9][0-9]{1,14}"))).'
    ),
    find=find,
)
