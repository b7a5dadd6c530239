from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.config.audit import AuditConfig
from audit.domain import OUT_OF_SCOPE_REASONS, SLOT_FIELDS
from audit.errors import UnreadableInputError
from audit.sources.org_extract import Extract
from audit.sources.records.assemble import assemble
from audit.sources.records.key_prefixes import KEY_PREFIXES
from audit.tables.extract import EXTRACTED_PHONES, EXTRACTED_RECORDS, Source
from tests.sources.typed_source import TypedPart

Assembled = Callable[..., Extract]
ADA, GRACE, JOAN = (f"00300000000000{n}AAA" for n in (1, 2, 3))
ACME, PERSON = "001000000000001AAA", "001000000000002AAA"
LEAD = "00Q000000000001AAA"


def contacts(*rows: Mapping[str, str | None], **part: Any) -> TypedPart:
    return TypedPart("Contact", "Contact.csv", [{"Id": ADA, "Phone": "1"} | row for row in rows], **part)


def leads(*rows: Mapping[str, str | None], **part: Any) -> TypedPart:
    return TypedPart("Lead", "Lead.csv", [{"Id": LEAD, "Phone": "2"} | row for row in rows], **part)


def accounts(*rows: Mapping[str, str | None], **part: Any) -> TypedPart:
    return TypedPart("Account", "Account.csv", [{"Id": ACME, "Phone": "3"} | row for row in rows], **part)


def column(extract: Extract, name: str) -> list[Any]:
    values = extract.audited.records[name]
    return values.astype(object).where(values.notna(), None).tolist()


def phones(extract: Extract) -> list[tuple[str, str, str, str]]:
    table = extract.audited.phones
    ids = extract.audited.records["record_id"].take(table["record"]).tolist()
    return list(zip(ids, table["field"], table["slot"], table["raw"], strict=True))


def out_of_scope(extract: Extract, sobject: str = "Contact") -> dict[str, int]:
    return dict(extract.source.objects[sobject].out_of_scope)


# Columns of a record


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"Name": "Ada Lovelace", "FirstName": "A", "LastName": "L"}, "Ada Lovelace"),
        ({"Name": "", "FirstName": "Ada", "LastName": "Lovelace"}, "Ada Lovelace"),
        ({"Name": "  ", "LastName": "Lovelace"}, "Lovelace"),
        ({"FirstName": "Ada"}, "Ada"),
        ({"FirstName": " ", "LastName": ""}, None),
        ({}, None),
        ({"Name": "NA"}, "NA"),
    ],
)
def test_the_name_is_name_else_first_and_last(extract: Assembled, fields: dict[str, str], name: str | None) -> None:
    found = extract(contacts(fields, {"Id": GRACE, "Name": "Grace Hopper"}))
    assert column(found, "name") == [name, "Grace Hopper"]


def test_the_owner_is_the_name_else_the_id(extract: Assembled) -> None:
    owned = contacts(
        {"Owner.Name": "Ada", "OwnerId": "005000000000001AAA"},
        {"Id": GRACE, "Owner.Name": "", "OwnerId": "005000000000002AAA"},
        {"Id": JOAN},
        {"Id": "003000000000009AAA", "OwnerId": "005000000000002"},
    )
    assert column(extract(owned), "owner") == ["Ada", "005000000000002AAA", None, "005000000000002AAA"]


def test_the_email_of_a_person_account_is_person_email(extract: Assembled) -> None:
    found = extract(
        contacts({"Email": "ada@example.com"}),
        leads({"Email": ""}),
        accounts({"PersonEmail": "x"}, {"Id": PERSON, "IsPersonAccount": "true", "PersonEmail": "p@example.com"}),
    )
    assert column(found, "email") == ["ada@example.com", None, None, "p@example.com"]


def test_records_come_in_the_order_of_the_objects(extract: Assembled) -> None:
    found = extract(leads({}), accounts({"Id": PERSON, "IsPersonAccount": "1"}, {}), contacts({}))
    assert column(found, "sobject") == ["Contact", "Lead", "Account", "PersonAccount"]
    assert column(found, "record_id") == [ADA, LEAD, ACME, PERSON]
    assert [raw for *_, raw in phones(found)] == ["1", "2", "3", "3"]


