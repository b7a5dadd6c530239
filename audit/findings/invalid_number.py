"""A text that looks like a number but that no numbering plan knows."""

import pandas as pd

from audit.findings.rule import Evidence, Rule, on_values, worded
from audit.findings.wording import label_of, reading_of

_REASONS = {
    "country_code": "no country has its country code",
    "too_short": "it has too few digits",
    "too_long": "it has too many digits",
    "wrong_length": "no number of that country has this length",
    "area_code_missing": "the area code is missing",
    "not_assigned": "the length is right, but no number of that country begins like this",
    "words": "there are words or signs among its digits",
}


def find(evidence: Evidence) -> pd.DataFrame:
    """Return one finding per match-slot value of format ``invalid``, with its reason in words."""
    values = evidence.codes
    chosen = values.loc[evidence.in_match_slots & values["format"].eq("invalid")]
    parts = pd.DataFrame(
        {
            "label": worded(chosen[["slot", "field"]], label_of),
            "reason": chosen["reason"],
            "reading": worded(chosen[["parse_region", "region_source"]], reading_of),
        }
    )
    return on_values(chosen, worded(parts, _sentence))


def _sentence(*, label: str, reason: str | None, reading: str) -> str:
    cause = _REASONS.get(reason or "", "no numbering plan knows it")
    return f"{label} holds no valid number: {cause}.{reading}"


RULE = Rule(
    id="invalid-number",
    severity="warning",
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
