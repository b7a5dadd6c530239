"""Which region a written country means (docs/simulation.md, Region), whether or not it has a numbering plan.

The spellings are those of CLDR, of ISO 3166 and of people in a hurry: `scripts/country_spellings.py` writes the file.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

COUNTRIES_FILE: Final = Path(__file__).with_name("countries.json")


def spellings() -> Mapping[str, str]:
    """Return region (ISO 3166 alpha-2, and XK) by trimmed, case-folded spelling in a hundred languages."""
    regions: Mapping[str, str] = _countries()["regions"]
    return regions


def region_of(spelling: str) -> str | None:
    """Return the region of a case-folded spelling, what ``spellings`` says; None for one that is not known."""
    return spellings().get(spelling)


def english_name(region: str) -> str | None:
    """Return the name that CLDR has for a region; None for a code that is no country's."""
    name: str | None = _countries()["names"].get(region)
    return name


@cache
def _countries() -> Mapping[str, Any]:
    countries: Mapping[str, Any] = json.loads(COUNTRIES_FILE.read_text(encoding="utf-8"))
    return countries
