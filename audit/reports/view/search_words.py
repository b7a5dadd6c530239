"""What stored formats, and the formats in which programs search, are called and look like."""

from collections.abc import Mapping
from typing import Final

from audit.domain import CUSTOM_SLOT
from audit.reports.view.labels import FORMATS

ASKED: Final[Mapping[str, str]] = {
    "e164": "+33199009061",
    "digits": "33199009061",
    "trunk": "0199009061",
    "no_trunk": "199009061",
    "international": "+33 1 99 00 90 61",
    "national": "01 99 00 90 61",
    "idd": "0033199009061",
}
"""Each format in which a program may search, by an example."""
_STORED: Final[Mapping[str, tuple[str, str]]] = {
    "e164": ("E.164", "+33199009061"),
    "international, spaces": ("+ with spaces", "+33 1 99 00 90 61"),
    "international, hyphens": ("+ with hyphens", "+33-1-99-00-90-61"),
    "international, dots": ("+ with dots", "+33.1.99.00.90.61"),
    "international, brackets": ("+ with brackets", "+1 (212) 555-0100"),
    "international, (0)": ("+ with (0)", "+33 (0)1 99 00 90 61"),
    "international, mixed": ("+ with mixed punctuation", "+33 1-99.00 90 61"),
    "no_plus": (FORMATS["no_plus"].label, "33199009061"),
    "national": (FORMATS["national"].label, "01 99 00 90 61"),
    "idd": (FORMATS["idd"].label, "0033199009061"),
    "extension": (FORMATS["extension"].label, "+33199009061 ext. 5"),
    "words": (FORMATS["words"].label, "+33199009061 (office)"),
    "letters": (FORMATS["letters"].label, "+1 212 555-TALK"),
    CUSTOM_SLOT: ("Custom phone fields", ""),
}
"""Label and example of each stored format, in the order in which people read them."""
STORED_ORDER: Final = tuple(_STORED)


def stored_label(stored: str) -> str:
    """Return what a stored format is called."""
    return _STORED[stored][0]


def stored_example(stored: str) -> str:
    """Return a number in a stored format."""
    return _STORED[stored][1]
