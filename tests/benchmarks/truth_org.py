"""An org whose true numbers are known.

The numbers are invented before they are written down, in every way in which people do. Seeded: the same arguments make
the same org. ``truth_files`` writes it and audits it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random

from tests.benchmarks.truth_kinds import (
    ELSEWHERE,
    NATIONAL_ABROAD,
    OF_REGION,
    OWN,
    TRUNK_ZERO_WITHOUT_COUNTRY,
    US_SCREEN,
    written,
)
from tests.benchmarks.truth_text import REGIONS, Way, Written, invented

DEFAULT_REGION = "US"
_SPELLINGS = {
    "US": ("United States", "USA", "US", "U.S.A."),
    "GB": ("United Kingdom", "UK", "England", "GB"),
    "DE": ("Germany", "Deutschland", "DE", "DEU"),
    "FR": ("France", "FR", "FRA"),
    "IT": ("Italy", "Italia", "IT"),
    "ES": ("Spain", "España", "ES"),
    "RU": ("Russia", "Россия", "RU"),
    "JP": ("Japan", "日本", "JP"),
    "BR": ("Brazil", "Brasil", "BR"),
    "AU": ("Australia", "AU", "AUS"),
}
_TRUNK_REGIONS = frozenset({"GB", "DE", "FR", "JP", "AU", "RU"})
FILLED = {
    "Contact": {"Phone": 0.9, "MobilePhone": 0.6, "HomePhone": 0.08, "OtherPhone": 0.06, "Direct_Phone__c": 0.1},
    "Lead": {"Phone": 0.9, "MobilePhone": 0.5},
    "Account": {"Phone": 0.9},
    "PersonAccount": {"Phone": 0.7, "PersonMobilePhone": 0.7, "PersonHomePhone": 0.1},
}
_SHARES = {"Account": 0.12, "PersonAccount": 0.06, "Contact": 0.65, "Lead": 0.17}
_PREFIXES = {"Account": "001", "PersonAccount": "001", "Contact": "003", "Lead": "00Q"}
PADDING = " \u00a0\u200b'"
_PADDINGS = (*["{}"] * 12, " {}", "{} ", "{}\u00a0", "'{}", "\u200b{}")
OWNERS = {f"0055Y000000000{n}AAA": name for n, name in enumerate(("Sam Admin", "Olga Owner", "Taro Tester"))}


@dataclass(frozen=True)
class TrueValue:
    """What a phone field really holds."""

    record_id: str
    sobject: str
    field: str
    kind: str
    text: str
    numbers: tuple[str, ...]


@dataclass
class TrueOrg:
    """Rows of each object as text, and what is true of them."""

    rows: dict[str, list[dict[str, str]]] = field(default_factory=lambda: {name: [] for name in _SHARES})
    values: list[TrueValue] = field(default_factory=list)
    regions_of_accounts: dict[str, list[str]] = field(default_factory=lambda: {region: [] for region in REGIONS})
    audited: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_SHARES, 0))


def true_org(records: int, seed: int) -> TrueOrg:
    """Return an org of about ``records`` records; Accounts come first, so that Contacts can belong to them."""
    chance, org = Random(seed), TrueOrg()  # noqa: S311 - the same arguments make the same org
    for sobject, share in _SHARES.items():
        for place in range(round(records * share)):
            _add_record(org, chance, sobject, place)
    return org


def _add_record(org: TrueOrg, chance: Random, sobject: str, place: int) -> None:
    home = chance.choice(REGIONS)
    of_person = 500_000 if sobject == "PersonAccount" else 0
    record_id = f"{_PREFIXES[sobject]}5Y{place + of_person + 1:010d}AAA"
    row = {
        "Id": chance.choice(_PADDINGS).format(record_id),
        "FirstName": chance.choice(["Ada", "Uwe", "Zoë", "Taro"]),
        "LastName": f"Amber{sobject}{place}",
        "Name": f"Amber{sobject}{place} Works",
        "OwnerId": chance.choice(list(OWNERS)),
    }
    ways = _place_record(org, chance, sobject, home, row)
    is_out = _leave_out(chance, sobject, row)
    row["moment"] = str(chance.randrange(600 * 24 * 60))
    if sobject == "Account" and not is_out and row["country"]:
        org.regions_of_accounts[home].append(record_id)
    org.rows[sobject].append(row)
    org.audited[sobject] += not is_out
    for name, share in FILLED[sobject].items():
        if chance.random() < share:
            kind, value = _spelled(chance, home, ways)
            row[name] = value.text
            if not is_out:
                org.values.append(TrueValue(record_id, sobject, name, kind, value.text, value.numbers))


def _place_record(
    org: TrueOrg, chance: Random, sobject: str, home: str, row: dict[str, str]
) -> Mapping[str, tuple[float, Way]]:
    """Write the country of a record whose numbers are of ``home``; return how its numbers may be written."""
    own = {**OWN, **OF_REGION.get(home, {})}
    row["country"], accounts = "", org.regions_of_accounts[home]
    situation = chance.choices(["own", "account", "elsewhere", "nowhere"], [80, 8, 6, 6])[0]
    if situation == "account" and sobject == "Contact" and accounts:
        row["AccountId"] = chance.choice(_PADDINGS).format(chance.choice(accounts))
        return own
    if situation == "elsewhere" and sobject != "Account":
        other = chance.choice([region for region in REGIONS if region != home])
        row["country"] = chance.choice(_SPELLINGS[other])
        return {**ELSEWHERE, **NATIONAL_ABROAD, **(US_SCREEN if "US" not in {home, other} else {})}
    if situation == "nowhere" and sobject != "Account":
        if home == DEFAULT_REGION:
            return own
        return {**ELSEWHERE, **(TRUNK_ZERO_WITHOUT_COUNTRY if home in _TRUNK_REGIONS else NATIONAL_ABROAD)}
    row["country"] = chance.choice(_SPELLINGS[home])
    return own


def _leave_out(chance: Random, sobject: str, row: dict[str, str]) -> bool:
    """Delete or convert some records; return whether the record is out of scope."""
    deleted, converted = chance.random() < 0.02, sobject == "Lead" and chance.random() < 0.05
    row["IsDeleted"] = "WAHR" if deleted else chance.choice(["FALSCH", "0", ""])
    row["IsConverted"] = "WAHR" if converted else "FALSCH"
    row["IsPersonAccount"] = "WAHR" if sobject == "PersonAccount" else "FALSCH"
    return deleted or converted


def _spelled(chance: Random, home: str, ways: Mapping[str, tuple[float, Way]]) -> tuple[str, Written]:
    while True:
        kind, value = written(chance, invented(chance, home), ways)
        if value.text.strip():
            return kind, value