def test_the_account_of_an_account_is_itself_and_of_a_lead_none(extract: Assembled) -> None:
    found = extract(
        contacts({"AccountId": ACME}, {"Id": GRACE, "AccountId": ""}),
        leads({}),
        accounts({}, {"Id": PERSON, "IsPersonAccount": "true"}),
    )
    assert column(found, "account_id") == [ACME, None, None, ACME, PERSON]


def test_ids_of_15_characters_are_widened_everywhere(extract: Assembled) -> None:
    found = extract(
        contacts({"Id": "003A00000000001", "AccountId": "001A00000000001"}), accounts({"Id": "001A00000000001"})
    )
    assert column(found, "record_id") == ["003A00000000001IAA", "001A00000000001IAA"]
    assert column(found, "account_id") == ["001A00000000001IAA"] * 2


def test_an_account_id_that_is_none_is_left_as_it_is(extract: Assembled) -> None:
    assert column(extract(contacts({"AccountId": "ACME"})), "account_id") == ["ACME"]


def test_countries_come_in_the_order_in_which_they_are_asked(extract: Assembled) -> None:
    found = extract(
        contacts({"OtherCountry": "d", "MailingCountry": "b", "MailingCountryCode": "a", "OtherCountryCode": "c"}),
        leads({"Country": "f", "CountryCode": "e"}),
        accounts(
            {"BillingCountry": "g", "ShippingCountry": "NA", "PersonMailingCountry": "no"},
            {"Id": PERSON, "IsPersonAccount": "1", "PersonMailingCountryCode": "i", "ShippingCountry": "j"},
        ),
    )
    assert [column(found, f"country_{n}") for n in range(1, 7)] == [
        ["a", "e", None, "i"],
        ["b", "f", "g", None],
        ["c", None, None, None],
        ["d", None, "NA", None],
        [None] * 4,
        [None, None, None, "j"],
    ]


def test_dates_are_moments_to_the_millisecond(extract: Assembled) -> None:
    found = extract(
        contacts({"LastModifiedDate": "2026-03-04T14:30:15.2509+0200", "CreatedDate": "2026-03-04"}, {"Id": GRACE})
    )
    assert column(found, "last_modified") == [pd.Timestamp("2026-03-04T12:30:15.250Z"), None]
    assert column(found, "created") == [pd.Timestamp("2026-03-04T00:00Z"), None]


def test_who_created_a_record_is_known_by_the_id_of_the_user(extract: Assembled) -> None:
    found = extract(contacts({"CreatedById": "0055Y000000000E"}, {"Id": GRACE, "CreatedById": "Wilma Wool"}))
    assert column(found, "created_by") == ["0055Y000000000EQAQ", None]


def test_the_profile_names_the_date_of_the_last_edit(extract: Assembled) -> None:
    row = {"LastModifiedDate": "2026-03-04", "SystemModstamp": "2026-03-05"}
    found = extract(contacts(row), profile={"date_field": "SystemModstamp"})
    assert column(found, "last_modified") == [pd.Timestamp("2026-03-05T00:00Z")]


def test_the_tables_have_the_types_that_they_promise(extract: Assembled) -> None:
    everything = extract(contacts({"MailingCountry": "DE"}), leads({"IsConverted": "true"}), accounts({}))
    for population in (everything.audited, everything.converted_leads, extract(contacts()).audited):
        for frame, table in ((population.records, EXTRACTED_RECORDS), (population.phones, EXTRACTED_PHONES)):
            assert isinstance(frame.index, pd.RangeIndex)
            assert list(frame.columns) == table.names
            pd.testing.assert_frame_equal(frame, table.typed(frame))
            assert (frame.dtypes.astype(str) == [c.dtype for c in table.columns]).all()


# Phone fields


def test_every_slot_of_every_object_is_read(extract: Assembled) -> None:
    found = extract(
        contacts(dict.fromkeys(SLOT_FIELDS["Contact"].values(), "1")),
        leads(dict.fromkeys(SLOT_FIELDS["Lead"].values(), "2")),
        accounts(
            dict.fromkeys(SLOT_FIELDS["PersonAccount"].values(), "3"),
            dict.fromkeys(SLOT_FIELDS["PersonAccount"].values(), "4") | {"Id": PERSON, "IsPersonAccount": "true"},
        ),
    )
    assert phones(found) == [
        (record_id, field, slot, raw)
        for record_id, sobject, raw in (
            (ADA, "Contact", "1"),
            (LEAD, "Lead", "2"),
            (ACME, "Account", "3"),
            (PERSON, "PersonAccount", "4"),
        )
        for slot, field in SLOT_FIELDS[sobject].items()
    ]


