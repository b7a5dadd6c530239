"""Which region a written country means (SIMULATION section 3)."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final

import pycountry
from babel import Locale
from babel.core import get_global
from babel.languages import get_official_languages
from babel.localedata import exists

from audit.numbers.reference import SUPPORTED_REGIONS

_USUAL_SPELLINGS: Final[Mapping[str, str]] = {
    "UK": "GB",
    "U.K.": "GB",
    "United Kingdom of Great Britain and Northern Ireland": "GB",
    "Great Britain": "GB",
    "Britain": "GB",
    "England": "GB",
    "Scotland": "GB",
    "Wales": "GB",
    "Northern Ireland": "GB",
    "USA": "US",
    "U.S.A.": "US",
    "U.S.": "US",
    "United States of America": "US",
    "The United States": "US",
    "America": "US",
    "Holland": "NL",
    "The Netherlands": "NL",
    "Korea": "KR",
    "South Korea": "KR",
    "Republic of Korea": "KR",
    "Russia": "RU",
    "UAE": "AE",
    "U.A.E.": "AE",
    "Emirates": "AE",
    "KSA": "SA",
    "Turkey": "TR",
    "Czech Republic": "CZ",
    "Macedonia": "MK",
    "Swaziland": "SZ",
    "Burma": "MM",
    "Ivory Coast": "CI",
    "Cape Verde": "CV",
    "East Timor": "TL",
    "Macau": "MO",
    "Hong Kong": "HK",
    "Mainland China": "CN",
    "People's Republic of China": "CN",
    "PRC": "CN",
    "Republic of Ireland": "IE",
    "Eire": "IE",
    "Palestine": "PS",
    "Vatican": "VA",
    "Kosovo": "XK",
    "XKX": "XK",
    "中國": "CN",
    "台湾": "TW",
    "한국": "KR",
    "DR Congo": "CD",
    "DRC": "CD",
    "Brasil": "BR",
    "BRD": "DE",
    "Osterreich": "AT",
    "Oesterreich": "AT",
    "Espana": "ES",
    "Mexico": "MX",
    "Türkei": "TR",
}
"""What people write besides the names that the libraries know."""

_FURTHER_LANGUAGES: Final = ("de", "fr", "es", "it", "pt", "nl")
"""A German office writes "Frankreich": names in the languages of the countries with most Salesforce offices abroad."""


@cache
def spellings() -> Mapping[str, str]:
    """Return region by case-folded spelling: ISO codes, English names, native names, usual spellings.

    A spelling that means two countries means the one of the earlier source; an ISO code is never anything else.
    """
    known: dict[str, str] = {}
    for names in (_iso_codes(), _english_names(), _USUAL_SPELLINGS.items(), _native_names(), _names_abroad()):
        for spelling, region in names:
            known.setdefault(spelling.strip().casefold(), region)
    return {spelling: region for spelling, region in known.items() if region in SUPPORTED_REGIONS}


def _iso_codes() -> Iterable[tuple[str, str]]:
    for region in SUPPORTED_REGIONS:
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
    for region in SUPPORTED_REGIONS:
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


@cache
def _territories(language: str) -> Mapping[str, str]:
    return dict(Locale.parse(language).territories) if exists(language) else {}
