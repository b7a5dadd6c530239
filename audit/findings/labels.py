"""The words that messages share: what an administrator sees on the screen, not what the API calls it."""

from functools import cache
from typing import Final

import pandas as pd
import pyarrow.compute as pc
from babel import Locale

from audit.columns.ascii_text import flags, texts_of
from audit.sources.records.clean_text import cleaned_text

SLOT_LABELS = {
    "phone": "Phone",
    "mobile": "Mobile",
    "home": "Home Phone",
    "assistant": "Asst. Phone",
    "other": "Other Phone",
}
OBJECT_LABELS = {
    "Contact": "Contact",
    "Lead": "Lead",
    "Account": "Account",
    "PersonAccount": "Person Account",
}
_REGION_SOURCES = {"record": "the country of the record", "account": "the country of its Account"}
_NO_WORD: Final = r"[^\p{L}\p{M}]+"
_MOST_OF_WORDS: Final = 60
"""Characters of what stands beside a number that a sentence quotes."""


def label_of(slot: str, field: str) -> str:
    """Return the label of a standard field as Salesforce ships it, the API name of a custom one."""
    return SLOT_LABELS.get(slot, field)


def one(sobject: str) -> str:
    """Return the object's label with its article.

    >>> one("PersonAccount"), one("Account")
    ('a Person Account', 'an Account')
    """
    label = OBJECT_LABELS[sobject]
    return f"{'an' if label == 'Account' else 'a'} {label}"


def several(sobject: str) -> str:
    """Return the object's label in the plural."""
    return f"{OBJECT_LABELS[sobject]}s"


@cache
def country_name(region: str) -> str:
    """Return the English name of a region (ISO 3166 alpha-2); the code itself where there is none.

    >>> country_name("DE")
    'Germany'
    """
    return str(Locale("en").territories.get(region, region))


def reading_of(parse_region: str | None, region_source: str) -> str:
    """Return a sentence, after a space, on the region with which a value was read; nothing where it played no part.

    >>> reading_of("GB", "account")
    ' It was read with the country of its Account, United Kingdom.'
    >>> reading_of("US", "default")
    ' The record has no country, so it was read with the default region of this audit, United States.'
    """
    if parse_region is None:
        return ""
    if region_source == "default":
        return (
            " The record has no country, so it was read with the default region of this audit, "
            f"{country_name(parse_region)}."
        )
    if region_source not in _REGION_SOURCES:
        return ""
    return f" It was read with {_REGION_SOURCES[region_source]}, {country_name(parse_region)}."


def clean_texts(raw: pd.Series) -> pd.Series:
    """Return ``clean`` of each stored text, one distinct text after the other: for the few that have words."""
    code, distinct = pd.factorize(raw)
    clean = pd.Series([cleaned_text(text) for text in distinct], dtype="str")
    return clean.take(code).set_axis(raw.index)


def words_in(raw: pd.Series) -> pd.Series:
    """Return the words of each stored text in typographic quotes, which is where ``--redact`` masks them."""
    words = pc.utf8_trim_whitespace(pc.replace_substring_regex(texts_of(clean_texts(raw)), _NO_WORD, " "))
    shown = pd.Series(pc.utf8_slice_codeunits(words, 0, _MOST_OF_WORDS), index=raw.index, dtype="str")
    is_cut = flags(pc.greater(pc.utf8_length(words), _MOST_OF_WORDS))
    return "“" + shown + pd.Series("”", index=raw.index).mask(is_cut, "…”")