@pytest.mark.parametrize("raw", [" ", "n/a", "null", "+1\n2", "'+1", "\u200b", "+" + "1" * 40_000])
def test_a_phone_is_stored_text_untouched(extract: Assembled, raw: str) -> None:
    assert phones(extract(contacts({"Phone": raw}))) == [(ADA, "Phone", "phone", raw)]


def test_an_empty_phone_is_no_row(extract: Assembled) -> None:
    assert phones(extract(contacts({"Phone": ""}, {"Id": GRACE, "Phone": None}))) == []


def test_fax_is_not_audited(extract: Assembled) -> None:
    assert phones(extract(contacts({"Fax": "+12125550100", "Fax_Phone__c": "+12125550100"}))) == [
        (ADA, "Phone", "phone", "1")
    ]


@pytest.mark.parametrize(
    ("name", "value", "is_phone"),
    [
        ("Direct_Phone__c", "020 7946 0018", True),
        ("DIRECT_PHONE__C", "1234567", True),
        ("ns__MobileNumber__c", "1234567", True),
        ("Direct_Phone__c", "123456", False),
        ("Direct_Phone__c", "\uff11\uff12\uff13\uff14\uff15\uff16\uff17", True),
        ("Phone_Type__c", "Business", False),
        ("Direct_Line__c", "1234567", False),
        ("Direct_Phone", "1234567", False),
        ("Direct_Phone__r.Name", "1234567", False),
        ("Direct_Phone__pc", "1234567", False),
    ],
)
def test_custom_phone_fields_are_told_by_name_and_values(
    extract: Assembled, name: str, value: str, *, is_phone: bool
) -> None:
    found = extract(contacts({name: value}, {"Id": GRACE, name: "x"}))
    custom = [(ADA, name, "custom", value), (GRACE, name, "custom", "x")]
    assert [row for row in phones(found) if row[2] == "custom"] == (custom if is_phone else [])
    assert found.source.objects["Contact"].present == ("Phone", name)[: 1 + is_phone]


def test_the_number_that_makes_a_column_a_phone_field_may_come_last(extract: Assembled) -> None:
    rows = [{"Id": f"0030000000000{n:02}", "My_Phone__c": str(n)} for n in range(50)]
    found = extract(contacts(*rows, {"Id": "003000000000099", "My_Phone__c": "1234567"}, batch_rows=7))
    assert len([row for row in phones(found) if row[2] == "custom"]) == 51


def test_custom_fields_of_person_accounts_end_in_pc_or_c(extract: Assembled) -> None:
    row = {"Desk_Phone__c": "1234567", "Desk_Phone__pc": "7654321"}
    found = extract(accounts(row, row | {"Id": PERSON, "IsPersonAccount": "true"}))
    assert [row for row in phones(found) if row[2] == "custom"] == [
        (ACME, "Desk_Phone__c", "custom", "1234567"),
        (PERSON, "Desk_Phone__c", "custom", "1234567"),
        (PERSON, "Desk_Phone__pc", "custom", "7654321"),
    ]
    objects = found.source.objects
    assert objects["Account"].present == ("Phone", "Desk_Phone__c")
    assert objects["PersonAccount"].present == ("Phone", "Desk_Phone__c", "Desk_Phone__pc")


def test_a_source_with_field_types_needs_no_guess(extract: Assembled) -> None:
    row = {"Direct_Line__c": "1", "Phone_Score__c": "1234567"}
    found = extract(contacts(row, custom_fields=("Direct_Line__c",)))
    assert phones(found) == [(ADA, "Phone", "phone", "1"), (ADA, "Direct_Line__c", "custom", "1")]


def test_the_configuration_adds_and_removes_custom_fields(extract: Assembled) -> None:
    changes = {"include": ["Contact.direct_line__c", "Lead.Fax"], "exclude": ["Contact.old_phone__c"]}
    row = {"Direct_Line__c": "1", "Old_Phone__c": "1234567", "Fax": "9"}
    found = extract(contacts(row), leads(row), custom_fields=changes)
    assert [row for row in phones(found) if row[2] == "custom"] == [
        (ADA, "direct_line__c", "custom", "1"),
        (LEAD, "Fax", "custom", "9"),
        (LEAD, "Old_Phone__c", "custom", "1234567"),
    ]


