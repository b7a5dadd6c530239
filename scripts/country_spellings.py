#!/usr/bin/env python3
"""Write the spellings of countries that ship with the package: python -m scripts.country_spellings.

They come from Babel (Unicode CLDR) and pycountry (ISO 3166). To ask these takes most of a second, so an audit does
without them.
"""

import json
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import version
from typing import Final

import pycountry
from babel import Locale
from babel.core import get_global
from babel.languages import get_official_languages
from babel.localedata import exists

from audit.sources.records.countries import COUNTRIES_FILE

_USUAL_SPELLINGS: Final[Mapping[str, str]] = {
    "UK": "GB",
    "U.K.": "GB",
    "U.K": "GB",
    "United Kingdom of Great Britain": "GB",
    "United Kingdom of Great Britain and Northern Ireland": "GB",
    "Great Britain": "GB",
    "Britain": "GB",
    "England": "GB",
    "Scotland": "GB",
    "Wales": "GB",
    "Northern Ireland": "GB",
    "USA": "US",
    "U.S.A.": "US",
    "U.S.A": "US",
    "U.S.": "US",
    "U.S": "US",
    "United States of America": "US",
    "America": "US",
    "EE.UU.": "US",
    "EE. UU.": "US",
    "EEUU": "US",
    "US Virgin Islands": "VI",
    "Holland": "NL",
    "Korea": "KR",
    "Korea (South)": "KR",
    "South Korea": "KR",
    "Republic of Korea": "KR",
    "Russia": "RU",
    "Российская Федерация": "RU",
    "UAE": "AE",
    "U.A.E.": "AE",
    "Emirates": "AE",
    "VAE": "AE",
    "KSA": "SA",
    "السعودية": "SA",
    "Turkey": "TR",
    "Czech Republic": "CZ",
    "Česká republika": "CZ",
    "Tschechische Republik": "CZ",
    "Macedonia": "MK",
    "Macedonia, the former Yugoslav Republic of": "MK",
    "Swaziland": "SZ",
    "Burma": "MM",
    "Ivory Coast": "CI",
    "Cape Verde": "CV",
    "East Timor": "TL",
    "Macau": "MO",
    "Hong Kong": "HK",
    "Hong Kong SAR": "HK",
    "香港": "HK",
    "Macau SAR": "MO",
    "Mainland China": "CN",
    "People's Republic of China": "CN",
    "PRC": "CN",
    "P.R.C.": "CN",
    "P.R. China": "CN",
    "PR China": "CN",
    "中华人民共和国": "CN",
    "Chinese Taipei": "TW",
    "Republic of Ireland": "IE",
    "Ireland, Republic of": "IE",
    "Hellas": "GR",
    "Bosnia": "BA",
    "Libyan Arab Jamahiriya": "LY",
    "Palestine": "PS",
    "Palestinian Territory, Occupied": "PS",
    "Vatican": "VA",
    "Holy See": "VA",
    "RSA": "ZA",
    "Kosovo": "XK",
    "XKX": "XK",
    "中國": "CN",
    "台湾": "TW",
    "한국": "KR",
    "DR Congo": "CD",
    "Democratic Republic of the Congo": "CD",
    "Republic of the Congo": "CG",
    "DRC": "CD",
    "BRD": "DE",
    "Oesterreich": "AT",
}
"""What people write besides the names that the libraries know."""

_FURTHER_LANGUAGES: Final = ("de", "fr", "es", "it", "pt", "nl")
"""A German office writes "Frankreich": names in the languages of the countries with most Salesforce offices abroad."""


def countries_text() -> str:
    """Return the text of the file: the versions it was made from, English names by region, regions by spelling."""
    content = {
        "made_from": {library: version(library) for library in ("babel", "pycountry")},
        "names": {region: _territories("en")[region] for region in _regions()},
        "regions": dict(sorted(regions_by_spelling().items())),
    }
    return json.dumps(content, ensure_ascii=False, indent=0) + "\n"


def regions_by_spelling() -> Mapping[str, str]:
    """Return region by case-folded spelling: ISO codes, English names, usual spellings, native names, names abroad.

    A spelling that means two countries means the one of the earlier source; an ISO code is never anything else. Names
    are known without accents and with a leading "the" as well.
    """
    known = _first_meanings(_iso_codes(), _english_names(), _USUAL_SPELLINGS.items(), _native_names(), _names_abroad())
    for spelling, region in tuple(known.items()):
        for variant in _variants(spelling):
            known.setdefault(variant, region)
    return known


def _first_meanings(*sources: Iterable[tuple[str, str]]) -> dict[str, str]:
    known: dict[str, str] = {}
    for names in sources:
        for spelling, region in names:
            known.setdefault(spelling.strip().casefold(), region)
    return known


def _variants(spelling: str) -> Iterable[str]:
    """Yield a case-folded spelling as it is typed in a hurry: without accents, "and" for "&", "Saint" for "St."."""
    decomposed = unicodedata.normalize("NFKD", spelling)
    unmarked = unicodedata.normalize("NFC", "".join(c for c in decomposed if not unicodedata.combining(c)))
    for plain in (spelling, unmarked):
        written_out = plain.replace(" & ", " and ").replace("st. ", "saint ")
        yield from (plain, written_out, written_out.replace("saint ", "st. "), written_out.replace("saint ", "st "))
        yield f"the {written_out}"


def _iso_codes() -> Iterable[tuple[str, str]]:
    for region in _regions():
        yield region, region
    for country in pycountry.countries:
        yield country.alpha_2, country.alpha_2
        yield country.alpha_3, country.alpha_2
    for code, regions in get_global("territory_aliases").items():
        if len(code) == 3 and code.isalpha() and len(regions) == 1:  # XKK of Kosovo and the like
            yield code, regions[0]


def _english_names() -> Iterable[tuple[str, str]]:
    for country in pycountry.countries:
        for attribute in ("name", "official_name", "common_name"):
            name = getattr(country, attribute, None)
            if name:
                yield name, country.alpha_2
    yield from _names_in("en")


def _native_names() -> Iterable[tuple[str, str]]:
    for region in _regions():
        for language in get_official_languages(region, de_facto=True):
            name = _territories(language).get(region)
            if name:
                yield name, region


def _names_abroad() -> Iterable[tuple[str, str]]:
    for language in _FURTHER_LANGUAGES:
        yield from _names_in(language)


def _names_in(language: str) -> Iterable[tuple[str, str]]:
    for region, name in _territories(language).items():
        if len(region) == 2:
            yield name, region
            yield name.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"), region


def _regions() -> list[str]:
    """Return every ISO 3166 alpha-2 code, and those like XK that the Unicode consortium has beside them."""
    return sorted(region for region in _territories("en") if len(region) == 2 and region.isalpha())


@cache
def _territories(language: str) -> Mapping[str, str]:
    # Babel names official languages that it has no data of
    return dict(Locale.parse(language).territories) if exists(language) else {}


if __name__ == "__main__":
    COUNTRIES_FILE.write_text(countries_text(), encoding="utf-8", newline="\n")
