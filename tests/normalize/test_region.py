"""docs/simulation.md, Region, row by row."""

from collections.abc import Sequence
from typing import Any

import pytest

from audit.config.audit import AuditConfig
from audit.domain import COUNTRY_FIELDS
from audit.errors import UsageError
from audit.normalize.region import RecordRegions, check_regions, resolve_regions
from tests.typed_org import Row, account, contact, lead, person_account, population, read_org

NO_DEFAULT = AuditConfig()
FRANCE = AuditConfig(region="FR")


def resolved(*rows: Row, config: AuditConfig = NO_DEFAULT) -> RecordRegions:
    return resolve_regions(population(*rows).records, config)


def found(*rows: Row, config: AuditConfig = NO_DEFAULT) -> list[tuple[str | None, str]]:
    """Return region and region_source of each record."""
    regions = resolved(*rows, config=config)
    return [
        (region if isinstance(region, str) else None, source)
        for region, source in zip(regions.region, regions.region_source, strict=True)
    ]


@pytest.mark.parametrize(
    ("countries", "expected"),
    [
        (["GB"], ("GB", "record")),
        (["GB", "France"], ("GB", "record")),
        (["", "France"], ("FR", "record")),
        (["  \t", "", "", "Germany"], ("DE", "record")),
        (["Atlantis", "France"], ("FR", "record")),
        (["Atlantis", "", "", "FR"], ("FR", "record")),
        (["Atlantis", "", "Lemuria"], (None, "none")),
        (["Atlantis"], (None, "none")),
        (["GB", "Atlantis"], ("GB", "record")),
        (["n/a", "France"], ("FR", "record")),
        (["NA", "France"], ("NA", "record")),
        (["Antarctica", "France"], ("FR", "record")),
        (["Antarctica"], (None, "none")),
        (["AQ"], (None, "none")),
        (["ATA"], (None, "none")),
        (["EU"], (None, "none")),
        ([], (None, "none")),
    ],
)
def test_the_first_known_country_field_of_the_record_decides(
    countries: Sequence[str], expected: tuple[str | None, str]
) -> None:
    assert found(contact("ada", countries=countries)) == [expected]


@pytest.mark.parametrize(
    "text", ["", "  ", "n/a", "N.A.", "none", "-", "?", "0", "Unknown", "not applicable", "\u00a0"]
)
def test_a_blank_or_a_word_that_stands_for_nothing_is_no_country(text: str) -> None:
    assert found(contact("ada", countries=[text]), config=FRANCE) == [("FR", "default")]


def test_further_placeholder_words_stand_for_no_country_either() -> None:
    config = AuditConfig(region="FR", placeholders=(" Somewhere ",))
    assert found(contact("ada", countries=["somewhere"]), config=config) == [("FR", "default")]


def test_a_country_that_was_written_down_is_never_overridden_by_a_guess() -> None:
    rows = [account("acme", countries=["GB"]), contact("ada", account="acme", countries=["Atlantis"])]
    assert found(*rows, config=FRANCE) == [("GB", "record"), (None, "none")]


@pytest.mark.parametrize(
    ("own", "of_account", "expected"),
    [
        ([], ["GB"], ("GB", "account")),
        (["n/a"], ["", "GB"], ("GB", "account")),
        ([], ["Atlantis", "", "GB"], ("GB", "account")),
        ([], ["Atlantis"], (None, "none")),
        ([], [], ("FR", "default")),
        (["DE"], ["GB"], ("DE", "record")),
    ],
)
@pytest.mark.parametrize("of", [account, person_account])
def test_a_contact_without_a_country_has_its_accounts(
    own: list[str], of_account: list[str], expected: tuple[str | None, str], of: Any
) -> None:
    rows = [contact("ada", account="acme", countries=own), of("acme", countries=of_account)]
    assert found(*rows, config=FRANCE)[0] == expected


def test_only_an_audited_account_gives_its_country() -> None:
    rows = [contact("ada", account="gone"), account("acme", countries=["GB"])]
    assert found(*rows)[0] == (None, "none")
    assert found(*rows, config=FRANCE)[0] == ("FR", "default")


def test_only_contacts_ask_an_account() -> None:
    assert found({**lead("lou"), "account": "acme"}, account("acme", countries=["GB"]))[0] == (None, "none")


@pytest.mark.parametrize(
    ("record", "fields"),
    [
        (contact, ["MailingCountryCode", "MailingCountry", "OtherCountryCode", "OtherCountry"]),
        (lead, ["CountryCode", "Country"]),
        (account, ["BillingCountryCode", "BillingCountry", "ShippingCountryCode", "ShippingCountry"]),
        (
            person_account,
            [
                *("PersonMailingCountryCode", "PersonMailingCountry"),
                *("BillingCountryCode", "BillingCountry", "ShippingCountryCode", "ShippingCountry"),
            ],
        ),
    ],
)
def test_each_object_has_its_country_fields_in_this_order(record: Any, fields: list[str]) -> None:
    row = record("ada")
    assert list(COUNTRY_FIELDS[row["sobject"]]) == fields
    unknown = resolved({**row, "countries": ["Atlantis"] * len(fields)}).unknown_countries
    assert unknown["field"].tolist() == fields
    for position in range(len(fields)):
        assert found({**row, "countries": [*[""] * position, "GB"]}) == [("GB", "record")]