def test_a_field_that_is_configured_and_absent_is_reported(extract: Assembled) -> None:
    found = extract(contacts({}), custom_fields={"include": ["Contact.Direct_Line__c", "Contact.phone"]})
    assert [warning for warning in found.source.warnings if "includes" in warning] == [
        "[custom_fields] includes Contact.Direct_Line__c, but the data has no such field."
    ]


def test_fields_that_no_part_has_are_hidden(extract: Assembled) -> None:
    second = replace(contacts({"Id": GRACE, "HomePhone": "5"}), label="Contact_2.csv")
    objects = extract(contacts({}), second, leads({"MobilePhone": ""})).source.objects
    assert objects["Contact"].present == ("Phone", "HomePhone")
    assert objects["Contact"].hidden == ("MobilePhone", "AssistantPhone", "OtherPhone")
    assert (objects["Lead"].present, objects["Lead"].hidden) == (("Phone", "MobilePhone"), ())
    assert (objects["Account"].present, objects["Account"].hidden) == ((), ("Phone",))
    assert objects["PersonAccount"].hidden == tuple(SLOT_FIELDS["PersonAccount"].values())


# Scope


@pytest.mark.parametrize("text", ["true", "TRUE", "tRuE", "1", "1.0", " yes", "WAHR", "sì", "\u2019真\u00a0", "はい"])
def test_a_flag_is_set_by_yes_in_any_language(extract: Assembled, text: str) -> None:
    found = extract(contacts({"IsDeleted": text}), leads({"IsConverted": text}), accounts({"IsPersonAccount": text}))
    assert out_of_scope(found) == {"deleted": 1}
    assert out_of_scope(found, "Lead") == {"converted_lead": 1}
    assert column(found, "sobject") == ["PersonAccount"]


@pytest.mark.parametrize("text", ["false", "0", "", "FALSCH", "non", "10", "いいえ", None])
def test_a_flag_is_not_set_by_anything_else(extract: Assembled, text: str | None) -> None:
    found = extract(
        contacts({"IsDeleted": text, "IsPersonAccount": text}),
        leads({"IsConverted": text}),
        accounts({"IsPersonAccount": text}),
    )
    assert column(found, "sobject") == ["Contact", "Lead", "Account"]


@pytest.mark.parametrize("record_id", ["", "x", "00300000000001", "0030000000000001", "00300000000000Ä", None])
def test_an_invalid_id_is_out_of_scope(extract: Assembled, record_id: str | None) -> None:
    found = extract(contacts({"Id": record_id}))
    assert out_of_scope(found) == {"invalid_id": 1}
    assert found.audited.phones.empty


def test_the_first_reason_that_applies_counts(extract: Assembled) -> None:
    every_reason = {"Id": "x", "IsDeleted": "1", "IsPersonAccount": "1", "IsConverted": "1"}
    found = extract(
        contacts(
            every_reason,
            every_reason | {"Id": ADA},
            every_reason | {"Id": ADA, "IsDeleted": ""},
            {},
            {},
        ),
        leads(every_reason, every_reason | {"Id": LEAD}, {"IsConverted": "1"}, {"IsConverted": "1"}, {}),
    )
    assert out_of_scope(found) == {
        "invalid_id": 1,
        "deleted": 1,
        "person_account_contact": 1,
        "duplicate_id": 1,
    }
    assert out_of_scope(found, "Lead") == {"invalid_id": 1, "deleted": 1, "converted_lead": 2}
    assert list(out_of_scope(found)) == [r for r in OUT_OF_SCOPE_REASONS if r in out_of_scope(found)]


def test_a_contact_mirrors_a_person_account_by_its_own_flag_alone(extract: Assembled) -> None:
    found = extract(
        contacts({"IsPersonAccount": "true"}, {"Id": GRACE, "IsPersonAccount": "false", "AccountId": PERSON}),
        accounts({"Id": PERSON, "IsPersonAccount": "true", "PersonContactId": GRACE}),
    )
    assert column(found, "record_id") == [GRACE, PERSON]


