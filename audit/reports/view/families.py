"""Which sheet a rule's findings are worked on."""

from collections.abc import Mapping
from typing import Final

FORMAT: Final = "Format"
SYNC_GAPS: Final = "Sync gaps"
DUPLICATES: Final = "Duplicates"
OTHER: Final = "Data"
FAMILIES: Final = (FORMAT, SYNC_GAPS, DUPLICATES, OTHER)

FAMILY_OF_RULE: Final[Mapping[str, str]] = {
    "not-e164": FORMAT,
    "invalid-number": FORMAT,
    "text-in-phone-field": FORMAT,
    "placeholder-number": FORMAT,
    "scientific-notation": FORMAT,
    "several-numbers-in-field": FORMAT,
    "needs-region": FORMAT,
    "extension-in-number": FORMAT,
    "words-beside-number": FORMAT,
    "letters-in-number": FORMAT,
    "us-locale-formatting": FORMAT,
    "mobile-without-phone": SYNC_GAPS,
    "mobile-blocked-by-phone": SYNC_GAPS,
    "match-only-number": SYNC_GAPS,
    "custom-field-only": SYNC_GAPS,
    "duplicate-same-object": DUPLICATES,
    "undetermined-winner": DUPLICATES,
    "duplicate-across-objects": DUPLICATES,
    "shadowed-record": DUPLICATES,
    "format-sensitive-match": DUPLICATES,
    "unstable-winner": DUPLICATES,
    "search-crowding": DUPLICATES,
    "same-number-twice": DUPLICATES,
    "shared-line": DUPLICATES,
    "converted-lead-only-holder": DUPLICATES,
    "twin-records": DUPLICATES,
}


def family_of(rule_id: str) -> str:
    """Return the family of a rule; one that is not listed belongs to the data in general."""
    return FAMILY_OF_RULE.get(rule_id, OTHER)
