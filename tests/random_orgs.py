"""Small random orgs in which records collide: few numbers, few ids, few dates, many ways to write each."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random

from audit.config.audit import AuditConfig, CustomFields
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
    *("212-555-XXXX", "020 7946 **", "Room 123", "ext. 4712", "$2,125,550,152.00", "#N/A", "NULL", "Null", r"\N"),
    *("212 555 0100 o 212 555 0101", "212 555 0100\u3001212 555 0101", "+12125550100 +12125550101", "22 22 22 22"),
    *("020 7946 0018 2. Stock", "+44 20 7946 0018 2nd floor", "555-0100 Bob", "089 68863877", "(089) 68863877"),
    *("Uwe 020 7946 0018 / 020 7946 0019 Eva", "0171 1234567 (Uwe)", "+44 20 7946 (Uwe)", "1-800-FLOWERS"),
]
PHONES_WITH_WORDS = [
    *("020 7946 0018 (Bob)", "Bob: +44 20 7946 0018", "+44 20 7946 0018 \u0418\u0432\u0430\u043d", "Tel. 212 555 0100"),
    *("212-555-0100 Room 12", "+1 212 555 0100 \u5185\u7dda 801", "(212) 555-0100 (2nd floor, Bob)", "ask Bob"),
    *("Mobile 2 0491 570 156", "020 7946 0018 ext 5 Bob", "callto:+442079460018", "tel: 020 7946 0018 x7"),
    *("+44 20 7946 0018 [Bob", "020 7946 0018 (Bob) 212 555 0100", "442079460018 Bob", "020 7946 0018 Bob 123456"),
]
PHONES_WITH_REMAINS = [
    *("+442079460018_x000D_", "+44&nbsp;20 7946 0018", "%2B442079460018", "+44%2020%207946%200018", "+12125550100,0"),
    *("<b>+12125550100</b>", "<+44 20 7946 0018>", "<tel:+442079460018>", "_xD83D_+12125550100", "&#43;12125550100"),
    *(
        "&copy +12125550100",
        "2125550100.00",
        "_x005F_x002B_12125550100",
        "&amp;nbsp;+12125550100",
        "\u2019+12125550100",
    ),
]
PHONES_OF_TWO_READINGS = [
    *("4915135238256", "4915135238256 ext. 5", "4915135238256 Uwe", "(212) 555-0149", "+8 495 123-45-67"),
    *("00 55 38 92300-5211", "+44 20 7946 0018/19", "8 495 123-45-67", "030 901820", "030 901820/21", "49 30 901820"),
]
DATES = [
    *("2024-01-01T10:00:00.000+0000", "2024-01-01T10:00:00Z", "2024-01-01 11:00:00+01:00", "2024-01-01T10:00:00.0004Z"),
    *("2024-01-01T10:00:00.001Z", "20240101T100000Z", "2024-01-02", "2024-W01-2", "2023-12-31T23:59:59-02:00"),
    *("", "", "yesterday", "01/02/2024", "2024-02-30T10:00:00Z"),
]
LOCAL_DATES = [
    ["13/01/2024", "2/1/2024 9:05", "02/01/2024, 09:05:10", "", " 31/02/2024 "],
    ["1/13/2024", "1/2/2024 9:05 PM", "01/02/2024 12:05:10\u202fam", "1/2/2024, 13:00 PM"],
    ["13.1.2024", "2.1.2024 09:05", "02.01.2024 09:05:10", "", "1.1.2024"],
    ["2024/1/13", "2024/01/02 9:05", "2024/1/2 09:05:10", ""],
    ["1/2/2024", "2/1/2024 9:05", ""],
    ["13/01/2024", "1/13/2024"],
    ["13-1-2024", "13.1.2024", "2-1-2024"],
]
COUNTRY_TEXTS = [
    *("", "", "", "", "", "", " ", "-", "n/a", "Unknown", "no country"),
    *(
        "US",
        " us ",
        "Deutschland",
        "DE",
        "Russia",
        "U.S.A.",
        "GB",
        "United Kingdom",
        "uk",
        "AUS",
        "Australia",
        "NA",
        "Old Blighty",
    ),
    *("Atlantis", "AQ", "Middle Earth"),
]
FLAGS = [
    *[""] * 6,
    *("false", "False", "0", "no", "FALSCH", "nie", "0.0", "perhaps"),
    *("true", "TRUE", "1", "WAHR", " \u0414\u0430 ", "\u2019X"),
]
FIRST_NAMES = ["", "Ada", "ADA", "A\u0301da"]
LAST_NAMES = ["", "Lovelace", "Love-lace", " lovelace"]
NAMES = ["", " ", "Ada Lovelace", "ada  LOVELACE", "\u00c0da Lovelace", "Ada, Lovelace!", "?!", "Grace Hopper"]
MAILS = ["", " ", "ada@example.com", " ADA@example.com", "grace@example.com"]

ACCOUNT_IDS = [f"001{letter}0000000AAAA" for letter in "AaBbCD"]
CONTACT_IDS = [f"003{letter}0000000AAAA" for letter in "AaBbCDEFGHI"]
LEAD_IDS = [f"00Q{letter}0000000AAAA" for letter in "AaBbCDEF"]
WIDE_ACCOUNT_IDS = ["001A0000000AAAAMA4", "001a0000000AAAAIA4"]
PADDINGS = ["{}", "{}", "{}", " {}", "{}  ", "\u00a0{}\u200b", "'{}", "\u2019{}\t"]
ODD_IDS = ["", "003", "003A0000000AAA!", "003A0000000AAAAAAAA", "003A00 0000AAAA"]

OTHER_IDS = {
    "Contact": ["003a0000000AAAA", "001A0000000AAAA", "0050000000000AA", "00QA0000000AAAAAAA"],
    "Lead": ["00Qa0000000AAAA", "003A0000000AAAA", "00qA0000000AAAA"],
    "Account": ["001a0000000AAAA", "003A0000000AAAA", "a00A0000000AAAA"],
}
"""An id of the object, then some that are not."""

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
    for pool in (PHONES_WITH_WORDS, PHONES_WITH_REMAINS, PHONES_OF_TWO_READINGS):
        phones += chance.sample(pool, chance.choice([0, 1, 2]))
    texts = {field: chance.sample(pool, chance.randint(1, len(pool))) for field, pool in SHARED_COLUMNS.items()}
    dates = chance.choice([*[chance.sample(DATES, 4)] * 3, chance.choice(LOCAL_DATES)])
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
    rows = [{field: chance.choice(pool[field.upper()]) for field in header} for _ in range(n)]
    for row in rows:
        for field in row.keys() & {"Id", "ID", "AccountId", "ACCOUNTID", "PersonContactId", "PERSONCONTACTID"}:
            row[field] = chance.choice(PADDINGS).format(row[field]) if row[field] else ""
    return Export(header, rows)


def with_ids_of_other_objects(chance: Random, org: Org) -> Org:
    """Return ``org`` with some rows of other objects in its files, and a row of their own in each."""
    for name, export in org.items():
        field = next(field for field in export.header if field.upper() == "ID")
        for row in export.rows[1:]:
            row[field] = chance.choice([row[field], row[field], chance.choice(OTHER_IDS[name][1:])])
        for row in export.rows[:1]:
            row[field] = OTHER_IDS[name][0]
    return org


def random_config(chance: Random) -> AuditConfig:
    """Return settings of any profile and policy, with and without further words, spellings and fields."""
    return AuditConfig.model_validate(
        {
            "region": chance.choice([None, "US", "GB", "DE"]),
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
