"""Small random orgs in which records collide: few numbers, few ids, few dates, many ways to write each."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random

from audit.config import AuditConfig, CustomFields
from tests.oracle import Export, Org

READABLE_PHONES = [
    *("+12125550100", "+1 (212) 555-0100", "(212) 555-0100", "2125550100", "12125550100", "1 212 555 0100"),
    *("011 1 212 555 0100", "212-555-0100 ext. 5", "2125550100.0", "1-212-555-0100", "\uff0b12125550100"),
    *("+442079460018", "+44 (0)20 7946 0018", "020 7946 0018", "0044 20 7946 0018", "tel:+442079460018"),
    *("442079460018", "'+442079460018", "+442079460018\n", "+442079460018 ", "+44 20 7946\n0018", "+44 20 7946 001/8"),
    *("+61491570156", "0491 570 156", "61 491 570 156", "\uff10\uff14\uff19\uff11570156", "+80012345678"),
    *("+12125550101", "+442079460019", "+12125550102", "+1 800 FLOWERS"),
]
OTHER_PHONES = [
    *(" ", "'", "\u200b", "n/a", "N/A", "-", "0", "none given", "call reception", "1234567890", "000000000"),
    *("212 555 0100 / 212 555 0101", "2.12555E+09", "+999123456789", "123", "+1212", "7946 0018"),
    *("+4420794600181234", "+02079460018", "00 02079460018"),
]
DATES = [
    *("2024-01-01T10:00:00.000+0000", "2024-01-01T10:00:00Z", "2024-01-01 11:00:00+01:00", "2024-01-01T10:00:00.0004Z"),
    *("2024-01-01T10:00:00.001Z", "20240101T100000Z", "2024-01-02", "2024-W01-2", "2023-12-31T23:59:59-02:00"),
    *("", "", "yesterday", "01/02/2024", "2024-02-30T10:00:00Z"),
]
COUNTRY_TEXTS = [
    *("", "", "", "", "", "", " ", "-", "n/a", "Unknown", "no country"),
    *("US", " us ", "U.S.A.", "GB", "United Kingdom", "uk", "AUS", "Australia", "NA", "Old Blighty"),
    *("Atlantis", "AQ", "Middle Earth"),
]
FLAGS = [*[""] * 6, "false", "False", "0", "no", "true", "TRUE", "1"]
FIRST_NAMES = ["", "Ada", "ADA", "A\u0301da"]
LAST_NAMES = ["", "Lovelace", "Love-lace", " lovelace"]
NAMES = ["", " ", "Ada Lovelace", "ada  LOVELACE", "\u00c0da Lovelace", "Ada, Lovelace!", "?!", "Grace Hopper"]
MAILS = ["", " ", "ada@example.com", " ADA@example.com", "grace@example.com"]

ACCOUNT_IDS = [f"001{letter}0000000AAAA" for letter in "AaBbCD"]
CONTACT_IDS = [f"003{letter}0000000AAAA" for letter in "AaBbCDEFGHI"]
LEAD_IDS = [f"00Q{letter}0000000AAAA" for letter in "AaBbCDEF"]
WIDE_ACCOUNT_IDS = ["001A0000000AAAAMA4", "001a0000000AAAAIA4"]
ODD_IDS = ["", "003", "003A0000000AAA!", "003A0000000AAAAAAAA"]

CUSTOM_FIELDS = {
    "Contact": ["Direct_Phone__c", "mobile_2__C", "Fax_Phone__c", "Notes__c"],
    "Lead": ["Other_Phone__c"],
    "Account": ["Site_Phone__c", "Home_Phone__pc", "Hot_Line__c"],
}
CUSTOM = CustomFields(
    include=("Contact.Notes__c", "PersonAccount.Hot_Line__c", "Lead.Fax"), exclude=("Contact.Mobile_2__c",)
)
PHONE_COLUMNS = {
    "Contact": ["Phone", "MobilePhone", "HomePhone", "AssistantPhone", "OtherPhone"],
    "Lead": ["Phone", "MobilePhone"],
    "Account": ["Phone", "PersonMobilePhone", "PersonHomePhone", "PersonAssistantPhone", "PersonOtherPhone"],
}
ID_COLUMNS: Mapping[str, Mapping[str, Sequence[str]]] = {
    "Contact": {"Id": [*CONTACT_IDS * 4, *ODD_IDS], "AccountId": ["", *ACCOUNT_IDS[:3], *WIDE_ACCOUNT_IDS]},
    "Lead": {"Id": [*LEAD_IDS * 4, *ODD_IDS]},
    "Account": {"Id": [*ACCOUNT_IDS * 4, *WIDE_ACCOUNT_IDS, *ODD_IDS], "PersonContactId": [*[""] * 20, *CONTACT_IDS]},
}
OTHER_COLUMNS = {
    "Contact": {
        "Email": MAILS,
        "IsPersonAccount": FLAGS,
        **dict.fromkeys(("MailingCountryCode", "MailingCountry", "OtherCountryCode", "OtherCountry"), COUNTRY_TEXTS),
    },
    "Lead": {
        "Email": MAILS,
        "IsConverted": FLAGS,
        "Fax": READABLE_PHONES,
        **dict.fromkeys(("CountryCode", "Country"), COUNTRY_TEXTS),
    },
    "Account": {
        "PersonEmail": MAILS,
        "IsPersonAccount": ["true", "TRUE", "1", *FLAGS],
        **dict.fromkeys(
            ("BillingCountryCode", "BillingCountry", "ShippingCountryCode", "ShippingCountry"), COUNTRY_TEXTS
        ),
        **dict.fromkeys(("PersonMailingCountryCode", "PersonMailingCountry"), COUNTRY_TEXTS),
    },
}
SHARED_COLUMNS = {
    "IsDeleted": [*[""] * 20, *FLAGS],
    "Name": NAMES,
    "FirstName": FIRST_NAMES,
    "LastName": LAST_NAMES,
    "Owner.Name": ["", "Olga", "Omar"],
    "OwnerId": ["", "005A0000000AAAA"],
    "LastModifiedDate": DATES,
    "SystemModstamp": DATES,
}

PROFILES = [
    *("aircall", "aircall", "aircall-phone-mobile", "aircall-legacy"),
    {"policy": "exact"},
    {"policy": "digits"},
    {"mobile_needs_e164_phone": False, "sync_objects": ["Contact", "PersonAccount"]},
    {"name": "aircall-legacy", "date_field": "SystemModstamp", "match_slots": ["mobile", "home"]},
    {"policy": "exact", "object_order": ["PersonAccount", "Lead", "Contact", "Account"], "sync_slots": ["mobile"]},
]


def random_org(chance: Random, most: int = 8) -> Org:
    """Return an org with at most ``most`` rows of each object; objects may be missing, but not all."""
    names = chance.sample(["Contact", "Lead", "Account"], chance.choice([1, 2, 3, 3, 3]))
    phones = ["", "", *chance.sample(READABLE_PHONES, 5), *chance.sample(OTHER_PHONES, 2)]
    texts = {field: chance.sample(pool, chance.randint(1, len(pool))) for field, pool in SHARED_COLUMNS.items()}
    dates = chance.sample(DATES, 4)
    texts |= {"LastModifiedDate": dates, "SystemModstamp": dates}
    return {name: _export(chance, name, phones, texts, chance.randint(0, most)) for name in names}


def _export(chance: Random, name: str, phones: Sequence[str], shared: Mapping[str, Sequence[str]], n: int) -> Export:
    """Return the rows of one object: some of its columns, in any order and case."""
    texts = {**shared, **OTHER_COLUMNS[name]}
    fields = chance.sample(PHONE_COLUMNS[name], chance.randint(1, len(PHONE_COLUMNS[name])))
    fields += [field for field in CUSTOM_FIELDS[name] if chance.random() < 0.5]
    others = [field for field in texts if chance.random() < 0.8]
    columns = {**ID_COLUMNS[name], **{field: texts[field] for field in others}, **dict.fromkeys(fields, phones)}
    header = [chance.choice([field, field, field.upper()]) for field in columns]
    chance.shuffle(header)
    pool = {field.upper(): texts for field, texts in columns.items()}
    return Export(header, [{field: chance.choice(pool[field.upper()]) for field in header} for _ in range(n)])


def random_config(chance: Random) -> AuditConfig:
    """Return settings of any profile and policy, with and without further words, spellings and fields."""
    return AuditConfig.model_validate(
        {
            "region": chance.choice([None, "US", "GB"]),
            "profile": chance.choice(PROFILES),
            "include_converted_leads": chance.random() < 0.3,
            "countries": chance.choice([{}, {" old BLIGHTY": "GB", "Middle Earth": "NZ"}]),
            "placeholders": chance.choice([(), ("None Given", "No Country")]),
            "custom_fields": chance.choice([CustomFields(), CUSTOM]),
        }
    )


def write_csv(org: Org, folder: Path, *, parts: int = 1) -> Path:
    """Write ``org`` as CSV files of a folder, the rows of each object in ``parts`` files; return the folder."""
    for name, export in org.items():
        size = -(-len(export.rows) // parts) or 1
        for part in range(parts):
            path = folder / (f"{name}.csv" if part == 0 else f"{name}_{part + 1}.csv")
            with path.open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, export.header, quoting=csv.QUOTE_ALL)
                writer.writeheader()
                writer.writerows(export.rows[part * size : (part + 1) * size])
    return folder
