"""A text that looks like a number but that no numbering plan knows."""

from typing import Final

import pandas as pd

from audit.columns.ascii_text import matches, texts_of
from audit.findings.labels import CHECK_COUNTRY, clean_texts, number_in, reading_of, words_in
from audit.findings.of_format import values_of_format
from audit.findings.rule import Rule, RuleContext, on_values, worded

_REASONS = {
    "country_code": "no country has this country code",
    "too_short": "too few digits",
    "too_long": "too many digits",
    "wrong_length": "wrong number of digits",
    "area_code_missing": "the area code is missing",
    "not_assigned": "no number of its country begins like this",
}
_MASKED: Final = r"\p{Nd}(?:(?s:.*)[^\p{L}xX*])?[xX*]{2,}(?:[^\p{L}xX*]|$)"
"""As ``classify.is_masked``, for a whole column (RE2)."""


def find(context: RuleContext) -> pd.DataFrame:
    """Return one finding per match-slot value of format ``invalid``, with its reason in words."""
    chosen = values_of_format(context, "invalid")
    parts = pd.DataFrame(
        {
            "cause": _causes(chosen["reason"], context.values["raw"]),
            "parse_region": chosen["parse_region"].where(chosen["reason"] != "words"),
            "region_source": chosen["region_source"],
        }
    )
    return on_values(chosen, worded(parts, _sentence))


def _causes(reason: pd.Series, raw: pd.Series) -> pd.Series:
    """Return what is wrong with each value; ``raw`` are all stored texts."""
    causes = reason.astype("str").map(_REASONS).fillna("no country has such numbers")
    stored = raw.loc[reason.index[reason.eq("words")]]
    clean = texts_of(clean_texts(stored))
    has_word, is_masked = matches(clean, r"\p{L}"), matches(clean, _MASKED)
    among = "it has characters that no phone number has"
    told = ("it cannot be read with the words " + words_in(stored) + " in it").where(has_word, among)
    causes.loc[stored.index] = told.mask(is_masked, "some digits are masked with x or *").to_numpy()
    return causes


def _sentence(*, cause: str, parse_region: str | None, region_source: str) -> str:
    reading = reading_of(parse_region, region_source)
    if parse_region is None or not reading:
        return f"Not a valid number: {cause}."
    why = "" if cause == _REASONS["not_assigned"] else f": {cause}"
    return f"Not a valid {number_in(parse_region)}{why}.{reading}{CHECK_COUNTRY}"


RULE = Rule(
    id="invalid-number",
    severity="warning",
    sheet="Not E.164",
    looks_at="value",
    side="record",
    depends_on=("countries", "placeholders", "numbering_plans"),
    manual_task="collect",
    title="The number is not valid",
    why=(
        "A number outside every country's numbering plan cannot make or receive a call, so nothing matches it, and "
        "Aircall states that invalid numbers do not sync [documented]. Calls with this person are logged on another "
        "record, or on a new one that Aircall creates. Valid means valid for libphonenumber, the open list of "
        "numbering plans; it does not say that the number is in service."
    ),
    how_to_fix=(
        "Check the record's country first: often the number is fine and the country is wrong. Otherwise look for a "
        "missing or extra digit, country code or area code, ask the person or look the number up, and enter it in "
        "E.164. Clear the field if nobody knows."
    ),
    find=find,
)
