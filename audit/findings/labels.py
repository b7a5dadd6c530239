"""The words that messages share: what an administrator sees on the screen, not what the API calls it."""

from typing import Final

import pandas as pd
import pyarrow.compute as pc

from audit.columns.ascii_text import flags, texts_of
from audit.normalize.scalar import calling_code
from audit.sources.records.clean_text import cleaned_text
from audit.sources.records.countries import english_name

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
CHECK_COUNTRY: Final = " Check the country first."
_SHORT_NAMES: Final = {"GB": "UK", "US": "US", "HK": "Hong Kong", "MO": "Macao", "001": "International"}
"""What people write where CLDR has a long name."""
_ADJECTIVES: Final = ("GB", "US")
_WITH_ARTICLE: Final = ("AE", "BS", "CF", "DO", "GM", "KM", "MV", "NL", "PH")
_REGION_SOURCES: Final = {
    "record": "the record's country",
    "account": "its Account's country",
    "default": "this audit's default country",
}
_NO_WORD: Final = r"[^\p{L}\p{M}]+"
_MOST_OF_WORDS: Final = 60
"""Characters of the words beside a number that a sentence quotes."""


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


def country_name(region: str) -> str:
    """Return the name of a region (ISO 3166 alpha-2) as people write it; the code itself where there is none.

    >>> country_name("DE"), country_name("GB")
    ('Germany', 'UK')
    """
    return _SHORT_NAMES.get(region) or english_name(region) or region


def number_in(region: str, noun: str = "number") -> str:
    """Return ``noun``, as people say which country it is in.

    >>> number_in("GB"), number_in("NL", "numbers")
    ('UK number', 'numbers in the Netherlands')
    """
    name = country_name(region)
    if region in _ADJECTIVES:
        return f"{name} {noun}"
    has_article = region in _WITH_ARTICLE or name.endswith("Islands")
    return f"{noun} in {'the ' if has_article else ''}{name}"


def country_with_code(region: str) -> str:
    """Return the name of a region with its calling code.

    >>> country_with_code("GB")
    'UK (+44)'
    """
    return f"{country_name(region)} (+{calling_code(region)})"


def country_told(region: str, region_source: str) -> str:
    """Return whose country a region is, and which.

    >>> country_told("GB", "account")
    "its Account's country is UK"
    """
    return f"{_REGION_SOURCES[region_source]} is {country_name(region)}"


def reading_of(parse_region: str | None, region_source: str) -> str:
    """Return a sentence, after a space, on the region with which a value was read; nothing where it played no part.

    >>> reading_of("GB", "account")
    " Read as UK (+44), its Account's country."
    >>> reading_of("US", "default")
    ' The record has no country, so it was read as US.'
    """
    if parse_region is None or region_source not in _REGION_SOURCES:
        return ""
    if region_source == "default":
        return f" The record has no country, so it was read as {country_name(parse_region)}."
    return f" Read as {country_with_code(parse_region)}, {_REGION_SOURCES[region_source]}."


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