@pytest.mark.parametrize(
    ("contact", "account"),
    [
        ({}, {"Id": PERSON, "PersonContactId": ADA}),
        ({}, {"Id": "invalid", "PersonContactId": ADA[:15]}),
        ({"Id": ADA[:15]}, {"Id": PERSON, "PersonContactId": ADA, "IsDeleted": "true"}),
        ({"AccountId": PERSON}, {"Id": PERSON[:15], "IsPersonAccount": "1"}),
        ({"AccountId": PERSON[:15]}, {"Id": PERSON, "IsPersonAccount": "1", "IsDeleted": "1"}),
    ],
)
def test_without_that_flag_account_tells_which_contacts_mirror_one(
    extract: Assembled, contact: dict[str, str], account: dict[str, str]
) -> None:
    found = extract(contacts(contact), accounts(account, {}))
    assert out_of_scope(found) == {"person_account_contact": 1}


@pytest.mark.parametrize(
    ("contact", "account"),
    [
        ({"AccountId": ACME}, {"IsPersonAccount": "false"}),
        ({"AccountId": ""}, {"Id": "", "IsPersonAccount": "true", "PersonContactId": ""}),
        ({"AccountId": ACME}, {"PersonContactId": " #N/A "}),
    ],
)
def test_a_contact_of_a_company_mirrors_nothing(
    extract: Assembled, contact: dict[str, str], account: dict[str, str]
) -> None:
    assert out_of_scope(extract(contacts(contact), accounts(account))) == {}


def test_each_part_of_contact_decides_by_its_own_columns(extract: Assembled) -> None:
    flagged = contacts({"IsPersonAccount": "false"})
    unflagged = replace(contacts({"Id": GRACE}), label="Contact_2.csv")
    account = accounts(
        {"Id": PERSON, "IsPersonAccount": "true", "PersonContactId": ADA},
        {"Id": ACME, "IsPersonAccount": "true", "PersonContactId": GRACE},
    )
    assert column(extract(flagged, unflagged, account), "record_id") == [ADA, PERSON, ACME]


def test_converted_leads_are_kept_apart(extract: Assembled) -> None:
    found = extract(leads({"IsConverted": "true", "Name": "Ada"}, {"Id": "00Q000000000002AAA"}))
    assert column(found, "record_id") == ["00Q000000000002AAA"]
    assert found.converted_leads.records["record_id"].tolist() == [LEAD]
    assert found.converted_leads.records["is_converted"].tolist() == [True]
    assert found.converted_leads.phones["raw"].tolist() == ["2"]


def test_converted_leads_are_audited_when_they_are_included(extract: Assembled) -> None:
    found = extract(leads({"IsConverted": "true"}), include_converted_leads=True)
    assert column(found, "is_converted") == [True]
    assert (found.converted_leads.records.empty, out_of_scope(found, "Lead")) == (True, {})


@pytest.mark.parametrize(
    ("dates", "stays"),
    [
        (["2026-01-01", "2026-01-02", "2026-01-01"], 1),
        (["2026-01-01", "2026-01-01", "2025-01-01"], 0),
        (["", "2026-01-01", ""], 1),
        (["", "never", ""], 0),
        (["2026-01-01T00:00:00.000Z", "2026-01-01T00:00:00.001Z", "2026-01-01T02:00:00.002+02:00"], 2),
    ],
)
def test_of_equal_ids_the_latest_stays_and_of_equal_dates_the_first(
    extract: Assembled, dates: list[str], stays: int
) -> None:
    rows = [{"LastModifiedDate": date, "Phone": str(position)} for position, date in enumerate(dates)]
    rows[1]["Id"] = ADA[:15]
    found = extract(contacts(*rows, {"Id": GRACE, "Phone": "8"}))
    assert phones(found) == [(ADA, "Phone", "phone", str(stays)), (GRACE, "Phone", "phone", "8")]
    assert out_of_scope(found) == {"duplicate_id": 2}


def test_duplicates_are_found_across_parts(extract: Assembled) -> None:
    second = replace(contacts({"Phone": "late", "LastModifiedDate": "2026-01-02"}), label="Contact_2.csv")
    found = extract(contacts({"LastModifiedDate": "2026-01-01"}), second)
    assert phones(found) == [(ADA, "Phone", "phone", "late")]
    (said,) = [each for each in found.source.warnings if each.startswith("Read twice")]
    assert "the most recently updated row of each record counts: 1 of 2 rows of Contact." in said
    assert "two exports of one org: give the newer one alone" in said