def test_unknown_countries_are_those_that_were_asked() -> None:
    rows = [
        contact("ada", countries=["GB", "Atlantis"]),
        lead("lou", countries=[" Lemuria ", "France"]),
        account("acme", countries=["", "Atlantis", "n/a", "El Dorado"]),
    ]
    unknown = resolved(*rows).unknown_countries
    assert unknown.to_numpy().tolist() == [
        [1, "CountryCode", " Lemuria "],
        [2, "BillingCountry", "Atlantis"],
        [2, "ShippingCountry", "El Dorado"],
    ]


def test_no_records_have_no_regions() -> None:
    regions = resolved()
    assert (len(regions.region), len(regions.region_source), len(regions.unknown_countries)) == (0, 0, 0)


def test_the_configuration_adds_spellings_and_overrides_them() -> None:
    config = AuditConfig(countries={" Old Blighty": "GB", "Georgia": "US"})
    rows = [lead("lou", countries=["OLD blighty "]), lead("mia", countries=["georgia"])]
    assert found(*rows, config=config) == [("GB", "record"), ("US", "record")]


def test_the_configuration_adds_placeholder_words_but_namibia_stays() -> None:
    assert found(lead("lou", countries=["na"]), config=AuditConfig(placeholders=("NA",))) == [("NA", "record")]


@pytest.mark.parametrize("settings", [{"region": "ZZ"}, {"region": "us"}, {"countries": {"Antarctica": "AQ"}}])
def test_a_region_without_a_numbering_plan_is_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="There is no region"):
        check_regions(AuditConfig(**settings))
    with pytest.raises(UsageError, match="There is no region"):
        resolved(contact("ada"), config=AuditConfig(**settings))


@pytest.mark.parametrize(("written", "meant"), [("UK", "GB"), ("us", "US"), ("Germany", "DE")])
def test_a_region_written_otherwise_is_asked_about(written: str, meant: str) -> None:
    with pytest.raises(UsageError, match=f"Did you mean {meant}\\?"):
        check_regions(AuditConfig(region=written))
    with pytest.raises(UsageError, match=f"Did you mean {meant}\\?"):
        check_regions(AuditConfig(countries={"Old Blighty": written}))


def test_a_region_with_a_numbering_plan_is_accepted() -> None:
    check_regions(AuditConfig(region="GB", countries={"Old Blighty": "GB"}))


@pytest.mark.parametrize(
    ("raw", "parse_region", "region_source"),
    [
        ("020 7946 0018", "GB", "record"),
        ("0044 20 7946 0018", "GB", "record"),
        ("call me", "GB", "record"),
        ("+442079460018", None, "number"),
        ("+44 (0)20 7946 0018", None, "number"),
        ("(+44) 20 7946 0018", None, "number"),
        ("tel:+442079460018", None, "number"),
        ("\uff0b442079460018", None, "number"),
        ("+9991234567", None, "number"),
        ("+44 20 7946 0018 / 020 7946 0019", None, "number"),
        ("020 7946 0018 +1", "GB", "record"),
        ("call +", "GB", "record"),
    ],
)
def test_a_number_with_a_plus_sign_needs_no_region(raw: str, parse_region: str | None, region_source: str) -> None:
    _, values = read_org(lead("lou", phone=raw, countries=["GB"]))
    parsed_in = values["parse_region"].iloc[0] if values["parse_region"].notna().all() else None
    assert (parsed_in, values["region_source"].iloc[0]) == (parse_region, region_source)


def test_a_dialing_prefix_is_read_in_a_region_even_after_a_plus_sign() -> None:
    _, values = read_org(lead("lou", phone="+00 44 20 7946 0018", countries=["FR"]))
    assert values[["format", "parse_region", "region_source"]].to_numpy().tolist() == [["idd", "FR", "record"]]


@pytest.mark.parametrize(
    ("raw", "countries", "expected"),
    [
        ("089 68863877", [], ["needs_region", "US", "default"]),
        ("089 68863877", ["US"], ["invalid", "US", "record"]),
        ("(212) 555-0100", [], ["national", "US", "default"]),
        ("089 68863877", ["Atlantis"], ["needs_region", None, "none"]),
        ("+999 20 7946", [], ["invalid", None, "number"]),
    ],
)
def test_a_default_region_that_does_not_fit_decides_nothing(
    raw: str, countries: list[str], expected: list[str | None]
) -> None:
    _, values = read_org(lead("lou", phone=raw, countries=countries), config=AuditConfig(region="US"))
    found = values[["format", "parse_region", "region_source"]].astype(object)
    assert found.where(found.notna(), None).to_numpy().tolist() == [expected]
