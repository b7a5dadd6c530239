"""Every way to write a country that an org's records are full of."""

import pycountry
import pytest

from audit.normalize.scalar import SUPPORTED_REGIONS
from audit.sources.records.countries import COUNTRIES_FILE, english_name, region_of, spellings
from scripts.country_spellings import countries_text


def meant(spelling: str) -> str | None:
    return spellings().get(spelling.strip().casefold())


ISO = [country for country in pycountry.countries if country.alpha_2 in SUPPORTED_REGIONS]


def test_every_iso_code_of_two_and_three_letters_is_known() -> None:
    assert {country.alpha_2: (meant(country.alpha_2), meant(country.alpha_3)) for country in ISO} == {
        country.alpha_2: (country.alpha_2, country.alpha_2) for country in ISO
    }


def test_every_region_of_libphonenumber_is_known_by_its_code() -> None:
    assert {meant(region) for region in SUPPORTED_REGIONS} == SUPPORTED_REGIONS


def test_every_iso_name_is_known() -> None:
    assert {country.name: meant(country.name) for country in ISO} == {country.name: country.alpha_2 for country in ISO}


@pytest.mark.parametrize(
    ("region", "written"),
    [
        ("GB", "UK|U.K.|uk|Great Britain|England|Scotland|Wales|Northern Ireland|United Kingdom|The United Kingdom"),
        ("US", "USA|U.S.A.|U.S.|US|United States|United States of America|The United States|America"),
        ("US", "Estados Unidos|États-Unis|Etats-Unis|Vereinigte Staaten|EE.UU."),
        ("NL", "Holland|Netherlands|The Netherlands|Nederland|Pays-Bas"),
        ("DE", "Deutschland|Germany|Allemagne|Alemania|DEU|Germania"),
        ("ES", "España|Espana|Spain|Espagne|Spanien"),
        ("KR", "Korea|South Korea|Republic of Korea|Korea, Republic of|대한민국|한국"),
        ("KP", "North Korea|Korea, Democratic People's Republic of"),
        ("RU", "Russia|Russian Federation|Россия|Российская Федерация"),
        ("AE", "UAE|U.A.E.|United Arab Emirates|الإمارات العربية المتحدة|VAE"),
        ("SA", "Saudi Arabia|KSA|المملكة العربية السعودية|السعودية"),
        ("CN", "China|中国|中國|中华人民共和国|PRC|People's Republic of China"),
        ("TW", "Taiwan|Taiwan, Province of China|台灣|台湾"),
        ("HK", "Hong Kong|香港|Hong Kong SAR China"),
        ("JP", "Japan|日本|Japon"),
        ("IN", "India|भारत|Inde|Indien"),
        ("BR", "Brazil|Brasil|Brésil"),
        ("MX", "Mexico|México|Mexique"),
        ("FR", "France|Frankreich|Francia"),
        ("IT", "Italy|Italia|Italien"),
        ("CH", "Switzerland|Schweiz|Suisse|Svizzera"),
        ("AT", "Austria|Österreich|Osterreich|Oesterreich"),
        ("BE", "Belgium|België|Belgique|Belgie"),
        ("PL", "Poland|Polska|Polen"),
        ("SE", "Sweden|Sverige|Schweden"),
        ("NO", "Norway|Norge"),
        ("DK", "Denmark|Danmark"),
        ("FI", "Finland|Suomi"),
        ("UA", "Ukraine|Україна"),
        ("GR", "Greece|Ελλάδα"),
        ("TR", "Turkey|Türkiye|Turkiye|Türkei"),
        ("CZ", "Czechia|Czech Republic|Česko"),
        ("IE", "Ireland|Éire|Eire|Republic of Ireland"),
        ("CI", "Côte d'Ivoire|C\u00f4te d\u2019Ivoire|Cote d'Ivoire|Ivory Coast"),
        ("CD", "Congo, the Democratic Republic of the|Democratic Republic of the Congo|DR Congo|DRC"),
        ("CG", "Congo|Republic of the Congo"),
        ("XK", "Kosovo|XKX|XKK"),
        ("NA", "Namibia|NA|NAM"),
        ("PH", "Philippines|The Philippines"),
        ("LC", "Saint Lucia|St. Lucia|St Lucia"),
        ("TT", "Trinidad and Tobago|Trinidad & Tobago"),
        ("VI", "U.S. Virgin Islands|US Virgin Islands|Virgin Islands, U.S."),
        ("GE", "Georgia"),
        ("NE", "Niger"),
        ("NG", "Nigeria"),
    ],
)
def test_the_usual_spellings_are_known(region: str, written: str) -> None:
    assert {spelling: meant(spelling) for spelling in written.split("|")} == dict.fromkeys(written.split("|"), region)


@pytest.mark.parametrize("text", ["Atlantis", "Europe", "", "Californie", "1", "n/a"])
def test_what_is_no_country_is_unknown(text: str) -> None:
    assert meant(text) is None


def test_the_table_holds_trimmed_case_folded_texts_and_regions_of_libphonenumber() -> None:
    assert all(text == text.strip().casefold() for text in spellings())
    assert set(spellings().values()) >= SUPPORTED_REGIONS


def test_the_file_is_current() -> None:
    assert COUNTRIES_FILE.read_text(encoding="utf-8") == countries_text(), "python -m scripts.country_spellings"


def test_a_region_has_its_english_name() -> None:
    assert [english_name(region) for region in ("DE", "XK", "001", "zz")] == ["Germany", "Kosovo", None, None]


def test_asking_for_one_spelling_gives_what_the_table_says() -> None:
    assert {spelling: region_of(spelling) for spelling in spellings()} == spellings()
    assert [region_of(text) for text in ("erewhon", "aq", "antarctica")] == [None, "AQ", "AQ"]