def test_a_few_rows_that_were_read_twice_are_not_taken_for_two_exports(extract: Assembled) -> None:
    ids = [f"0035Y{n:010}AAA" for n in range(30)]
    found = extract(contacts(*({"Id": record_id} for record_id in [*ids, ids[0]])))
    (said,) = [each for each in found.source.warnings if each.startswith("Read twice")]
    assert said.endswith("1 of 31 rows of Contact.")


def test_nothing_is_said_where_each_record_was_read_once(extract: Assembled) -> None:
    assert not [each for each in extract(contacts({})).source.warnings if each.startswith("Read twice")]


def test_a_row_that_gives_way_leaves_no_trace_in_the_categories(extract: Assembled) -> None:
    rows = [{"OwnerId": "b"}, {"Id": GRACE, "OwnerId": "a"}, {"Id": JOAN, "OwnerId": "c"}]
    rows += [{"OwnerId": "d", "LastModifiedDate": "2026-01-01"}]
    found = [extract(contacts(*rows, batch_rows=size)).audited.records["owner"] for size in (1, 4)]
    assert [list(owners.cat.categories) for owners in found] == [["a", "c", "d"]] * 2


def test_a_row_that_is_out_of_scope_displaces_no_other(extract: Assembled) -> None:
    found = extract(contacts({"LastModifiedDate": "2025-01-01"}, {"LastModifiedDate": "2026-01-01", "IsDeleted": "1"}))
    assert (column(found, "record_id"), out_of_scope(found)) == ([ADA], {"deleted": 1})


def test_an_account_and_a_person_account_of_one_id_are_duplicates(extract: Assembled) -> None:
    found = extract(
        accounts({"LastModifiedDate": "2025-01-01"}, {"LastModifiedDate": "2026-01-01", "IsPersonAccount": "1"})
    )
    assert column(found, "sobject") == ["PersonAccount"]
    assert out_of_scope(found, "Account") == {"duplicate_id": 1}
    assert found.source.objects["Account"].read == 1


def test_ids_that_differ_in_the_last_three_characters_alone_are_no_duplicates(extract: Assembled) -> None:
    ids = ["001A0000006Vm9rAAA", "001A0000006Vm9rAAB"]
    assert column(extract(accounts(*({"Id": record_id} for record_id in ids))), "record_id") == ids


def test_case_makes_different_ids(extract: Assembled) -> None:
    found = extract(contacts({"Id": "00300000000000a"}, {"Id": "00300000000000A"}))
    assert column(found, "record_id") == ["00300000000000aAAA", "00300000000000AAAQ"]


# What is said


def test_a_missing_date_of_the_last_edit_is_reported_by_part(extract: Assembled) -> None:
    found = extract(contacts({}), leads({"LastModifiedDate": ""}), accounts({"LastModifiedDate": ""}))
    (warning,) = found.source.warnings
    assert warning.startswith("Contact.csv has no column LastModifiedDate: ")


def test_dates_that_cannot_be_read_are_reported_by_object(extract: Assembled) -> None:
    row = {"LastModifiedDate": "soon"}
    found = extract(leads(row), contacts(row, row | {"Id": GRACE}, {"Id": JOAN, "LastModifiedDate": ""}))
    told = [warning for warning in found.source.warnings if "cannot be read as a date" in warning]
    assert [warning[: warning.index(" cannot")] for warning in told] == [
        "LastModifiedDate of 2 rows of Contact",
        "LastModifiedDate of 1 row of Lead",
    ]


def moments_of(extract: Assembled, *texts: str) -> tuple[list[str | None], str]:
    rows = [{"Id": f"00300000000000{n}", "LastModifiedDate": text} for n, text in enumerate(texts)]
    found = extract(contacts(*rows, batch_rows=1), leads({"LastModifiedDate": ""}), accounts({"LastModifiedDate": ""}))
    moments = found.audited.records["last_modified"].iloc[: len(texts)]
    read = [None if pd.isna(moment) else f"{moment:%Y-%m-%d %H:%M:%S}" for moment in moments]
    return read, " ".join(found.source.warnings)


