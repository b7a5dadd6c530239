"""A text that looks like a number but that no numbering plan knows."""

from typing import Final

import pandas as pd

from audit.columns.ascii_text import matches, texts_of
from audit.findings.labels import clean_texts, label_of, reading_of, words_in
from audit.findings.of_format import values_of_format
from audit.findings.rule import Rule, RuleContext, on_values, worded

_REASONS = {
    "country_code": "no country has its country code",
    "too_short": "it has too few digits",
    "too_long": "it has too many digits",
    "wrong_length": "no number of that country has this length",
    "area_code_missing": "the area code is missing",
    "not_assigned": "the length is right, but no number of that country begins like this",
}
_MASKED: Final = r"\p{Nd}(?:(?s:.*)[^\p{L}xX*])?[xX*]{2,}(?:[^\p{L}xX*]|$)"
"""As ``classify.is_masked``, for a whole column (RE2)."""


def find(context: RuleContext) -> pd.DataFrame:
    """Return one finding per match-slot value of format ``invalid``, with its reason in words."""
    chosen = values_of_format(context, "invalid")
    parts = pd.DataFrame(
        {
            "label": worded(chosen[["slot", "field"]], label_of),
            "cause": _causes(chosen["reason"], context.values["raw"]),
            "reading": worded(chosen[["parse_region", "region_source"]], reading_of).where(chosen["reason"] != "words"),
        }
    )
    return on_values(chosen, worded(parts, _sentence))


def _causes(reason: pd.Series, raw: pd.Series) -> pd.Series:
    """Return what is wrong with each value; ``raw`` are all stored texts."""
    causes = reason.astype("str").map(_REASONS).fillna("no numbering plan knows it")
    stored = raw.loc[reason.index[reason.eq("words")]]
    clean = texts_of(clean_texts(stored))
    has_word, is_masked = matches(clean, r"\p{L}"), matches(clean, _MASKED)
    among = "there are signs among its digits that no phone number has"
    told = ("which number is meant cannot be told from the words beside it, " + words_in(stored)).where(has_word, among)
    causes.loc[stored.index] = told.mask(is_masked, "some of its digits are masked with x or *").to_numpy()
    return causes


def _sentence(*, label: str, cause: str, reading: str | None) -> str:
    country = f"{reading} Check the country first." if reading else ""
    return f"{label} holds no valid number: {cause}.{country}"


RULE = Rule(
    id="invalid-number",
    severity="warning",
    sheet="Format",
    looks_at="value",
    side="record",
    depends_on=("countries", "placeholders", "numbering_plans"),
    manual_task="collect",
    title="The number is not valid",
    why=(
        "A number that no numbering plan knows is never on either end of a call, so nothing can match it, and the "
        "vendor states that invalid numbers are not synchronized [documented]. It stands for a person who cannot be "
        "reached and whose calls are logged elsewhere, or on a new record that the integration creates. Valid means "
        "what libphonenumber, the open list of numbering plans, calls so; it does not say that the number is in "
        "service."
    ),
    how_to_fix=(
        "Compare the record's country with the number first: a national number read with the wrong country is often "
        "all that is wrong. Otherwise look for a missing or doubled digit, country code or area code, ask the "
        "person, or look the number up, and enter it in E.164. Clear the field if nobody knows."
    ),
    find=find,
)
