"""Random orgs and settings for the fix plan: few numbers, shared by many records, in many spellings."""

from typing import Any

from hypothesis import strategies as st

from tests.fake_org.ids import numbered_id
from tests.fixes.data_loader import Org, Row

SPELLINGS = [
    *("+12125550100", "+1 (212) 555-0100", "(212) 555-0100", "12125550100", "011 1 212 555 0100"),
    *("+12125550101", "212.555.0101", "+1-212-555-0101\n", "1 212 555 0101", "tel:+12125550101"),
    *("+442079460018", "020 7946 0018", "+44 (0)20 7946 0018", "0044 20 7946 0018", "442079460018"),
    *("+61491570156", "0491 570 156", "'+61491570156", "\u200b+61 491 570 156"),
    *("212-555-0100 ext. 5", "+1 212 555 0100 x7", "1-800-FLOWERS", "+44 20 7946 001/8"),
    *("442079460018 (Uwe)", "4917139200123", "030 23125 123 2. Stock", "+49 30 23125\n12", "+4930231251234567"),
    *("030 231251234567", "(212) 555-0149", "22 22 22 22", "212-555-XXXX", "&nbsp;+44 20 7946 0018_x000D_"),
    *("n/a", "call reception", "2.12555E+09", "555 0100", "212 555 0100 / 212 555 0101", "+999123", " ", "\u200b"),
]
DATES = ["", "2024-01-01T10:00:00Z", "2024-01-01T10:00:00.001Z", "2024-02-01", "2026-11-20T09:00:00Z", "2030-01-01"]
COUNTRIES = ["", "", "US", "United Kingdom", "Germany", "AU", "Narnia"]

_phone = st.one_of(st.just(""), st.sampled_from(SPELLINGS))
_date = st.sampled_from(DATES)
_country = st.sampled_from(COUNTRIES)
_name = st.sampled_from(["Ada Vane", "Ben Moss", ""])

_CONTACT = {
    "Phone": _phone, "MobilePhone": _phone, "HomePhone": _phone, "OtherPhone": _phone, "Direct_Phone__c": _phone,
    "MailingCountry": _country, "Name": _name,
}  # fmt: skip
_LEAD = {"Phone": _phone, "MobilePhone": _phone, "Country": _country, "Name": _name}
_ACCOUNT = {
    "Phone": _phone, "PersonMobilePhone": _phone, "BillingCountry": _country, "Name": _name,
    "IsPersonAccount": st.sampled_from(["", "true"]),
}  # fmt: skip


@st.composite
def orgs(draw: st.DrawFn) -> Org:
    """Return an org of a few records of each object, at times without a field that was not exported."""
    org = {
        "Contact": _rows(draw, "003", _CONTACT, 12),
        "Lead": _rows(draw, "00Q", _LEAD, 6),
        "Account": _rows(draw, "001", _ACCOUNT, 6),
    }
    for rows in org.values():
        hidden = draw(st.sampled_from([None, None, None, "Phone", "MobilePhone", "OtherPhone"]))
        for row in rows:
            row.pop(hidden, None)
    accounts = [row["Id"] for row in org["Account"]]
    for row in org["Contact"]:
        row["AccountId"] = draw(st.sampled_from(["", *accounts]))
    return org


def _rows(draw: st.DrawFn, prefix: str, fields: dict[str, st.SearchStrategy[str]], most: int) -> list[Row]:
    rows = draw(st.lists(st.fixed_dictionaries({**fields, "LastModifiedDate": _date}), max_size=most))
    whole = [numbered_id(prefix, position) for position in range(len(rows))]
    ids = [record_id[: draw(st.sampled_from([15, 18]))] for record_id in whole]
    return [{"Id": i, **row, "SystemModstamp": row["LastModifiedDate"]} for i, row in zip(ids, rows, strict=True)]


PROFILES: list[Any] = [
    *("aircall", "aircall", "aircall-phone-mobile", "aircall-legacy"),
    {"policy": "exact"},
    {"policy": "digits"},
    {"mobile_needs_e164_phone": False, "sync_objects": ["Contact", "PersonAccount"]},
    {"date_field": "SystemModstamp", "match_slots": ["mobile", "home"]},
]
SUPPRESSIONS: list[list[dict[str, str]]] = [
    [],
    [],
    [{"reason": "known", "number": "+12125550100"}],
    [{"reason": "known", "record": numbered_id("003", 1)}],
    [{"reason": "known", "rule": "not-e164", "number": "+442079460018"}, {"reason": "so", "rule": "shared-line"}],
    [{"reason": "over", "number": "+12125550101", "expires": "2020-01-01"}],
]


def settings() -> st.SearchStrategy[dict[str, Any]]:
    """Return settings of an audit, as a configuration file holds them."""
    fix = {
        "region_sources": st.sampled_from([["record", "account"], ["record"], ["record", "account", "default"], []]),
        "mobile_to_phone": st.sampled_from(["copy", "copy", "move", "off"]),
        "custom_fields": st.sampled_from(
            [{}, {}, *({"Contact.Direct_Phone__c": slot} for slot in ("phone", "mobile", "other"))]
        ),
        "rows_per_file": st.sampled_from([50_000, 2]),
    }
    return st.fixed_dictionaries(
        {
            "region": st.sampled_from([None, "US", "GB"]),
            "profile": st.sampled_from(PROFILES),
            "suppress": st.sampled_from(SUPPRESSIONS),
            "fix": st.fixed_dictionaries(fix),
        }
    )


def wishes(org: Org) -> st.SearchStrategy[dict[str, str]]:
    """Return who should win which number: any record, whether it can or not."""
    ids = [row["Id"] for rows in org.values() for row in rows] or [numbered_id("003", 99)]
    numbers = st.sampled_from(["+12125550100", "+12125550101", "+442079460018", "+61491570156"])
    return st.dictionaries(numbers, st.sampled_from(ids), max_size=3)