@pytest.mark.parametrize(
    ("texts", "read"),
    [
        (("31.01.2026", "1.2.2026 9:05"), ["2026-01-31 00:00:00", "2026-02-01 09:05:00"]),
        (("04.03.2026, 23:59:58",), ["2026-03-04 23:59:58"]),
        (("13/1/2026", "", "2/1/2026 12:00 AM"), ["2026-01-13 00:00:00", None, "2026-01-02 00:00:00"]),
        (("1/13/2026", "2/1/2026 3:04\u202fPM"), ["2026-01-13 00:00:00", "2026-02-01 15:04:00"]),
        (("2026/1/2", "2026/12/31 8:00"), ["2026-01-02 00:00:00", "2026-12-31 08:00:00"]),
        (("30.02.2026", "1.2.2026 25:00", "1.2.2026"), [None, None, "2026-02-01 00:00:00"]),
    ],
)
def test_dates_in_one_local_form_are_read_by_the_column_as_a_whole(
    extract: Assembled, texts: tuple[str, ...], read: list[str | None]
) -> None:
    moments, said = moments_of(extract, *texts)
    assert moments == read
    assert "LastModifiedDate of Contact is written like " in said
    assert "and as UTC" in said


@pytest.mark.parametrize("texts", [("1/2/2026", "3/4/2026"), ("13/1/2026", "1/13/2026")])
def test_dates_whose_day_cannot_be_told_from_the_month_are_missing_and_said(
    extract: Assembled, texts: tuple[str, ...]
) -> None:
    moments, said = moments_of(extract, *texts)
    assert moments == [None, None]
    assert "whether the day or the month comes first" in said
    assert "cannot be read as a date" not in said


@pytest.mark.parametrize("texts", [("31.01.2026", "2026-02-01T00:00:00Z"), ("31.01.2026", "1/2/2026")])
def test_dates_in_two_forms_are_read_where_they_are_iso(extract: Assembled, texts: tuple[str, ...]) -> None:
    moments, said = moments_of(extract, *texts)
    assert moments[0] is None
    assert "such as “99.99.9999”" in said


def test_words_that_are_no_flag_are_named_with_their_counts(extract: Assembled) -> None:
    found = extract(contacts({"IsDeleted": "maybe"}, {"Id": GRACE, "IsDeleted": "maybe"}, {"Id": JOAN}))
    assert "IsDeleted of Contact: not understood, so read as No: “maybe” 2." in found.source.warnings
    assert len(found.audited.records) == 3


def test_padding_is_no_part_of_ids_and_references(extract: Assembled) -> None:
    found = extract(
        contacts({"Id": f" {ADA[:15]}\u00a0", "AccountId": f"'{ACME}\ufeff"}), accounts({"Id": f"\t{ACME}"})
    )
    assert column(found, "record_id") == [ADA, ACME]
    assert column(found, "account_id") == [ACME, ACME]


def test_a_few_rows_of_other_objects_are_left_out_and_named(extract: Assembled) -> None:
    found = extract(contacts({"Id": ADA}, {"Id": ACME}, {"Id": "005000000000001AAA"}))
    assert out_of_scope(found) == {"other_object": 2}
    assert (
        "2 of 3 rows of Contact.csv have ids of other objects and are left out: 001… (Account) 1, 005… (User) 1."
        in found.source.warnings
    )


@pytest.mark.parametrize(("n_own", "n_others"), [(0, 1), (197, 3), (98, 2)])
def test_rows_of_another_object_beyond_one_percent_are_an_error(extract: Assembled, n_own: int, n_others: int) -> None:
    own = [{"Id": f"003000000000{n:03}"} for n in range(n_own)]
    others = [{"Id": f"001000000000{n:03}"} for n in range(n_others)]
    with pytest.raises(UnreadableInputError, match=rf"Contact\.csv is read as Contact, .*Account\) {n_others}"):
        extract(contacts(*own, *others))


@pytest.mark.parametrize("field", ["PersonContactId", "PersonEmail", "PersonMobilePhone", "PersonOtherPhone"])
def test_without_its_flag_a_person_account_is_known_by_the_fields_of_persons(extract: Assembled, field: str) -> None:
    found = extract(accounts({"Id": ACME, field: "x1"}, {"Id": "001000000000009AAA", field: " null "}))
    assert column(found, "sobject") == ["Account", "PersonAccount"]
    assert any("1 of its 2 rows are taken for Person Accounts" in warning for warning in found.source.warnings)


def test_columns_that_are_not_read_are_handed_on_for_the_next_stage_to_look_at(extract: Assembled) -> None:
    row = {"MailingCountry": "UK", "Direct": "020 7946 0018", "Joined": "2026-01-02", "Fax2": "+442079460018"}
    rows = [{"Id": f"00300000000{n:04}", **row} for n in range(20)]
    (unread,) = extract(contacts(*rows)).unread
    assert unread.names == ("Direct", "Joined")
    assert unread.countries == ("MailingCountry",)
    assert unread.texts["Direct"] == ["020 7946 0018"] * 20


def test_owners_are_named_by_the_users_of_the_org(extract: Assembled) -> None:
    users = TypedPart("User", "User.csv", [{"Id": "00500000000000a", "Name": "", "FirstName": "Sam", "LastName": "Ad"}])
    owned = [{"Id": ADA, "OwnerId": "00500000000000aAAA"}, {"Id": GRACE, "OwnerId": "00G000000000001AAA"}]
    named = extract(contacts(*owned, {"Id": JOAN, "OwnerId": "00500000000000a", "Owner.Name": "Jo"}), users)
    assert column(named, "owner") == ["Sam Ad", "00G000000000001AAA", "Jo"]


def test_progress_is_told_in_rows_of_a_part() -> None:
    told: list[tuple[str, int]] = []
    rows = [{"Id": f"00300000000000{n}"} for n in range(5)]
    assemble(
        [contacts(*rows, batch_rows=2)],
        AuditConfig(),
        Source("csv", ("typed in",), {}),
        lambda label, n_rows: told.append((label, n_rows)),
    )
    assert told == [("Contact.csv", 2), ("Contact.csv", 4), ("Contact.csv", 5)]


ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "Id": st.sampled_from(["000000000001AAA", "000000000001", " 000000000002AAA", "000000000003AAA", "x"]),
            "Phone": st.sampled_from(["", "1", "+12125550100"]),
            "LastModifiedDate": st.sampled_from(["", "2026-01-01", "2026-01-01T00:00:00Z", "2026-1-2", "x"]),
        },
        optional={
            "MobilePhone": st.sampled_from(["", "2"]),
            "My_Phone__c": st.sampled_from(["", "3", "1234567"]),
            "IsDeleted": st.sampled_from(["", "true"]),
            "IsPersonAccount": st.sampled_from(["", "true"]),
            "IsConverted": st.sampled_from(["", "true"]),
            "PersonContactId": st.sampled_from(["", GRACE]),
            "AccountId": st.sampled_from(["", "001000000000009"]),
            "MailingCountry": st.sampled_from(["", "DE", "US"]),
            "BillingCountry": st.sampled_from(["", "DE", "US"]),
            "OwnerId": st.sampled_from(["", "a", "b"]),
        },
    ),
    max_size=12,
)


@pytest.mark.slow
@settings(deadline=None, max_examples=40)
@given(ROWS, ROWS, ROWS, st.integers(1, 5))
def test_the_size_of_batches_never_changes_a_result(
    contact: list[dict[str, str]], lead: list[dict[str, str]], account: list[dict[str, str]], batch_rows: int
) -> None:
    typed = {"Contact": contact, "Lead": lead, "Account": account}
    parts = [
        TypedPart(sobject, f"{sobject}.csv", [{**row, "Id": KEY_PREFIXES[sobject] + row["Id"].strip()} for row in rows])
        for sobject, rows in typed.items()
    ]
    parts = [replace(part, further_columns=("Id", "Phone")) for part in parts]
    whole = assemble(parts, AuditConfig(), Source("csv", ("typed in",), {}))
    pieces = assemble(
        [replace(part, batch_rows=batch_rows) for part in parts], AuditConfig(), Source("csv", ("typed in",), {})
    )
    assert pieces.source == whole.source
    for one, other in ((whole.audited, pieces.audited), (whole.converted_leads, pieces.converted_leads)):
        pd.testing.assert_frame_equal(one.records, other.records)
        pd.testing.assert_frame_equal(one.phones, other.phones)
    for sobject, coverage in whole.source.objects.items():
        assert coverage.read == coverage.audited + sum(coverage.out_of_scope.values())
        assert coverage.audited == (whole.audited.records["sobject"] == sobject).sum()
    assert sum(coverage.read for coverage in whole.source.objects.values()) == sum(map(len, typed.values()))
